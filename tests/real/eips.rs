//! Ethereum's improvement proposals: 4,181 changes of statuses and dependencies, in the order of their rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use hora::actors::Person;
use serde_json::{Value, json};

use super::history::{History, all, data, expected, number, word};

pub const SET: &str = "ethereum-eips";

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The source's number of an activity of ours.
fn item(id: &Value) -> String {
    text(id).trim_start_matches("EIP_").to_owned()
}

/// Each status with its number of items, but for those that are deleted.
async fn statuses(public: &mut Person, day: Option<&str>) -> BTreeMap<String, u64> {
    let meta = day.map_or(json!({}), |day| json!({"asOf": {"effectiveAt": day}}));
    let request = json!({"meta": meta, "vocabulary": SET});
    let answer = public.ask("plan/CountExternalStatuses", request).await.unwrap();
    let counts = answer["counts"].as_array().into_iter().flatten();
    let counts = counts.filter(|one| one["value"] != "(deleted)");
    counts.map(|one| (text(&one["value"]).to_owned(), number_of(&one["activities"]))).collect()
}

/// A 64-bit number of an answer, which canonical JSON writes as text.
fn number_of(value: &Value) -> u64 {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| number(value))
}

fn counts(expected: &Value) -> BTreeMap<String, u64> {
    expected.as_object().unwrap().iter().map(|(status, count)| (status.clone(), number(count))).collect()
}

/// The longest chain, counted in items; the edges hold no cycle.
fn longest(edges: &BTreeMap<String, BTreeSet<String>>, from: &str, known: &mut BTreeMap<String, u64>) -> u64 {
    if let Some(length) = known.get(from) {
        return *length;
    }
    let further = edges.get(from).into_iter().flatten();
    let length = 1 + further.map(|to| longest(edges, to, known)).max().unwrap_or_default();
    known.insert(from.to_owned(), length);
    length
}

async fn check_edges(public: &mut Person, expected: &Value) {
    let relations =
        all(public, "plan/ListRelations", json!({"kind": "RELATION_KIND_REQUIRES"}), "relations").await;
    assert_eq!(relations.len() as u64, number(&expected["replay: edges at the end"]));
    assert!(relations.iter().all(|one| one["isPending"] != json!(true)));
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut required: BTreeMap<String, u64> = BTreeMap::new();
    for one in &relations {
        edges.entry(item(&one["from"])).or_default().insert(item(&one["to"]));
        *required.entry(item(&one["to"])).or_default() += 1;
    }
    for (which, count) in expected["most required"].as_array().unwrap().iter().map(|one| (&one[0], &one[1])) {
        // The script counts the source's edges; three of them close a cycle and are not ours.
        let still = expected["replay: still refused at the end"].as_array().unwrap();
        let refused = still.iter().filter(|edge| edge[1] == *which).count() as u64;
        assert_eq!(required[text(which)], number(count) - refused, "{which}");
    }
    let mut known = BTreeMap::new();
    let length = edges.keys().map(|from| longest(&edges, from, &mut known)).max().unwrap();
    assert_eq!(length, number(&expected["replay: longest chain (items)"]));
}

/// What was refused, as the script tells it: row, edge, path; in the order of the rows.
fn check_refused(imported: &Value, expected: &Value) {
    let told = imported["refused"].as_array().unwrap().iter().map(|one| {
        let path = one["path"].as_array().filter(|path| !path.is_empty()).cloned();
        json!([one["row"], [one["from"], one["to"]], path])
    });
    let wanted = expected["replay: refused"].as_array().unwrap().iter();
    let wanted = wanted.map(|one| json!([one["row"], one["edge"], one["cycle path"]]));
    assert_eq!(told.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    let by_the_hub =
        imported["refused"].as_array().unwrap().iter().filter(|one| one["byTheHub"] == json!(true));
    assert_eq!(by_the_hub.count(), 8, "all but the target that never comes to exist");
}

/// Imports all of it.
pub async fn import(history: &History, data: &Path) -> Value {
    let file = |name: &str| word(&data.join(name)).to_owned();
    let (items, step) = (file("eips.csv"), format!("changes:{}", file("changes.csv")));
    let words = ["plan", "--preset", SET, "--items", &items, &step];
    history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()))
}

/// Everything that the script counted, of what the import said and of what is there.
pub async fn check(history: &History, data: &Path, first: &Value) {
    let expected = expected(data, SET);
    assert_eq!(number(&first["plan"]["changes"]), number(&expected["changes"]));
    assert_eq!(number(&first["plan"]["statuses"]), number(&expected["status changes"]));
    let pending =
        expected["replay: edges added while their target did not exist yet [row, item, target]"].clone();
    assert_eq!(number(&first["plan"]["pending"]), pending.as_array().unwrap().len() as u64);
    check_refused(first, &expected);
    let public = &mut history.public();
    check_edges(public, &expected).await;
    check_items(public, data, &expected).await;
    for (day, then) in expected["as of"].as_object().unwrap() {
        assert_eq!(statuses(public, Some(day)).await, counts(&then["status"]), "as of {day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_comes_in_and_exactly_the_cycles_are_refused() {
    let Some(data) = data(SET) else { return };
    let history = History::begin("eips", &["--preset", SET]).await.unwrap();
    let first = import(&history, &data).await;
    check(&history, &data, &first).await;
    let head = history.head("plan").await;
    assert_eq!(number(&import(&history, &data).await["added"]), 0);
    assert_eq!(history.head("plan").await, head);
}

/// The items now: those of the list and those deleted for good, with their statuses and titles.
async fn check_items(public: &mut Person, data: &Path, expected: &Value) {
    let mut now = counts(&expected["by status"]);
    let activities = all(public, "plan/ListActivities", json!({}), "activities").await;
    let gone = expected["items in changes.csv not in eips.csv"].as_array().unwrap().len() as u64;
    assert_eq!(activities.len() as u64, number(&expected["items"]) + gone);
    assert_eq!(statuses(public, None).await, now);
    let mut titles = BTreeMap::new();
    let mut reader = csv::Reader::from_path(data.join("eips.csv")).unwrap();
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        titles.insert(row["eip"].clone(), row["title"].clone());
    }
    for activity in &activities {
        let number = item(&activity["activityId"]);
        let title = titles.get(&number).filter(|title| !title.is_empty());
        assert_eq!(text(&activity["title"]), title.unwrap_or(&number).trim(), "{number}");
        assert_eq!(activity["externalRef"]["code"], json!(number));
        let status = text(&activity["externalStatuses"][0]["value"]).to_owned();
        now.entry(status).and_modify(|count| *count -= 1);
    }
    assert!(now.values().all(|left| *left == 0), "{now:?}");
}
