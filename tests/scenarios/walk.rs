//! The walk: each service's first commands, from gRPC through rules, log and view to a query, now and as of then.

use anyhow::Context as _;
use hora::actors::{Admin, Person, text};
use hora_tests::sandbox::Sandbox;
use runtime::clock::Clock;
use serde_json::{Value, json};

/// The initiative.
pub const SLUG: &str = "cluj-school";

fn sequence(answer: &Value) -> anyhow::Result<u64> {
    let value = answer.pointer("/result/sequence").or_else(|| answer.get("sequence"));
    Ok(value.and_then(Value::as_str).context("an answer names its sequence")?.parse()?)
}

/// A query answers now, and as of sequence 0 it has nothing yet.
async fn shows(person: &mut Person, rpc: &str, asked: Value, at: &str, expected: Value) {
    let now = person.ask(rpc, asked.clone()).await.unwrap();
    assert_eq!(now.pointer(at), Some(&expected), "{rpc}: {now}");
    let mut before = asked;
    before["meta"] = json!({"asOf": {"sequence": "0"}});
    let then = person.ask(rpc, before).await;
    let nothing = then.as_ref().map_or(true, |answer| answer.pointer(at).is_none());
    assert!(nothing, "{rpc} as of 0: {then:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_service_takes_its_first_commands_and_answers_as_of_any_moment() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut admin = sandbox.admin().await.unwrap();
    walk(&mut admin, sandbox.clock()).await;
    sandbox.stop().await;
}

/// The walk, as the hub's admin begins it, whatever the hub is made of.
pub async fn walk(admin: &mut Admin, clock: &Clock) {
    walk_with(admin, clock, async || {}).await;
}

/// The walk, with something that happens between each two services' parts of it; gives the staff.
pub async fn walk_with(admin: &mut Admin, clock: &Clock, mut between: impl AsyncFnMut()) -> Person {
    let city = admin.organization("CITY", "City", "government").await.unwrap();
    let ngo = admin.organization("NGO", "School for All", "civil_society").await.unwrap();
    let mut staff = admin.initiative(SLUG, "Every pupil stays", &city).await.unwrap();
    let mayor = admin.enroll(SLUG, "Mayor", &city, "ROLE_ORG_REPRESENTATIVE").await.unwrap();
    let teacher = admin.member(&mut staff, "Teacher", &ngo).await.unwrap();
    let mut steward = admin.enroll(SLUG, "Steward", &ngo, "ROLE_DATA_STEWARD").await.unwrap();

    between().await;
    hora::adopt_agenda(&mut staff, [mayor, teacher], clock.now()).await.unwrap();
    shows(&mut staff, "agenda/GetAgenda", json!({}), "/agenda/version", json!(1)).await;

    between().await;
    let definition = json!({"name": "Early leavers", "level": "LEVEL_POPULATION", "resultType": "RESULT_TYPE_OUTCOME",
        "valueType": "VALUE_TYPE_COUNT", "unit": "pupils", "direction": "DIRECTION_DOWN",
        "aggregation": "AGGREGATION_SUM", "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_YEARS",
        "goals": ["STAY_IN_SCHOOL"]});
    let indicator = json!({"code": "EARLY_LEAVERS", "definition": definition});
    staff.run("measurement/ProposeIndicator", indicator).await.unwrap();
    let data_set = json!({"code": "SCHOOLS", "indicators": ["EARLY_LEAVERS"], "periodType": "PERIOD_TYPE_YEARS",
        "dueAfterDays": 3000, "closesAfterDays": 3000});
    staff.run("measurement/DefineDataSet", data_set).await.unwrap();
    staff.run("measurement/AssignReporters", json!({"dataSet": "SCHOOLS", "orgs": [ngo]})).await.unwrap();
    let row = json!({"indicator": "EARLY_LEAVERS", "period": {"start": "2025-01-01", "length": "P1Y"},
        "value": "412", "obsStatus": "OBS_STATUS_NORMAL"});
    let rows = vec![json!({"dataSet": "SCHOOLS", "rows": [row]})];
    steward.run_rows("measurement/RecordObservations", rows).await.unwrap();
    shows(&mut steward, "measurement/ListObservations", json!({}), "/observations/0/value", json!("412"))
        .await;

    between().await;
    let plan = json!({"agendaVersion": 1, "from": "2026-01-01", "to": "2031-01-01"});
    staff.run("plan/CreatePlan", plan).await.unwrap();
    let strategy = json!({"code": "MENTORS", "title": "Mentors", "goals": ["STAY_IN_SCHOOL"]});
    staff.run("plan/DefineStrategy", strategy).await.unwrap();
    let activity = json!({"code": "TRAIN", "title": "Train 40 mentors", "strategy": "MENTORS", "leadOrg": ngo,
        "start": "2026-09-01", "end": "2027-06-30"});
    staff.run("plan/ProposeActivity", activity).await.unwrap();
    shows(&mut staff, "plan/GetPlan", json!({}), "/plan/strategies/0/code", json!("MENTORS")).await;

    between().await;
    let subject = json!({"ours": {"context": "plan", "stream": "activity/TRAIN"}});
    let thread = json!({"subject": subject, "title": "Where to train?", "audience": "VISIBILITY_MEMBERS"});
    let opened = staff.run("communication/OpenThread", thread).await.unwrap();
    let thread = text(&opened, "threadId").unwrap();
    let said = json!({"threadId": thread, "body": "The gym is free on Fridays."});
    let posted = staff.run("communication/PostMessage", said).await.unwrap();
    let asked = json!({"threadId": thread});
    let body = json!("The gym is free on Fridays.");
    shows(&mut staff, "communication/ListMessages", asked, "/messages/0/body/text", body).await;

    between().await;
    let members = staff.ask("backbone/ListMembers", json!({})).await.unwrap();
    assert_eq!(members["members"].as_array().unwrap().len(), 2, "{members}");
    assert!(sequence(&posted).unwrap() >= 2);
    staff
}
