//! Erasure: one asks, a second approves, and from then on the person holds nothing here.

use std::collections::BTreeSet;

use super::*;
use crate::{
    backbone::{
        command::{ApproveErasure, CompleteErasure, GrantRole, RequestErasure, UpdatePerson},
        words::LegalBasis,
    },
    erasure::{ShredSubject, Shredding, stream},
};

const REQUEST: u128 = 2;

fn registered_dan() -> Event {
    let (name, email) = (text("Dan"), text("dan@city.example"));
    Event::PersonRegistered { person: person("dan"), org: org("city"), name, email }
}

fn represents() -> Event {
    let (from, to) = (at("2026-11-01T10:00:00Z"), None);
    Event::RoleGranted {
        holder: holder("dan"),
        role: Role::OrgRepresentative,
        org: Some(org("city")),
        from,
        to,
    }
}

fn requested() -> Event {
    let (request, subject) = (id(REQUEST), person("dan"));
    Event::ErasureRequested { request, subject, legal_basis: LegalBasis::Objection }
}

fn approved() -> Event {
    Event::ErasureApproved { request: id(REQUEST), subject: person("dan") }
}

fn ask(name: &str) -> Command {
    let subject = person(name);
    Command::RequestErasure(RequestErasure { subject, legal_basis: LegalBasis::Objection })
}

fn approve() -> Command {
    Command::ApproveErasure(ApproveErasure { request: id(REQUEST) })
}

fn complete() -> Command {
    Command::CompleteErasure(CompleteErasure { subject: person("dan"), request: id(REQUEST) })
}

/// Dan of the city is registered and its representative; Ana of the city asked that he be erased; the ngo is a member.
fn asked() -> World {
    let joined = Event::OrganizationJoined { org: org("ngo"), signatory: None };
    World::initiative().given([joined, registered_dan(), represents(), requested()])
}

#[test]
fn who_is_not_here_cannot_be_erased() {
    assert_eq!(World::initiative().refused(ask("dan")), "unknown_subject");
    let expected = Event::ErasureRequested {
        request: id(0xf00),
        subject: person("dan"),
        legal_basis: LegalBasis::Objection,
    };
    assert_eq!(World::initiative().given([registered_dan()]).when(ask("dan")), Ok(vec![expected.clone()]));
    assert_eq!(World::initiative().given([represents()]).when(ask("dan")), Ok(vec![expected]));
}

#[test]
fn a_second_person_approves_and_every_role_ends() {
    let world = asked().by("bob", Some("ngo")).approving(nth(4));
    let ended = Event::RoleRevoked {
        holder: holder("dan"),
        role: Role::OrgRepresentative,
        org: Some(org("city")),
        grants: BTreeSet::from([nth(3)]),
        reason: None,
    };
    assert_eq!(world.when(approve()), Ok(vec![ended, approved()]));
    assert_eq!(world.given([approved()]).when(approve()), Ok(vec![]));
}

#[test]
fn one_person_or_one_organization_does_not_approve_its_own_request() {
    assert_eq!(asked().approving(nth(4)).refused(approve()), "same_person_approves");
    assert_eq!(asked().by("ana", Some("ngo")).approving(nth(4)).refused(approve()), "same_person_approves");
    assert_eq!(asked().by("bob", Some("city")).approving(nth(4)).refused(approve()), "needs_second_person");
    assert_eq!(asked().by("bob", Some("ngo")).refused(approve()), "needs_second_person");
    let unasked = World::initiative().given([registered_dan()]);
    assert_eq!(unasked.refused(approve()), "unknown_request");
}

#[test]
fn nothing_is_changed_of_a_person_or_given_to_one_whose_erasure_is_approved() {
    for world in [
        asked().given([approved()]),
        asked().given([approved(), Event::SubjectErased { subject: person("dan"), request: id(REQUEST) }]),
    ] {
        assert_eq!(world.refused(ask("dan")), "already_erased");
        let update = UpdatePerson { person: person("dan"), name: Some(text("Dan")), email: None };
        assert_eq!(world.refused(Command::UpdatePerson(update)), "already_erased");
        let grant = GrantRole {
            holder: holder("dan"),
            role: Role::DataSteward,
            org: Some(org("city")),
            from: None,
            to: None,
        };
        assert_eq!(world.refused(Command::GrantRole(grant)), "already_erased");
    }
}

#[test]
fn an_erasure_ends_once_and_only_after_its_approval() {
    assert_eq!(asked().refused(complete()), "unknown_request");
    let erased = Event::SubjectErased { subject: person("dan"), request: id(REQUEST) };
    let world = asked().given([approved()]);
    assert_eq!(world.when(complete()), Ok(vec![erased.clone()]));
    assert_eq!(world.given([erased]).when(complete()), Ok(vec![]));
}

#[test]
fn a_context_records_once_that_it_has_shredded() {
    let mut world = crate::testing::World::<Shredding<Rules>>::new();
    let command = ShredSubject { subject: person("dan"), request: id(REQUEST) };
    let shredded = Event::SubjectShredded { subject: person("dan"), request: id(REQUEST) };
    let emitted = Emitted::new(stream(&person("dan")), shredded.clone());
    assert_eq!(world.when(command.clone()), Ok(vec![emitted]));
    world = world.given(&stream(&person("dan")), &shredded);
    assert_eq!(world.when(command), Ok(vec![]));
}
