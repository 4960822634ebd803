//! What an operator is told where a command cannot do what was meant: what was looked at, and what is accepted.
//!
//! Runs the program as people do. To add a mistake: a row or a test of its own over [`told`].

use std::process::{Command, Output};

use hora_tests::{
    process::{Process, nats_server},
    skip,
};
use tempfile::TempDir;

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");

/// Runs the program without the environment of whoever runs the tests, where no nats-server can be found.
fn run(words: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(BINARY);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HORA_")) {
        command.env_remove(name);
    }
    command.env_remove("VIRTUAL_ENV").env("PATH", "").envs(variables.iter().copied());
    command.args(words).output().unwrap()
}

/// How it ended, and what it said on standard error.
fn told(words: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let output = run(words, variables);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn settings_that_are_not_taken_are_named_before_anything_is_made() {
    let folder = TempDir::new().unwrap();
    let (data, here) = (folder.path().join("data"), folder.path().display().to_string());
    let data = data.to_str().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let up = ["up", "--no-nats", "--data", data];
    let mistakes: [(&[&str], [&str; 2]); 6] = [
        (&["--listen", "localhost:7505"], ["localhost:7505", "127.0.0.1:7001"]),
        (&["--listen", "127.0.0.1"], ["127.0.0.1", "127.0.0.1:7001"]),
        (&["--listen", ":70000"], [":70000", "up to 65535"]),
        (&["--listen", &taken], ["is taken by another program", &taken]),
        (&["--config", &here], ["cannot be read", "accepted is a TOML file"]),
        (&[], ["HORA_LEDGRE__X", "HORA_LEDGER__"]),
    ];
    for (words, parts) in mistakes {
        let variables = if words.is_empty() { [("HORA_LEDGRE__X", "1")].as_slice() } else { &[] };
        let (code, said) = told(&[&up, words].concat(), variables);
        assert!(code == Some(1) && parts.iter().all(|part| said.contains(part)), "{words:?}: {said}");
        assert!(said.matches("os error").count() <= 1, "{said}");
        assert!(!std::path::Path::new(data).exists(), "{words:?} made the data folder");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_is_told_what_the_key_may_not_see_and_that_there_is_an_admin() {
    let hub = Process::start(BINARY, None).await.unwrap();
    let data = hub.data().display().to_string();
    let link = ["token", "setup", "--data", &data];
    assert_eq!(run(&link, &[]).status.code(), Some(0), "there is no admin yet");
    let mut admin = hub.admin().await.unwrap();
    let (code, said) = told(&link, &[]);
    assert!(code == Some(2) && said.contains("has an admin already"), "{said}");
    let (code, said) =
        told(&["token", "setup", "--data", hub.data().parent().unwrap().to_str().unwrap()], &[]);
    assert!(code == Some(1) && said.contains("is no data folder of a hub"), "{said}");

    let verify = ["log", "verify", "--context", "backbone", "--initiative", "hub"];
    let seen = hub.cli(admin.person(), verify).unwrap();
    let said = String::from_utf8_lossy(&seen.stderr).into_owned();
    assert_eq!(seen.status.code(), Some(6), "{said}");
    assert!(said.contains("may not see sequence 1") && said.contains("--partial"), "{said}");
    let content = hub.cli(admin.person(), verify.into_iter().chain(["--partial"])).unwrap();
    assert_eq!(content.status.code(), Some(0), "{content:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_is_added_by_the_state_of_the_data_folder_alone() {
    let Some(nats) = nats_server() else {
        return skip("no nats-server; run tests/venv or set HORA_NATS_SERVER");
    };
    let mut hub = Process::start(BINARY, Some(nats)).await.unwrap();
    let data = hub.data().display().to_string();
    let add = ["partner", "add", "example", "--initiative", "anything", "--data"];
    let added = run(&[add.as_slice(), &[data.as_str()]].concat(), &[]);
    assert!(added.status.success(), "{added:?}");
    assert!(hub.data().join("partners/example.env").is_file());
    let elsewhere = TempDir::new().unwrap();
    let other = elsewhere.path().join("hora-data").display().to_string();
    hub.stop().unwrap();
    for (folder, why) in [(&other, "none has started a server there"), (&data, "its server does not run")] {
        let (code, said) = told(&[add.as_slice(), &[folder.as_str()]].concat(), &[]);
        assert!(code == Some(1) && said.contains(folder) && said.contains(why), "{said}");
        assert!(said.contains("--data") && said.contains("--nats"), "{said}");
    }
    assert!(!elsewhere.path().join("hora-data").exists());
}
