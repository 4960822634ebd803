//! Eighty citizen proposals and 5,633 comments: threads as deep as 24, messages without text, and orphans.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use hora::actors::Person;
use serde_json::{Value, json};

use super::history::{History, all, data, expected, number, word};

pub const SET: &str = "decide-madrid";

/// A message as the hub tells it, with how deep it lies under those that are there.
struct Told {
    thread: String,
    message: Value,
}

impl Told {
    fn is_orphan(&self) -> bool {
        self.message["isParentMissing"] == true
    }
    fn parent(&self) -> &str {
        self.message["parentId"].as_str().unwrap_or_default()
    }
    fn id(&self) -> &str {
        self.message["messageId"].as_str().unwrap()
    }
    fn is_empty(&self) -> bool {
        self.message["textAbsent"] == true
    }
}

/// Every message of every thread, by the source's key of the thread.
async fn read(reader: &mut Person) -> Vec<Told> {
    let threads = all(reader, "communication/ListThreads", json!({}), "threads").await;
    let mut told = Vec::new();
    for thread in threads {
        assert_eq!(thread["subject"]["external"]["vocabulary"], SET);
        let key = thread["subject"]["external"]["code"].as_str().unwrap();
        let request = json!({"threadId": thread["threadId"]});
        let messages = all(reader, "communication/ListMessages", request, "messages").await;
        assert_eq!(thread["messages"], messages.len().to_string(), "{key}");
        told.extend(messages.into_iter().map(|message| Told { thread: key.to_owned(), message }));
    }
    told
}

fn counted(keys: impl Iterator<Item = String>) -> Value {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    json!(counts)
}

/// How deep each lies under the messages that are there, and how many lie below an orphan.
fn depths(told: &[Told]) -> (Value, usize) {
    let mut places: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for one in told {
        let above = places.get(one.parent()).copied();
        assert_eq!(above.is_none(), one.parent().is_empty(), "a message stands behind what it answers");
        let place = above.map_or((0, one.is_orphan()), |(depth, below)| (depth + 1, below));
        places.insert(one.id(), place);
    }
    let below = told.iter().filter(|one| !one.is_orphan() && places[one.id()].1).count();
    (counted(places.values().map(|(depth, _)| depth.to_string())), below)
}

/// Imports all of it.
pub async fn import(history: &History, data: &Path) -> Value {
    let (threads, messages) = (data.join("proposals.csv"), data.join("comments.csv"));
    let words = ["threads", "--preset", SET, "--threads", word(&threads), "--messages", word(&messages)];
    history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()))
}

/// Everything that the script counted.
pub async fn check(history: &History, data: &Path) {
    let expected = expected(data, SET);
    let told = read(&mut history.public()).await;
    assert_eq!(told.len() as u64, number(&expected["messages (comments)"]));
    assert_eq!(counted(told.iter().map(|one| one.thread.clone())), expected["messages per thread"]);
    let orphans = told.iter().filter(|one| one.is_orphan());
    assert_eq!(counted(orphans.map(|one| one.thread.clone())), expected["orphans per thread"]);
    let (histogram, below) = depths(&told);
    assert_eq!(histogram, expected["depth histogram over present parents"]);
    assert_eq!(below as u64, number(&expected["messages below an orphan (all depths)"]));
    check_empty(&told, &expected);

    let authors: BTreeSet<&str> = told.iter().map(|one| one.message["author"].as_str().unwrap()).collect();
    assert_eq!(authors.len() as u64, number(&expected["distinct authors of comments"]));
    assert!(authors.iter().all(|author| author.starts_with("p_")), "the source's names are nowhere");
    let mut rows = csv::Reader::from_path(data.join("comments.csv")).unwrap();
    let texts: BTreeMap<String, String> = rows
        .deserialize()
        .map(|row| row.unwrap())
        .map(|row: BTreeMap<String, String>| (row["id"].clone(), row["text"].trim().replace("\r\n", "\n")))
        .collect();
    // A public thread shows who answered whom; what people wrote, members alone (domain.md, "Private fields").
    let withheld = told.iter().filter(|one| one.message["body"]["state"] == "STATE_WITHHELD").count();
    assert_eq!(withheld as u64, 5_633 - number(&expected["empty messages"]));
    for one in &read(&mut history.staff().await.unwrap()).await {
        let key = one.message["externalRef"]["code"].as_str().unwrap();
        assert_eq!(one.message["body"]["text"].as_str().unwrap_or_default(), texts[key], "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eighty_threads_come_out_as_counted_and_only_once() {
    let Some(data) = data(SET) else { return };
    let history = History::begin("madrid", &["--preset", SET]).await.unwrap();
    let first = import(&history, &data).await;
    assert_eq!(first["added"], 80 + 5_633);
    check(&history, &data).await;
    let head = history.head("communication").await;
    let again = import(&history, &data).await;
    assert_eq!((number(&again["added"]), &again["alreadyThere"]), (0, &first["added"]));
    assert_eq!(history.head("communication").await, head);
}

/// The messages without text, and which of them have replies.
fn check_empty(told: &[Told], expected: &Value) {
    let empty: Vec<&Told> = told.iter().filter(|one| one.is_empty()).collect();
    assert_eq!(empty.len() as u64, number(&expected["empty messages"]));
    let at_top = empty.iter().filter(|one| one.message.get("replyTo").is_none_or(Value::is_null));
    assert_eq!(at_top.count() as u64, number(&expected["empty messages at top level"]));
    let keys: BTreeMap<&str, &str> =
        empty.iter().map(|one| (one.id(), one.message["externalRef"]["code"].as_str().unwrap())).collect();
    let replies = told.iter().filter_map(|one| keys.get(one.parent()));
    assert_eq!(
        counted(replies.map(|key| (*key).to_owned())),
        expected["empty message with replies -> replies"]
    );
    let parents: BTreeSet<&str> = told.iter().map(Told::parent).collect();
    let with_replies = told.iter().filter(|one| one.is_orphan() && parents.contains(one.id())).count();
    assert_eq!(with_replies as u64, number(&expected["orphans with replies of their own"]));
}
