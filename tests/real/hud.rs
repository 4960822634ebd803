//! One shared measurement of 416 coalitions: counts of nineteen years, a first release and its correction.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use hora::actors::Person;
use serde_json::{Value, json};

use super::history::{History, all, data, expected, number, word};

pub const SET: &str = "hud-pit-coc";
const TABLES: [(&str, &str); 3] = [
    ("first", "2017_pit_first_release.csv"),
    ("counts", "pit_coc.csv"),
    ("subpopulations", "pit_coc_subpopulations.csv"),
];
const GROUPS: [(&str, &str); 5] = [
    ("Individuals", "INDIVIDUALS"),
    ("People in Families", "FAMILIES"),
    ("Chronically Homeless Individuals", "CHRONIC"),
    ("Veterans", "VETERANS"),
    ("Unaccompanied Youth (Under 25)", "YOUTH"),
];

/// One row for each organization, with its last name, as a user would write the file.
fn organizations(data: &Path, folder: &Path) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut read = |file: &str, code: &str, name: Option<&str>| {
        for row in csv::Reader::from_path(data.join(file)).unwrap().deserialize::<BTreeMap<String, String>>()
        {
            let row = row.unwrap();
            let known: &mut String = names.entry(row[code].clone()).or_default();
            if let Some(name) = name {
                known.clone_from(&row[name]);
            }
        }
    };
    read("pit_coc.csv", "coc_num", None);
    read("2017_pit_first_release.csv", "CoC Number", Some("CoC Name"));
    let mut latest: BTreeMap<String, String> = BTreeMap::new();
    for row in csv::Reader::from_path(data.join("coc_names.csv")).unwrap().deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        latest.insert(row["COCNUM"].clone(), row["COCNAME"].clone());
    }
    for (code, name) in &mut names {
        if let Some(last) = latest.get(code) {
            name.clone_from(last);
        }
        if name.is_empty() {
            name.clone_from(code);
        }
    }
    let mut file = csv::Writer::from_path(folder.join("orgs.csv")).unwrap();
    file.write_record(["code", "name"]).unwrap();
    names.iter().for_each(|pair| file.write_record([pair.0, pair.1]).unwrap());
    file.flush().unwrap();
    names
}

fn dims(shelter: Option<&str>, group: Option<&str>) -> Value {
    let pairs = [("GROUP", group), ("SHELTER", shelter)];
    let pairs = pairs.iter().filter_map(|(dim, code)| Some(json!({"dim": dim, "code": (*code)?})));
    pairs.collect()
}

/// The value of each year.
async fn series(person: &mut Person, request: Value) -> BTreeMap<String, u64> {
    let mut request = request;
    request["indicator"] = json!("HOMELESS_PERSONS");
    let answer = person
        .ask("measurement/GetSeries", request)
        .await
        .unwrap_or_else(|failure| panic!("{}", failure.text()));
    let points = answer["points"].as_array().cloned().unwrap_or_default();
    let value = |point: &Value| {
        let year = point["period"]["start"].as_str()?.get(..4)?.to_owned();
        Some((year, point["value"].as_str()?.parse().ok()?))
    };
    points.iter().filter_map(value).collect()
}

async fn check_totals(person: &mut Person, expected: &Value) {
    for (name, shelter) in
        [("total", None), ("sheltered", Some("SHELTERED")), ("unsheltered", Some("UNSHELTERED"))]
    {
        let found = series(person, json!({"dims": dims(shelter, None)})).await;
        let years = expected["by year"].as_object().unwrap();
        let wanted: BTreeMap<String, u64> =
            years.iter().map(|(year, of)| (year.clone(), number(&of[name]))).collect();
        assert_eq!(found, wanted, "{name}");
    }
    let states: BTreeSet<&String> = expected["state totals"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|of| of.as_object().unwrap().keys())
        .collect();
    for state in states {
        let found = series(person, json!({"areaCode": state})).await;
        for (year, of) in expected["state totals"].as_object().unwrap() {
            assert_eq!(found.get(year).copied(), of.get(state).map(number), "{state} {year}");
        }
    }
    for (name, group) in GROUPS {
        for (word, shelter) in
            [("Overall", None), ("Sheltered Total", Some("SHELTERED")), ("Unsheltered", Some("UNSHELTERED"))]
        {
            let found = series(person, json!({"dims": dims(shelter, Some(group))})).await;
            let sums = expected["subpopulation sums"].as_object().unwrap();
            let wanted = sums.iter().filter_map(|(key, sum)| {
                let year = key.strip_prefix(&format!("{name}|{word}|"))?;
                Some((year.to_owned(), number(sum)))
            });
            assert_eq!(found, wanted.collect(), "{name} {word}: absent years are absent");
        }
    }
}

