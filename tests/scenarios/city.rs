//! A city that reports alone: a long table of 120,000 values in another agency's layout, cut off and brought again,
//! saved by another program, and exported again a year later.

use std::fmt::Write as _;

use hora::actors::Person;
use serde_json::{Value, json};

use crate::real::history::{History, all, number, word};

const MAPPING: &str = r#"
title = "A city's health department"
vocabulary = "city-health"

[scaffold]
problem = "Asthma."
field = "health"
sector = "government"
convener = { code = "CITY_HEALTH", name = "Department of Health" }
[scaffold.agenda]
on = "2010-01-01"
problem_statement = "Asthma."
vision = "Everybody breathes."
geographic_scope = "The city."
population = "All who live there."
horizon_end = "2040-12-31"
[[scaffold.agenda.goals]]
code = "BREATHE"
statement = "Fewer attacks."
desired_condition = "Nobody is ill for want of air."

[measurements]
recorded_on = "2025-12-31"
corrections = { changed = "error", removed = "error" }
agreement = { from = "2010-01-01", to = "2040-12-31", purposes = ["To see."], retention_months = 12 }
explanation = "As the source has it."

[[measurements.data_sets]]
code = "AIR"
period_type = "months"
due_after_days = 60
closes_after_days = 36500
rules = [{ left = "SHARE", operator = "less_or_equal", right = "200", missing = "skip_any", severity = "medium", blocks_submit = false }]

[measurements.tables.air]
fixed_organization = "CITY_HEALTH"
period = "month"
area = { column = "place", totals = ["Citywide"] }
affixes = ["%"]
cells = [{ column = "value" }]
indicator_by = { column = "measure", codes = { "Share enrolled" = "SHARE" } }

[[measurements.indicators]]
code = "SHARE"
[measurements.indicators.definition]
name = "Share of the eligible who are enrolled"
level = "population"
result_type = "outcome"
value_type = "percent"
unit = "percent"
decimals = 16
direction = "up"
denominator = "the eligible"
aggregation = "none"
stock_or_flow = "stock"
may_exceed_100 = true
period_type = "months"
"#;

const MONTHS: usize = 60;
const PLACES: usize = 2_000;

/// A share of 16 decimals, some above 100.
fn share(month: usize, place: usize) -> String {
    format!("{}.{:016}", (month * 7 + place) % 130, 1_234_567_890_123_456_u64 + (place as u64))
}

fn rows(months: std::ops::Range<usize>, places: usize) -> Vec<String> {
    let each = months.flat_map(|month| (0..places).map(move |place| (month, place)));
    let row = |(month, place): (usize, usize)| {
        let name = if place == 0 { "Citywide".to_owned() } else { format!("Tract {place}") };
        format!("{}-{:02},{name},Share enrolled,{}%", 2015 + month / 12, month % 12 + 1, share(month, place))
    };
    each.map(row).collect()
}

struct City {
    history: History,
    mapping: String,
}

impl City {
    async fn begin(slug: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mapping = folder.path().join("mapping.toml");
        std::fs::write(&mapping, MAPPING).unwrap();
        let words = ["--mapping", word(&mapping), "--name", "Air", "--area", "The city"];
        let history = History::begin(slug, &words).await.unwrap();
        let own = history.folder.path().join("mapping.toml");
        std::fs::copy(&mapping, &own).unwrap();
        Self { mapping: word(&own).to_owned(), history }
    }

    async fn import(&self, header: &str, rows: &[String]) -> Value {
        let mut text = format!("{header}\n");
        rows.iter().for_each(|row| writeln!(text, "{row}").unwrap());
        let file = self.history.folder.path().join("air.csv");
        std::fs::write(&file, text).unwrap();
        let file = format!("air:{}", word(&file));
        let words = ["measurements", "--mapping", &self.mapping, &file];
        self.history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()))
    }

    async fn list(&self, rpc: &str, request: Value, list: &str) -> Vec<Value> {
        let member: &mut Person = &mut self.history.member();
        all(member, rpc, request, list).await
    }
}

