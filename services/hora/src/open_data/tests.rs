//! The list of tables holds together, and no public query is forgotten.

use std::collections::BTreeSet;

use serde_json::json;

use super::{columns, license::License, moment, tables::Table};

/// Public queries that no table comes from, each with the reason.
const NO_TABLE: [(&str, &str); 18] = [
    ("log.Read", "the log itself; docs/partners.md"),
    ("log.ReadStream", "the log itself"),
    ("log.Subscribe", "the log itself"),
    ("log.Head", "the sequences of the package say it"),
    ("agenda.GetTimeline", "the log of one stream"),
    (
        "backbone.ListOrganizations",
        "those of other initiatives too; its own are in `members` and `organization_names`",
    ),
    ("measurement.GetIndicator", "one of `indicators`"),
    ("plan.GetActivity", "one of `activities`"),
    ("plan.GetTree", "derived from `strategies` and `activities`"),
    ("plan.GetTimeline", "derived from `activities` and `milestones`"),
    ("plan.ListOwners", "counted from `activities` and `milestones`"),
    ("plan.ListConflicts", "derived from `relations`"),
    ("plan.GetReinforcement", "derived from `strategies` and `activities`"),
    ("plan.GetGaps", "derived"),
    ("plan.CountExternalStatuses", "counted from `activity_statuses`"),
    ("plan.GetDifference", "of two packages"),
    ("communication.GetThread", "one of `threads`"),
    ("communication.GetTimeline", "`messages`, and the log of the subject"),
];

fn all() -> Vec<Table> {
    Table::all().unwrap()
}

#[test]
fn every_table_has_the_columns_that_its_schema_speaks_of_each_once() {
    let tables = all();
    let columns_of = |table: &Table| -> Vec<String> {
        columns::of(table).unwrap().into_iter().map(|column| column.name).collect()
    };
    for (at, table) in tables.iter().enumerate() {
        let names = columns_of(table);
        let unique: BTreeSet<&String> = names.iter().collect();
        assert_eq!(unique.len(), names.len(), "{}: {names:?}", table.name);
        let said = [&table.key, &table.days, &table.moments, &table.numbers].into_iter().flatten();
        for column in said.chain(table.refers.keys()) {
            assert!(names.contains(column), "{} has no column {column}: {names:?}", table.name);
        }
        for place in table.refers.values() {
            let (other, column) = place.split_once('.').unwrap();
            let other = tables.iter().find(|one| one.name == other).unwrap();
            assert!(columns_of(other).iter().any(|one| one == column), "{}: {place}", table.name);
        }
        if let Some(each) = &table.each {
            let before = tables[..at].iter().find(|one| one.name == each.table);
            assert!(columns_of(before.unwrap()).contains(&each.column), "{} is read before", each.table);
        }
        assert!(tables[..at].iter().all(|one| one.name != table.name), "{} is there twice", table.name);
    }
}

#[test]
fn every_public_query_has_a_table_or_a_reason() {
    let policy = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/access/policy.txt");
    let policy = std::fs::read_to_string(policy).unwrap();
    let (_, public) = policy.split_once("@what-anyone-reads").unwrap();
    let names =
        public.lines().skip(1).take_while(|line| line.starts_with(' ')).flat_map(str::split_whitespace);
    let tables: BTreeSet<String> = all().iter().map(|table| table.rpc.replace('/', ".")).collect();
    let mut forgotten: Vec<&str> = names.filter(|name| !tables.contains(*name)).collect();
    forgotten.retain(|name| !NO_TABLE.iter().any(|(known, _)| known == name));
    assert!(forgotten.is_empty(), "{forgotten:?}: a table in tables.toml, or a reason here");
}

#[test]
fn what_is_for_members_alone_has_no_column() {
    let names: Vec<String> =
        all().iter().flat_map(|table| columns::of(table).unwrap()).map(|column| column.name).collect();
    for of_members in ["acknowledged", "outstanding", "submitted_on", "rules", "email", "persons"] {
        assert!(!names.iter().any(|name| name == of_members), "{of_members}");
    }
}

#[test]
fn cells_say_zero_where_json_says_nothing_and_nothing_where_there_is_nothing() {
    let table = all().into_iter().find(|table| table.name == "milestones").unwrap();
    let columns = columns::of(&table).unwrap();
    let cell = |row: &serde_json::Value, name: &str| {
        let column = columns.iter().find(|column| column.name == name).unwrap();
        column.cell(&[&json!({}), row], "")
    };
    let row = json!({"milestoneId": "M", "title": "=1+1", "kind": "MILESTONE_KIND_TARGET", "target": {"value": "-4.5"},
        "evidence": {"state": "STATE_WITHHELD", "commitment": "00"}, "sequence": "7"});
    for (name, said) in [
        ("title", "'=1+1"),
        ("kind", "target"),
        ("slips", "0"),
        ("is_late", "false"),
        ("target_value", "-4.5"),
        ("evidence", ""),
        ("evidence_state", "withheld"),
        ("external_ref_code", ""),
        ("sequence", "7"),
    ] {
        assert_eq!(cell(&row, name), said, "{name}");
    }
    assert_eq!(cell(&json!({}), "target_value"), "");
}

#[test]
fn a_license_is_one_that_spdx_knows_and_a_moment_is_of_all_logs() {
    assert_eq!("cc0-1.0".parse::<License>().unwrap().id, "CC0-1.0");
    assert!("MIT".parse::<License>().unwrap_err().contains("accepted are CC-BY-4.0"));
    assert!(moment("2026-11-24").is_ok() && moment("effective:2026-11-24").is_ok());
    assert!(moment("12").unwrap_err().contains("one log alone"));
}
