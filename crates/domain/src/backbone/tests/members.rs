//! Membership, and its suspension by two persons.

use super::*;
use crate::{
    backbone::command::{
        AcceptInvitation, InviteOrganization, LeaveInitiative, ReinstateMember, RequestSuspension,
        SuspendMember,
    },
    facts::Membership,
    time::Date,
};

fn invite(name: &str) -> Command {
    Command::InviteOrganization(InviteOrganization { org: org(name) })
}

fn accept() -> Command {
    Command::AcceptInvitation(AcceptInvitation { signatory: None })
}

fn leave() -> Command {
    Command::LeaveInitiative(LeaveInitiative {
        reason: text("we merge"),
        open_commitments: OpenCommitments::Transfer,
    })
}

fn ask_suspension(name: &str) -> Command {
    Command::RequestSuspension(RequestSuspension { org: org(name), reason: text("silence") })
}

fn suspend(name: &str) -> Command {
    Command::SuspendMember(SuspendMember {
        org: org(name),
        request: id(2),
        reason: text("silence"),
        decided_by: decided_by(),
    })
}

fn reinstate(name: &str) -> Command {
    Command::ReinstateMember(ReinstateMember { org: org(name) })
}

fn decided_by() -> DecidedBy {
    DecidedBy { context: ContextName::Agenda, id: id(77) }
}

fn invited(name: &str) -> Event {
    Event::OrganizationInvited { org: org(name) }
}

fn joined(name: &str) -> Event {
    Event::OrganizationJoined { org: org(name), signatory: Some(person("bob")) }
}

fn left(name: &str) -> Event {
    let (reason, open_commitments) = (text("we merge"), OpenCommitments::Transfer);
    Event::MemberLeft { org: org(name), reason, open_commitments }
}

fn suspension_asked(name: &str) -> Event {
    Event::SuspensionRequested { request: id(2), org: org(name), reason: text("silence") }
}

fn suspended(name: &str) -> Event {
    Event::MemberSuspended {
        org: org(name),
        request: id(2),
        reason: text("silence"),
        decided_by: decided_by(),
    }
}

#[test]
fn an_organization_is_invited_and_joins() {
    let world = World::initiative();
    assert_eq!(world.when(invite("ngo")), Ok(vec![invited("ngo")]));
    assert_eq!(world.refused(invite("nobody")), "unknown_organization");
    let world = world.given([invited("ngo")]).by("bob", Some("ngo"));
    assert_eq!(world.when(invite("ngo")), Ok(vec![]));
    assert_eq!(world.when(accept()), Ok(vec![joined("ngo")]));
    assert_eq!(world.roster.members[&org("ngo")], Membership::Invited);
    let world = world.given([joined("ngo")]);
    assert_eq!(world.when(accept()), Ok(vec![]));
    assert_eq!(world.refused(invite("ngo")), "already_a_member");
    assert!(world.roster.is_active(&org("ngo")));
    assert_eq!(world.clone().by("eve", Some("chamber")).refused(accept()), "not_invited");
    assert_eq!(world.by("eve", None).refused(accept()), "no_organization");
}

#[test]
fn what_went_into_another_is_not_invited() {
    let mut world = World::initiative();
    let gone = Event::OrganizationSucceeded {
        org: org("ngo"),
        into: org("chamber"),
        on: Date::constant(2026, 1, 1),
    };
    let meta = world.meta();
    facts::apply_hub(&mut world.hub, &gone, &meta);
    assert_eq!(world.refused(invite("ngo")), "organization_succeeded");
}

#[test]
fn the_convener_is_a_member_from_the_start_and_stays() {
    let world = World::initiative();
    assert!(world.roster.is_active(&org("city")));
    assert_eq!(world.refused(invite("city")), "already_a_member");
    assert_eq!(world.when(accept()), Ok(vec![]));
    assert_eq!(world.refused(leave()), "convener_cannot_leave");
    assert_eq!(world.refused(suspend("city")), "convener_cannot_leave");
    assert_eq!(world.refused(ask_suspension("city")), "convener_cannot_leave");
}

#[test]
fn a_member_leaves_once_and_may_be_invited_again() {
    let world = World::initiative().given([joined("ngo")]).by("bob", Some("ngo"));
    assert_eq!(world.when(leave()), Ok(vec![left("ngo")]));
    let world = world.given([left("ngo")]);
    assert_eq!(world.when(leave()), Ok(vec![]));
    assert_eq!(world.refused(accept()), "not_invited");
    assert_eq!(world.when(invite("ngo")), Ok(vec![invited("ngo")]));
    assert_eq!(world.roster.members[&org("ngo")], Membership::Left);
    assert_eq!(world.by("eve", Some("chamber")).refused(leave()), "not_a_member");
}

#[test]
fn a_suspension_takes_two_persons_and_a_decision() {
    let world = World::initiative().given([joined("ngo"), joined("chamber")]);
    let asked = Event::SuspensionRequested { request: id(0xf00), org: org("ngo"), reason: text("silence") };
    assert_eq!(world.when(ask_suspension("ngo")), Ok(vec![asked]));
    assert_eq!(world.refused(ask_suspension("school")), "not_a_member");
    let world = world.given([suspension_asked("ngo")]).decided(77, "other", true);
    assert_eq!(world.refused(suspend("ngo")), "needs_second_person");
    let second = world.by("carol", Some("chamber")).approving(nth(3));
    assert_eq!(second.when(suspend("ngo")), Ok(vec![suspended("ngo")]));
    assert_eq!(second.refused(suspend("chamber")), "unknown_request");
    assert_eq!(second.refused(suspend("school")), "not_a_member");
    let undecided = second.clone().decided(77, "other", false);
    assert_eq!(undecided.refused(suspend("ngo")), "no_decision");
}

#[test]
fn a_request_suspends_once() {
    let given = [joined("ngo"), suspension_asked("ngo"), suspended("ngo")];
    let world = World::initiative().decided(77, "other", true).given(given);
    let world = world.by("carol", Some("chamber")).approving(nth(2));
    assert_eq!(world.when(suspend("ngo")), Ok(vec![]));
    assert_eq!(world.roster.members[&org("ngo")], Membership::Suspended);
    let reinstated = Event::MemberReinstated { org: org("ngo") };
    assert_eq!(world.when(reinstate("ngo")), Ok(vec![reinstated.clone()]));
    let world = world.given([reinstated]);
    assert_eq!(world.when(reinstate("ngo")), Ok(vec![]));
    assert_eq!(world.when(suspend("ngo")), Ok(vec![]));
    assert!(world.roster.is_active(&org("ngo")));
    assert_eq!(world.refused(reinstate("school")), "not_a_member");
}
