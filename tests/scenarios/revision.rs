//! Scenario 4: a published figure is put right, and what was known before stays readable.

use hora::actors::{Person, text};
use hora_tests::circle::Circle;
use serde_json::{Value, json};

const MONTH: &str = "2026-10-01";

fn period() -> Value {
    json!({"start": MONTH, "length": "P1M"})
}

fn row(value: &str, numerator: &str) -> Value {
    json!({"indicator": "ABSENT", "period": period(), "value": value, "numerator": numerator, "denominator": "1000"})
}

async fn define(staff: &mut Person, org: &str) {
    let definition = json!({"name": "Pupils absent for ten days or more", "level": "LEVEL_POPULATION",
        "resultType": "RESULT_TYPE_OUTCOME", "valueType": "VALUE_TYPE_PERCENT", "unit": "percent", "decimals": 1,
        "direction": "DIRECTION_DOWN", "denominator": "pupils enrolled", "aggregation": "AGGREGATION_WEIGHTED_MEAN",
        "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_MONTHS"});
    let indicator = json!({"code": "ABSENT", "definition": definition});
    staff.run("measurement/ProposeIndicator", indicator).await.unwrap();
    let set = json!({"code": "SCHOOL", "indicators": ["ABSENT"], "periodType": "PERIOD_TYPE_MONTHS",
        "dueAfterDays": 15, "closesAfterDays": 3000});
    staff.run("measurement/DefineDataSet", set).await.unwrap();
    staff.run("measurement/AssignReporters", json!({"dataSet": "SCHOOL", "orgs": [org]})).await.unwrap();
}

/// Recorded, submitted, approved by staff of another organization, published by the first.
async fn publish(circle: &mut Circle) {
    let org = circle.orgs[1].clone();
    let voter = &mut circle.voters[1];
    let agreement = json!({"dataSets": ["SCHOOL"], "from": "2026-01-01", "to": "2199-12-31",
        "purposes": ["To see who comes to school."], "retentionMonths": 60});
    voter.run("measurement/SignSharingAgreement", agreement).await.unwrap();
    let rows = json!({"dataSet": "SCHOOL", "rows": [row("41.0", "410")]});
    voter.run_rows("measurement/RecordObservations", vec![rows]).await.unwrap();
    let of = json!({"dataSet": "SCHOOL", "org": org, "periods": [period()]});
    voter.run("measurement/SubmitData", of.clone()).await.unwrap();
    let approved = circle.staff.run("measurement/ApproveData", of.clone()).await.unwrap();
    let mut publish = of;
    publish["meta"] = json!({"approves": [approved["eventIds"][0]]});
    voter.run("measurement/PublishData", publish).await.unwrap();
}

async fn shown(public: &mut Person, meta: Value) -> Vec<String> {
    let answer = public.ask("measurement/ListPublished", json!({"meta": meta})).await.unwrap();
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| text(row, "value").unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_figure_is_new_now_and_old_as_of_yesterday() {
    let mut circle = Circle::of("schools", 3).await.unwrap();
    let org = circle.orgs[1].clone();
    define(&mut circle.staff, &org).await;
    publish(&mut circle).await;
    let story = json!({"dataSet": "SCHOOL", "period": period(), "indicator": "ABSENT", "revision": 1,
        "story": "Two lines of the bus were closed.", "nextSteps": ["Ask for a bus."]});
    let told = circle.voters[1].run("measurement/TellStory", story).await.unwrap();
    let yesterday = circle.sandbox.clock().now().to_string();
    circle.advance_hours(24).unwrap();
    let correction = json!({"dataSet": "SCHOOL", "reason": "CORRECTION_REASON_ERROR", "note": "A class was counted twice.",
        "rows": [row("38.5", "385")]});
    circle.voters[1].run_rows("measurement/CorrectPublished", vec![correction]).await.unwrap();

    let public = &mut circle.sandbox.public("schools").unwrap();
    assert_eq!(shown(public, json!({})).await, ["38.5"]);
    assert_eq!(shown(public, json!({"asOf": {"recordedAt": yesterday}})).await, ["41.0"]);
    let stories = public.ask("measurement/ListStories", json!({})).await.unwrap();
    assert_eq!(stories["stories"][0]["stale"], true, "{stories}");
    let asked = json!({"updatedAfter": told["sequence"]});
    let updated = public.ask("measurement/ListPublished", asked).await.unwrap();
    let [only] = &updated["rows"].as_array().unwrap()[..] else { panic!("exactly what changed: {updated}") };
    assert_eq!(
        (&only["indicator"], &only["revision"], &only["value"]),
        (&json!("ABSENT"), &json!(2), &json!("38.5"))
    );
    let history = public.ask("measurement/ListPublished", json!({"includeHistory": true})).await.unwrap();
    assert_eq!(history["rows"].as_array().unwrap().len(), 2, "{history}");
    let series = public.ask("measurement/GetSeries", json!({"indicator": "ABSENT"})).await.unwrap();
    assert_eq!(series["points"][0]["value"], "38.5", "{series}");
    circle.sandbox.stop().await;
}
