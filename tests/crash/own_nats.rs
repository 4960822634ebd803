//! An operator's own NATS server on deploy/nats.conf: away when the hub starts, then used; a partner is let in there.

use std::{
    fs,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use async_nats::jetstream::{self, consumer::PullConsumer};
use futures::StreamExt;
use hora::{actors::Person, run::SERVICES};
use hora_tests::{
    log,
    process::{Process, nats_server, signal},
    project_root, skip,
    wait::until,
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{
    load,
    partner::{connect, credentials},
};

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
const PASSWORD: &str = "ksecret";

/// A server that knows the hub's logins, and reads its configuration again when told.
struct Own {
    binary: PathBuf,
    folder: TempDir,
    port: u16,
    child: Option<Child>,
}

impl Own {
    fn new(binary: PathBuf) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = TempDir::new().unwrap();
        fs::copy(project_root().join("deploy/nats.conf"), folder.path().join("nats.conf")).unwrap();
        Self { binary, folder, port, child: None }
    }

    fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    fn run(&mut self) {
        let mut command = Command::new(&self.binary);
        command
            .arg("-c")
            .arg(self.folder.path().join("nats.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.env("HORA_NATS_HOST", "127.0.0.1").env("HORA_NATS_PORT", self.port.to_string());
        command.env("HORA_NATS_STORE", format!("\"{}\"", self.folder.path().join("store").display()));
        command.env("HORA_NATS_MONITOR", "127.0.0.1:-1");
        for name in ["HUB", "AUDIT", "PARTNER_EXAMPLE"] {
            command.env(format!("HORA_NATS_{name}"), PASSWORD);
        }
        for name in SERVICES {
            command.env(format!("HORA_NATS_{}", name.to_uppercase()), PASSWORD);
        }
        self.child = Some(command.spawn().unwrap());
    }

    /// Puts an entry among the users of the account PARTNERS, in place of the example, and has it read.
    fn let_in(&self, entry: &str) {
        let file = self.folder.path().join("nats.conf");
        let text = fs::read_to_string(&file).unwrap();
        let (before, rest) = text.split_once("PARTNERS {\n    users: [\n").unwrap();
        let (_example, after) = rest.split_once("    ]\n").unwrap();
        fs::write(&file, format!("{before}PARTNERS {{\n    users: [\n{entry}    ]\n{after}")).unwrap();
        signal("HUP", self.child.as_ref().unwrap().id()).unwrap();
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _killed = child.kill();
            let _ended = child.wait();
        }
    }
}

/// What a hub is told of such a server.
fn settings(url: &str) -> Vec<(&'static str, &'static str)> {
    let text = |text: String| -> &'static str { text.leak() };
    let mut settings = vec![
        ("HORA_NATS__URL", text(url.to_owned())),
        ("HORA_NATS_USER_HUB", "hub"),
        ("HORA_NATS_PASSWORD_HUB", PASSWORD),
    ];
    for name in SERVICES {
        let upper = name.to_uppercase();
        settings.push((text(format!("HORA_NATS_USER_{upper}")), text(format!("service-{name}"))));
        settings.push((text(format!("HORA_NATS_PASSWORD_{upper}")), PASSWORD));
    }
    settings
}

/// What `/metrics` says, by name and labels.
pub async fn figures(hub: &Process) -> String {
    let address = hub.places().hub.trim_start_matches("http://").to_owned();
    let mut line = tokio::net::TcpStream::connect(&address).await.unwrap();
    let request = format!("GET /metrics HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    line.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    line.read_to_string(&mut text).await.unwrap();
    text
}

fn partner_add(hub: &Process, url: &str, visibility: &str) -> Value {
    let data = hub.data();
    let words =
        ["partner", "add", "example", "--initiative", load::SLUG, "--visibility", visibility, "--nats", url];
    let mut command = Command::new(BINARY);
    command.args(words).args(["--output", "json", "--data"]).arg(data);
    command.env("HORA_NATS_USER_HUB", "hub").env("HORA_NATS_PASSWORD_HUB", PASSWORD);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operators_own_server_is_waited_for_filled_and_read_by_a_partner() {
    let Some(binary) = nats_server() else {
        return skip("no nats-server; run tests/venv or set HORA_NATS_SERVER");
    };
    let mut own = Own::new(binary.clone());
    let mut hub = Process::start_with(BINARY, Some(binary), &settings(&own.url())).await.unwrap();
    assert!(hub.said().contains("is not ready"), "{}", hub.said());
    load::world(&mut hub.admin().await.unwrap()).await;
    let told = figures(&hub).await;
    let is_behind = |line: &str| {
        line.starts_with("hora_relay_behind_records{context=\"agenda\"}") && !line.ends_with(" 0")
    };
    assert!(told.lines().any(is_behind), "{told}");
    own.run();

    let up_to_date = ["relay_behind_records", "relay_behind_seconds", "views_behind_records"];
    until("partners and views have everything", || async {
        let told = figures(&hub).await;
        let zero =
            |name: &str| told.lines().any(|line| line == format!("hora_{name}{{context=\"agenda\"}} 0"));
        up_to_date.iter().all(|name| zero(name)).then_some(())
    })
    .await
    .unwrap();
    assert!(figures(&hub).await.contains("hora_roster_age_seconds{context=\"backbone\"} "));

    let added = partner_add(&hub, &own.url(), "members");
    let entry = added["users_entry"].as_str().unwrap();
    assert!(added["first"].as_str().unwrap().contains("account PARTNERS"), "{added}");
    own.let_in(entry);
    let [url, user, password] = credentials(&hub.data());
    let (partner, _refused) = connect(&url, &user, &password).await;
    until("the server lets the partner in", || async {
        (partner.connection_state() == async_nats::connection::State::Connected).then_some(())
    })
    .await
    .unwrap();
    let again = partner_add(&hub, &own.url(), "public");
    assert_eq!(again.get("users_entry"), None, "run again, the login is kept and grants are changed");
    assert_eq!(credentials(&hub.data())[2], password);

    let mut public = Person::public(hub.places(), load::SLUG);
    let expected = log::read(&mut public, "agenda", 1).await.unwrap();
    let expected: Vec<_> = expected.iter().map(|record| record.bytes.to_vec()).collect();
    let consumer: PullConsumer =
        jetstream::new(partner).get_consumer_from_stream(&user, "HORA_EVENTS").await.unwrap();
    let messages = consumer.fetch().max_messages(500).messages().await.unwrap();
    let messages: Vec<_> = messages.map(Result::unwrap).collect().await;
    let of_agenda = messages.iter().filter(|message| message.subject.contains(".public.agenda."));
    let received: Vec<_> = of_agenda.map(|message| message.payload.to_vec()).collect();
    assert!(!expected.is_empty() && received == expected, "{} of {}", received.len(), expected.len());
    hub.stop().unwrap();
}
