//! Which texts are private, and who owns their keys.

use super::{given::*, world::World};
use crate::{
    agenda::{value::*, *},
    decider::Event as _,
    ids::PersonId,
    meta::Visibility,
    private::{KeyOf, Owner},
};

fn private_of(mut event: Event) -> Vec<(String, KeyOf, Owner)> {
    let scope = World::new(1).context().scope;
    event.private_fields(&scope).into_iter().map(|field| (field.pointer, field.key, field.owner)).collect()
}

#[test]
fn what_is_said_for_an_organization_is_owned_by_it() {
    let (mut world, proposal) = opened(3, Method::Consent);
    let org = world.actor.org.clone().unwrap();
    let [stance] = world.did(cast(proposal, Position::Block)).try_into().unwrap();
    let owner = Owner::Organization(org.as_str().to_owned());
    assert_eq!(private_of(stance), [("/reason".to_owned(), KeyOf::Text, owner.clone())]);
    let [conflict] = world.did(conflict(proposal, 1)).try_into().unwrap();
    assert_eq!(private_of(conflict), [("/nature".to_owned(), KeyOf::Text, owner)]);
}

#[test]
fn a_statement_is_owned_by_the_person_who_made_it() {
    let by = PersonId::from_random([3; 16]);
    let event = Event::StatementAdded { statement: "1".to_owned(), by: by.clone(), text: private("late") };
    let owner = Owner::Person(by.as_str().to_owned());
    assert_eq!(private_of(event), [("/text".to_owned(), KeyOf::Text, owner)]);
}

#[test]
fn a_stance_without_a_reason_has_nothing_to_seal() {
    let (mut world, proposal) = opened(3, Method::Consent);
    let [stance] = world.did(cast(proposal, Position::Agree)).try_into().unwrap();
    assert_eq!(private_of(stance), []);
}

#[test]
fn drafts_and_amendments_are_for_members_and_all_else_is_public() {
    let mut world = drafted(2);
    let [draft] = world.did(Command::DraftProposal(adopt(&world))).try_into().unwrap();
    assert_eq!(draft.visibility(), Visibility::Members);
    assert!(world.records.iter().take(2).all(|(_, event, _)| event.visibility() == Visibility::Public));
}

#[test]
fn what_begins_inside_a_stream_says_what_it_is_called() {
    let mut world = drafted(2);
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    let amendment = world.begin(Command::SubmitAmendment(SubmitAmendment {
        proposal,
        section: Section::Vision,
        base_hash: world.agenda_hash(),
        replacement: "All".to_owned(),
        rationale: private("shorter"),
    }));
    let begun = |world: &World| world.records.last().and_then(|(_, event, _)| event.begun());
    assert_eq!(begun(&world), Some(amendment.to_string()));
    let id = world.begin(Command::OpenConsultation(consultation()));
    assert_eq!(begun(&world), None, "a consultation is called by its stream");
    world.did(Command::AddStatement(statements(id, &[None])));
    assert_eq!(begun(&world), Some("1".to_owned()));
}
