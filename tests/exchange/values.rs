//! A reporter's table: out as a template, filled in by somebody else's program, in as values, and out again.

use std::path::Path;

use hora::actors::Person;
use hora_tests::{circle::Circle, skip};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::json;
use tempfile::TempDir;

use super::{done, python, refused, school, script, standing};

const TEMPLATE: &[&str] =
    &["export", "template", "--data-set", "SCHOOL", "--period", "2026-10", "--out", "template.xlsx"];
const IN: &[&str] = &["import", "observations", "--data-set", "SCHOOL"];
const STORY: &str = "+40 more: ținem copiii, \"împreună\"";

/// A hub whose second organization reports, in a folder of its own.
async fn reporting(slug: &str) -> (Circle, TempDir) {
    let mut circle = Circle::of(slug, 3).await.unwrap();
    school(&mut circle).await;
    (circle, TempDir::new().unwrap())
}

/// Takes a table in; the answer.
fn take(folder: &Path, person: &mut Person, file: &str, more: &[&str]) -> serde_json::Value {
    done(folder, person, &[IN, &[file], more].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_filled_in_and_comes_back_as_values() {
    let Some(python) = python() else { return skip("no .venv with openpyxl; run tests/venv") };
    let (mut circle, folder) = reporting("cluj-values").await;
    let (folder, reporter) = (folder.path(), &mut circle.voters[1]);
    let told = done(folder, reporter, TEMPLATE);
    assert_eq!(
        (&told["rows"], &told["period"]),
        (&json!(5), &json!("2026-10")),
        "total, F, M, balance, story"
    );
    let paths = ["template.xlsx", "filled.xlsx"].map(|name| folder.join(name).display().to_string());
    let fill = |cells: &[&str]| {
        script(&python, "fill.py", &[&[paths[0].as_str(), paths[1].as_str()], cells].concat())
    };

    let inexact = ["F2==1+1", "F3=0.1234567890123456", "F4=20"];
    assert_eq!(
        fill(&inexact),
        "['values', 'codes'] ['indicator', 'name', 'period', 'area', 'SEX', 'value', 'status', 'numerator', \
         'denominator'] A2\n3 lists\n"
    );
    let complained = refused(folder, reporter, &[IN, &["filled.xlsx"]].concat());
    assert!(complained.contains("F2 is a formula without a result"), "{complained}");
    assert!(complained.contains("F3 is 1.234567890123456e-1, with more digits"), "{complained}");
    fill(&["F2=41", "F3=20.5", "F4=21", "G6=perhaps"]);
    let complained = refused(folder, reporter, &[IN, &["filled.xlsx"]].concat());
    assert!(complained.contains("rows[3].value") && complained.contains("(cell F3)"), "{complained}");
    assert!(complained.contains("rows[6].status") && complained.contains("(cell G6)"), "{complained}");
    assert!(standing(reporter).await.is_empty(), "all or none");

    fill(&["F2=-4.25", "G2=estimated", "F3=41", "F4=20", "F5=21", &format!("F6={STORY}")]);
    let dry = take(folder, reporter, "filled.xlsx", &["--dry-run", "--expected-rows", "5"]);
    assert_eq!((&dry["unchanged"], &dry["rows"]), (&json!(true), &json!(5)));
    assert!(standing(reporter).await.is_empty(), "a dry run records nothing");
    take(folder, reporter, "filled.xlsx", &[]);
    let mut expected = vec![
        "2026-10-01 BALANCE - -4.25 ESTIMATED".to_owned(),
        "2026-10-01 PUPILS - 41 NORMAL".to_owned(),
        "2026-10-01 PUPILS F 20 NORMAL".to_owned(),
        "2026-10-01 PUPILS M 21 NORMAL".to_owned(),
        format!("2026-10-01 STORY - {STORY} NORMAL"),
    ];
    let mut there = standing(reporter).await;
    there.sort();
    expected.sort();
    assert_eq!(there, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_goes_out_and_comes_in_unchanged() {
    let (mut circle, folder) = reporting("cluj-again").await;
    let (folder, reporter) = (folder.path(), &mut circle.voters[1]);
    let csv = "indicator;period;value;status;SEX\nPUPILS;2026-10;41;;\nPUPILS;2026-10;21;;M\nPUPILS;2026-10;20;p;F\n\
        BALANCE;2026-10;-4,5;;\nSTORY;2026-10;'=1+1;;\n";
    std::fs::write(folder.join("own.csv"), csv).unwrap();
    let pointed = refused(folder, reporter, &[IN, &["own.csv"]].concat());
    assert!(pointed.contains("rows[5].value") && pointed.contains("has a comma"), "{pointed}");
    take(folder, reporter, "own.csv", &["--decimal-comma"]);
    let before = standing(reporter).await;
    assert!(before.contains(&"2026-10-01 STORY - =1+1 NORMAL".to_owned()), "{before:?}");
    assert!(before.contains(&"2026-10-01 BALANCE - -4.50 NORMAL".to_owned()), "{before:?}");

    let who = ["--org", "CLUJ_AGAIN_1", "--filled"];
    for file in ["out.xlsx", "out.csv"] {
        let out = [&TEMPLATE[..6], &["--out", file], &who].concat();
        assert_eq!(done(folder, reporter, &out)["rows"], json!(5));
        assert_eq!(take(folder, reporter, file, &[])["unchanged"], json!(true), "{file}");
    }
    let text = std::fs::read_to_string(folder.join("out.csv")).unwrap();
    assert!(text.starts_with("organization,indicator,name,period,area,SEX,value,status,"), "{text}");
    assert!(text.contains(",-4.50,normal,") && text.contains(",'=1+1,normal,"), "{text}");
    assert_eq!(standing(reporter).await, before);

    let next = ["export", "template", "--data-set", "SCHOOL", "--period", "2026-11", "--out", "next.csv"];
    assert_eq!(done(folder, reporter, &next)["rows"], json!(5), "the keys of the month before");
    let empty = refused(folder, reporter, &[IN, &["next.csv"]].concat());
    assert!(empty.contains("none of the table's 5 rows is filled in"), "{empty}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_with_dates_errors_and_half_its_rows_is_refused() {
    let (mut circle, folder) = reporting("cluj-sheet").await;
    let (folder, reporter) = (folder.path(), &mut circle.voters[1]);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0_u16..).zip(["Indicator", "Period", "Value"]) {
        sheet.write_string(0, column, name).unwrap();
    }
    let month = Format::new().set_num_format("mmm-yy");
    sheet.write_string(1, 0, "BALANCE").unwrap();
    sheet.write_datetime_with_format(1, 1, ExcelDateTime::from_ymd(2026, 10, 1).unwrap(), &month).unwrap();
    sheet.write_boolean(1, 2, true).unwrap();
    book.save(folder.join("dates.xlsx")).unwrap();
    let complained = refused(folder, reporter, &[IN, &["dates.xlsx"]].concat());
    assert!(
        complained.contains("B2 is the date 2026-10-01; accepted is a text, such as 2026-10"),
        "{complained}"
    );
    assert!(complained.contains("C2 is the truth value true"), "{complained}");
    std::fs::write(folder.join("half.csv"), "indicator,period,value\nBALANCE,2026-10,1\n").unwrap();
    let half = refused(folder, reporter, &[IN, &["half.csv", "--expected-rows", "2"]].concat());
    assert!(half.contains("the table has 1 rows; send it whole"), "{half}");
    assert!(standing(reporter).await.is_empty());
}
