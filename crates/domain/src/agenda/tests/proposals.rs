//! Drafting, opening, counting, deciding.

use super::{
    given::*,
    world::{World, at, org},
};
use crate::{
    agenda::{value::*, *},
    content::Content,
    facts::Membership,
};

#[test]
fn scenario_2_a_blocked_agenda_is_amended_and_adopted_in_a_new_round() {
    let mut world = drafted(9);
    let first = world.begin(Command::DraftProposal(adopt(&world)));
    world.did(open(first));
    world.did(conflict(first, 9));
    for number in 1..=7 {
        world.as_org(number).did(cast(first, Position::Agree));
    }
    world.as_org(8).did(cast(first, Position::Block));
    let events = world.did(close(first));
    let tally = Tally { electorate: 8, recused: 1, agree: 7, abstain: 0, disagree: 0, block: 1 };
    assert_eq!(events.first(), Some(&Event::ProposalClosed { tally }));
    assert!(matches!(events.as_slice(), [_, Event::ProposalDecided { result: DecisionResult::Blocked, .. }]));

    let round = StartNewRound { of: first, text: Some("Now with the last section amended".to_owned()) };
    let second = world.begin(Command::StartNewRound(round));
    let amendment = world.begin(Command::SubmitAmendment(SubmitAmendment {
        proposal: second,
        section: Section::Vision,
        base_hash: world.agenda_hash(),
        replacement: "Every child finishes school, wherever they live".to_owned(),
        rationale: private("villages"),
    }));
    let accept = ResolveAmendment { proposal: second, amendment, is_accepted: true, reason: None };
    world.did(Command::ResolveAmendment(accept));
    world.did(open(second));
    let events = decide(&mut world, second, 9);
    let hash = world.agenda_hash();
    let decided_by = DecidedBy::agenda(second);
    assert_eq!(events.last(), Some(&Event::AgendaAdopted { n: 1, hash, decided_by }));
}

#[test]
fn an_adopted_agenda_changes_by_what_was_proposed_and_nothing_else() {
    let mut world = adopted(3);
    let drop = Change::DropGoal { code: code("READ") };
    let proposal = world.begin(Command::DraftProposal(amend(&world, vec![set_vision("All of it"), drop])));
    let opening = world.did(open(proposal));
    let [Event::ProposalOpened { electorate, .. }, Event::SubjectClaimed { .. }] = opening.as_slice() else {
        panic!("{opening:?}")
    };
    assert_eq!(electorate, &[org(1), org(2), org(3)]);
    let events = decide(&mut world, proposal, 3);
    let Some(Event::AgendaAmended { n: 2, hash, changes, .. }) = events.last() else { panic!("{events:?}") };
    assert_eq!((hash, changes.len()), (&world.agenda_hash(), 2));
}

#[test]
fn sets_of_indicators_charters_and_waivers_are_bound_to_their_content() {
    let mut world = World::new(3);
    let indicators = vec![IndicatorRef { code: code("READ_GRADE_3"), version: 1 }];
    let file = "ab".repeat(32);
    let subjects = [
        (
            ProposalKind::AdoptIndicatorSet,
            Content::IndicatorSet(&indicators).hash(),
            SubjectRef::IndicatorSet { indicators },
        ),
        (ProposalKind::AdoptCharter, Content::Charter(&file).hash(), SubjectRef::Charter { file }),
        (ProposalKind::Waive, Content::Waive("Later").hash(), other("").subject_ref),
    ];
    for (kind, subject_hash, subject_ref) in subjects {
        let mut draft = other("Later");
        (draft.kind, draft.subject_hash, draft.subject_ref) = (kind, subject_hash, subject_ref);
        let proposal = world.begin(Command::DraftProposal(draft.clone()));
        world.did(open(proposal));
        let events = decide(&mut world, proposal, 3);
        assert!(
            matches!(
                events.as_slice(),
                [_, Event::ProposalDecided { result: DecisionResult::Adopted, subject_hash, .. }]
                    if *subject_hash == draft.subject_hash
            ),
            "{events:?}"
        );
    }
}

