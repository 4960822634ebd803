//! Italy's recovery plan held against its files, row by row: what every milestone says, which indicators activities
//! should move.
//!
//! Reads the files by itself; shares nothing with the import.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use hora::actors::Person;
use serde_json::{Value, json};

use super::{
    history::{all, number},
    pnrr::LINKS,
};

/// A row of a file, by column.
type Row = BTreeMap<String, String>;
/// What a milestone says: title, kind, number and unit.
type Says = (String, String, Option<(String, String)>);
/// Activity and milestone.
type Key = (String, String);

fn rows(data: &Path, file: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(data.join(file)).unwrap();
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        header.iter().zip(row.iter()).map(|(name, cell)| (name.to_owned(), cell.trim().to_owned())).collect()
    };
    reader.records().map(|one| row(one.unwrap())).collect()
}

fn collapsed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `1.800,00` and `1800` are 1800.
fn decimal(text: &str) -> String {
    let plain = text.replace(['.', ' '], "").replace(',', ".");
    bare(&plain)
}

fn bare(plain: &str) -> String {
    let is_whole = !plain.contains('.');
    let bare = if is_whole { plain } else { plain.trim_end_matches('0').trim_end_matches('.') };
    bare.to_owned()
}

fn code(text: &str) -> String {
    text.replace(['-', '.'], "_")
}

/// What each row of a version says.
fn version(data: &Path, file: &str) -> BTreeMap<Key, Says> {
    let says = |row: &Row| {
        let is_target = row["Milestone-Target"] == "Target";
        let number = &row["Valore-obiettivo Target"];
        let unit = row["Unit\u{e0} di misura Target (riclassificata)"].clone();
        let unit = if unit == "N/A" { "number".to_owned() } else { unit };
        let target = (is_target && number != "N/A").then(|| (decimal(number), unit));
        let kind = if is_target { "MILESTONE_KIND_TARGET" } else { "MILESTONE_KIND_MILESTONE" };
        (collapsed(&row["Nome Milestone-Target"]), kind.to_owned(), target)
    };
    let key =
        |row: &Row| (code(&row["Codice Univoco Submisura"]), code(&row["Codice univoco Milestone-Target"]));
    rows(data, file).iter().map(|row| (key(row), says(row))).collect()
}

fn versions(data: &Path) -> [BTreeMap<Key, Says>; 2] {
    ["PNRR_MeT_OA_programmazione.csv", "PNRR_MeT_OA_programmazione_v03.csv"].map(|file| version(data, file))
}

/// Those that both versions have and put otherwise, and how many of them by another number.
fn put_otherwise(data: &Path) -> (BTreeSet<Key>, usize) {
    let [first, third] = versions(data);
    let both = third.iter().filter_map(|(key, now)| Some((key, first.get(key)?, now)));
    let differ: Vec<_> = both.filter(|(_, was, now)| was != now).collect();
    let value = |says: &Says| says.2.as_ref().map(|(value, _)| value.clone());
    let numbers = differ.iter().filter(|(_, was, now)| value(was) != value(now)).count();
    (differ.into_iter().map(|(key, ..)| key.clone()).collect(), numbers)
}

/// The titles of the activities of a version.
fn titles(data: &Path, file: &str) -> BTreeMap<String, String> {
    let title = |row: Row| (code(&row["Codice Univoco Submisura"]), collapsed(&row["Descrizione Submisura"]));
    rows(data, file).into_iter().map(title).collect()
}

/// The indicators of each activity, and how many rows name no activity of version 3.
fn links(data: &Path) -> (BTreeMap<String, BTreeSet<String>>, u64) {
    let plan = rows(data, "PNRR_MeT_OA_programmazione_v03.csv");
    let of: BTreeMap<&str, &str> = plan
        .iter()
        .map(|row| (row["ID Submisura"].as_str(), row["Codice Univoco Submisura"].as_str()))
        .collect();
    let (mut links, mut left) = (BTreeMap::<String, BTreeSet<String>>::new(), 0);
    for row in rows(data, LINKS) {
        match of.get(row["ID Submisura"].as_str()) {
            Some(activity) => {
                links.entry(code(activity)).or_default().insert(code(&row["Codice Indicatore"]));
            }
            None => left += 1,
        }
    }
    (links, left)
}