const HEADER: &str = "month,place,measure,value";

#[tokio::test(flavor = "multi_thread")]
async fn one_city_reports_a_hundred_and_twenty_thousand_values() {
    let city = City::begin("city").await;
    let rows = rows(0..MONTHS, PLACES);
    let told = city.import(HEADER, &rows).await;
    assert_eq!((number(&told["organizations"]), number(&told["values"])), (1, 120_000));
    let published =
        city.list("measurement/ListSubmissions", json!({"status": "published"}), "submissions").await;
    assert_eq!(published.len(), MONTHS);
    let whole =
        city.history.member().ask("measurement/GetSeries", json!({"indicator": "SHARE"})).await.unwrap();
    let points = whole["points"].as_array().unwrap();
    assert_eq!(points.len(), MONTHS);
    for (month, point) in points.iter().enumerate() {
        assert_eq!(point["value"], share(month, 0), "every digit is kept, also above 100");
    }
    let head = city.history.head("measurement").await;
    assert_eq!(number(&city.import(HEADER, &rows).await["added"]), 0);
    assert_eq!(city.history.head("measurement").await, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_stays_and_what_is_new_comes_in() {
    let city = City::begin("again").await;
    // Cut off: half of the months came in.
    city.import(HEADER, &rows(0..6, 5)).await;
    let half = city.list("measurement/ListObservations", json!({}), "observations").await;
    let told = city.import(HEADER, &rows(0..12, 5)).await;
    assert_eq!(number(&told["values"]), 60);
    let all = city.list("measurement/ListObservations", json!({}), "observations").await;
    let is_kept = |row: &&Value| half.contains(row);
    assert_eq!(
        (all.len(), all.iter().filter(is_kept).count()),
        (60, 30),
        "the rest came in, and nothing twice"
    );
    let head = city.history.head("measurement").await;
    // Another program saves the columns and rows in another order, without needless zeros, and adds a column.
    let turned = |row: &String| {
        let cells: Vec<&str> = row.split(',').collect();
        format!("{},x,{},{},{}\r", cells[3].trim_end_matches('%'), cells[2], cells[0], cells[1])
    };
    let mut saved: Vec<String> = rows(0..12, 5).iter().map(turned).collect();
    saved.reverse();
    let told = city.import("value,note,measure,month,place\r", &saved).await;
    assert_eq!(number(&told["added"]), 0);
    assert_eq!(city.history.head("measurement").await, head);
    check_restated(&city).await;
}

/// A later export has one month more, and one value otherwise: it breaks a rule, which is explained.
async fn check_restated(city: &City) {
    let mut later = rows(0..13, 5);
    later[0] = "2015-01,Citywide,Share enrolled,300%".to_owned();
    city.import(HEADER, &later).await;
    let request =
        json!({"from": "2015-01-01", "to": "2015-01-01", "areaCode": "TRACT_1", "includeHistory": true});
    let kept = city.list("measurement/ListObservations", request, "observations").await;
    assert_eq!(kept.len(), 1, "what reads the same is not corrected");
    let request = json!({"indicator": "SHARE", "to": "2015-01-01"});
    let answer = city.history.member().ask("measurement/GetSeries", request).await.unwrap();
    assert_eq!(answer["points"][0]["value"], "300.0000000000000000");
    let all = city.list("measurement/ListObservations", json!({}), "observations").await;
    assert_eq!(all.len(), 65);
    let head = city.history.head("measurement").await;
    // The older export again: what corrected it stands.
    city.import(HEADER, &rows(0..12, 5)).await;
    assert_eq!(city.history.head("measurement").await, head);
    // And the newer one.
    assert_eq!(number(&city.import(HEADER, &later).await["added"]), 0);
    assert_eq!(city.history.head("measurement").await, head);
    let raised = json!({"status": "raised"});
    assert!(city.list("measurement/ListViolations", raised, "violations").await.is_empty());
}
