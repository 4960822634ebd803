//! Scenario 3: a table with seven mistakes is not taken, and each mistake is named; mended it is taken, once.

use hora::actors::{Person, text};
use hora_tests::circle::{Circle, adopting, bad_rows, draft_agenda, refusal};
use serde_json::{Value, json};

const MONTH: &str = "2026-10-01";

fn definition(value_type: &str, more: Value) -> Value {
    let mut definition = json!({"name": "Of a school", "level": "LEVEL_POPULATION", "resultType": "RESULT_TYPE_OUTCOME",
        "valueType": value_type, "unit": "pupils", "direction": "DIRECTION_UP", "aggregation": "AGGREGATION_NONE",
        "stockOrFlow": "STOCK_OR_FLOW_FLOW", "periodType": "PERIOD_TYPE_MONTHS"});
    definition.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    definition
}

async fn define(staff: &mut Person, orgs: &[String]) {
    let sexes = json!([{"code": "SEX", "codes": ["F", "M"], "partition": true}]);
    let pupils = definition("VALUE_TYPE_COUNT", json!({"dims": sexes}));
    let rate = definition("VALUE_TYPE_PERCENT", json!({"denominator": "pupils enrolled", "decimals": 1}));
    for (code, definition) in [("PUPILS", pupils), ("ABSENT", rate)] {
        let request = json!({"code": code, "definition": definition});
        staff.run("measurement/ProposeIndicator", request).await.unwrap();
    }
    let set = json!({"code": "SCHOOL", "indicators": ["ABSENT", "PUPILS"], "periodType": "PERIOD_TYPE_MONTHS",
        "dueAfterDays": 15, "closesAfterDays": 3000});
    staff.run("measurement/DefineDataSet", set).await.unwrap();
    staff.run("measurement/AssignReporters", json!({"dataSet": "SCHOOL", "orgs": orgs})).await.unwrap();
}

fn row(org: &str, indicator: &str, area: &str, value: &str) -> Value {
    json!({"org": org, "indicator": indicator, "period": {"start": MONTH, "length": "P1M"}, "areaCode": area,
        "value": value})
}

fn by_sex(org: &str, sex: &str, value: &str) -> Value {
    let mut row = row(org, "PUPILS", "CLUJ", value);
    row["dims"] = json!([{"dim": "SEX", "code": sex}]);
    row
}

/// 200 rows without a mistake: a share each, and one school by sex.
fn table(orgs: &[String]) -> Vec<Value> {
    let mut rows = vec![
        row(&orgs[0], "PUPILS", "CLUJ", "100"),
        by_sex(&orgs[0], "F", "40"),
        by_sex(&orgs[0], "M", "60"),
    ];
    rows.extend((3..200).map(|place| row(&orgs[place % 2], "ABSENT", &format!("SCHOOL_{place}"), "12.5")));
    rows
}

/// Suspends a member by an adopted decision and two members of staff.
async fn suspend(circle: &mut Circle, org: &str) {
    let hash = draft_agenda(&mut circle.staff, &circle.sandbox.in_days(1_500)).await.unwrap();
    let proposal = circle.propose("agenda/DraftProposal", adopting(&hash, 6_000)).await.unwrap();
    circle.open(&proposal, &circle.sandbox.in_days(7)).await.unwrap();
    for voter in 0..3 {
        circle.cast(voter, &proposal, "AGREE").await.unwrap();
    }
    let closed = circle.staff.run("agenda/CloseProposal", json!({"proposalId": proposal})).await.unwrap();
    let asked = json!({"organizationId": org, "reason": "No report for a year."});
    let asked = circle.staff.run("backbone/RequestSuspension", asked).await.unwrap();
    let mut second =
        circle.admin.enroll("schools", "Second", &circle.orgs[1], "ROLE_BACKBONE_STAFF").await.unwrap();
    let suspend = json!({"meta": {"approves": [asked["result"]["eventIds"][0]], "after": {"agenda": closed["sequence"]}},
        "organizationId": org, "requestId": text(&asked, "requestId").unwrap(), "reason": "No report for a year.",
        "decidedBy": {"context": "agenda", "id": proposal}});
    let done = second.run("backbone/SuspendMember", suspend).await.unwrap();
    // Everything that follows knows it.
    circle.staff.ask("measurement/ListDataSets", json!({})).await.unwrap();
    assert!(done["sequence"].is_string(), "{done}");
}

