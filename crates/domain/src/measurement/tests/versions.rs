//! A revised definition is for periods from its own on; those before keep the one they had.

use super::{given::*, *};
use crate::{
    decider::Refusal as _,
    measurement::{
        command::{CorrectPublished, RecordTable, ReviseDefinition, SetBaseline, Table, TableRow},
        event::CorrectionReason,
        period::Period,
    },
};

/// Says it otherwise of `PUPILS`, for periods from that one on.
fn revise(from: &str, comparable: bool, change: impl FnOnce(&mut Definition)) -> Command {
    let mut definition = definition();
    change(&mut definition);
    Command::ReviseDefinition(Box::new(ReviseDefinition {
        code: code("PUPILS"),
        definition,
        comparable,
        effective_period: month(from),
        reason: Some(private("as decided")),
    }))
}

fn hidden(emitted: &[Emitted<Event>]) -> Vec<(String, bool)> {
    let rows = emitted.iter().flat_map(|one| match &one.event {
        Event::DataPublished { rows, .. } | Event::RevisionPublished { rows, .. } => rows.clone(),
        _ => Vec::new(),
    });
    rows.map(|row| (row.dims.values().map(ToString::to_string).collect(), row.hidden)).collect()
}

#[test]
fn smaller_cells_shown_from_january_on_are_hidden_in_october_still() {
    let all_are_shown = |definition: &mut Definition| definition.min_cell = 0;
    let correction = || {
        Command::CorrectPublished(Box::new(CorrectPublished {
            data_set: code("SCHOOL"),
            org: None,
            rows: vec![row("PUPILS", "64"), by_sex("F", "4")],
            reason: CorrectionReason::Error,
            note: None,
        }))
    };
    let later = published("40", "60", "100").after(revise("2027-01-01", true, all_are_shown));
    let emitted = later.when(correction()).unwrap();
    assert_eq!(hidden(&emitted), [(String::new(), true), ("F".to_owned(), true)]);
    let at_once = published("40", "60", "100").after(revise("2026-10-01", true, all_are_shown));
    let emitted = at_once.when(correction()).unwrap();
    assert_eq!(hidden(&emitted), [(String::new(), false), ("F".to_owned(), false)]);
}

#[test]
fn a_period_is_published_by_the_definition_it_was_measured_by() {
    let world = completing(by(approved("4", "60", "64"), "1", 1, crate::meta::Role::OrgRepresentative));
    let approvals = world.context.approvals.clone();
    let later = world.after(revise("2026-11-01", false, |definition| {
        definition.value_type = ValueType::Money;
        definition.unit = "EUR".to_owned();
    }));
    let later = later.with(|context| context.approvals = approvals);
    let emitted = later.when(Command::PublishData(of_october(1))).unwrap();
    assert_eq!(hidden(&emitted), [(String::new(), false), ("F".to_owned(), true), ("M".to_owned(), true)]);
}

#[test]
fn rows_are_taken_by_the_definition_of_their_own_period() {
    let finer = |definition: &mut Definition| {
        definition.decimals = 1;
        definition.dims = vec![Dim { code: code("GRADE"), codes: codes(&["G5"]), partition: false }];
    };
    let world = sharing().after(revise("2026-11-01", true, finer));
    let of = |start: &str, mut row: Row| {
        row.period_start = start.to_owned();
        record(vec![row])
    };
    let by_grade = || Row { dims: vec![("GRADE".to_owned(), "G5".to_owned())], ..row("PUPILS", "20") };
    assert_eq!(world.reason(of("2026-10-01", row("PUPILS", "20.5"))), "too_many_decimals");
    assert_eq!(world.reason(of("2026-11-01", row("PUPILS", "20.5"))), "accepted");
    assert_eq!(world.reason(of("2026-10-01", by_sex("F", "20"))), "accepted");
    assert_eq!(world.reason(of("2026-11-01", by_sex("F", "20"))), "dim_unknown");
    assert_eq!(world.reason(of("2026-10-01", by_grade())), "dim_unknown");
    assert_eq!(world.reason(of("2026-11-01", by_grade())), "accepted");
    let halves = vec![row("PUPILS", "20"), by_sex("F", "11"), by_sex("M", "12")];
    assert_eq!(world.reason(record(halves)), "partition_mismatch", "in October it is a partition still");
}

