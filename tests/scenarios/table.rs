//! A plan as a table with mistakes: every bad row is told at once, nothing is stored; mended, it comes in once.

use hora_tests::circle::{Circle, bad_rows, refusal};
use serde_json::json;
use uuid::Uuid;

const HEADER: &str =
    "activity;title;strategy;lead;start;end;milestone;milestone_title;due;target_value;target_unit;requires";
/// An owner nobody knows, a milestone outside its activity, a cycle through three organizations, a decimal comma.
const BAD: &str = "A;Train;MENTORS;CLUJ_TABLE_0;2026-09-01;2027-06-30;;;;;;C
B;Meet;MENTORS;CLUJ_TABLE_1;2026-09-01;2027-06-30;;;;;;A
C;Buses;MENTORS;CLUJ_TABLE_2;2026-09-01;2027-06-30;;;;;;B
D;Books;MENTORS;PARIS;2026-09-01;2027-06-30;;;;;;
A;;;;;;LATE;Too late;2027-07-01;;;
B;;;;;;MANY;Too many;2027-06-30;1,5;pupils;
";

#[tokio::test(flavor = "multi_thread")]
async fn a_table_with_mistakes_is_told_row_by_row_and_stored_once_when_mended() {
    let mut circle = Circle::of("cluj-table", 3).await.unwrap();
    circle.plan().await.unwrap();
    let Circle { mut staff, sandbox, .. } = circle;
    let told = refusal(staff.run("plan/TakeRows", json!({"csv": format!("{HEADER}\n{BAD}")})).await).unwrap();
    assert_eq!(told["reason"], "bad_rows", "{told}");
    assert_eq!(
        bad_rows(&told),
        [
            "rows[4].requires would_close_cycle",
            "rows[5].lead unknown_organization",
            "rows[6].due due_outside_activity",
            "rows[7].target_value wrong_type"
        ]
    );
    let half = json!({"csv": format!("{HEADER}\nA;Train;MENT"), "expectedRows": 0});
    let cut = refusal(staff.run("plan/TakeRows", half).await).unwrap();
    assert_eq!(bad_rows(&cut), ["rows[2] row_cut_off"]);
    let none = staff.ask("plan/ListActivities", json!({})).await.unwrap();
    assert_eq!(none["activities"], json!(null), "nothing was stored");

    let good = BAD.replace(";;;;;;C\n", ";;;;;;\n").replace("PARIS", "").replace("2027-07-01", "2027-06-01");
    let csv = format!("{HEADER}\n{good}");
    let dry =
        staff.run("plan/TakeRows", json!({"csv": csv, "decimalComma": true, "dryRun": true})).await.unwrap();
    assert_eq!(dry["unchanged"], json!(true));
    let command =
        json!({"meta": {"commandId": Uuid::now_v7().to_string()}, "csv": csv, "decimalComma": true});
    let first = staff.run("plan/TakeRows", command.clone()).await.unwrap();
    assert_eq!(first["eventIds"].as_array().unwrap().len(), 4 + 2 + 2);
    assert_eq!(staff.run("plan/TakeRows", command).await.unwrap(), first, "the same id, the same answer");
    let again = staff.run("plan/TakeRows", json!({"csv": csv, "decimalComma": true})).await.unwrap();
    assert_eq!(again["unchanged"], json!(true), "another id, and nothing new");
    sandbox.stop().await;
}
