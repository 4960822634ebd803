//! Bodies, matters and the decisions of meetings.

use super::{
    given::*,
    world::{World, at, org},
};
use crate::{
    agenda::{value::*, *},
    ids::{StreamId, Uuid},
};

fn city() -> (World, Uuid) {
    let mut world = World::new(2);
    for code in ["COUNCIL", "COMMITTEE", "MAYOR"] {
        world.did(body(code, &[]));
    }
    let matter = world.begin(Command::OpenMatter(matter()));
    (world, matter)
}

fn standing(world: &World, matter: Uuid) -> Option<DecisionResult> {
    let state = world.states.get(&StreamId::of("matter", matter)).unwrap();
    state.matter().unwrap().standing().map(|standing| standing.result)
}

#[test]
fn a_body_is_defined_once() {
    let mut world = World::new(2);
    let events = world.did(body("COUNCIL", &[2, 1, 2]));
    assert!(matches!(events.as_slice(), [Event::BodyDefined { seats, .. }] if *seats == [org(1), org(2)]));
    assert_eq!(world.did(body("COUNCIL", &[1, 2])), []);
}

#[test]
fn positions_are_grouped_by_word_and_counted_exactly() {
    let (mut world, matter) = city();
    let positions = roll_call(&[
        ("Affirmative", MeetingPosition::Agree, "cab"),
        ("Negative", MeetingPosition::Disagree, "d"),
        ("Medical", MeetingPosition::Absent, "e"),
        ("Absent", MeetingPosition::Absent, "f"),
    ]);
    let events = world.did(Command::RecordMeetingDecision(decision(matter, "COUNCIL", positions)));
    let [Event::MeetingDecisionRecorded { positions, tally, stated_tally, vocabulary, agrees, .. }] =
        events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!(*tally, Tally { electorate: 6, agree: 3, disagree: 1, ..Tally::default() });
    assert_eq!(stated_tally.get("Medical"), Some(&1));
    assert_eq!((positions.len(), vocabulary.as_deref(), *agrees), (4, Some("nyc"), true));
    assert_eq!(positions.first().unwrap().external, ["a", "b", "c"]);
}

#[test]
fn a_stated_result_unlike_the_computed_one_is_recorded_and_counts() {
    let (mut world, matter) = city();
    let positions = roll_call(&[("Negative", MeetingPosition::Disagree, "ab")]);
    let events = world.did(Command::RecordMeetingDecision(decision(matter, "COUNCIL", positions)));
    assert!(matches!(
        events.as_slice(),
        [Event::MeetingDecisionRecorded { agrees: false, computed_result: DecisionResult::Rejected, .. }]
    ));
    assert_eq!(standing(&world, matter), Some(DecisionResult::Adopted));
}

#[test]
fn a_veto_reverses_a_passage_an_override_the_veto_and_committees_advise() {
    let (mut world, matter) = city();
    let aye = || roll_call(&[("Affirmative", MeetingPosition::Agree, "ab")]);
    world.did(Command::RecordMeetingDecision(decision(matter, "COMMITTEE", aye())));
    assert_eq!(standing(&world, matter), None);
    let passage = world.begin(Command::RecordMeetingDecision(decision(matter, "COUNCIL", aye())));
    assert_eq!(standing(&world, matter), Some(DecisionResult::Adopted));
    let mut veto = decision(matter, "MAYOR", roll_call(&[("Vetoed", MeetingPosition::Disagree, "m")]));
    veto.reverses = Some(Named::Id(passage));
    veto.stated_result = DecisionResult::Rejected;
    let veto = world.begin(Command::RecordMeetingDecision(veto));
    assert_eq!(standing(&world, matter), Some(DecisionResult::Rejected));
    world.did(Command::RecordMeetingDecision(decision(matter, "COMMITTEE", aye())));
    assert_eq!(standing(&world, matter), Some(DecisionResult::Rejected));
    let mut over = decision(matter, "COUNCIL", aye());
    over.reverses = Some(Named::Id(veto));
    world.did(Command::RecordMeetingDecision(over));
    assert_eq!(standing(&world, matter), Some(DecisionResult::Adopted));
}

#[test]
fn imported_matters_and_decisions_are_found_by_what_the_source_calls_them() {
    let mut world = World::new(2).importing();
    world.now = at("2023-05-25");
    world.did(body("COUNCIL", &[]));
    let mut bill = matter();
    bill.external_ref = Some(external("Int 0229-2022"));
    world.did(Command::OpenMatter(bill.clone()));
    assert_eq!(world.did(Command::OpenMatter(bill)), []);
    let mut passage = decision(Uuid::nil(), "COUNCIL", vec![]);
    passage.matter = Named::External(external("Int 0229-2022"));
    passage.decided_on = "2023-05-25".parse().unwrap();
    passage.external_ref = Some(external("394511"));
    world.did(Command::RecordMeetingDecision(passage.clone()));
    assert_eq!(world.refuses(Command::RecordMeetingDecision(passage.clone())), Refusal::DecisionExists);
    passage.external_ref = Some(external("394512"));
    passage.reverses = Some(Named::External(external("394511")));
    let events = world.did(Command::RecordMeetingDecision(passage));
    assert!(matches!(events.as_slice(), [Event::MeetingDecisionRecorded { reverses: Some(_), .. }]));
}

#[test]
fn an_imported_meeting_adopts_the_agenda_it_was_shown() {
    let mut world = drafted(2).importing();
    world.did(body("COUNCIL", &[]));
    let matter = world.begin(Command::OpenMatter(matter()));
    let mut meeting = decision(matter, "COUNCIL", roll_call(&[("Aye", MeetingPosition::Agree, "ab")]));
    let mut adopts = Adopts {
        kind: ProposalKind::AdoptAgenda,
        subject_ref: SubjectRef::Agenda,
        subject_hash: world.agenda_hash(),
        changes: vec![],
    };
    meeting.adopts = Some(adopts.clone());
    let events = world.did(Command::RecordMeetingDecision(meeting.clone()));
    assert!(matches!(events.as_slice(), [_, Event::AgendaAdopted { n: 1, .. }]), "{events:?}");
    let change = set_vision("All of them");
    adopts = Adopts { changes: vec![change.clone()], ..adopts };
    adopts.kind = ProposalKind::AmendAgenda;
    adopts.subject_hash = amend(&world, vec![change]).subject_hash;
    meeting.adopts = Some(adopts);
    let events = world.did(Command::RecordMeetingDecision(meeting));
    assert!(matches!(events.as_slice(), [_, Event::AgendaAmended { n: 2, .. }]), "{events:?}");
}

#[test]
fn organizations_and_seats_vote_too() {
    let (mut world, matter) = city();
    let voters = [Voter::Org(org(1)), Voter::Seat(Uuid::from_u128(5))];
    let positions =
        voters.map(|voter| VoterPosition { voter, position: MeetingPosition::Agree, stated_as: None });
    let events = world.did(Command::RecordMeetingDecision(decision(matter, "COUNCIL", positions.to_vec())));
    let [Event::MeetingDecisionRecorded { positions, vocabulary: None, .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    let [group] = positions.as_slice() else { panic!("{positions:?}") };
    assert_eq!((group.orgs.len(), group.seats.len(), group.external.len()), (1, 1, 0));
}
