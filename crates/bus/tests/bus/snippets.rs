//! The two ready subscribers run as printed: the Python one as it stands in docs/partners.md.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use bus::{
    Relay,
    partner::{self, Grant},
};
use tokio_util::sync::CancellationToken;

use crate::support::{Log, Nats, root, skip, stream};

const RECORDS: usize = 90;
const GRANTED: usize = 20;

fn block(page: &str, language: &str) -> String {
    let after = page.split_once(&format!("\n```{language}\n")).expect("a block").1;
    after.split_once("```").expect("its end").0.to_owned()
}

fn run(nats: &Nats, limit: usize, command: &mut Command) -> Output {
    let endpoint = nats.endpoint("partner-example");
    for line in partner::credentials(&endpoint).lines() {
        let (name, value) = line.split_once('=').unwrap();
        command.env(name, value);
    }
    command.env("HORA_PARTNER_LIMIT", limit.to_string()).output().unwrap()
}

/// Publishes, and grants the public and the members' records of one initiative.
async fn publish(nats: &Nats) -> Log {
    let log = Log::with("agenda", RECORDS);
    log.end();
    let relay = Relay::new(nats.endpoint("service-agenda"), "agenda", log.clone());
    relay.run(None, |_| Ok(()), CancellationToken::new()).await.unwrap();
    let grant = Grant {
        initiative: "school-2".to_owned(),
        visibilities: vec!["public".to_owned(), "members".to_owned()],
        contexts: vec!["agenda".to_owned()],
    };
    partner::add(&nats.connect("hub").await, "example", &[grant]).await.unwrap();
    log
}

fn granted(log: &Log) -> Vec<bus::Outgoing> {
    let records = (0..RECORDS).map(|at| log.record(at));
    records.filter(|record| record.initiative == "school-2" && record.visibility != "restricted").collect()
}

/// Runs the subscriber and compares what it printed with the records granted.
async fn receives(nats: &Nats, command: &mut Command) {
    let log = publish(nats).await;
    let output = tokio::task::block_in_place(|| run(nats, GRANTED, command));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "", "no gap where there is none");
    let expected: Vec<String> =
        granted(&log).into_iter().map(|record| String::from_utf8(record.payload.to_vec()).unwrap()).collect();
    assert_eq!(expected.len(), GRANTED);
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().collect::<Vec<_>>(), expected);
}

/// Takes one granted record out of the stream and runs the subscriber.
async fn notices_a_gap(nats: &Nats, command: &mut Command) {
    let missing = granted(&publish(nats).await)[7].position;
    stream(&nats.connect("hub").await).await.delete_message(missing + 1).await.unwrap();
    let output = tokio::task::block_in_place(|| run(nats, GRANTED - 1, command));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches("gap in").count(), 1, "{said}");
    assert!(said.contains("/hora/cluj/school-2/agenda"), "{said}");
}

fn python() -> Option<PathBuf> {
    let python = root().join(".venv/bin/python");
    if !python.exists() {
        skip("no Python with nats-py; run tests/venv");
        return None;
    }
    Some(python)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_of_the_page_receives() {
    let Some(python) = python() else { return };
    let Some(nats) = Nats::start().await else { return };
    let page = fs::read_to_string(root().join("docs/partners.md")).unwrap();
    let snippet = block(&page, "python");
    assert_eq!(snippet, partner::PYTHON, "the page and the snippet of `hora partner add` are one text");
    receives(&nats, Command::new(python).arg("-c").arg(snippet)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn python_notices_a_gap() {
    let Some(python) = python() else { return };
    let Some(nats) = Nats::start().await else { return };
    notices_a_gap(&nats, Command::new(python).arg("-c").arg(partner::PYTHON)).await;
}

fn example() -> Option<PathBuf> {
    let deps = env::current_exe().unwrap();
    let example = deps.parent().and_then(Path::parent).unwrap().join("examples/partner");
    if !example.exists() {
        skip("the example is not built; run the tests of the whole package");
        return None;
    }
    Some(example)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rust_example_receives() {
    let Some(example) = example() else { return };
    let Some(nats) = Nats::start().await else { return };
    receives(&nats, &mut Command::new(example)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rust_example_notices_a_gap() {
    let Some(example) = example() else { return };
    let Some(nats) = Nats::start().await else { return };
    notices_a_gap(&nats, &mut Command::new(example)).await;
}
