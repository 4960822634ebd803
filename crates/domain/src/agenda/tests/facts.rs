//! What other contexts learn of the agenda.

use super::{given::*, world::World};
use crate::{
    agenda::{
        facts::{apply, apply_open},
        value::*,
        *,
    },
    facts::Agenda,
};

fn facts(world: &World) -> Agenda {
    let mut agenda = Agenda::default();
    for (stream, event, meta) in &world.records {
        apply(&mut agenda, event, meta);
        apply_open(&mut agenda, stream, event);
    }
    agenda
}

#[test]
fn the_version_the_goals_and_the_decisions_are_known() {
    let mut world = adopted(3);
    let goals = |agenda: &Agenda| agenda.goals.iter().map(ToString::to_string).collect::<Vec<_>>();
    let before = facts(&world);
    assert_eq!((before.version, goals(&before)), (1, vec!["READ".to_owned()]));
    let goal = Change::SetGoal {
        code: code("ATTEND"),
        statement: "all attend".to_owned(),
        desired_condition: "every day".to_owned(),
        lead_sector: None,
    };
    let changes = vec![Change::DropGoal { code: code("READ") }, goal];
    let draft = amend(&world, changes);
    let hash = draft.subject_hash.clone();
    let proposal = world.begin(Command::DraftProposal(draft));
    world.did(open(proposal));
    assert_eq!(facts(&world).open.keys().collect::<Vec<_>>(), [&proposal]);
    decide(&mut world, proposal, 3);
    assert!(facts(&world).open.is_empty());
    let after = facts(&world);
    assert_eq!((after.version, goals(&after)), (2, vec!["ATTEND".to_owned()]));
    let decision = after.decisions.get(&proposal).unwrap();
    assert_eq!((decision.kind.as_str(), decision.is_adopted, &decision.hash), ("amend_agenda", true, &hash));
    let record = world
        .records
        .iter()
        .rfind(|(_, event, _)| matches!(event, Event::ProposalDecided { .. }))
        .map(|(_, _, meta)| meta.id);
    assert_eq!(after.decisions.get(&record.unwrap()), Some(decision), "also by the record that decided");
}

#[test]
fn a_matter_counts_by_its_deciding_body() {
    let mut world = World::new(2);
    world.did(body("COUNCIL", &[]));
    world.did(body("COMMITTEE", &[]));
    let matter = world.begin(Command::OpenMatter(matter()));
    world.did(Command::RecordMeetingDecision(decision(matter, "COMMITTEE", vec![])));
    assert!(!facts(&world).decisions.contains_key(&matter));
    world.did(Command::RecordMeetingDecision(decision(matter, "COUNCIL", vec![])));
    assert!(facts(&world).decisions[&matter].is_adopted);
}

#[test]
fn a_retired_agenda_has_no_version_and_no_goals() {
    let mut world = adopted(2);
    let proposal = world.begin(Command::DraftProposal(other("Retire")));
    world.did(open(proposal));
    decide(&mut world, proposal, 2);
    let decided_by = DecidedBy::agenda(proposal);
    world.did(Command::RetireAgenda(RetireAgenda { decided_by, successor: None }));
    let agenda = facts(&world);
    assert_eq!((agenda.version, agenda.goals.len()), (0, 0));
}
