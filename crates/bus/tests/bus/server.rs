//! The server this crate starts: it serves, comes back, ends, and takes partners while it runs.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use bus::{
    Relay, partner,
    server::{Home, Server},
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::support::{Log, assert_whole, nats_server, until};

fn pid(folder: &Path) -> Option<String> {
    fs::read_to_string(folder.join("nats.pid")).ok().map(|text| text.trim().to_owned())
}

fn kill(pid: &str) {
    assert!(Command::new("kill").args(["-9", pid]).status().unwrap().success());
}

fn is_alive(pid: &str) -> bool {
    Command::new("kill").args(["-0", pid]).stderr(Stdio::null()).status().unwrap().success()
}

async fn start(binary: &Path, folder: &Path) -> Server {
    Server::start(binary.to_owned(), folder.to_owned(), &["agenda", "plan"]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_serves_relays_and_keeps_its_address_and_store_over_a_restart() {
    let Some(binary) = nats_server() else { return };
    let data = TempDir::new().unwrap();
    let folder = data.path().join("nats");
    let server = start(&binary, &folder).await;
    let hub = bus::connect(&server.hub().unwrap(), "test").await.unwrap();
    bus::provision(&hub).await.unwrap();
    let log = Log::with("agenda", 50);
    log.end();
    let relay = Relay::new(server.service("agenda").unwrap().unwrap(), "agenda", log.clone());
    relay.run(None, |_| Ok(()), CancellationToken::new()).await.unwrap();
    assert!(server.service("nobody").unwrap().is_none());
    let url = server.url().unwrap();
    let old = pid(&folder).unwrap();
    server.stop().await.unwrap();
    assert!(!is_alive(&old));

    let server = start(&binary, &folder).await;
    assert_eq!(server.url().unwrap(), url);
    let hub = bus::connect(&server.hub().unwrap(), "test").await.unwrap();
    bus::provision(&hub).await.unwrap();
    assert_whole(&hub, &[&log]).await;
    for name in ["nats.conf", "logins.json"] {
        assert_eq!(fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_started_again_when_it_dies() {
    let Some(binary) = nats_server() else { return };
    let data = TempDir::new().unwrap();
    let server = start(&binary, data.path()).await;
    let url = server.url().unwrap();
    let mut is_up = server.is_up();
    let first = pid(data.path()).unwrap();
    kill(&first);
    is_up.wait_for(|up| !*up).await.unwrap();
    is_up.wait_for(|up| *up).await.unwrap();
    assert_ne!(pid(data.path()).unwrap(), first);
    assert_eq!(server.url().unwrap(), url);
    bus::connect(&server.hub().unwrap(), "test").await.unwrap();
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_hub_left_running_is_stopped_first() {
    let Some(binary) = nats_server() else { return };
    let data = TempDir::new().unwrap();
    Home::open(data.path(), &["agenda"]).unwrap();
    let config = data.path().canonicalize().unwrap().join("nats.conf");
    let mut left = Command::new(&binary).arg("-c").arg(config).stderr(Stdio::null()).spawn().unwrap();
    until("the left server writes its id", || async { pid(data.path()) }).await;
    let server = start(&binary, data.path()).await;
    assert!(left.wait().unwrap().success());
    assert_ne!(pid(data.path()).unwrap(), left.id().to_string());
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_server_ends() {
    let Some(binary) = nats_server() else { return };
    let data = TempDir::new().unwrap();
    let server = start(&binary, data.path()).await;
    let id = pid(data.path()).unwrap();
    drop(server);
    until("it ends", || async { (!is_alive(&id)).then_some(()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_only_has_the_same_id_is_left_alone() {
    let Some(binary) = nats_server() else { return };
    let data = TempDir::new().unwrap();
    let mut other = Command::new("sleep").arg("60").spawn().unwrap();
    fs::write(data.path().join("nats.pid"), other.id().to_string()).unwrap();
    let server = start(&binary, data.path()).await;
    assert!(other.try_wait().unwrap().is_none());
    server.stop().await.unwrap();
    other.kill().unwrap();
    other.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_is_added_and_removed_while_it_runs() {
    let Some(binary) = nats_server() else { return };
    let data = TempDir::new().unwrap();
    let server = start(&binary, data.path()).await;
    let hub = bus::connect(&server.hub().unwrap(), "test").await.unwrap();
    bus::provision(&hub).await.unwrap();
    let endpoint = server.add_partner("city").await.unwrap();
    assert_eq!(server.add_partner("city").await.unwrap(), endpoint);
    let client = bus::connect(&endpoint, "test").await.unwrap();
    let grants = [partner::Grant {
        initiative: "school".to_owned(),
        visibilities: vec!["public".to_owned()],
        contexts: vec![],
    }];
    let durable = partner::add(&hub, "city", &grants).await.unwrap().durable;
    let info =
        client.request(format!("$JS.API.CONSUMER.INFO.HORA_EVENTS.{durable}"), "".into()).await.unwrap();
    assert!(String::from_utf8_lossy(&info.payload).contains("hora.school.public."), "{info:?}");

    let file = data.path().join("city.env");
    partner::write_credentials(&file, &endpoint).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.contains(&format!("HORA_NATS_URL={}\nHORA_NATS_USER=partner-city\n", server.url().unwrap()))
    );
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    assert!(server.remove_partner("city").await.unwrap());
    assert!(!server.remove_partner("city").await.unwrap());
    until("the login is refused", || async { bus::connect(&endpoint, "test").await.err() }).await;
    server.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_binary_that_does_not_serve_says_why() {
    let data = TempDir::new().unwrap();
    let started = Server::start(PathBuf::from("/bin/false"), data.path().to_owned(), &["agenda"]).await;
    let words = started.unwrap_err().to_string();
    assert!(words.contains("/bin/false") && words.contains("exit status: 1"), "{words}");
}