#[test]
fn the_electorate_is_frozen_at_opening() {
    let mut world = World::new(3);
    world.roster.members.insert(org(3), Membership::Suspended);
    let proposal = world.begin(Command::DraftProposal(other("Meet in public")));
    world.did(open(proposal));
    world.roster.members.insert(org(3), Membership::Active);
    let refusal = world.as_org(3).refuses(cast(proposal, Position::Agree));
    assert_eq!(refusal, Refusal::NotInElectorate { org: org(3) });
}

#[test]
fn a_body_decides_with_the_members_that_sit_in_it() {
    let mut world = World::new(5);
    world.did(body("STEERING", &[4, 2, 99]));
    let mut draft = other("Meet in public");
    draft.rule.electorate = Electorate::Body { code: code("STEERING") };
    let proposal = world.begin(Command::DraftProposal(draft));
    let events = world.did(open(proposal));
    assert!(matches!(
        events.first(),
        Some(Event::ProposalOpened { electorate, .. }) if *electorate == [org(2), org(4)]
    ));
}

#[test]
fn another_proposal_on_the_subject_opens_once_the_first_is_decided_or_withdrawn() {
    let (mut world, first) = opened(3, Method::Majority);
    let second = world.begin(Command::DraftProposal(other("Meet in public, monthly")));
    assert_eq!(world.refuses(open(second)), Refusal::OpenProposalOnSameSubject { proposal: first });
    let withdraw = WithdrawProposal { proposal: first, reason: "the other is better".to_owned() };
    assert_eq!(world.did(Command::WithdrawProposal(withdraw.clone())).len(), 1);
    assert_eq!(world.did(Command::WithdrawProposal(withdraw)), []);
    world.did(open(second));
    decide(&mut world, second, 3);
    let third = world.begin(Command::DraftProposal(other("Meet in public, weekly")));
    world.did(open(third));
}

#[test]
fn a_proposal_closes_when_its_time_is_over_whoever_was_silent() {
    let (mut world, proposal) = opened(3, Method::Majority);
    world.as_org(2).did(cast(proposal, Position::Agree));
    let events = world.on("2026-11-30T10:00:00Z").did(close(proposal));
    assert!(matches!(
        events.as_slice(),
        [_, Event::ProposalDecided { result: DecisionResult::NoQuorum, not_voting, .. }]
            if *not_voting == [org(1), org(3)]
    ));
    assert_eq!(world.did(close(proposal)), [], "the timer comes too late and changes nothing");
}

#[test]
fn an_outcome_is_recorded_once() {
    let (mut world, proposal) = opened(3, Method::Majority);
    decide(&mut world, proposal, 3);
    let outcome = RecordOutcome {
        proposal,
        statement: "Meetings are streamed".to_owned(),
        review_on: Some("2027-11-23".parse().unwrap()),
        responsible_org: org(2),
    };
    assert_eq!(world.did(Command::RecordOutcome(outcome.clone())).len(), 1);
    assert_eq!(world.did(Command::RecordOutcome(outcome)), []);
}

#[test]
fn more_time_is_given_once() {
    let (mut world, proposal) = opened(3, Method::Majority);
    let extend = ExtendWindow { proposal, closes_at: at("2026-12-07"), reason: private("holidays") };
    assert!(matches!(
        world.did(Command::ExtendWindow(extend.clone())).as_slice(),
        [Event::WindowExtended { .. }]
    ));
    assert_eq!(world.did(Command::ExtendWindow(extend)), []);
    world.on("2026-12-01").as_org(2).did(cast(proposal, Position::Agree));
}

#[test]
fn opening_with_the_same_window_again_changes_nothing() {
    let (mut world, proposal) = opened(3, Method::Majority);
    assert_eq!(world.did(open(proposal)), []);
}
