//! kill -9 while a digest is read and confirmed, again and again: every message is told, and none of a range that was
//! confirmed is told again.

use std::collections::BTreeSet;

use hora::{
    actors::{Person, text},
    failure::Failure,
};
use hora_tests::{
    circle::{again, convene},
    process::Process,
};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
const SLUG: &str = "cluj-school";
/// Messages of a round; the kill comes in the middle of reading them.
const MESSAGES: usize = 12;

fn rounds() -> usize {
    if std::env::var_os("HORA_TEST_LONG").is_some() { 40 } else { 4 }
}

/// What a reader was told of ranges that they confirmed, and the last that they do not know of.
#[derive(Default)]
struct Told {
    sure: Vec<String>,
    unsure: Option<Value>,
}

impl Told {
    /// Reads and confirms until the hub does not answer any more, or nothing is left.
    async fn read(&mut self, reader: &mut Person) -> Result<(), Failure> {
        loop {
            let read = reader.ask("communication/GetDigest", json!({})).await?["digest"].clone();
            if let Some(before) = self.unsure.take() {
                // Killed while it was confirmed: the mark stands before it or behind it, and nowhere between.
                if read["from"] == before["to"] {
                    self.sure.extend(messages(&before));
                } else {
                    assert_eq!(read["from"], before["from"]);
                }
            }
            let messages = messages(&read);
            if messages.is_empty() {
                return Ok(());
            }
            let range = json!({"from": read["from"], "to": read["to"]});
            self.unsure = Some(read);
            reader.run("communication/ConfirmDigest", range).await?;
            self.unsure = None;
            self.sure.extend(messages);
        }
    }
}

fn messages(read: &Value) -> Vec<String> {
    let entries = read["entries"].as_array().into_iter().flatten();
    let is_message = |entry: &&Value| entry["kind"] == "DIGEST_KIND_NEW_MESSAGE";
    entries.filter(is_message).map(|entry| text(entry, "part").unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_digest_is_told_once_over_kill_9() {
    let mut hub = Process::start(BINARY, None).await.unwrap();
    let mut admin = hub.admin().await.unwrap();
    let (mut staff, _, mut voters) = convene(&mut admin, SLUG, 2).await.unwrap();
    let watch = json!({"level": "SUBSCRIPTION_LEVEL_WATCH", "tz": "UTC", "digest": {"kind": "KIND_DAILY"}});
    voters[1].run("communication/SetSubscription", watch).await.unwrap();
    let thread = json!({"subject": {"external": {"vocabulary": "press", "code": "7"}}, "title": "Buses",
        "audience": "VISIBILITY_MEMBERS"});
    let thread = text(&staff.run("communication/OpenThread", thread).await.unwrap(), "threadId").unwrap();
    let (mut said, mut told) = (BTreeSet::new(), Told::default());
    for round in 0..rounds() {
        let (mut writer, mut reader) = (again(&mut staff).unwrap(), again(&mut voters[1]).unwrap());
        for number in 0..MESSAGES {
            let message = json!({"threadId": thread, "body": format!("{round} {number}")});
            let posted = writer.run("communication/PostMessage", message).await.unwrap();
            said.insert(text(&posted, "messageId").unwrap());
            if number % 3 == round % 3 {
                told.read(&mut reader).await.unwrap();
            }
        }
        let reading = tokio::spawn(async move {
            // Ends with the hub.
            let _cut = told.read(&mut reader).await;
            told
        });
        // Each round is cut at another step.
        for _ in 0..round * 50 {
            tokio::task::yield_now().await;
        }
        hub.kill().unwrap();
        told = reading.await.unwrap();
        hub.run().await.unwrap();
    }
    told.read(&mut again(&mut voters[1]).unwrap()).await.unwrap();
    let once: BTreeSet<String> = told.sure.iter().cloned().collect();
    assert_eq!(once.len(), told.sure.len(), "a message was told twice");
    assert_eq!(once, said);
}
