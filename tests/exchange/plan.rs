//! A plan goes out as a table, comes in again unchanged, and into another initiative as the same plan.

use hora::actors::Person;
use hora_tests::circle::Circle;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{done, refused};

const PLAN: &str =
    "activity;title;strategy;lead;start;end;milestone;milestone_title;due;target_value;target_unit;requires
A;=SUM(1) Antrenăm;MENTORS;CLUJ_PLAN_0;2026-09-01;2027-06-30;;;;;;B
B;''=Meet;MENTORS;;2026-09-01;2027-06-30;;;;;;
A;;;;;;FIRST;First meeting;2026-12-01;;;
B;;;;;;MANY;Pupils reached;2027-06-01;-12,50;pupils;
";

/// All of a plan that a table can say.
async fn said(person: &mut Person) -> Value {
    let mut all = Vec::new();
    for (rpc, list, fields) in [
        ("plan/ListActivities", "activities", &["code", "title", "strategy", "leadOrg", "start", "end"][..]),
        (
            "plan/ListMilestones",
            "milestones",
            &["activityId", "milestoneId", "title", "due", "target", "kind"],
        ),
        ("plan/ListRelations", "relations", &["from", "to", "kind", "lagDays"]),
    ] {
        let answer = person.ask(rpc, json!({})).await.unwrap();
        for row in answer[list].as_array().into_iter().flatten() {
            all.push(fields.iter().map(|field| row[*field].clone()).collect::<Value>());
        }
    }
    Value::from(all)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_goes_out_and_comes_in_the_same() {
    let mut circle = Circle::of("cluj-plan", 3).await.unwrap();
    circle.plan().await.unwrap();
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("plan.csv"), PLAN).unwrap();
    let staff = &mut circle.staff;
    done(folder, staff, &["import", "table", "--file", "plan.csv", "--decimal-comma"]);
    let uncoded =
        json!({"title": "Nameless", "strategy": "MENTORS", "start": "2026-09-01", "end": "2026-09-02"});
    let before = said(staff).await;
    assert_eq!(before.as_array().unwrap().len(), 2 + 2 + 1);
    for file in ["out.csv", "out.xlsx"] {
        let out = done(folder, staff, &["export", "plan", "--out", file]);
        assert_eq!((&out["rows"], &out["told"]), (&json!(4), &json!([])), "{file}");
        let again = done(folder, staff, &["import", "table", "--file", file, "--expected-rows", "4"]);
        assert_eq!(again["unchanged"], json!(true), "{file}");
    }
    let text = std::fs::read_to_string(folder.join("out.csv")).unwrap();
    assert!(
        text.contains("A,'=SUM(1) Antrenăm,MENTORS,CLUJ_PLAN_0,") && text.contains(",-12.50,pupils,"),
        "{text}"
    );
    staff.run("plan/ProposeActivity", uncoded).await.unwrap();
    let out = done(folder, staff, &["export", "plan", "--out", "out.csv"]);
    assert!(out["told"][0].as_str().unwrap().contains("has no code, so no table can name it"), "{out}");

    let orgs = circle.orgs.clone();
    let other = &mut circle.admin.initiative("elsewhere", "Elsewhere", &orgs[0]).await.unwrap();
    let voter = circle.admin.enroll("elsewhere", "Mayor", &orgs[0], "ROLE_ORG_REPRESENTATIVE").await.unwrap();
    hora::adopt_agenda(other, [voter], circle.sandbox.clock().now()).await.unwrap();
    let window = json!({"agendaVersion": 1, "from": "2026-01-01", "to": "2031-01-01"});
    other.run("plan/CreatePlan", window).await.unwrap();
    let strategy = json!({"code": "MENTORS", "title": "Mentors", "goals": ["STAY_IN_SCHOOL"]});
    other.run("plan/DefineStrategy", strategy).await.unwrap();
    done(folder, other, &["import", "table", "--file", "out.xlsx"]);
    assert_eq!(said(other).await, before, "the same plan elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_with_headers_of_its_own_is_taken_by_what_they_are_called() {
    let mut circle = Circle::of("cluj-columns", 1).await.unwrap();
    circle.plan().await.unwrap();
    let folder = TempDir::new().unwrap();
    let (folder, staff) = (folder.path(), &mut circle.staff);
    let empty = done(folder, staff, &["export", "plan", "--template", "--out", "empty.csv"]);
    assert_eq!(empty["rows"], json!(0));
    let header = std::fs::read_to_string(folder.join("empty.csv")).unwrap();
    assert_eq!(header.trim_end(), PLAN.lines().next().unwrap().replace(';', ","));

    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0_u16..).zip(["Kürzel", "Titel", "Strategie", "Beginn", "Fällig am", "Notiz"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    for (column, text) in (0_u16..).zip(["A", "Lesen", "NOWHERE"]) {
        sheet.write_string(1, column, text).unwrap();
    }
    let days = Format::new().set_num_format("dd.mm.yyyy");
    for (column, month) in [(3, 9), (4, 12)] {
        let day = ExcelDateTime::from_ymd(2026, month, 1).unwrap();
        sheet.write_datetime_with_format(1, column, day, &days).unwrap();
    }
    book.save(folder.join("eigene.xlsx")).unwrap();
    let named = "activity=Kürzel,title=Titel,strategy=Strategie,start=Beginn,end=Fällig am";
    let words = ["import", "table", "--file", "eigene.xlsx", "--columns", named];
    let complained = refused(folder, staff, &words);
    assert!(complained.contains("rows[2].strategy") && complained.contains("(cell C2)"), "{complained}");
    let mended = json!({"code": "NOWHERE", "title": "Nowhere", "goals": ["STAY_IN_SCHOOL"]});
    staff.run("plan/DefineStrategy", mended).await.unwrap();
    let taken = done(folder, staff, &words);
    assert!(taken["told"][0].as_str().unwrap().contains("the column Notiz is left away"), "{taken}");
    assert_eq!(said(staff).await, json!([["A", "Lesen", "NOWHERE", null, "2026-09-01", "2026-12-01"]]));
    let other =
        refused(folder, staff, &["import", "table", "--file", "eigene.xlsx", "--columns", "titel=Titel"]);
    assert!(other.contains("there is no column `titel`"), "{other}");
}