#[test]
fn a_table_has_the_columns_of_all_definitions() {
    let by_grade = |definition: &mut Definition| {
        definition.dims = vec![Dim { code: code("GRADE"), codes: codes(&["G5"]), partition: false }];
    };
    let world = sharing().after(revise("2026-11-01", true, by_grade));
    let table = |rows: &[[&str; 5]]| {
        let row = |(number, cells): (u32, &[&str; 5])| TableRow {
            number,
            cells: cells.iter().map(|cell| (*cell).to_owned()).collect(),
            broken: None,
        };
        let columns = ["indicator", "period", "value", "SEX", "GRADE"].map(str::to_owned).to_vec();
        Command::RecordTable(Box::new(RecordTable {
            data_set: code("SCHOOL"),
            org: None,
            table: Table { columns, rows: (2..).zip(rows).map(row).collect() },
            replaces: false,
            decimal_comma: false,
            is_dry_run: false,
        }))
    };
    let (october, november) = (["PUPILS", "2026-10", "20", "F", ""], ["PUPILS", "2026-11", "20", "", "G5"]);
    assert_eq!(world.reason(table(&[october, november])), "accepted");
    let refused = world.when(table(&[["PUPILS", "2026-11", "20", "F", ""]])).unwrap_err();
    let told: Vec<_> = refused.rows().iter().map(|bad| (bad.row, &*bad.column, bad.reason)).collect();
    assert_eq!(told, [(2, "SEX", "dim_unknown")]);
}

#[test]
fn of_several_revisions_each_period_has_the_last_that_is_for_it() {
    let named = |name: &str| Box::new(Definition { name: name.to_owned(), ..definition() });
    let mut indicator = Indicator::proposed(named("first"));
    indicator.revise(2, named("second"), month("2026-06-01"));
    indicator.revise(3, named("third"), month("2026-09-01"));
    indicator.revise(4, named("fourth"), month("2026-08-01"));
    let of = |at: Period| indicator.definition_of(at).name.clone();
    assert_eq!(of(month("2026-05-01")), "first");
    assert_eq!(of(month("2026-06-01")), "second");
    assert_eq!(of(month("2026-07-01")), "second");
    assert_eq!(of(month("2026-08-01")), "fourth");
    assert_eq!(of(month("2026-10-01")), "fourth", "what is said later gives way to nothing said before");
    assert_eq!(indicator.definition().name, "fourth");
    let all: Vec<_> = indicator.definitions().map(|one| one.name.as_str()).collect();
    assert_eq!(all, ["first", "second", "third", "fourth"]);
}

#[test]
fn a_ratio_told_for_another_number_cannot_be_compared() {
    let ratio = |per| {
        move |definition: &mut Definition| {
            definition.value_type = ValueType::Ratio;
            definition.aggregation = Aggregation::WeightedMean;
            definition.denominator = Some("people".to_owned());
            definition.per = per;
        }
    };
    let world = sharing().after(revise("2026-11-01", false, ratio(None)));
    assert_eq!(world.reason(revise("2026-12-01", true, ratio(Some(1000)))), "unit_change_not_comparable");
    assert_eq!(world.reason(revise("2026-12-01", false, ratio(Some(1000)))), "accepted");
}

#[test]
fn a_baseline_below_what_the_indicator_can_be_is_refused() {
    let baseline = |indicator: &str, value: &str| {
        Command::SetBaseline(SetBaseline {
            code: code(indicator),
            period: month("2026-01-01"),
            value: value.to_owned(),
            source: "The register".to_owned(),
        })
    };
    assert_eq!(sharing().reason(baseline("PUPILS", "-1")), "not_a_value");
    assert_eq!(sharing().reason(baseline("PUPILS", "0")), "accepted");
    assert_eq!(sharing().reason(baseline("ABSENT", "120")), "not_a_value");
    assert_eq!(sharing().reason(baseline("ABSENT", "100")), "accepted");
}
