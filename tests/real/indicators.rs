//! The common indicators of Italy's recovery plan: one long table, by sub-measure and half-year, from 23 owners.

use std::{collections::BTreeMap, fs, path::Path};

use hora::actors::Person;
use serde_json::{Value, json};

use super::history::{History, all, data, expected, number, word};

const SET: &str = "pnrr-italy";
const FILE: &str = "OpenData_PNRR_avanzamento_indicatori_comuni_v2.csv";
/// Exact, as text of two decimals: no sum of these has more.
type Sums = BTreeMap<String, i64>;

/// Hundredths of a decimal of at most two digits after the point.
fn hundredths(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(fraction.len() <= 2, "{text}");
    format!("{whole}{fraction:0<2}").parse().unwrap()
}

/// The half-year as the source writes it.
fn half(period: &Value) -> String {
    let start = period["start"].as_str().unwrap();
    let half = if start.ends_with("-01-01") { "Primo" } else { "Secondo" };
    format!("{}|{half} Semestre", start.get(..4).unwrap())
}

/// The indicators as the hub knows them: what the source calls each, and whether it is a stock.
async fn indicators(member: &mut Person) -> BTreeMap<String, String> {
    let list = all(member, "measurement/ListIndicators", json!({}), "indicators").await;
    let named = |one: &Value| {
        let definition = &one["definition"];
        let kind = match definition["stockOrFlow"].as_str().unwrap() {
            "STOCK_OR_FLOW_STOCK" => "Stock",
            _ => "Flusso",
        };
        let code = definition["externalRef"]["code"].as_str().unwrap();
        (one["code"].as_str().unwrap().to_owned(), format!("{code}|{kind}"))
    };
    list.iter().map(named).collect()
}

async fn check(history: &History, expected: &Value) {
    let member = &mut history.member();
    let indicators = indicators(member).await;
    let told = &expected["indicators"];
    assert_eq!(indicators.len() as u64, number(&told["codes"]));
    let wanted: Sums = told["sum by code|stock/flow|year|semester"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, sum)| (key.clone(), hundredths(sum.as_str().unwrap())))
        .collect();
    let rows = all(member, "measurement/ListObservations", json!({}), "observations").await;
    assert_eq!(rows.len() as u64, number(&told["value rows"]));
    let mut found = Sums::new();
    for row in &rows {
        let key = format!("{}|{}", indicators[row["indicator"].as_str().unwrap()], half(&row["period"]));
        *found.entry(key).or_default() += hundredths(row["value"].as_str().unwrap());
    }
    assert_eq!(found, wanted);
    let mut series = Sums::new();
    for (code, named) in &indicators {
        let request = json!({"indicator": code});
        let answer = member.ask("measurement/GetSeries", request).await;
        let answer = answer.unwrap_or_else(|failure| panic!("{code}: {}", failure.text()));
        for point in answer["points"].as_array().unwrap() {
            let value = point["value"].as_str().unwrap_or_else(|| panic!("{code}: {point}"));
            series.insert(format!("{named}|{}", half(&point["period"])), hundredths(value));
        }
    }
    assert_eq!(series, wanted, "put together over sub-measures and owners");
    check_stock(member).await;
}

/// Energy saved is a stock: its last value, never the sum of three half-years.
async fn check_stock(member: &mut Person) {
    let request = json!({"indicator": "C1", "overPeriods": true});
    let answer = member.ask("measurement/GetSeries", request).await.unwrap();
    assert_eq!(answer["overPeriods"], "1786461.00");
}

/// The same rows from another program: other ends of lines, another order, one more column.
fn resaved(data: &Path, folder: &Path) -> String {
    let text = fs::read_to_string(data.join(FILE)).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let more = lines.iter().enumerate().map(|(row, line)| match row {
        0 => format!("{line};note\r\n"),
        _ => format!("{line};saved again\r\n"),
    });
    let file = folder.join("again.csv");
    fs::write(&file, more.collect::<String>()).unwrap();
    word(&file).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn common_indicators_of_23_owners_add_up_as_the_script_says() {
    let Some(data) = data(SET) else { return };
    let expected = expected(&data, SET);
    let owners = word(&data.join("AmmTitolari_interoperabilitaBDAPv3.csv")).to_owned();
    let history = History::begin("pnrr-indicators", &["--preset", SET, "--orgs", &owners]).await.unwrap();
    let file = format!("indicators:{}", word(&data.join(FILE)));
    let words = ["measurements", "--preset", SET, &file];
    let told = history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
    assert_eq!(number(&told["values"]), number(&expected["indicators"]["value rows"]));
    assert_eq!(number(&told["organizations"]), 23);
    check(&history, &expected).await;
    let head = history.head("measurement").await;
    for file in [file.clone(), format!("indicators:{}", resaved(&data, history.folder.path()))] {
        let words = ["measurements", "--preset", SET, &file];
        let again = history.import(&words).await.unwrap_or_else(|failure| panic!("{}", failure.text()));
        assert_eq!(number(&again["added"]), 0, "{file}");
        assert_eq!(history.head("measurement").await, head);
    }
}
