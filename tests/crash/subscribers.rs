//! `hora subscribe` and `hora log tail --follow` go on over a hub that is killed and one that is stopped.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command},
};

use hora::actors::Person;
use hora_tests::{circle::convene, log, process::Process, wait::until};
use serde_json::json;
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
const SLUG: &str = "cluj-school";

/// A command that listens, and what it has printed.
struct Listener {
    child: Child,
    heard: PathBuf,
}

impl Listener {
    fn start(hub: &Process, secret: &str, folder: &Path, words: &[&str]) -> Self {
        let heard = folder.join(words[0]);
        let mut command = Command::new(BINARY);
        command
            .args(words)
            .args(["--output", "jsonl"])
            .env("HORA_HUB", hub.places().hub)
            .env("HORA_KEY", secret);
        let child =
            command.stdout(File::create(&heard).unwrap()).stderr(File::create(folder.join("said")).unwrap());
        Self { child: child.spawn().unwrap(), heard }
    }

    fn lines(&self) -> Vec<String> {
        fs::read_to_string(&self.heard).unwrap().lines().map(str::to_owned).collect()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}

async fn threads(staff: &mut Person, from: usize) {
    for number in from..from + 3 {
        let thread = json!({"title": format!("Number {number}"), "audience": "VISIBILITY_MEMBERS",
            "subject": {"external": {"vocabulary": "news", "code": format!("N{number}")}}});
        staff.run("communication/OpenThread", thread).await.unwrap();
    }
}

/// Waits until both have heard every record there is, each once and in order.
async fn all_heard(staff: &mut Person, listeners: &[Listener]) {
    let records = log::read(staff, "communication", 1).await.unwrap();
    let records: Vec<_> =
        records.iter().map(|record| String::from_utf8(record.bytes.to_vec()).unwrap()).collect();
    for listener in listeners {
        until("a listener has heard everything", || async {
            (listener.lines().len() >= records.len()).then_some(())
        })
        .await
        .unwrap();
        assert_eq!(listener.lines(), records);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn listeners_hear_every_record_once_over_a_hub_that_comes_back() {
    let mut hub = Process::start(BINARY, None).await.unwrap();
    let (mut staff, ..) = convene(&mut hub.admin().await.unwrap(), SLUG, 2).await.unwrap();
    threads(&mut staff, 0).await;
    let folder = TempDir::new().unwrap();
    let secret = staff.client().key().unwrap().secret.clone();
    let of = ["--initiative", SLUG, "--context", "communication"];
    let subscribe = [["subscribe", "--all"].as_slice(), &of].concat();
    let tail = [["log", "tail", "--follow", "--from", "1"].as_slice(), &of].concat();
    let listeners = [subscribe, tail].map(|words| Listener::start(&hub, &secret, folder.path(), &words));
    all_heard(&mut staff, &listeners).await;

    hub.kill().unwrap();
    hub.run().await.unwrap();
    let mut staff = hora_tests::circle::again(&mut staff).unwrap();
    threads(&mut staff, 3).await;
    all_heard(&mut staff, &listeners).await;

    hub.stop().unwrap();
    hub.run().await.unwrap();
    let mut staff = hora_tests::circle::again(&mut staff).unwrap();
    threads(&mut staff, 6).await;
    all_heard(&mut staff, &listeners).await;
}
