//! What was said first and what corrected it, from files as sources write them.

use std::collections::BTreeMap;

use domain::{measurement::event::CorrectionReason, time::Timestamp};

use super::*;
use crate::import::mapping::Measurements;

const MAPPING: &str = r#"
recorded_on = "2026-01-01"
data_sets = [{ code = "PIT", period_type = "years", due_after_days = 1, closes_after_days = 36500 }]
agreement = { from = "2020-01-01", to = "2030-01-01", purposes = ["To see."], retention_months = 1 }
corrections = { changed = "error", removed = "boundary_change", of = { "B-2" = "source_omission" } }

[[indicators]]
code = "ALL"
definition = { name = "All", level = "population", result_type = "outcome", value_type = "count", unit = "persons", direction = "down", aggregation = "latest", stock_or_flow = "stock", period_type = "years" }

[tables.first]
organization = "coc"
fixed_period = "2017"
thousands = ","
cells = [{ column = "all", indicator = "ALL" }]

[tables.later]
release = 2
organization = "coc"
period = "year"
area = { column = "coc", first = 1 }
cells = [{ column = "all", indicator = "ALL" }]
marks = { "NA" = "missing" }
flags = { column = "flag", marks = { "e" = "estimated", "m" = "missing" } }
"#;

pub type Read = (Result<(read::Tables, Value), Failure>, Result<(), Failure>);

/// Reads tables with a mapping, and gives the codes that were made too.
pub fn read_with(mapping: &Measurements, tables: &[(&str, &str)]) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let file = |(place, (name, text)): (usize, &(&str, &str))| {
        let path = folder.path().join(format!("{place}.csv"));
        std::fs::write(&path, text).unwrap();
        format!("{name}:{}", path.display())
    };
    let files: Vec<String> = tables.iter().enumerate().map(file).collect();
    let mut faults = Faults::new(Timestamp::from_date("2026-01-01".parse().unwrap()));
    let mut dictionary = Dictionary::new(mapping, "mine").unwrap();
    let tables = read::tables(&files, mapping, &mut dictionary, &mut faults);
    let definitions: Vec<Value> = mapping.data_sets.iter().flat_map(|set| dictionary.of(set)).map(|(code, definition)| {
        json!({"code": code.as_str(), "definition": serde_json::to_value(definition).unwrap()})
    }).collect();
    let made = json!({"codes": dictionary.derived(), "definitions": definitions});
    (tables.map(|tables| (tables, made)), faults.finish())
}

fn read(later: &str) -> Read {
    let first = "coc;all\nA-1;\"1,128\"\nB-2;7\nC-3;5\n";
    read_with(&toml::from_str(MAPPING).unwrap(), &[("later", later), ("first", first)])
}

fn told(later: &str) -> BTreeMap<String, release::Told> {
    let (tables, faults) = read(later);
    faults.unwrap();
    let told = release::told(&tables.unwrap().0, &toml::from_str(MAPPING).unwrap());
    told.into_iter().map(|((_, org), told)| (org, told)).collect()
}

#[test]
fn a_later_release_corrects_what_the_first_one_said() {
    // The first table has no area, so that every key of it is gone in the later one.
    let later = "coc,year,all,flag\nA-1,2016,1000,\nA-1,2017,1130,\nC-3,2017,NA,\nD-4,2017,9,e\n";
    let told = told(later);
    let a = &told["A-1"];
    let values: Vec<_> = a.first.iter().map(|row| row.value.clone().unwrap()).collect();
    assert_eq!(values, ["1128", "1000"], "2017 of the first release, 2016 of the only one");
    assert_eq!(a.periods.len(), 2);
    let reasons: Vec<_> = a.corrected.iter().map(|(why, rows)| (*why, rows.len())).collect();
    assert_eq!(reasons, [(CorrectionReason::Error, 1), (CorrectionReason::BoundaryChange, 1)]);
    let b = &told["B-2"];
    assert_eq!(b.corrected.len(), 1);
    assert_eq!(b.corrected[0].0, CorrectionReason::SourceOmission);
    assert_eq!(b.corrected[0].1[0].value, None);
    assert_eq!(told["C-3"].corrections(), 2, "taken away under one key, missing under another");
    assert_eq!((told["D-4"].values(), told["D-4"].corrections()), (1, 0), "first heard of later");
}

#[test]
fn an_empty_cell_is_no_value_and_a_flag_says_how_sure() {
    let told = told("coc,year,all,flag\nA-1,2016,,\nA-1,2018,,m\nA-1,2019,5,e\n");
    let rows: Vec<_> = told["A-1"].first.iter().map(|row| (row.value.as_deref(), row.obs_status)).collect();
    let status = |status: wire::pb::measurement::ObsStatus| i32::from(status);
    use wire::pb::measurement::ObsStatus::{Estimated, Missing, Unspecified};
    assert_eq!(
        rows,
        [(Some("1128"), status(Unspecified)), (None, status(Missing)), (Some("5"), status(Estimated))]
    );
}

#[test]
fn every_bad_row_is_named() {
    let (_, faults) = read("coc,year,all,flag\nA-1,2016,\"1,5\",\n,2016,5,\nA-1,16,5,\nA-1,2016,5,x\n");
    let told = faults.unwrap_err().to_string();
    for place in ["row 2, all", "row 3, coc", "row 4, year", "row 5, flag"] {
        assert!(told.contains(place), "{place} in {told}");
    }
}

#[test]
fn an_unknown_table_answers_with_those_there_are() {
    let mapping: Measurements = toml::from_str(MAPPING).unwrap();
    let wrong = read_with(&mapping, &[("counts", "coc\n")]).0.unwrap_err();
    assert!(wrong.to_string().contains("first:FILE.csv, later:FILE.csv"), "{wrong}");
}

#[test]
fn what_the_hub_would_refuse_is_said_before_anything_is_sent() {
    for (rows, told) in [
        (
            "A-1,2016,5,m\n",
            "row 2, all: is `5` beside a flag that means no value; accepted is an empty cell, or `drop_values",
        ),
        ("A-1,2016,-5,\n", "row 2, all: is `-5`; accepted is a count of 0 or more"),
        ("A-1,2016,1.5,\n", "accepted are at most 0 digits after the point"),
        ("A-1,2027,5,\n", "row 2, period: begins on 2027-01-01"),
        ("A-1,1890,5,\n", "accepted is a larger `closes_after_days` of PIT"),
        ("A-1,2016,5,\nB-1,2016,6,\nA-1,2016,6,\n", "row 4, ALL: says another value than row 2 of 0.csv"),
        ("A-1,2010 to 2011,5,\n", "period = \"two_years\""),
    ] {
        let (_, faults) = read(&format!("coc,year,all,flag\n{rows}"));
        let found = faults.unwrap_err().to_string();
        assert!(found.contains(told), "{rows}: {found}");
    }
    let (tables, faults) = read("coc,year,all,flag\nA-1,2016,5,\nA-1,2016,5,\n");
    assert!(faults.is_ok(), "the same twice is said once");
    assert_eq!(tables.unwrap().0.releases[&2].len(), 1);
}

#[test]
fn the_order_of_rows_and_how_numbers_are_written_make_no_difference() {
    let first = told("coc,year,all,flag\nA-1,2016,1000,\nA-1,2018,1130,e\n");
    let again = told("all,flag,year,note,coc\r\n1130.0,e,2018,x,A-1\r\n1e3,,2016,y,A-1\r\n");
    assert_eq!(first["A-1"].first, again["A-1"].first);
    assert_eq!(first["A-1"].corrected, again["A-1"].corrected);
}
