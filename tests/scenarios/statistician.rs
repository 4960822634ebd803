//! A statistician asks over the public surface alone: totals of what was reported by code, means, gaps, what is hidden,
//! what was put right and why, and how two moments differ.

use hora::actors::Person;
use hora_tests::circle::{Circle, refusal};
use serde_json::{Value, json};

const SLUG: &str = "schools";

fn month(month: u32) -> Value {
    json!({"start": format!("2026-{month:02}-01"), "length": "P1M"})
}

fn definition(value_type: &str, aggregation: &str, more: Value) -> Value {
    let mut definition = json!({"name": format!("A {value_type}"), "level": "LEVEL_POPULATION",
        "resultType": "RESULT_TYPE_OUTCOME", "valueType": value_type, "unit": "pupils",
        "direction": "DIRECTION_DOWN", "aggregation": aggregation, "stockOrFlow": "STOCK_OR_FLOW_FLOW",
        "periodType": "PERIOD_TYPE_MONTHS"});
    definition.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    definition
}

async fn define(circle: &mut Circle) {
    let sexes = json!({"dims": [{"code": "SEX", "codes": ["F", "M"], "partition": true}]});
    let rate = json!({"decimals": 1, "denominator": "pupils enrolled"});
    for (code, definition) in [
        ("PUPILS", definition("VALUE_TYPE_COUNT", "AGGREGATION_SUM", sexes)),
        ("ABSENT", definition("VALUE_TYPE_PERCENT", "AGGREGATION_WEIGHTED_MEAN", rate)),
    ] {
        let proposed = json!({"code": code, "definition": definition});
        circle.staff.run("measurement/ProposeIndicator", proposed).await.unwrap();
    }
    // Whatever is reported in this test is late.
    let set = json!({"code": "SCHOOL", "indicators": ["ABSENT", "PUPILS"], "compulsory": ["ABSENT"],
        "periodType": "PERIOD_TYPE_MONTHS", "dueAfterDays": 0, "closesAfterDays": 3000});
    circle.staff.run("measurement/DefineDataSet", set).await.unwrap();
    let reporters = json!({"dataSet": "SCHOOL", "orgs": circle.orgs[1..]});
    circle.staff.run("measurement/AssignReporters", reporters).await.unwrap();
    for voter in &mut circle.voters[1..] {
        let agreement = json!({"dataSets": ["SCHOOL"], "from": "2026-01-01", "to": "2199-12-31",
            "purposes": ["To see who comes."], "retentionMonths": 60});
        voter.run("measurement/SignSharingAgreement", agreement).await.unwrap();
    }
}

fn pupils(at: u32, sex: &str, value: &str) -> Value {
    let dims = if sex.is_empty() { json!([]) } else { json!([{"dim": "SEX", "code": sex}]) };
    json!({"indicator": "PUPILS", "period": month(at), "dims": dims, "value": value})
}

fn absent(at: u32, value: &str, numerator: &str, denominator: &str) -> Value {
    json!({"indicator": "ABSENT", "period": month(at), "value": value, "numerator": numerator,
        "denominator": denominator})
}

async fn publish(circle: &mut Circle, org: usize, at: u32, rows: Vec<Value>) {
    let of = json!({"dataSet": "SCHOOL", "org": circle.orgs[org], "periods": [month(at)]});
    let voter = &mut circle.voters[org];
    let rows = json!({"dataSet": "SCHOOL", "rows": rows});
    voter.run_rows("measurement/RecordObservations", vec![rows]).await.unwrap();
    voter.run("measurement/SubmitData", of.clone()).await.unwrap();
    let approved = circle.staff.run("measurement/ApproveData", of.clone()).await.unwrap();
    let mut publish = of;
    publish["meta"] = json!({"approves": [approved["eventIds"][0]]});
    circle.voters[org].run("measurement/PublishData", publish).await.unwrap();
}

