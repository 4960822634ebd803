//! The names that the coalitions had and which of them went into which, told of organizations that are registered.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use hora::actors::Person;
use serde_json::{Value, json};

use super::history::{History, all, head, number, word};

type Row = BTreeMap<String, String>;

fn rows(file: &Path) -> Vec<Row> {
    csv::Reader::from_path(file).unwrap().deserialize().map(Result::unwrap).collect()
}

/// The organizations of the hub by the source's codes.
async fn registered(person: &mut Person) -> BTreeMap<String, Value> {
    let rows = all(person, "backbone/ListOrganizations", json!({}), "organizations").await;
    let code = |org: &Value| {
        let own = org["externalRef"]["code"].as_str().or_else(|| org["code"].as_str());
        own.unwrap().to_owned()
    };
    rows.into_iter().map(|org| (code(&org), org)).collect()
}

/// Names with their first days, the registered one first.
async fn names(person: &mut Person, org: &Value) -> Vec<(String, String)> {
    let request = json!({"organizationId": org["organizationId"]});
    let answer = person.ask("backbone/GetOrganization", request).await.unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    answer["names"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| (text(&name["from"]), text(&name["name"])))
        .collect()
}

/// Tells them twice; names and ends come out as the source has them.
pub async fn check(history: &History, data: &Path, expected: &Value) {
    let named = format!("names:{}", word(&data.join("coc_names.csv")));
    let merged = format!("mergers:{}", word(&data.join("coc_mergers.csv")));
    let words = ["organizations", "--preset", "hud-pit-coc", &named, &merged];
    let dry = history.import_as_admin(&[&words[..], &["--dry-run"]].concat()).await.unwrap();
    let told = history.import_as_admin(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    for list in ["names", "mergers"] {
        assert_eq!(dry[list], told[list], "a dry run sends nothing");
    }
    let person = &mut history.admin();
    let known = registered(person).await;
    let merges = rows(&data.join("coc_mergers.csv"));
    let is_known = |row: &&Row| known.contains_key(&row["coc_pre"]) && known.contains_key(&row["coc_post"]);
    let both: Vec<&Row> = merges.iter().filter(is_known).collect();
    assert_eq!(number(&told["mergers"]["added"]), both.len() as u64);
    assert_eq!(number(&told["mergers"]["notRegistered"]), (merges.len() - both.len()) as u64);
    for row in &both {
        let org = &known[&row["coc_pre"]];
        assert_eq!(org["succeededBy"], known[&row["coc_post"]]["organizationId"], "{org}");
        assert_eq!(org["succeededOn"], format!("{}-01-01", row["merger_year"]), "{org}");
    }
    let counted: BTreeSet<String> =
        rows(&data.join("pit_coc.csv")).iter().map(|row| row["coc_num"].clone()).collect();
    assert_eq!(both.iter().filter(|row| counted.contains(&row["coc_pre"])).count(), 22);
    check_names(person, data, expected, &known, &counted).await;
    let before = head(&history.places, "backbone", "hub").await;
    let again = history.import_as_admin(&words).await.unwrap();
    assert_eq!((number(&again["names"]["added"]), number(&again["mergers"]["added"])), (0, 0), "{again}");
    assert_eq!(head(&history.places, "backbone", "hub").await, before);
}

async fn check_names(
    person: &mut Person,
    data: &Path,
    expected: &Value,
    known: &BTreeMap<String, Value>,
    counted: &BTreeSet<String>,
) {
    let mut source: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in rows(&data.join("coc_names.csv")) {
        source.entry(row["COCNUM"].clone()).or_default().insert(row["year"].clone(), row["COCNAME"].clone());
    }
    let several = |names: &BTreeMap<String, String>| names.values().collect::<BTreeSet<_>>().len() > 1;
    let mut changed = 0;
    for (code, years) in source.iter().filter(|(code, years)| known.contains_key(*code) && several(years)) {
        let had = names(person, &known[code]).await;
        for (year, name) in years {
            let day = format!("{year}-01-01");
            let then = had.iter().rfind(|(from, _)| *from <= day).unwrap();
            assert_eq!(then.1, *name, "{code} in {year}: {had:?}");
        }
        changed += u64::from(counted.contains(code));
    }
    assert_eq!(changed, number(&expected["participants under more than one name"]));
    assert_eq!(names(person, &known["AK-500"]).await.len(), 1, "one name is told once");
}
