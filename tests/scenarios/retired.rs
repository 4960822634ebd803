//! An indicator ends only when nothing waits for it: what is open is named, and published or abandoned first.

use hora_tests::circle::{Circle, refusal};
use serde_json::json;

const MONTH: &str = "2026-10-01";

#[tokio::test(flavor = "multi_thread")]
async fn an_indicator_with_open_submissions_is_not_retired() {
    let mut circle = Circle::of("retired", 2).await.unwrap();
    let org = circle.orgs[1].clone();
    let staff = &mut circle.staff;
    let definition = json!({"name": "Pupils", "level": "LEVEL_POPULATION", "resultType": "RESULT_TYPE_OUTCOME",
        "valueType": "VALUE_TYPE_COUNT", "unit": "pupils", "direction": "DIRECTION_UP",
        "aggregation": "AGGREGATION_NONE", "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_MONTHS"});
    for code in ["ABSENT", "PUPILS"] {
        let request = json!({"code": code, "definition": definition});
        staff.run("measurement/ProposeIndicator", request).await.unwrap();
    }
    let set = json!({"code": "SCHOOL", "indicators": ["ABSENT", "PUPILS"], "periodType": "PERIOD_TYPE_MONTHS",
        "dueAfterDays": 15, "closesAfterDays": 3000});
    staff.run("measurement/DefineDataSet", set).await.unwrap();
    staff.run("measurement/AssignReporters", json!({"dataSet": "SCHOOL", "orgs": [org]})).await.unwrap();
    let period = json!({"start": MONTH, "length": "P1M"});
    let row = json!({"org": org, "indicator": "PUPILS", "period": period, "value": "5"});
    let record = json!({"dataSet": "SCHOOL", "rows": [row]});
    staff.run_rows("measurement/RecordObservations", vec![record]).await.unwrap();

    let retire = |code: &str| json!({"code": code, "lastPeriod": {"start": "2026-09-01", "length": "P1M"}});
    let refused = refusal(staff.run("measurement/RetireIndicator", retire("PUPILS")).await).unwrap();
    assert_eq!(refused["reason"], "open_submissions", "{refused}");
    assert!(refused.to_string().contains(&format!("SCHOOL 2026-10 of {org} (draft)")), "{refused}");
    staff.run("measurement/RetireIndicator", retire("ABSENT")).await.expect("nothing waits for it");

    let abandon =
        json!({"dataSet": "SCHOOL", "org": org, "periods": [period], "reason": "Counted otherwise."});
    staff.run("measurement/AbandonData", abandon).await.unwrap();
    staff.run("measurement/RetireIndicator", retire("PUPILS")).await.unwrap();
    let unknown = refusal(staff.run("measurement/RetireIndicator", retire("NONE")).await).unwrap();
    assert_eq!(unknown["reason"], "unknown_indicator", "{unknown}");
}
