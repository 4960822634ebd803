//! Five processes on the example of settings for services apart, each with a folder and a certificate of its own, as
//! if each were another machine: the walk passes, and only a service can follow a log.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use hora::{
    actors::{Admin, Person},
    client::Places,
    run::SERVICES,
};
use hora_tests::{project_root, wait};
use runtime::{caller::service_key, clock::Clock, config::Tls, secrets::Secret, setup};
use serde_json::json;
use tempfile::TempDir;
use tonic::{
    Code, Request, Status,
    transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity},
};
use tonic_types::StatusExt as _;
use wire::pb::log::{FollowRequest, log_client::LogClient};

use super::{authority::Authority, walk::walk};

/// The exit code of the command line for what may succeed later.
const UNAVAILABLE: u8 = 4;

/// One service, as if on a machine of its own.
struct Machine {
    folder: PathBuf,
    address: SocketAddr,
    tls: Tls,
    child: Option<Child>,
}

impl Drop for Machine {
    fn drop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let _killed = child.kill();
        let _ended = child.wait();
    }
}

impl Machine {
    fn new(root: &Path, service: &str, address: SocketAddr, authority: &Authority) -> Self {
        let folder = root.join(service);
        let etc = folder.join("etc");
        fs::create_dir_all(&etc).unwrap();
        fs::copy(&authority.file, etc.join("services-ca.crt")).unwrap();
        Self { tls: authority.sign(&etc), folder, address, child: None }
    }

    /// The example with this machine's folders and address, and the others' addresses.
    fn settings(&self, addresses: &[SocketAddr]) -> PathBuf {
        let example = fs::read_to_string(project_root().join("deploy/hora.apart.example.toml")).unwrap();
        let here = self.folder.display();
        let mut text = example
            .replace("/var/lib/", &format!("{here}/"))
            .replace("/etc/hora/", &format!("{here}/etc/"))
            .replace("0.0.0.0:7400", &self.address.to_string());
        for (service, address) in SERVICES.iter().zip(addresses) {
            text = text.replace(&format!("{service}.hora.internal:7400"), &address.to_string());
        }
        let file = self.folder.join("hora.toml");
        fs::write(&file, text).unwrap();
        file
    }

