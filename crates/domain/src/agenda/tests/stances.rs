//! Stances and conflicts.

use super::{given::*, world::org};
use crate::agenda::{value::*, *};

#[test]
fn a_stance_names_the_text_and_the_stance_it_replaces() {
    let (mut world, proposal) = opened(3, Method::Majority);
    world.as_org(2).did(cast(proposal, Position::Agree));
    let record = world.records.last().unwrap().2.id;
    let events = world.did(cast(proposal, Position::Disagree));
    let [Event::StanceCast { org: who, position, subject_hash, replaces, .. }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((who, *position, *replaces), (&org(2), Position::Disagree, Some(record)));
    assert_eq!(subject_hash, &other("Meet in public").subject_hash);
}

#[test]
fn the_same_position_again_changes_nothing_whatever_the_reason() {
    let (mut world, proposal) = opened(3, Method::Majority);
    world.did(cast(proposal, Position::Agree));
    let again =
        CastStance { proposal, position: Position::Agree, reason: Some(private("after some thought")) };
    assert_eq!(world.did(Command::CastStance(again)), []);
}

#[test]
fn a_stance_one_second_after_the_end_is_refused_while_no_timer_runs() {
    let (mut world, proposal) = opened(3, Method::Majority);
    world.on("2026-11-30T09:59:59Z").did(cast(proposal, Position::Agree));
    let refusal = world.on("2026-11-30T10:00:01Z").as_org(2).refuses(cast(proposal, Position::Agree));
    assert!(matches!(refusal, Refusal::ProposalClosed { at: Some(_) }));
}

#[test]
fn a_conflict_voids_the_live_stance_and_is_declared_once() {
    let (mut world, proposal) = opened(2, Method::Majority);
    world.did(cast(proposal, Position::Disagree));
    assert!(matches!(world.did(conflict(proposal, 1)).as_slice(), [Event::ConflictDeclared { .. }]));
    assert_eq!(world.did(conflict(proposal, 1)), []);
    assert_eq!(world.refuses(cast(proposal, Position::Agree)), Refusal::Recused { org: org(1) });
    world.as_org(2).did(cast(proposal, Position::Agree));
    let events = world.did(close(proposal));
    let tally = Tally { electorate: 1, recused: 1, agree: 1, ..Tally::default() };
    assert_eq!(events.first(), Some(&Event::ProposalClosed { tally }), "all who may have cast");
}