/// The first release of 2017 as it was known, and what its correction changed and took away.
async fn check_correction(person: &mut Person, expected: &Value, published_at: u64) {
    let release = &expected["2017 first release"];
    let then = json!({"meta": {"asOf": {"sequence": published_at.to_string()}}});
    assert_eq!(series(person, then).await["2017"], number(&release["total"]));
    assert_eq!(series(person, json!({})).await["2017"], number(&release["restated total"]));
    let request = json!({"updatedAfter": published_at.to_string()});
    let changed = all(person, "measurement/ListObservations", request, "observations").await;
    let of_three =
        |row: &&Value| !row["dims"].as_array().into_iter().flatten().any(|pair| pair["dim"] == "GROUP");
    let (gone, other): (Vec<&Value>, Vec<&Value>) =
        changed.iter().filter(of_three).partition(|row| row["value"].is_null());
    let told = &expected["2017 first release to restated"];
    let lists = ["changed [CoC, indicator, first, restated]", "removed [CoC, indicator, first]"];
    let [changed, removed] = lists.map(|list| told[list].as_array().unwrap().len());
    assert_eq!((other.len(), gone.len()), (changed, removed));
    let restated: BTreeSet<u64> =
        told[lists[0]].as_array().unwrap().iter().map(|row| number(&row[3])).collect();
    let found = other.iter().map(|row| row["value"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!(restated, found);
}

/// Numbers by organization and year, and there by code.
type Tables<T> = BTreeMap<(String, String), BTreeMap<String, T>>;

/// Where a row stands.
fn place(row: &Value) -> ((String, String), String) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pairs = row["dims"].as_array().into_iter().flatten();
    let dims: Vec<String> = pairs.map(|pair| text(&pair["code"])).collect();
    ((text(&row["org"]), text(&row["period"]["start"])), dims.join("+"))
}

/// What was counted, as members see it.
async fn counted(history: &History) -> Tables<i64> {
    let mut tables = Tables::new();
    for row in &all(&mut history.member(), "measurement/ListObservations", json!({}), "observations").await {
        if let Some(value) = row["value"].as_str() {
            let (table, dims) = place(row);
            tables.entry(table).or_default().insert(dims, value.parse().unwrap());
        }
    }
    tables
}

/// What the public knows of what was counted; none where it is hidden. Whoever kept an earlier revision knows from it
/// what has not changed since.
async fn known(history: &History, counted: &Tables<i64>) -> Tables<Option<i64>> {
    let request = json!({"includeHistory": true});
    let rows = all(&mut history.public(), "measurement/ListPublished", request, "rows").await;
    let mut known: Tables<Option<i64>> = Tables::new();
    let mut hidden = 0;
    for row in &rows {
        let value: Option<i64> = row["value"].as_str().map(|value| value.parse().unwrap());
        assert!(value.is_none_or(|value| value >= 10), "shown to the public: {row}");
        let is_live = row["isLive"].as_bool() == Some(true);
        hidden += u64::from(is_live && row["hidden"].as_bool() == Some(true));
        let (table, dims) = place(row);
        let Some(now) = counted.get(&table).and_then(|table| table.get(&dims)) else { continue };
        assert!(!is_live || value.is_none_or(|value| value == *now), "{row} is {now}");
        let slot = known.entry(table).or_default().entry(dims).or_default();
        *slot = slot.or(value.filter(|value| value == now));
    }
    assert!(hidden > 20_485, "{hidden} of {} rows are hidden", rows.len());
    known
}

/// Every total and its parts, of the people by shelter and of each shelter by the two groups that make up all.
fn sums() -> Vec<[String; 3]> {
    let join = |group: &str, shelter: &str| {
        [group, shelter].into_iter().filter(|code| !code.is_empty()).collect::<Vec<_>>().join("+")
    };
    let groups = ["", "CHRONIC", "FAMILIES", "INDIVIDUALS", "VETERANS", "YOUTH"];
    let by_shelter = groups.map(|group| ["", "SHELTERED", "UNSHELTERED"].map(|shelter| join(group, shelter)));
    let shelters = ["", "SHELTERED", "UNSHELTERED"];
    let by_group = shelters.map(|shelter| ["", "FAMILIES", "INDIVIDUALS"].map(|group| join(group, shelter)));
    by_shelter.into_iter().chain(by_group).collect()
}

/// Nobody is told apart: no small number is shown, and none follows from what is shown or was.
async fn check_public(history: &History) {
    let counted = counted(history).await;
    let known = known(history, &counted).await;
    let mut told = Vec::new();
    for (place, table) in &counted {
        for sum in sums() {
            let of = |key: &String| Some((*table.get(key)?, *known.get(place)?.get(key)?));
            let [Some((total, all)), Some((first, one)), Some((second, other))] = sum.each_ref().map(of)
            else {
                continue;
            };
            if total != first + second {
                continue;
            }
            let is_told = match (all, one, other) {
                (Some(_), Some(_), Some(_)) => false,
                (None, Some(_), Some(_)) | (Some(_), None, Some(_)) | (Some(_), Some(_), None) => true,
                (Some(all), None, None) => all <= 10,
                _ => false,
            };
            if is_told {
                told.push(format!("{place:?} {sum:?}: {all:?} {one:?} {other:?}"));
            }
        }
    }
    assert!(told.is_empty(), "{} sums tell what is hidden:\n{}", told.len(), told.join("\n"));
}

/// The words of the scaffold; the organizations are written into the folder.
pub fn scaffold(data: &Path, folder: &Path) -> Vec<String> {
    let names = organizations(data, folder);
    let counted = &expected(data, SET)["organizations"]["in pit_coc or the 2017 first release"];
    assert_eq!(names.len() as u64, number(counted));
    let orgs = folder.join("orgs.csv");
    ["--preset", SET, "--orgs", word(&orgs), "--convener-code", "HUD", "--convener-name", "HUD"]
        .map(str::to_owned)
        .into()
}

/// Imports the counts of all years, and the first release before them.
pub async fn import(history: &History, data: &Path) -> Value {
    let files: Vec<String> =
        TABLES.iter().map(|(table, file)| format!("{table}:{}", word(&data.join(file)))).collect();
    let words: Vec<&str> =
        ["measurements", "--preset", SET].into_iter().chain(files.iter().map(String::as_str)).collect();
    history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()))
}

