//! Two of everything of measurement.

use hora::actors::Person;
use hora_tests::circle::{Circle, again};
use serde_json::{Value, json};

/// Two indicators, each in a data set of its own: a value each, that breaks a rule, is explained, published and told of.
pub async fn fill(circle: &mut Circle, steward: &mut Person) {
    for number in 1..3 {
        let (indicator, data_set) = (format!("LEAVERS_{number}"), format!("SCHOOLS_{number}"));
        define(circle, &indicator, &data_set).await;
        let row = json!({"indicator": indicator, "period": period(), "value": "412",
            "obsStatus": "OBS_STATUS_NORMAL"});
        let rows = vec![json!({"dataSet": data_set, "rows": [row]})];
        again(steward).unwrap().run_rows("measurement/RecordObservations", rows).await.unwrap();
        publish(circle, &indicator, &data_set).await;
    }
}

fn period() -> Value {
    json!({"start": "2025-01-01", "length": "P1Y"})
}

async fn define(circle: &mut Circle, indicator: &str, data_set: &str) {
    let definition = json!({"name": format!("Leavers, {indicator}"), "level": "LEVEL_POPULATION",
        "resultType": "RESULT_TYPE_OUTCOME", "valueType": "VALUE_TYPE_COUNT", "unit": "pupils",
        "direction": "DIRECTION_DOWN", "aggregation": "AGGREGATION_SUM",
        "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_YEARS", "goals": ["STAY_IN_SCHOOL"]});
    let staff = &mut circle.staff;
    let proposed = json!({"code": indicator, "definition": definition});
    staff.run("measurement/ProposeIndicator", proposed).await.unwrap();
    let defined = json!({"code": data_set, "indicators": [indicator], "periodType": "PERIOD_TYPE_YEARS",
        "dueAfterDays": 3000, "closesAfterDays": 3000});
    staff.run("measurement/DefineDataSet", defined).await.unwrap();
    let rule = json!({"left": indicator, "operator": "RULE_OPERATOR_LESS", "right": "100",
        "missing": "MISSING_NEVER", "severity": "SEVERITY_LOW"});
    staff.run("measurement/AddRule", json!({"dataSet": data_set, "rule": rule})).await.unwrap();
    let reporters = json!({"dataSet": data_set, "orgs": [circle.orgs[1]]});
    staff.run("measurement/AssignReporters", reporters).await.unwrap();
}

async fn publish(circle: &mut Circle, indicator: &str, data_set: &str) {
    let voter = &mut circle.voters[1];
    let agreement = json!({"dataSets": [data_set], "from": "2025-01-01", "to": "2199-12-31",
        "purposes": ["To see who leaves."], "retentionMonths": 60});
    voter.run("measurement/SignSharingAgreement", agreement).await.unwrap();
    let of = json!({"dataSet": data_set, "org": circle.orgs[1], "periods": [period()]});
    voter.run("measurement/SubmitData", of.clone()).await.unwrap();
    let approved = circle.staff.run("measurement/ApproveData", of.clone()).await.unwrap();
    let mut publish = of;
    publish["meta"] = json!({"approves": [approved["eventIds"][0]]});
    let voter = &mut circle.voters[1];
    voter.run("measurement/PublishData", publish).await.unwrap();
    let story = json!({"dataSet": data_set, "period": period(), "indicator": indicator, "revision": 1,
        "story": "A school closed.", "nextSteps": ["Ask for a bus."]});
    voter.run("measurement/TellStory", story).await.unwrap();
}