#[tokio::test(flavor = "multi_thread")]
async fn seven_mistakes_are_named_and_nothing_is_stored_until_they_are_mended() {
    let mut circle = Circle::of("schools", 3).await.unwrap();
    let orgs = circle.orgs.clone();
    define(&mut circle.staff, &orgs).await;
    suspend(&mut circle, &orgs[2]).await;
    let mut rows = table(&orgs);
    rows[9]["value"] = json!("12,5");
    rows[19]["indicator"] = json!("TRUANT");
    rows[29]["period"]["start"] = json!("2199-01-01");
    rows[39] = rows[38].clone();
    rows[49]["value"] = json!("120");
    rows[0]["value"] = json!("101");
    rows[59]["org"] = json!(orgs[2]);
    let message = |rows: &[Value]| json!({"dataSet": "SCHOOL", "rows": rows});
    let wrong = circle.staff.run_rows("measurement/RecordObservations", vec![message(&rows)]).await;
    let refused = refusal(wrong).unwrap();
    let told = |field: &str, reason: &str| {
        let fields = refused["fields"].as_array().unwrap();
        let is_it =
            |one: &&Value| one["field"] == field && one["message"].as_str().unwrap().starts_with(reason);
        assert_eq!(fields.iter().filter(is_it).count(), 1, "{field} {reason} in {refused}");
    };
    for (field, reason) in [
        ("rows[1].value", "partition_mismatch"),
        ("rows[10].value", "wrong_type"),
        ("rows[20].indicator", "unknown_code"),
        ("rows[30].period", "period_in_future"),
        ("rows[40].indicator", "duplicate_key"),
        ("rows[50].value", "percent_over_100"),
        ("rows[60].org", "member_suspended"),
    ] {
        told(field, reason);
    }
    let fields = refused["fields"].as_array().unwrap();
    let of_rows = fields.iter().filter(|one| one["field"].as_str().unwrap().starts_with("rows["));
    assert_eq!(of_rows.count(), 7, "{refused}");
    let stored = circle.staff.ask("measurement/ListObservations", json!({})).await.unwrap();
    assert!(stored["observations"].as_array().is_none_or(Vec::is_empty), "{stored}");

    let meta = json!({"commandId": uuid::Uuid::now_v7().to_string(), "initiative": "schools"});
    let mended = json!({"meta": meta, "dataSet": "SCHOOL", "rows": table(&orgs)});
    let rpc = "measurement/RecordObservations";
    let first = circle.staff.run_rows(rpc, vec![mended.clone()]).await.unwrap();
    let again = circle.staff.run_rows(rpc, vec![mended]).await.unwrap();
    assert_eq!(first, again, "the same command is answered the same");
    let other = circle.staff.run_rows(rpc, vec![message(&table(&orgs))]).await.unwrap();
    assert_eq!((&other["unchanged"], &other["sequence"]), (&json!(true), &first["sequence"]));
    circle.sandbox.stop().await;
}

/// The same 200 rows as a reporter's file, its decimals with a comma, a blank line before the last.
fn file(rows: &[Value]) -> String {
    let cell = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let line = |row: &Value| {
        let sex = row["dims"][0]["code"].as_str().unwrap_or_default();
        let value = cell(row, "value").replace('.', ",");
        let period = row["period"]["start"].as_str().unwrap().get(..7).unwrap().to_owned();
        format!(
            "{};{period};{};{};\"{value}\";{sex}",
            cell(row, "org"),
            cell(row, "areaCode"),
            cell(row, "indicator")
        )
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.insert(0, "organization;period;area;indicator;value;sex".to_owned());
    lines.insert(lines.len() - 1, String::new());
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}

/// Each row that is in the way, as the file counts it: the header is row 1.
const TOLD: [&str; 7] = [
    "rows[2].value partition_mismatch",
    "rows[11].value wrong_type",
    "rows[21].indicator unknown_code",
    "rows[31].period period_in_future",
    "rows[41].indicator duplicate_key",
    "rows[51].organization not_a_reporter",
    "rows[202].value percent_over_100",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_same_as_a_file_is_told_by_the_rows_of_the_file_dry_or_not_and_taken_once() {
    let mut circle = Circle::of("filed", 3).await.unwrap();
    define(&mut circle.staff, &circle.orgs[..2]).await;
    let orgs = circle.orgs.clone();
    let mut rows = table(&orgs);
    rows[0]["value"] = json!("101");
    rows[9]["value"] = json!("1.234,5");
    rows[19]["indicator"] = json!("TRUANT");
    rows[29]["period"]["start"] = json!("2199-01-01");
    rows[39] = rows[38].clone();
    rows[49]["org"] = json!(orgs[2]);
    rows[199]["value"] = json!("120");
    let mut wrong = file(&rows);
    // A point and a comma in one number: which of them marks the decimals is not guessed.
    wrong = wrong.replacen("\"1,234,5\"", "\"1.234,5\"", 1);
    let send = |csv: &str, dry_run: bool| json!({"dataSet": "SCHOOL", "csv": csv, "decimalComma": true, "dryRun": dry_run, "expectedRows": 200});
    let rpc = "measurement/RecordTable";
    let Circle { mut staff, sandbox, .. } = circle;
    for dry_run in [true, false] {
        let told = refusal(staff.run(rpc, send(&wrong, dry_run)).await).unwrap();
        assert_eq!(bad_rows(&told), TOLD, "{told}");
    }
    let half = refusal(staff.run(rpc, send(wrong.split_at(4_000).0, false)).await).unwrap();
    assert!(half["fields"].as_array().unwrap().iter().any(|one| one["field"] == "expected_rows"), "{half}");
    let csv = file(&table(&orgs));
    let dry = staff.run(rpc, send(&csv, true)).await.unwrap();
    assert_eq!(dry["unchanged"], json!(true));
    let stored = staff.ask("measurement/ListObservations", json!({})).await.unwrap();
    assert!(stored["observations"].as_array().is_none_or(Vec::is_empty), "{stored}");

    let mut command = send(&csv, false);
    command["meta"] = json!({"commandId": uuid::Uuid::now_v7().to_string(), "initiative": "filed"});
    let first = staff.run(rpc, command.clone()).await.unwrap();
    assert_eq!(first["eventIds"].as_array().map(Vec::len), Some(2), "one of each organization: {first}");
    assert_eq!(staff.run(rpc, command).await.unwrap(), first, "the same command is answered the same");
    let other = staff.run(rpc, send(&csv, false)).await.unwrap();
    assert_eq!((&other["unchanged"], &other["sequence"]), (&json!(true), &first["sequence"]));
    let by_rows = json!({"dataSet": "SCHOOL", "rows": table(&orgs), "dryRun": true});
    let same = staff.run_rows("measurement/RecordObservations", vec![by_rows]).await.unwrap();
    assert_eq!(same["unchanged"], json!(true), "a row of the file is a row of a recording");
    sandbox.stop().await;
}