/// Everything that the script counted; tells the names and mergers too.
pub async fn check(history: &History, data: &Path, told: &Value) {
    let expected = expected(data, SET);
    let person = &mut history.member();
    check_totals(person, &expected).await;
    let published_at = number(&told["publishedAt"]);
    check_correction(person, &expected, published_at).await;
    let request = json!({"status": "explained"});
    let explained = all(person, "measurement/ListViolations", request, "violations").await;
    let of_2021 = explained.iter().filter(|one| one["violation"]["period"]["start"] == "2021-01-01");
    assert_eq!(of_2021.count() as u64, number(&expected["2021 CoCs whose parts are below total"]["CoCs"]));
    check_public(history).await;
    super::hud_names::check(history, data, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nineteen_years_of_416_coalitions_come_out_as_counted_and_only_once() {
    let Some(data) = data(SET) else { return };
    let folder = tempfile::tempdir().unwrap();
    let init = scaffold(&data, folder.path());
    let init: Vec<&str> = init.iter().map(String::as_str).collect();
    let history = History::begin("hud-pit", &init).await.unwrap();
    let told = import(&history, &data).await;
    assert_eq!(number(&told["organizations"]), 416);
    check(&history, &data, &told).await;
    let head = history.head("measurement").await;
    let scaffold = history.init(&init).await;
    scaffold.unwrap_or_else(|failure| panic!("those that ended are passed over: {}", failure.text()));
    assert_eq!(number(&import(&history, &data).await["added"]), 0);
    assert_eq!(history.head("measurement").await, head);
}
