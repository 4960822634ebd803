//! The agenda's text.

use super::{
    given::*,
    world::{World, at},
};
use crate::agenda::{value::*, *};

#[test]
fn an_agenda_is_drafted_and_every_change_has_another_hash() {
    let mut world = World::new(3);
    let first = world.did(Command::DraftAgenda(draft_agenda()));
    let [Event::AgendaDrafted { hash, horizon_end, .. }] = first.as_slice() else { panic!("{first:?}") };
    assert_eq!((hash, horizon_end.to_string().as_str()), (&world.agenda_hash(), "2030-12-31"));
    let second = world.did(Command::DefineGoal(goal("READ")));
    let [Event::GoalDefined { hash: after, .. }] = second.as_slice() else { panic!("{second:?}") };
    assert_eq!(after, &world.agenda_hash());
    assert_ne!(after, hash);
}

#[test]
fn the_same_agenda_or_goal_again_changes_nothing() {
    let mut world = drafted(3);
    assert_eq!(world.did(Command::DefineGoal(goal("READ"))), []);
    let mut world = World::new(3);
    world.did(Command::DraftAgenda(draft_agenda()));
    assert_eq!(world.did(Command::DraftAgenda(draft_agenda())), []);
}

#[test]
fn a_section_is_revised_on_the_text_that_was_seen() {
    let mut world = drafted(3);
    let revise = ReviseAgendaText {
        base_hash: world.agenda_hash(),
        section: Section::HorizonEnd,
        text: "2031-06-30".to_owned(),
    };
    let events = world.did(Command::ReviseAgendaText(revise.clone()));
    let [Event::AgendaTextRevised { section: Section::HorizonEnd, hash, .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(hash, &world.agenda_hash());
    assert_eq!(world.did(Command::ReviseAgendaText(revise)), []);
}

#[test]
fn while_a_proposal_on_it_is_open_the_text_stands_still() {
    let mut world = drafted(3);
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    world.did(Command::DefineGoal(goal("ATTEND")));
    assert!(matches!(world.refuses(open(proposal)), Refusal::TextChangedSinceDraft { .. }));
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    world.did(open(proposal));
    let refusal = world.refuses(Command::DefineGoal(goal("EAT")));
    assert_eq!(refusal, Refusal::OpenProposalOnSameSubject { proposal });
    decide(&mut world, proposal, 3);
    assert_eq!(world.refuses(Command::DefineGoal(goal("EAT"))), Refusal::AgendaAdoptedUseProposal);
}

#[test]
fn an_adopted_agenda_is_retired_by_a_decision_and_the_next_one_counts_on() {
    let mut world = adopted(3);
    let proposal = world.begin(Command::DraftProposal(other("Retire the agenda")));
    world.did(open(proposal));
    let decided_by = DecidedBy::agenda(proposal);
    let retire = Command::RetireAgenda(RetireAgenda { decided_by, successor: None });
    assert_eq!(world.refuses(retire.clone()), Refusal::NoDecision { decided_by: proposal });
    decide(&mut world, proposal, 3);
    assert!(matches!(world.did(retire).as_slice(), [Event::AgendaRetired { .. }]));
    world.did(Command::DraftAgenda(draft_agenda()));
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    world.did(open(proposal));
    let events = decide(&mut world, proposal, 3);
    assert!(matches!(events.last(), Some(Event::AgendaAdopted { n: 2, .. })), "{events:?}");
}

#[test]
fn the_horizon_of_an_imported_agenda_is_judged_by_its_own_day() {
    let mut world = World::new(3).importing();
    let mut draft = draft_agenda();
    draft.horizon_end = "2022-12-31".parse().unwrap();
    world.now = at("2018-01-01");
    assert_eq!(world.did(Command::DraftAgenda(draft)).len(), 1);
}
