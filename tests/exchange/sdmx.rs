//! SDMX-CSV 2.0 as a reader that others wrote understands it: `sdmx1`, in the venv that `tests/venv` makes.

use std::path::Path;

use hora::actors::Person;
use hora_tests::{circle::Circle, skip};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{done, python, refused, school, script, standing};

pub const STORY: &str = "=HYPERLINK(\"ținem\", 1)";

fn row(indicator: &str, value: &str, more: Value) -> Value {
    let mut row =
        json!({"indicator": indicator, "period": {"start": "2026-10-01", "length": "P1M"}, "value": value});
    let fields = row.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    if value.is_empty() {
        fields.remove("value");
    }
    row
}

/// Recorded, submitted, approved, published; then a figure put right. The sequence before that.
pub async fn published(circle: &mut Circle) -> String {
    school(circle).await;
    let org = circle.orgs[1].clone();
    let voter = &mut circle.voters[1];
    let agreement = json!({"dataSets": ["SCHOOL"], "from": "2026-01-01", "to": "2199-12-31",
        "purposes": ["To see who comes to school."], "retentionMonths": 60});
    voter.run("measurement/SignSharingAgreement", agreement).await.unwrap();
    let of = |code: &str| json!({"dims": [{"dim": "SEX", "code": code}]});
    let rows = [
        row("PUPILS", "41", json!({})),
        row("PUPILS", "20", of("F")),
        row("PUPILS", "21", of("M")),
        row("PUPILS", "", json!({"areaCode": "CJ", "obsStatus": "OBS_STATUS_MISSING"})),
        row("BALANCE", "-4.25", json!({"obsStatus": "OBS_STATUS_PROVISIONAL"})),
        row("STORY", STORY, json!({})),
    ];
    let recorded = json!({"dataSet": "SCHOOL", "rows": rows});
    voter.run_rows("measurement/RecordObservations", vec![recorded]).await.unwrap();
    let of = json!({"dataSet": "SCHOOL", "org": org, "periods": [{"start": "2026-10-01", "length": "P1M"}]});
    voter.run("measurement/SubmitData", of.clone()).await.unwrap();
    let approved = circle.staff.run("measurement/ApproveData", of.clone()).await.unwrap();
    let mut publish = of;
    publish["meta"] = json!({"approves": [approved["eventIds"][0]]});
    let public = voter.run("measurement/PublishData", publish).await.unwrap();
    let correction = json!({"dataSet": "SCHOOL", "reason": "CORRECTION_REASON_ERROR",
        "rows": [row("BALANCE", "-5.00", json!({}))]});
    voter.run_rows("measurement/CorrectPublished", vec![correction]).await.unwrap();
    public["sequence"].as_str().unwrap().to_owned()
}

/// Writes the data set with these words, and reads it as somebody else does.
fn read(folder: &Path, python: &Path, person: &mut Person, words: &[&str]) -> Value {
    done(folder, person, &[&["sdmx", "export", "--data-set", "SCHOOL", "--out", "out.csv"], words].concat());
    let path = folder.join("out.csv").display().to_string();
    let dims = ["ORG", "INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD"];
    serde_json::from_str(&script(python, "read_sdmx.py", &[&[path.as_str()], &dims[..]].concat())).unwrap()
}

/// Each observation: indicator, area, sex, time, value, status, revision, live.
fn lines(read: &Value) -> Vec<String> {
    let line = |row: &Value| {
        let key =
            ["INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD"].map(|part| row["key"][part].as_str().unwrap());
        let attributes =
            ["OBS_STATUS", "REVISION", "IS_LIVE"].map(|part| row["attributes"][part].as_str().unwrap());
        format!("{} {} {}", key.join(" "), row["value"].as_str().unwrap(), attributes.join(" "))
    };
    let mut lines: Vec<String> = read["rows"].as_array().unwrap().iter().map(line).collect();
    lines.sort();
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_is_read_by_a_reader_that_others_wrote() {
    let Some(python) = python() else { return skip("no .venv with sdmx1; run tests/venv") };
    let mut circle = Circle::of("cluj-sdmx", 3).await.unwrap();
    let before = published(&mut circle).await;
    let folder = TempDir::new().unwrap();
    let (folder, org) = (folder.path(), circle.orgs[1].clone());
    let public = &mut circle.sandbox.public("cluj-sdmx").unwrap();
    let all = read(folder, &python, public, &[]);
    assert_eq!(all["targets"], json!([["dataflow", "HORA:SCHOOL(1.0.0)", "I"]]));
    assert_eq!(all["unknown"], json!([]), "every column is a dimension, the value or an attribute");
    assert!(all["rows"].as_array().unwrap().iter().all(|row| row["key"]["ORG"] == json!(org)));
    let unchanged = [
        "PUPILS CJ _T 2026-10  M 1 true".to_owned(),
        "PUPILS _T F 2026-10 20 A 1 true".to_owned(),
        "PUPILS _T M 2026-10 21 A 1 true".to_owned(),
        "PUPILS _T _T 2026-10 41 A 1 true".to_owned(),
        format!("STORY _T _T 2026-10 '{STORY} A 1 true"),
    ];
    let (was, is) = ("BALANCE _T _T 2026-10 -4.25 P 1", "BALANCE _T _T 2026-10 -5.00 A 2 true".to_owned());
    let with = |first: &[String]| [first, &unchanged].concat();
    assert_eq!(lines(&all), with(std::slice::from_ref(&is)));
    let earlier = read(folder, &python, public, &["--as-of", &before]);
    assert_eq!(lines(&earlier), with(&[format!("{was} true")]));
    let history = read(folder, &python, public, &["--include-history"]);
    assert_eq!(lines(&history), with(&[format!("{was} false"), is.clone()]));
    let updated = read(folder, &python, public, &["--updated-after", &before]);
    assert_eq!(lines(&updated), [is]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_out_comes_in_again_after_a_dry_run_of_the_hub() {
    let mut circle = Circle::of("cluj-sdmx-in", 3).await.unwrap();
    school(&mut circle).await;
    let folder = TempDir::new().unwrap();
    let (folder, reporter) = (folder.path(), &mut circle.voters[1]);
    let text = "STRUCTURE;STRUCTURE_ID;ACTION;INDICATOR;SEX;TIME_PERIOD;OBS_VALUE;OBS_STATUS\n\
        dataflow;HORA:SCHOOL(1.0.0);I;BALANCE;_T;2026-10;-4.25;P\n\
        dataflow;HORA:SCHOOL(1.0.0);I;STORY;_T;2026-10;'=1+1;A\n";
    let file = ["sdmx", "import", "--data-set", "SCHOOL", "in.csv"];
    std::fs::write(folder.join("in.csv"), text.replace("-4.25", "-4.255")).unwrap();
    let complained = refused(folder, reporter, &[&file[..], &["--dry-run"]].concat());
    assert!(
        complained.contains("scale") || complained.contains("decimal"),
        "the hub was asked: {complained}"
    );
    std::fs::write(folder.join("in.csv"), text).unwrap();
    done(folder, reporter, &[&file[..], &["--dry-run"]].concat());
    assert!(standing(reporter).await.is_empty(), "a dry run records nothing");
    done(folder, reporter, &file);
    let there = ["2026-10-01 BALANCE - -4.25 PROVISIONAL", "2026-10-01 STORY - =1+1 NORMAL"];
    assert_eq!(standing(reporter).await, there);
    done(folder, reporter, &["sdmx", "export", "--data-set", "SCHOOL", "--members", "--out", "in.csv"]);
    let again = done(folder, reporter, &file);
    assert_eq!(again["unchanged"], json!(true), "{again}");
}