    fn serve(&mut self, service: &str, addresses: &[SocketAddr]) {
        let words = File::create(self.folder.join("said")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_hora-under-test"));
        command.args(["serve", service, "--no-nats", "--config"]).arg(self.settings(addresses));
        command.env_clear().stdout(Stdio::null()).stderr(words);
        self.child = Some(command.spawn().unwrap());
    }

    /// What an operator copies from backbone's machine before the others are started.
    fn take_from(&self, backbone: &Self) {
        for file in ["hora/hub.secret", "hora/token.pub", "hora-secrets/master.key"] {
            let to = self.folder.join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(backbone.folder.join(file), to).unwrap();
        }
    }

    fn said(&self) -> String {
        fs::read_to_string(self.folder.join("said")).unwrap_or_default()
    }
}

/// A service answers, and has heard of backbone.
async fn answers(places: &Places, service: &str) {
    let rpc = match service {
        "backbone" => "backbone/ListInitiatives",
        "agenda" => "agenda/GetAgenda",
        "measurement" => "measurement/ListIndicators",
        "plan" => "plan/GetPlan",
        _ => "communication/ListThreads",
    };
    let answered = wait::until("a service answers", || {
        let mut public = Person::public(places.clone(), "hub");
        async move {
            let answer = public.ask(rpc, json!({})).await;
            answer.err().is_none_or(|failure| failure.exit_code() != UNAVAILABLE).then_some(())
        }
    });
    answered.await.unwrap();
}

/// Begins to follow backbone's log with the services' key, over a connection made so.
async fn follow(endpoint: Endpoint, key: &str) -> Result<(), Status> {
    let channel: Channel = endpoint.connect().await.map_err(|error| Status::unknown(format!("{error:?}")))?;
    let mut request = Request::new(FollowRequest { context: "backbone".to_owned(), from_position: 0 });
    request.metadata_mut().insert("authorization", format!("Bearer {key}").parse().unwrap());
    let mut stream = LogClient::new(channel).follow(request).await?.into_inner();
    stream.message().await.map(|_| ())
}

fn pem(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_machines_show_each_other_certificates_and_the_walk_passes() {
    let root = TempDir::new().unwrap();
    let authority = Authority::new(root.path(), "services-ca");
    let free: Vec<TcpListener> = SERVICES.map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).into();
    let addresses: Vec<SocketAddr> = free.iter().map(|listener| listener.local_addr().unwrap()).collect();
    drop(free);
    let machine = |(service, address): (&&str, &_)| Machine::new(root.path(), service, *address, &authority);
    let mut machines: Vec<Machine> = SERVICES.iter().zip(&addresses).map(machine).collect();
    let at = |(name, address): (&str, _)| (name.to_owned(), format!("https://{address}"));
    let services = SERVICES.into_iter().zip(&addresses).map(at).collect();
    let hub = "https://127.0.0.1:9".to_owned();
    let places = Places { hub, services, tls_ca: Some(authority.file.clone()), cleartext: false };

    let (backbone, others) = machines.split_first_mut().unwrap();
    backbone.serve("backbone", &addresses);
    answers(&places, "backbone").await;
    for (machine, service) in others.iter_mut().zip(&SERVICES[1..]) {
        machine.take_from(backbone);
        machine.serve(service, &addresses);
    }
    for service in &SERVICES[1..] {
        answers(&places, service).await;
    }
    let clock = Clock::default();
    let secret = setup::issue(&backbone.folder.join("hora"), clock.now_us()).unwrap();
    let mut admin = Admin::set_up(places, &secret, &clock.now().plus_days(9).to_string()).await.unwrap();
    walk(&mut admin, &clock).await;

    only_services_follow(backbone, &authority, root.path()).await;
}

async fn only_services_follow(backbone: &Machine, authority: &Authority, folder: &Path) {
    let key = service_key(&Secret::load_or_create(&backbone.folder.join("hora/hub.secret")).unwrap());
    let address = |scheme: &str| Endpoint::from_shared(format!("{scheme}://{}", backbone.address)).unwrap();
    let trusting = || ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem(&authority.file)));
    let over = |tls: ClientTlsConfig| address("https").tls_config(tls).unwrap();
    let showing =
        |tls: &Tls| over(trusting().identity(Identity::from_pem(pem(&tls.certificate), pem(&tls.key))));

    follow(showing(&backbone.tls), &key).await.unwrap();
    let keyless = follow(showing(&backbone.tls), "hora-service-00").await.unwrap_err();
    assert_eq!(keyless.code(), Code::Unauthenticated, "a certificate alone is not enough: {keyless:?}");
    let bare = follow(over(trusting()), &key).await.unwrap_err();
    let reason = bare.get_details_error_info().map(|info| info.reason);
    assert_eq!(
        (bare.code(), reason.as_deref()),
        (Code::Unauthenticated, Some("service_certificate_missing"))
    );
    let clear = follow(address("http"), &key).await.unwrap_err();
    assert_eq!(clear.get_details_error_info().map(|info| info.reason).as_deref(), Some("tls_required"));
    let other = folder.join("other");
    fs::create_dir_all(&other).unwrap();
    let foreign =
        follow(showing(&Authority::new(&other, "services-ca").sign(&other)), &key).await.unwrap_err();
    assert_ne!(
        foreign.code(),
        Code::Unauthenticated,
        "the handshake fails before anything is asked: {foreign:?}"
    );
    let said = wait::until("the operator is told", || async {
        Some(backbone.said()).filter(|said| said.contains("a client certificate was not taken"))
    });
    said.await.unwrap();
}
