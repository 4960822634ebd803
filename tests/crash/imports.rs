//! kill -9 of the hub in the middle of an import: the import waits for the hub, goes on, and counts nothing twice.

use std::path::PathBuf;

use hora::{actors::Person, client::key};
use hora_tests::{process::Process, wait::until};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::real::history::{number, run, word};

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
const SLUG: &str = "hearing";
const STATEMENTS: usize = 20;
/// Twenty commands of a thousand rows.
const RESPONSES: usize = 20_000;
/// Records of the agenda's log when the hub is killed: some commands were answered, most were not.
const KILLED_AT: u64 = 4_000;

/// The files of a conversation in which everybody answers once.
fn conversation(folder: &TempDir) -> [PathBuf; 2] {
    let mut comments =
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n".to_owned();
    for statement in 0..STATEMENTS {
        comments
            .push_str(&format!("1500000000000,,{statement},{statement},0,0,1,Mentors help {statement}\n"));
    }
    let mut votes = "timestamp,datetime,comment-id,voter-id,vote\n".to_owned();
    for response in 0..RESPONSES {
        let (statement, at) = (response % STATEMENTS, 1_500_000_000_001 + response);
        votes.push_str(&format!("{at},,{statement},{},1\n", response / STATEMENTS));
    }
    [("comments.csv", comments), ("votes.csv", votes)].map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    })
}

/// How far the agenda's log goes; none while nobody answers.
async fn head(hub: &Process) -> Option<u64> {
    let mut public = Person::public(hub.places(), SLUG);
    let request = json!({"context": "agenda", "initiative": SLUG});
    let answer = public.client().call("/hora.log.v1.Log/Head", Some(SLUG), &request).await.ok()?;
    answer["head"]["sequence"].as_str()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_outlasts_a_killed_hub_and_counts_nothing_twice() {
    let mut hub = Process::start(BINARY, None).await.unwrap();
    let folder = TempDir::new().unwrap();
    let (admin, keys) = (folder.path().join("admin.key"), folder.path().join("keys"));
    key::write(&admin, hub.admin().await.unwrap().key()).unwrap();
    let words = ["init", "--preset", "polis", "--initiative", SLUG, "--out", word(&keys)];
    run(hub.places(), &admin, &words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));

    let [comments, votes] = conversation(&folder);
    let importing = {
        let (places, key) = (hub.places(), keys.join("importer.key"));
        move || {
            let (places, key) = (places.clone(), key.clone());
            let (comments, votes) = (comments.clone(), votes.clone());
            async move {
                let (comments, votes) = (word(&comments), word(&votes));
                let words =
                    ["consultation", "--preset", "polis", "--initiative", SLUG, "--comments", comments];
                run(places, &key, &[&words[..], &["--votes", votes]].concat()).await
            }
        }
    };
    let first = tokio::spawn(importing());
    let is_far = || async { head(&hub).await.filter(|head| *head >= KILLED_AT) };
    let killed_at = until("a part is imported", is_far).await.unwrap();
    hub.kill().unwrap();
    assert!(!first.is_finished() && killed_at < RESPONSES as u64, "it was over at {killed_at}");
    hub.run().await.unwrap();

    let done: Value = first.await.unwrap().unwrap_or_else(|failure| panic!("{}", failure.text()));
    let asked = json!({"consultation": {"externalRef": {"vocabulary": "polis", "code": SLUG}}});
    let mut public = Person::public(hub.places(), SLUG);
    let shown = public.ask("agenda/GetConsultation", asked).await.unwrap();
    assert_eq!(number(&shown["all"]["agree"]), RESPONSES as u64, "{shown}");
    assert_eq!(number(&shown["last"]["agree"]), RESPONSES as u64, "{shown}");
    // The consultation and its end are two; each statement is moderated.
    assert_eq!(number(&done["added"]), (RESPONSES + 2 * STATEMENTS + 2) as u64, "{done}");
    let end = head(&hub).await;
    let again = importing().await.unwrap();
    assert_eq!((number(&again["added"]), &again["alreadyThere"]), (0, &done["added"]));
    assert_eq!(head(&hub).await, end);
}
