//! Tables that go out, and come in again, by the program itself and by programs that others wrote.
//!
//! Knows no rule: what comes in is asked for through the public API. To add a kind of table: a file in `exchange/`.

mod feeds;
mod open_data;
mod plan;
mod sdmx;
mod values;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use hora::actors::Person;
use hora_tests::{circle::Circle, project_root};
use serde_json::{Value, json};

/// The program with these words and the person's key, in the folder.
fn cli(folder: &Path, person: &mut Person, words: &[&str]) -> Output {
    let client = person.client();
    let secret = client.key().map(|key| key.secret.clone()).unwrap_or_default();
    let mut command = Command::new(env!("CARGO_BIN_EXE_hora-under-test"));
    command.args(words).current_dir(folder).env("HORA_HUB", &client.places().hub).env("HORA_KEY", secret);
    command.env("HORA_INITIATIVE", &person.initiative).output().unwrap()
}

/// The same, where it must succeed: what it said.
fn done(folder: &Path, person: &mut Person, words: &[&str]) -> Value {
    let said = cli(folder, person, words);
    let errors = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{words:?}: {errors}");
    serde_json::from_slice(&said.stdout).unwrap_or(Value::Null)
}

/// The same, where it must not: what it complained of.
fn refused(folder: &Path, person: &mut Person, words: &[&str]) -> String {
    let said = cli(folder, person, words);
    assert!(!said.status.success(), "{words:?}: {}", String::from_utf8_lossy(&said.stdout));
    String::from_utf8_lossy(&said.stderr).into_owned()
}

/// The tests' Python, where it was made.
fn python() -> Option<PathBuf> {
    Some(project_root().join(".venv/bin/python")).filter(|python| python.is_file())
}

/// Runs a script that lies beside these tests; what it said.
fn script(python: &Path, name: &str, words: &[&str]) -> String {
    let path = project_root().join("tests/exchange").join(name);
    let said = Command::new(python).arg(path).args(words).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8_lossy(&said.stdout).into_owned()
}

/// The data set `SCHOOL`, monthly, reported by the second organization: pupils by sex, a balance and a story.
async fn school(circle: &mut Circle) {
    let definition = |name: &str, value_type: &str, decimals: u32, aggregation: &str, dims: Value| {
        json!({"name": name, "level": "LEVEL_POPULATION", "resultType": "RESULT_TYPE_OUTCOME",
            "valueType": format!("VALUE_TYPE_{value_type}"), "unit": "pupils", "decimals": decimals,
            "direction": "DIRECTION_UP", "aggregation": format!("AGGREGATION_{aggregation}"),
            "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_MONTHS", "dims": dims, "minCell": 0})
    };
    let sex = json!([{"code": "SEX", "codes": ["F", "M"], "partition": true}]);
    let codes = ["PUPILS", "BALANCE", "STORY"];
    let definitions = [
        definition("Școlari, ținuți în școală", "COUNT", 0, "SUM", sex),
        definition("Balance", "INDEX", 2, "NONE", json!([])),
        definition("What happened", "NARRATIVE", 0, "NONE", json!([])),
    ];
    for (code, definition) in codes.into_iter().zip(definitions) {
        let indicator = json!({"code": code, "definition": definition});
        circle.staff.run("measurement/ProposeIndicator", indicator).await.unwrap();
    }
    let set = json!({"code": "SCHOOL", "indicators": codes, "periodType": "PERIOD_TYPE_MONTHS",
        "dueAfterDays": 15, "closesAfterDays": 3000});
    circle.staff.run("measurement/DefineDataSet", set).await.unwrap();
    let reporters = json!({"dataSet": "SCHOOL", "orgs": [circle.orgs[1]]});
    circle.staff.run("measurement/AssignReporters", reporters).await.unwrap();
}

/// Whose value, of what, of which sex, the value and its mark; what is live.
async fn standing(person: &mut Person) -> Vec<String> {
    let asked = json!({"dataSet": "SCHOOL", "page": {"pageSize": 500}});
    let answer = person.ask("measurement/ListObservations", asked).await.unwrap();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let line = |row: &Value| {
        let code = row["dims"][0]["code"].as_str().unwrap_or("-");
        let mark = text(row, "obsStatus").replace("OBS_STATUS_", "");
        format!(
            "{} {} {code} {} {mark}",
            text(&row["period"], "start"),
            text(row, "indicator"),
            text(row, "value")
        )
    };
    answer["observations"].as_array().into_iter().flatten().map(line).collect()
}
