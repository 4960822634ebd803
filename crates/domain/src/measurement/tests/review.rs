//! Handing in, giving back, approving; agreements.

use super::{given::*, *};
use crate::{ids::Uuid, measurement::decided::Submissions, meta::Role};

fn give_back() -> Command {
    Command::ReturnData { of: of_october(1), reason: private("look again"), cells: Vec::new() }
}

fn approve() -> Command {
    Command::ApproveData(of_october(1))
}

#[test]
fn a_submission_says_how_complete_and_how_late_it_is() {
    let world = drafted("40", "60", "100");
    let emitted = world.when(submit()).unwrap();
    let Event::DataSubmitted { completeness_bp, on_time, .. } = emitted[0].event else { panic!() };
    assert_eq!((completeness_bp, on_time), (3333, false), "one of three indicators, due on 15 November");
    let early = world.with(|context| context.now = "2026-11-15T23:00:00Z".parse().unwrap());
    let emitted = early.when(submit()).unwrap();
    assert!(matches!(emitted[0].event, Event::DataSubmitted { on_time: true, .. }));
    assert_eq!(early.after(submit()).when(submit()), Ok(vec![]));
}

#[test]
fn nothing_is_submitted_without_values_agreement_or_what_is_compulsory() {
    assert_eq!(sharing().reason(submit()), "nothing_recorded");
    let unshared = reporting().after(record(vec![row("PUPILS", "5")]));
    assert_eq!(unshared.reason(submit()), "no_sharing_agreement");
    let Command::DefineDataSet { indicators, period_type, due_after_days, closes_after_days, .. } =
        define("OTHER", &["ABSENT", "PUPILS"], 60)
    else {
        unreachable!()
    };
    let strict = Command::DefineDataSet {
        code: code("SCHOOL"),
        indicators,
        period_type,
        due_after_days,
        closes_after_days,
        compulsory: codes(&["ABSENT"]),
    };
    let world = world()
        .after(propose("PUPILS", |_| ()))
        .after(propose("ABSENT", percent))
        .after(strict)
        .after(assign(&[1]))
        .after(sign("2026-01-01", "2026-12-31"))
        .after(record(vec![row("PUPILS", "5")]));
    assert_eq!(world.when(submit()), Err(Refusal::CompulsoryMissing { missing: vec![code("ABSENT")] }));
    let last_period = period::Period { start: "2026-09-01".parse().unwrap(), ..october() };
    let retire = Command::RetireIndicator {
        code: code("ABSENT"),
        last_period,
        successor: None,
        open_submissions: Vec::new(),
    };
    let emitted = world.after(retire).when(submit()).expect("what is retired is not due any more");
    let Event::DataSubmitted { completeness_bp, .. } = emitted[0].event else { panic!() };
    assert_eq!(completeness_bp, 10_000, "of the one that is due");
}

#[test]
fn what_was_submitted_is_closed_until_it_is_returned() {
    let world = drafted("40", "60", "100").after(submit());
    assert_eq!(world.when(record(vec![row("PUPILS", "100")])), Ok(vec![]), "the same again");
    let more = record(vec![row("ABSENT", "5")]);
    assert_eq!(world.reason(more.clone()), "period_closed");
    let world = by(world, "2", 2, Role::BackboneStaff).after(give_back());
    assert_eq!(world.when(give_back()), Ok(vec![]));
    let world = by(world, "1", 1, Role::OrgRepresentative).after(more);
    assert_eq!(world.reason(submit()), "accepted");
}

#[test]
fn only_what_was_submitted_is_returned_or_approved() {
    let world = by(drafted("40", "60", "100"), "2", 2, Role::BackboneStaff);
    assert_eq!(world.when(approve()), Err(Refusal::NotSubmitted { period: october() }));
    assert_eq!(world.when(give_back()), Err(Refusal::NotSubmitted { period: october() }));
}

#[test]
fn what_was_approved_is_published_or_given_up_but_not_returned() {
    let world = approved("40", "60", "100");
    assert_eq!(world.when(give_back()), Err(Refusal::NotSubmitted { period: october() }));
}

#[test]
fn nobody_approves_their_own() {
    let world = drafted("40", "60", "100").after(submit());
    assert_eq!(world.when(approve()), Err(Refusal::SelfApproval));
    let colleague = by(world, "9", 1, Role::BackboneStaff);
    assert_eq!(colleague.when(approve()), Err(Refusal::SelfApproval), "another person of the organization");
    let same_person = by(colleague, "1", 2, Role::BackboneStaff);
    assert_eq!(same_person.when(approve()), Err(Refusal::SelfApproval), "the same person for another");
    let other = by(same_person, "3", 3, Role::BackboneStaff);
    assert_eq!(other.reason(approve()), "accepted");
    assert_eq!(other.after(approve()).when(approve()), Ok(vec![]));
}

#[test]
fn an_organization_acts_for_itself() {
    let theirs = Submissions { org: Some(org(2)), ..of_october(1) };
    let command = Command::SubmitData { of: theirs, attestation: None };
    assert_eq!(sharing().when(command), Err(Refusal::NotOwnOrganization));
}

#[test]
fn agreements_of_a_data_set_do_not_overlap_and_end_when_they_are_ended() {
    let world = sharing();
    assert_eq!(world.when(sign("2026-01-01", "2027-12-31")), Ok(vec![]));
    assert_eq!(world.reason(sign("2027-12-31", "2028-12-31")), "overlapping_agreement");
    assert_eq!(world.reason(sign("2028-01-01", "2028-12-31")), "accepted");
    assert_eq!(world.reason(sign("2029-01-01", "2028-12-31")), "to_before_from");
    let end = |agreement: u128, on: &str| Command::EndAgreement {
        org: None,
        agreement: Uuid::from_u128(agreement),
        on: on.parse().unwrap(),
    };
    assert_eq!(world.reason(end(8, "2026-10-31")), "unknown_agreement");
    assert_eq!(world.reason(end(7, "2025-10-31")), "to_before_from");
    let world = world.after(end(7, "2026-10-31"));
    assert_eq!(world.when(end(7, "2026-10-31")), Ok(vec![]));
    let world = world.after(record(vec![row("PUPILS", "50")]));
    assert_eq!(world.reason(submit()), "no_sharing_agreement");
    let stranger = by(world, "5", 5, Role::OrgRepresentative);
    assert_eq!(stranger.reason(sign("2026-01-01", "2026-12-31")), "not_a_member");
}
