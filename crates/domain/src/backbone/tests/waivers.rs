//! A launch by waiver: a first act, a second person of another organization, and a decision.

use super::*;
use crate::backbone::command::{Basis, LaunchInitiative, RequestWaiver};

const DECISION: u128 = 77;

fn requested() -> Event {
    Event::WaiverRequested { request: id(2), reason: text("the children cannot wait") }
}

fn decided_by() -> DecidedBy {
    DecidedBy { context: ContextName::Agenda, id: id(DECISION) }
}

fn waive(decided_by: DecidedBy) -> Command {
    let basis = Basis::Waiver { request: id(2), reason: text("the children cannot wait"), decided_by };
    Command::LaunchInitiative(LaunchInitiative { basis })
}

/// Ana of the city asked; the ngo is a member; the agenda decided to waive.
fn asked() -> World {
    let joined = Event::OrganizationJoined { org: org("ngo"), signatory: None };
    World::initiative().decided(DECISION, "waive", true).given([joined, requested()])
}

#[test]
fn a_waiver_is_asked_for_until_the_launch() {
    let ask = Command::RequestWaiver(RequestWaiver { reason: text("the children cannot wait") });
    let expected = Event::WaiverRequested { request: id(0xf00), reason: text("the children cannot wait") };
    let world = World::initiative();
    assert_eq!(world.when(ask.clone()), Ok(vec![expected]));
    let launched = Event::InitiativeLaunched { basis: LaunchBasis::Assessment { assessment: id(1) } };
    assert_eq!(world.given([launched]).when(ask), Ok(vec![]));
}

#[test]
fn a_second_person_of_another_organization_completes_it() {
    let world = asked().by("bob", Some("ngo")).approving(nth(2));
    let basis = LaunchBasis::Waiver {
        request: id(2),
        reason: text("the children cannot wait"),
        decided_by: decided_by(),
    };
    assert_eq!(world.when(waive(decided_by())), Ok(vec![Event::InitiativeLaunched { basis }]));
}

#[test]
fn one_person_or_one_organization_does_not_complete_its_own_act() {
    let same_person = asked().approving(nth(2));
    assert_eq!(same_person.refused(waive(decided_by())), "needs_second_person");
    let same_person_elsewhere = asked().by("ana", Some("ngo")).approving(nth(2));
    assert_eq!(same_person_elsewhere.refused(waive(decided_by())), "needs_second_person");
    let same_org = asked().by("bob", Some("city")).approving(nth(2));
    assert_eq!(same_org.refused(waive(decided_by())), "needs_second_person");
    let unnamed = asked().by("bob", Some("ngo"));
    assert_eq!(unnamed.refused(waive(decided_by())), "needs_second_person");
    let other_record = asked().by("bob", Some("ngo")).approving(nth(1));
    assert_eq!(other_record.refused(waive(decided_by())), "needs_second_person");
}

#[test]
fn where_there_is_no_other_organization_another_person_is_enough() {
    let world = World::initiative().decided(DECISION, "waive", true).given([requested()]);
    let world = world.by("bob", Some("city")).approving(nth(1));
    // Past the second person, the next rule speaks: one organization is one sector.
    assert_eq!(world.refused(waive(decided_by())), "fewer_than_two_sectors");
}

#[test]
fn a_waiver_rests_on_an_adopted_decision_to_waive() {
    let refused = |world: World, by| world.by("bob", Some("ngo")).approving(nth(2)).refused(waive(by));
    assert_eq!(refused(asked().decided(DECISION, "waive", false), decided_by()), "no_decision");
    assert_eq!(refused(asked().decided(DECISION, "other", true), decided_by()), "no_decision");
    let elsewhere = DecidedBy { context: ContextName::Plan, id: id(DECISION) };
    assert_eq!(refused(asked(), elsewhere), "no_decision");
    let unknown = DecidedBy { context: ContextName::Agenda, id: id(78) };
    assert_eq!(refused(asked(), unknown), "no_decision");
}

#[test]
fn another_request_is_none_for_a_waiver() {
    let suspension = Event::SuspensionRequested { request: id(2), org: org("ngo"), reason: text("silence") };
    let world = World::initiative().decided(DECISION, "waive", true).given([suspension]);
    let world = world.by("bob", Some("ngo")).approving(nth(1));
    assert_eq!(world.refused(waive(decided_by())), "unknown_request");
}

#[test]
fn launching_by_waiver_and_suspending_read_the_agenda() {
    assert_eq!(Rules::reads(&waive(decided_by())), &[ContextName::Agenda]);
    assert!(Rules::reads(&Command::OpenAccount).is_empty());
}
