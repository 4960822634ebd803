//! A table of activities and milestones, all or none.

use std::sync::Arc;

use super::*;
use crate::{
    facts::{Organization, Sector},
    plan::rows::PlanRow,
};

const HEADER: &str =
    "activity|title|strategy|lead|start|end|milestone|milestone_title|due|target_value|target_unit|requires";

fn rows(lines: &[&str]) -> Vec<PlanRow> {
    let row = |(number, line): (u32, &&str)| {
        let cells = crate::plan::rows::COLUMNS.into_iter().zip(line.split('|'));
        let cells =
            cells.filter(|(_, cell)| !cell.is_empty()).map(|(column, cell)| (column, cell.to_owned()));
        PlanRow { row: number, cells: cells.collect(), broken: None }
    };
    assert_eq!(HEADER, crate::plan::rows::COLUMNS.join("|"));
    (2..).zip(lines).map(row).collect()
}

fn take(lines: &[&str]) -> Command {
    Command::TakeRows { rows: rows(lines), decimal_comma: false, is_dry_run: false }
}

fn known() -> World<Rules> {
    planned().with(|context| {
        context.scope.actor.role = Role::BackboneStaff;
        let organizations = &mut Arc::make_mut(&mut context.facts.hub).organizations;
        for (number, name) in [(1, "CITY"), (2, "NGO"), (3, "CHAMBER"), (4, "LATE")] {
            let one = Organization {
                code: code(name),
                name: name.to_owned(),
                sector: Sector::Government,
                succeeded_by: None,
            };
            organizations.insert(org(number), one);
        }
    })
}

fn told(command: Command) -> Vec<String> {
    let Err(Refusal::BadRows { rows }) = known().when(command) else { panic!("it was taken") };
    rows.iter().map(|row| format!("{} {} {}", row.row, row.column, row.reason)).collect()
}

#[test]
fn a_table_comes_in_whatever_the_order_of_its_rows() {
    let lines = [
        "B||||||KEYS|The keys|2026-06-30|80|beds|A",
        "A|Open it|HOUSING|CITY|2026-03-01|2026-09-30|BEDS|80 beds|2026-09-30|||",
        "B|Run it|HOUSING|NGO|2026-03-01|2026-12-31||||||",
    ];
    let told = events(&known(), take(&lines));
    let kinds: Vec<_> =
        told.iter().map(|event| crate::decider::Event::encode(event).unwrap().type_name).collect();
    let expected =
        ["ActivityProposed", "ActivityProposed", "MilestoneAdded", "MilestoneAdded", "ActivitiesRelated"];
    assert_eq!(kinds, expected.map(|name| format!("plan.{name}.v1")));
    let world = known().after(take(&lines));
    assert_eq!(world.when(take(&lines)), Ok(vec![]), "the same table again adds nothing");
    let dry = Command::TakeRows { rows: rows(&lines), decimal_comma: false, is_dry_run: true };
    assert_eq!(known().when(dry), Ok(vec![]));
}

#[test]
fn every_bad_row_is_told_with_its_column_and_nothing_is_stored() {
    let lines = [
        "A|One|HOUSING|CITY|2026-03-01|2026-09-30|||||| ",
        "B|Two|HOUSING|PARIS|2026-03-01|2026-09-30|M|Skipped|2026-06-30|||",
        "A||||||LATE|Too late|2026-10-01|||",
        "A||||||COMMA|Comma|2026-06-30|1,5|beds|",
        "C|Three|CARE|NGO|2026-03-01|2026-09-30||||||",
        "D|Four|HOUSING|LATE|2026-03-01|2026-09-30||||||",
        "E|Five|HOUSING|NGO|01.03.2026|2026-09-30||||||",
        "F||||||M|No such activity|2026-06-30|||",
    ];
    let expected = [
        "3 lead unknown_organization",
        "4 due due_outside_activity",
        "5 target_value wrong_type",
        "6 strategy unknown_strategy",
        "7 lead not_a_member",
        "8 start wrong_type",
        "9 activity unknown_activity",
    ];
    assert_eq!(told(take(&lines)), expected);
}

#[test]
fn a_cycle_through_three_organizations_is_refused_in_the_row_that_closes_it() {
    let lines = [
        "A|One|HOUSING|CITY|2026-03-01|2026-09-30||||||B",
        "B|Two|HOUSING|NGO|2026-03-01|2026-09-30||||||C",
        "C|Three|HOUSING|CHAMBER|2026-03-01|2026-09-30||||||A",
    ];
    let Err(Refusal::BadRows { rows }) = known().when(take(&lines)) else { panic!("it was taken") };
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.row, &*row.column, row.reason), (4, "requires", "would_close_cycle"));
    assert!(row.message.contains("C -> A -> B -> C"), "{}", row.message);
}

#[test]
fn a_row_that_was_cut_off_is_told_and_a_table_has_a_thousand_rows_at_most() {
    let mut half = rows(&["A|One|HOUSING|CITY|2026-03-01|2026-09-30||||||", "B|Two"]);
    half[1].broken = Some("2 of 12 cells".to_owned());
    let command = Command::TakeRows { rows: half, decimal_comma: false, is_dry_run: false };
    assert_eq!(told(command), ["3  row_cut_off"]);
    for count in [0, 1_001] {
        let command = Command::TakeRows {
            rows: vec![PlanRow::default(); count],
            decimal_comma: false,
            is_dry_run: false,
        };
        assert_eq!(known().when(command), Err(Refusal::TooManyRows { count }));
    }
}

#[test]
fn cells_that_belong_to_nothing_are_told() {
    let lines = [
        "A|One|HOUSING|CITY|2026-03-01|2026-09-30||||||",
        "B||HOUSING|NGO|2026-03-01|2026-09-30||||||",
        "A|||||||The keys||||",
        "A||||||||2026-06-30|||",
        "A|||||||||80|beds|A",
        "A||||||KEYS|The keys|2026-06-30||beds|",
        "A|||||||||||",
    ];
    let expected = [
        "3 title wrong_type",
        "4 milestone wrong_type",
        "5 milestone wrong_type",
        "6 milestone wrong_type",
        "6 requires relates_to_itself",
        "7 target_value wrong_type",
        "8 title wrong_type",
    ];
    assert_eq!(told(take(&lines)), expected);
}

#[test]
fn a_point_is_not_guessed_at_where_a_decimal_comma_was_said() {
    let take = |value: &str| {
        let line = format!("A|One|HOUSING|CITY|2026-03-01|2026-09-30|BEDS|80 beds|2026-09-30|{value}|beds|");
        Command::TakeRows { rows: rows(&[line.as_str()]), decimal_comma: true, is_dry_run: false }
    };
    for value in ["1.234", "17.6", "1.234,5"] {
        assert_eq!(told(take(value)), ["2 target_value wrong_type"], "{value}");
    }
    let told = events(&known(), take("1234,5"));
    let Some(Event::MilestoneAdded { target: Some(target), .. }) = told.last() else { panic!("{told:?}") };
    assert_eq!(target.value, "1234.5");
}
