//! Rules between values, and the life of a broken one.

use super::{given::*, *};
use crate::{
    measurement::{
        command::{CorrectPublished, ViolationRef},
        event::CorrectionReason,
        rule::{Missing, Operator, RuleText, Severity},
    },
    meta::Role,
};

fn add(left: &str, severity: Severity, blocks_submit: bool) -> Command {
    let rule = RuleText {
        left: left.to_owned(),
        operator: Operator::LessOrEqual,
        right: "PUPILS".to_owned(),
        missing: Missing::SkipAny,
        severity,
        blocks_submit,
    };
    Command::AddRule { data_set: code("SCHOOL"), rule: Box::new(rule) }
}

fn first() -> ViolationRef {
    ViolationRef { data_set: code("SCHOOL"), org: Some(org(1)), period: october(), rule: 1, area_code: None }
}

fn explain() -> Command {
    Command::ExplainViolation(first(), private("two schools report late"))
}

fn waive() -> Command {
    Command::WaiveViolation(first(), private("known"))
}

/// At most as many in the early shift as there are pupils; broken.
fn broken(severity: Severity) -> World<Rules> {
    let early = Row { dims: vec![("SHIFT".to_owned(), "EARLY".to_owned())], ..row("PUPILS", "60") };
    sharing()
        .after(add("PUPILS[SHIFT=EARLY]", severity, true))
        .after(record(vec![row("PUPILS", "50"), early]))
}

#[test]
fn rules_are_numbered_and_name_indicators_of_the_data_set() {
    let emitted = sharing().when(add("ABSENT", Severity::Low, false)).unwrap();
    assert!(matches!(emitted[0].event, Event::RuleAdded { number: 1, .. }));
    let world = sharing().after(add("ABSENT", Severity::Low, false));
    assert_eq!(world.when(add("ABSENT", Severity::Low, false)), Ok(vec![]));
    assert_eq!(world.reason(add("TEACHERS", Severity::Low, false)), "unknown_indicator");
    assert_eq!(world.reason(add("ABSENT + ", Severity::Low, false)), "expression_error");
    let full =
        (0..200).fold(sharing(), |world, n| world.after(add(&format!("ABSENT + {n}"), Severity::Low, false)));
    assert_eq!(full.reason(add("ABSENT", Severity::Low, false)), "rule_limit");
}

#[test]
fn values_that_break_a_rule_raise_it_and_values_that_do_not_fix_it() {
    let world = broken(Severity::Medium);
    assert_eq!(world.when(submit()), Err(Refusal::BlockingViolation { rules: vec![1] }));
    let right = Command::RecordObservations {
        data_set: code("SCHOOL"),
        org: None,
        rows: vec![row("PUPILS", "70")],
        replaces: true,
        is_dry_run: false,
    };
    let emitted = world.when(right.clone()).unwrap();
    assert!(matches!(emitted[1].event, Event::ViolationFixed { rule: 1, .. }), "{emitted:?}");
    assert_eq!(world.after(right).reason(submit()), "accepted");
}

#[test]
fn a_broken_rule_is_explained_and_waived_by_two_persons() {
    let world = broken(Severity::Medium);
    assert_eq!(
        by(broken(Severity::Medium), "2", 2, Role::BackboneStaff).reason(waive()),
        "violation_not_explained"
    );
    let world = completing(world.after(explain()));
    assert_eq!(world.reason(waive()), "needs_second_person");
    let world = by(world, "2", 2, Role::BackboneStaff).after(waive());
    assert_eq!(world.when(waive()), Ok(vec![]));
    assert_eq!(world.when(explain()), Ok(vec![]));
    assert_eq!(by(world, "1", 1, Role::OrgRepresentative).reason(submit()), "accepted");
}

#[test]
fn nobody_waives_a_severe_one_of_their_own() {
    let world = completing(broken(Severity::High).after(explain()));
    let colleague = by(world, "8", 1, Role::BackboneStaff);
    assert_eq!(colleague.when(waive()), Err(Refusal::OwnHighSeverity { rule: 1 }));
    assert_eq!(by(colleague, "2", 2, Role::BackboneStaff).reason(waive()), "accepted");
}

#[test]
fn what_is_not_broken_is_neither_explained_nor_waived() {
    assert_eq!(sharing().when(explain()), Err(Refusal::UnknownViolation { rule: 1 }));
    assert_eq!(
        by(sharing(), "2", 2, Role::BackboneStaff).when(waive()),
        Err(Refusal::UnknownViolation { rule: 1 })
    );
}

/// Broken, explained, waived, and published all the same.
fn published_broken() -> World<Rules> {
    let world = completing(broken(Severity::Medium).after(explain()));
    let world = by(world, "2", 2, Role::BackboneStaff).after(waive());
    let world = by(world, "1", 1, Role::OrgRepresentative).after(submit());
    let world = by(world, "2", 2, Role::BackboneStaff).after(Command::ApproveData(of_october(1)));
    completing(by(world, "1", 1, Role::OrgRepresentative)).after(Command::PublishData(of_october(1)))
}

/// The kinds of events that a correction leaves about rules.
fn told_by_correcting(rows: Vec<Row>) -> Vec<Event> {
    let command = CorrectPublished {
        data_set: code("SCHOOL"),
        org: None,
        rows,
        reason: CorrectionReason::Error,
        note: None,
    };
    let emitted = published_broken().when(Command::CorrectPublished(Box::new(command))).unwrap();
    let events = emitted.into_iter().map(|one| one.event);
    events
        .filter(|event| !matches!(event, Event::DataRevised { .. } | Event::RevisionPublished { .. }))
        .collect()
}

#[test]
fn a_correction_asks_the_rules_again() {
    let [Event::ViolationFixed { rule: 1, .. }] = &told_by_correcting(vec![row("PUPILS", "70")])[..] else {
        panic!("values that agree fix it")
    };
    let [Event::ViolationRaised { rule: 1, .. }] = &told_by_correcting(vec![row("PUPILS", "55")])[..] else {
        panic!("it was waived for other values")
    };
    assert_eq!(told_by_correcting(vec![row("ABSENT", "5")]), [], "the rule does not name them");
}

#[test]
fn an_explanation_is_of_the_values_it_was_given_for() {
    let replace = |value: &str| Command::RecordObservations {
        data_set: code("SCHOOL"),
        org: None,
        rows: vec![row("PUPILS", value)],
        replaces: true,
        is_dry_run: false,
    };
    let explained = broken(Severity::Medium).after(explain());
    let emitted = explained.when(replace("55")).unwrap();
    assert!(matches!(emitted[1].event, Event::ViolationRaised { rule: 1, .. }), "{emitted:?}");
    let raised = broken(Severity::Medium).when(replace("55")).unwrap();
    assert_eq!(raised.len(), 1, "it stands already: {raised:?}");
}