/// What the import told of version 3 and of the links.
pub fn check_told(data: &Path, told: &Value) {
    let (differ, numbers) = put_otherwise(data);
    assert_eq!(number(&told[3]["revised"]), differ.len() as u64);
    assert_eq!(numbers, 29);
    let (links, left) = links(data);
    assert_eq!((number(&told[4]["rowsNotInThePlan"]), left), (4, 4));
    assert_eq!(told[4]["notInThePlan"], json!(["M1C3I4.2.2"]));
    assert_eq!(number(&told[4]["linked"]), 678);
    assert_eq!(number(&told[4]["activitiesChanged"]), links.len() as u64);
}

/// The plan as it is now says what the files say.
pub async fn check(public: &mut Person, data: &Path) {
    let [first, third] = versions(data);
    assert_eq!(milestones(public, json!({})).await, third);
    let then = json!({"meta": {"asOf": {"effectiveAt": "2022-11-29"}}});
    assert_eq!(milestones(public, then).await, first, "as of the day before");
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let request = json!({"since": {"effectiveAt": "2022-11-29"}, "meta": {"asOf": {"effectiveAt": "2022-11-30"}},
        "what": ["revised"]});
    let changes = all(public, "plan/GetDifference", request, "changes").await;
    let (milestones, activities): (Vec<&Value>, Vec<&Value>) =
        changes.iter().partition(|one| one["of"] == "milestone");
    let revised = milestones.into_iter().map(|one| (text(one, "activityId"), text(one, "milestoneId")));
    assert_eq!(revised.collect::<BTreeSet<_>>(), put_otherwise(data).0);
    let was = titles(data, "PNRR_MeT_OA_programmazione.csv");
    let is = titles(data, "PNRR_MeT_OA_programmazione_v03.csv");
    let retitled: BTreeSet<&String> = is
        .iter()
        .filter(|(key, title)| was.get(*key).is_some_and(|old| old != *title))
        .map(|(key, _)| key)
        .collect();
    assert_eq!(
        activities
            .iter()
            .map(|one| text(one, "activityId"))
            .collect::<BTreeSet<_>>()
            .iter()
            .collect::<BTreeSet<_>>(),
        retitled
    );
    let listed = all(public, "plan/ListActivities", json!({}), "activities").await;
    let live = listed.iter().filter(|one| one["status"] != "cancelled");
    let shown: BTreeMap<String, String> =
        live.clone().map(|one| (text(one, "activityId"), text(one, "title"))).collect();
    assert_eq!(shown, is);
    let (links, _) = links(data);
    for one in live {
        let indicators = one["indicators"].as_array().into_iter().flatten();
        let indicators: BTreeSet<String> = indicators.map(|code| code.as_str().unwrap().to_owned()).collect();
        assert_eq!(indicators, links.get(&text(one, "activityId")).cloned().unwrap_or_default(), "{one}");
    }
    let gaps = public.ask("plan/GetGaps", json!({})).await.unwrap();
    let without =
        gaps["withoutIndicator"].as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_owned());
    let wanted = is.into_keys().filter(|key| !links.contains_key(key));
    assert_eq!(without.collect::<BTreeSet<_>>(), wanted.collect());
}

async fn milestones(public: &mut Person, request: Value) -> BTreeMap<Key, Says> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let says = |one: &Value| {
        let target = one.get("target").filter(|target| target.is_object());
        let target = target.map(|target| (bare(&text(target, "value")), text(target, "unit")));
        (text(one, "title"), text(one, "kind"), target)
    };
    let listed = all(public, "plan/ListMilestones", request, "milestones").await;
    listed.iter().map(|one| ((text(one, "activityId"), text(one, "milestoneId")), says(one))).collect()
}
