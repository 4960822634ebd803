//! What was said first and what corrected it, from files as sources write them.

use domain::{measurement::event::CorrectionReason, time::Timestamp};

use super::*;
use crate::import::mapping::Measurements;

const MAPPING: &str = r#"
recorded_on = "2026-01-01"
indicators = []
data_set = { code = "PIT", period_type = "years", due_after_days = 1, closes_after_days = 1 }
agreement = { from = "2020-01-01", to = "2030-01-01", purposes = ["To see."], retention_months = 1 }
corrections = { changed = "error", removed = "boundary_change", of = { "B-2" = "source_omission" } }

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

fn read(later: &str) -> (Result<Tables, Failure>, Result<(), Failure>) {
    let mapping: Measurements = toml::from_str(MAPPING).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        format!("{}:{}", name.strip_suffix(".csv").unwrap(), path.display())
    };
    let files = [file("later.csv", later), file("first.csv", "coc;all\nA-1;\"1,128\"\nB-2;7\nC-3;5\n")];
    let mut faults = Faults::new(Timestamp::from_date("2026-01-01".parse().unwrap()));
    let tables = read::tables(&files, &mapping, &mut faults);
    (tables, faults.finish())
}

use super::read::Tables;

fn told(later: &str) -> std::collections::BTreeMap<String, release::Told> {
    let (tables, faults) = read(later);
    faults.unwrap();
    release::told(&tables.unwrap(), &toml::from_str(MAPPING).unwrap())
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
    let mut faults = Faults::new(Timestamp::from_date("2026-01-01".parse().unwrap()));
    let wrong = read::tables(&["counts.csv".to_owned()], &mapping, &mut faults).unwrap_err();
    assert!(wrong.to_string().contains("first:FILE.csv, later:FILE.csv"), "{wrong}");
}
