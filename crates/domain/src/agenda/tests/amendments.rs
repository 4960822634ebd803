//! Amendments to proposals in draft.

use super::{given::*, world::World};
use crate::{
    agenda::{value::*, *},
    ids::Uuid,
};

fn submit(world: &mut World, proposal: Uuid, base_hash: &str, replacement: &str) -> Uuid {
    world.begin(Command::SubmitAmendment(SubmitAmendment {
        proposal,
        section: Section::Vision,
        base_hash: base_hash.to_owned(),
        replacement: replacement.to_owned(),
        rationale: private("shorter"),
    }))
}

fn resolve(proposal: Uuid, amendment: Uuid, is_accepted: bool) -> Command {
    let reason = Some(private("we talked about it"));
    Command::ResolveAmendment(ResolveAmendment { proposal, amendment, is_accepted, reason })
}

#[test]
fn an_accepted_amendment_edits_the_changes_of_an_amend_agenda() {
    let mut world = adopted(3);
    let draft = amend(&world, vec![set_vision("All")]);
    let base = draft.subject_hash.clone();
    let proposal = world.begin(Command::DraftProposal(draft));
    let amendment = submit(&mut world, proposal, &base, "All of them");
    let before = world.agenda_hash();
    let events = world.did(resolve(proposal, amendment, true));
    let [Event::AmendmentAccepted { hash, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(world.agenda_hash(), before, "the adopted text moves by the decision alone");
    let hash = hash.clone();
    world.did(open(proposal));
    decide(&mut world, proposal, 3);
    assert_eq!(world.agenda_hash(), hash);
}

#[test]
fn an_accepted_amendment_edits_the_draft_that_is_to_be_adopted() {
    let mut world = drafted(3);
    let base = world.agenda_hash();
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    let amendment = submit(&mut world, proposal, &base, "All of them");
    let events = world.did(resolve(proposal, amendment, true));
    let [Event::AmendmentAccepted { hash, .. }, Event::AgendaTextRevised { .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!(hash, &world.agenda_hash());
    assert_eq!(world.did(resolve(proposal, amendment, true)), []);
}

#[test]
fn of_two_amendments_on_one_section_the_second_conflicts_with_the_first() {
    let mut world = drafted(3);
    let base = world.agenda_hash();
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    let first = submit(&mut world, proposal, &base, "All");
    let second = submit(&mut world, proposal, &base, "Everyone");
    world.did(resolve(proposal, first, true));
    let refusal = world.refuses(resolve(proposal, second, true));
    assert_eq!(refusal, Refusal::AmendmentConflicts { with: first.to_string() });
}

#[test]
fn an_amendment_is_rejected_with_a_reason_or_withdrawn_by_who_submitted_it() {
    let mut world = drafted(3);
    let base = world.agenda_hash();
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    let first = submit(&mut world, proposal, &base, "All");
    assert!(matches!(
        world.did(resolve(proposal, first, false)).as_slice(),
        [Event::AmendmentRejected { .. }]
    ));
    let amendment = submit(&mut world, proposal, &base, "Everyone");
    let withdraw = || Command::WithdrawAmendment(WithdrawAmendment { proposal, amendment });
    assert_eq!(world.as_org(2).refuses(withdraw()), Refusal::NotAuthorizedForOrg);
    assert_eq!(world.as_org(1).did(withdraw()), [Event::AmendmentWithdrawn { amendment }]);
    assert_eq!(world.did(withdraw()), []);
    assert_eq!(world.agenda_hash(), base);
}

#[test]
fn an_amendment_is_not_taken_in_when_the_draft_has_moved_under_it() {
    let mut world = drafted(3);
    let base = world.agenda_hash();
    let proposal = world.begin(Command::DraftProposal(adopt(&world)));
    let amendment = submit(&mut world, proposal, &base, "All");
    world.did(Command::DefineGoal(goal("ATTEND")));
    let current = world.agenda_hash();
    assert_eq!(world.refuses(resolve(proposal, amendment, true)), Refusal::TextChangedSinceDraft { current });
}