/// July and September, nothing of August: one organization counts by sex alone, and has a small cell in September.
async fn measured() -> Circle {
    let mut circle = Circle::of(SLUG, 3).await.unwrap();
    define(&mut circle).await;
    let july = vec![pupils(7, "F", "40"), pupils(7, "M", "60"), absent(7, "10.0", "100", "1000")];
    publish(&mut circle, 1, 7, july).await;
    publish(&mut circle, 2, 7, vec![pupils(7, "", "50"), absent(7, "50.0", "50", "100")]).await;
    let september = vec![pupils(9, "F", "4"), pupils(9, "M", "60"), absent(9, "12.0", "120", "1000")];
    publish(&mut circle, 1, 9, september).await;
    publish(&mut circle, 2, 9, vec![pupils(9, "", "55"), absent(9, "40.0", "40", "100")]).await;
    circle
}

async fn ask(person: &mut Person, rpc: &str, request: Value) -> Value {
    person.ask(&format!("measurement/{rpc}"), request).await.unwrap_or_else(|no| panic!("{}", no.text()))
}

/// The answer's entries, with these fields of each.
fn told(answer: &Value, list: &str, fields: &[&str]) -> Vec<Vec<Value>> {
    let pick = |row: &Value| fields.iter().map(|field| row[*field].clone()).collect();
    answer[list].as_array().unwrap_or_else(|| panic!("{answer}")).iter().map(pick).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_means_gaps_and_what_is_hidden_are_told() {
    let mut circle = measured().await;
    let public = &mut circle.sandbox.public(SLUG).unwrap();
    let fields = ["value", "madeOf", "rows", "codesPresent", "codesExpected", "hidden"];
    let seen = ask(public, "GetSeries", json!({"indicator": "PUPILS"})).await;
    let july = vec![json!("150"), json!("sum"), json!(3), json!(2), json!(2), Value::Null];
    assert_eq!(told(&seen, "points", &fields)[0], july, "{seen}");
    let september = &told(&seen, "points", &["value", "organizations"])[1];
    assert_eq!(*september, [json!("55"), json!(1)], "one code is hidden, so its organization has no figure");
    let hidden = seen["points"][1]["hidden"].as_u64().unwrap();
    assert!(hidden > 0, "{seen}");
    let of_members = ask(&mut circle.staff, "GetSeries", json!({"indicator": "PUPILS"})).await;
    assert_eq!(told(&of_members, "points", &["value"]), [[json!("150")], [json!("119")]]);
    let asked = json!({"indicator": "ABSENT", "overPeriods": true});
    let rates = ask(public, "GetSeries", asked).await;
    let means = [[json!("13.6"), json!("weighted_mean")], [json!("14.5"), json!("weighted_mean")]];
    assert_eq!(told(&rates, "points", &["value", "madeOf"]), means, "150 and 160 of 1100");
    assert_eq!(rates["overPeriods"], "14.1", "310 of 2200");

    let asked = json!({"indicator": "PUPILS", "obsStatus": "OBS_STATUS_SUPPRESSED", "withCounts": true});
    let suppressed = ask(public, "ListPublished", asked).await;
    assert_eq!(
        suppressed["counts"],
        json!([{"obsStatus": "OBS_STATUS_SUPPRESSED", "hidden": true, "count": hidden}])
    );
    assert!(told(&suppressed, "rows", &["value"]).iter().all(|row| row[0].is_null()), "{suppressed}");
    let asked = json!({"dims": [{"dim": "SEX", "code": "M"}], "from": "2026-07-01", "to": "2026-07-31"});
    let men = ask(public, "ListPublished", asked).await;
    assert_eq!(told(&men, "rows", &["value"]), [[json!("60")]]);

    let asked = json!({"dataSet": "SCHOOL", "at": "2026-10-15"});
    let fields = ["due", "expected", "late", "completenessBp", "timelinessBp"];
    // What is zero or empty is left out of JSON.
    let some = |number: u32| if number == 0 { Value::Null } else { json!(number) };
    let row = |due: &str, late: u32, complete: u32| {
        vec![json!(due), json!(2), some(late), some(complete), Value::Null]
    };
    let wanted = [row("2026-07-31", 2, 10_000), row("2026-08-31", 0, 0), row("2026-09-30", 2, 10_000)];
    for person in [&mut *public, &mut circle.staff] {
        let reporting = ask(person, "GetReporting", asked.clone()).await;
        assert_eq!(told(&reporting, "periods", &fields), wanted, "nobody reported August");
        let missing = told(&reporting["periods"][1], "reporters", &["state"]);
        assert_eq!(missing, [[json!("missing")], [json!("missing")]]);
    }
    let sets = ask(public, "ListDataSets", json!({})).await;
    assert_eq!(
        (&sets["dataSets"][0]["onlyPublic"], &sets["dataSets"][0]["rules"]),
        (&json!(true), &Value::Null)
    );
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_told_with_when_and_why_as_of_any_moment() {
    let mut circle = measured().await;
    let before = circle.sandbox.clock().now().to_string();
    circle.advance_hours(24).unwrap();
    let correction = json!({"dataSet": "SCHOOL", "reason": "CORRECTION_REASON_ERROR", "note": "A class was forgotten.",
        "rows": [pupils(7, "M", "61")]});
    circle.voters[1].run_rows("measurement/CorrectPublished", vec![correction]).await.unwrap();
    let org = circle.orgs[1].clone();
    let public = &mut circle.sandbox.public(SLUG).unwrap();
    let july = json!({"indicator": "PUPILS", "from": "2026-07-01", "to": "2026-07-31"});
    let with = |asked: &Value, more: Value| {
        let mut asked = asked.clone();
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        asked
    };
    let now = ask(public, "GetSeries", july.clone()).await;
    assert_eq!(now["points"][0]["value"], "151", "{now}");
    let known =
        ask(public, "GetSeries", with(&july, json!({"meta": {"asOf": {"recordedAt": before}}}))).await;
    let sequence = known["answered"]["sequence"].clone();
    for moment in
        [json!({"recordedAt": before}), json!({"effectiveAt": before}), json!({"sequence": sequence})]
    {
        let then = ask(public, "GetSeries", with(&july, json!({"meta": {"asOf": moment}}))).await;
        assert_eq!(then["points"][0]["value"], "150", "{moment}");
        let old = json!({"meta": {"asOf": moment}, "dims": [{"dim": "SEX", "code": "M"}], "exactDims": true});
        let rows = ask(public, "ListPublished", with(&july, old)).await;
        assert_eq!(told(&rows, "rows", &["value", "revision"]), [[json!("60"), json!(1)]], "{moment}");
        let asked = json!({"dataSet": "SCHOOL", "meta": {"asOf": moment}, "to": "2026-07-31"});
        let reporting = ask(public, "GetReporting", asked).await;
        let revisions = told(&reporting["periods"][0], "reporters", &["revision"]);
        assert_eq!(revisions, [[json!(1)], [json!(1)]], "{moment}");
    }
    let beyond = with(&july, json!({"meta": {"asOf": {"sequence": "999999"}}}));
    let refused = refusal(public.ask("measurement/GetSeries", beyond).await).unwrap();
    let fields: Vec<_> = refused["fields"].as_array().unwrap().iter().map(|one| &one["field"]).collect();
    assert_eq!(
        (&refused["reason"], fields),
        (&json!("outside_history"), vec![&json!("meta.as_of")]),
        "{refused}"
    );
    let difference = ask(public, "ListPublished", with(&july, json!({"updatedAfter": sequence}))).await;
    let fields = ["value", "revision", "reason"];
    let changed = vec![json!("61"), json!(2), json!("CORRECTION_REASON_ERROR")];
    assert_eq!(
        told(&difference, "rows", &fields),
        std::slice::from_ref(&changed),
        "exactly what the two moments differ in"
    );
    let key =
        json!({"org": org, "dims": [{"dim": "SEX", "code": "M"}], "exactDims": true, "includeHistory": true});
    let history = ask(public, "ListPublished", with(&july, key.clone())).await;
    let first = vec![json!("60"), json!(1), Value::Null];
    assert_eq!(told(&history, "rows", &fields), [first, changed]);
    let when = told(&history, "rows", &["recordedAt"]);
    assert!(
        when[0][0].as_str() <= Some(before.as_str()) && Some(before.as_str()) < when[1][0].as_str(),
        "{history}"
    );
    let of_members = ask(&mut circle.staff, "ListObservations", with(&july, key)).await;
    assert_eq!(of_members["observations"][1]["note"]["text"], "A class was forgotten.", "{of_members}");
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dictionary_says_where_each_indicator_stands_and_which_goal_has_none() {
    let mut circle = measured().await;
    let public = &mut circle.sandbox.public(SLUG).unwrap();
    let unknown = ask(public, "ListIndicators", json!({})).await;
    assert_eq!((&unknown["agendaKnown"], &unknown["unmeasuredGoals"]), (&Value::Null, &Value::Null));
    assert_eq!(unknown["indicators"][0]["standing"]["value"], "14.5", "{unknown}");
    assert_eq!(unknown["indicators"][1]["standing"]["value"], "55", "of the public rows");
    circle.plan().await.unwrap();
    let baseline = json!({"code": "ABSENT", "period": month(7), "value": "13.6", "source": "The register"});
    circle.staff.run("measurement/SetBaseline", baseline).await.unwrap();
    let goals = ask(&mut circle.staff, "ListIndicators", json!({"status": "proposed"})).await;
    assert_eq!(
        (&goals["agendaKnown"], &goals["unmeasuredGoals"]),
        (&json!(true), &json!(["STAY_IN_SCHOOL"]))
    );
    assert_eq!(goals["indicators"][1]["standing"]["value"], "119", "of the members' values");
    let measuring = json!({"code": "LEAVERS", "definition":
        definition("VALUE_TYPE_COUNT", "AGGREGATION_SUM", json!({"goals": ["STAY_IN_SCHOOL"]}))});
    circle.staff.run("measurement/ProposeIndicator", measuring).await.unwrap();
    let goals = ask(&mut circle.staff, "ListIndicators", json!({})).await;
    assert_eq!(goals["unmeasuredGoals"], Value::Null, "{goals}");
    circle.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_for_later_periods_leaves_those_before_as_they_were_measured() {
    let mut circle = measured().await;
    let sexes = json!({"dims": [{"code": "SEX", "codes": ["F", "M"], "partition": true}], "decimals": 1,
        "minCell": 0});
    let revised = json!({"code": "PUPILS", "definition": definition("VALUE_TYPE_COUNT", "AGGREGATION_SUM", sexes),
        "comparable": true, "effectivePeriod": month(9), "reason": "Half days count as half."});
    circle.staff.run("measurement/ReviseDefinition", revised).await.unwrap();
    let half =
        json!({"dataSet": "SCHOOL", "reason": "CORRECTION_REASON_ERROR", "rows": [pupils(7, "M", "60.5")]});
    let refused = circle.voters[1].run_rows("measurement/CorrectPublished", vec![half]).await.unwrap_err();
    assert!(refused.text().contains("at most 0 digits"), "in July pupils are whole: {}", refused.text());
    for (org, of) in [(1, pupils(7, "F", "4")), (2, pupils(9, "F", "3.5"))] {
        let correction = json!({"dataSet": "SCHOOL", "reason": "CORRECTION_REASON_ERROR", "rows": [of]});
        circle.voters[org].run_rows("measurement/CorrectPublished", vec![correction]).await.unwrap();
    }
    let public = &mut circle.sandbox.public(SLUG).unwrap();
    let few = json!({"dims": [{"dim": "SEX", "code": "F"}], "indicator": "PUPILS"});
    let few = ask(public, "ListPublished", few).await;
    let mut shown = told(&few, "rows", &["value", "hidden"]);
    shown.retain(|row| !row[0].is_null());
    assert_eq!(shown, [[json!("3.5"), Value::Null]], "few are shown from September on: {few}");
    let series = ask(&mut circle.staff, "GetSeries", json!({"indicator": "PUPILS"})).await;
    assert_eq!(told(&series, "points", &["value"]), [[json!("114")], [json!("119.0")]], "{series}");
    circle.sandbox.stop().await;
}
