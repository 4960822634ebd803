//! The phases: one step on at a time when its criteria are met, back with a reason, closed for good.

use super::*;
use crate::{
    backbone::{
        command::{ChangePhase, CloseInitiative, InviteOrganization, LapseFunding, LeaveInitiative},
        words::Phase,
    },
    decider::Refusal as _,
    facts::{Called, Led, Measurement, Meetings, Plan},
    time::Date,
};

fn launched() -> Event {
    Event::InitiativeLaunched { basis: LaunchBasis::Assessment { assessment: id(1) } }
}

fn changed(from: Phase, to: Phase) -> Event {
    Event::PhaseChanged { from, to, evidence: vec![], reason: None }
}

fn to(to: Phase) -> Command {
    Command::ChangePhase(ChangePhase { to, evidence: vec![], reason: None })
}

fn back(to: Phase) -> Command {
    Command::ChangePhase(ChangePhase { to, evidence: vec![], reason: Some(text("half have left")) })
}

fn joined(name: &str) -> Event {
    Event::OrganizationJoined { org: org(name), signatory: None }
}

/// Launched, with an adopted agenda of one goal and members of three sectors.
fn organizing() -> World {
    let mut world = World::initiative().given([launched(), joined("ngo"), joined("chamber")]);
    world.agenda.version = 1;
    world.agenda.goals.insert(code("STAY"));
    world
}

/// Organizing, and all that sustaining needs.
fn sustaining() -> World {
    let charter = Event::CharterAdopted {
        hash: "a".repeat(64),
        decided_by: DecidedBy { context: ContextName::Agenda, id: id(77) },
        review_due: day("2026-11-23"),
    };
    let mut world = organizing().given([changed(Phase::Launched, Phase::Organizing), charter]);
    let stream = |text: &str| text.parse::<StreamId>().unwrap();
    let periods = ["2024-01-01_P1Y", "2025-01-01_P1Y"].map(str::to_owned).into();
    let led = Led { strategy: code("MENTORS"), leads: [org("ngo")].into() };
    world.others.measurement = Arc::new(Measurement { published: [(code("LEAVERS"), periods)].into() });
    world.others.plan = Arc::new(Plan {
        is_begun: true,
        strategies: [(code("MENTORS"), [code("STAY")].into())].into(),
        activities: [(stream("activity/TRAIN"), led)].into(),
        ..Plan::default()
    });
    world.others.meetings = Arc::new(Meetings {
        called: [(stream("meeting/1"), Called { start: at("2026-05-23T17:00:00Z"), recurs: false })].into(),
        held: [(at("2026-05-23T17:00:00Z"), stream("meeting/1"))].into(),
    });
    world
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The criteria in the way, and the whole message.
fn unmet(world: &World, phase: Phase) -> (Vec<&'static str>, String) {
    let refusal = world.when(to(phase)).expect_err("a refusal");
    assert_eq!(refusal.reason(), "criteria_unmet");
    (refusal.details().into_keys().collect(), refusal.to_string())
}

#[test]
fn it_steps_on_when_the_criteria_are_met() {
    let expected = changed(Phase::Launched, Phase::Organizing);
    assert_eq!(organizing().when(to(Phase::Organizing)), Ok(vec![expected.clone()]));
    assert_eq!(organizing().given([expected]).when(to(Phase::Organizing)), Ok(vec![]));
    let expected = changed(Phase::Organizing, Phase::Sustaining);
    assert_eq!(sustaining().when(to(Phase::Sustaining)), Ok(vec![expected]));
}

#[test]
fn every_criterion_that_is_not_met_is_named_with_what_there_is() {
    let (criteria, said) = unmet(&World::initiative().given([launched()]), Phase::Organizing);
    assert_eq!(criteria, ["agenda_adopted", "three_sectors"]);
    assert!(said.contains("members of 1 (government)") && said.contains("no adopted agenda"), "{said}");
    let bare = organizing().given([changed(Phase::Launched, Phase::Organizing)]);
    let (criteria, said) = unmet(&bare, Phase::Sustaining);
    let all = ["charter_in_force", "committed_leads", "full_membership_meeting", "indicator_published"];
    assert_eq!(criteria, all);
    for there in ["no published indicator", "no plan", "no meeting of the full", "no adopted charter"] {
        assert!(said.contains(there), "{said}");
    }
}

#[test]
fn one_period_is_no_course() {
    let mut world = sustaining();
    let one = ["2025-01-01_P1Y".to_owned()].into();
    world.others.measurement = Arc::new(Measurement { published: [(code("LEAVERS"), one)].into() });
    let (criteria, said) = unmet(&world, Phase::Sustaining);
    assert_eq!(criteria, ["indicator_published"]);
    assert!(said.contains("LEAVERS with 1 (2025-01-01_P1Y)"), "{said}");
}

#[test]
fn every_goal_needs_a_lead_that_is_a_member() {
    let mut world = sustaining();
    world.agenda.goals.insert(code("READ"));
    let (criteria, said) = unmet(&world, Phase::Sustaining);
    assert_eq!(criteria, ["committed_leads"]);
    assert!(said.contains("1 of 2 goals led, without a committed lead: READ"), "{said}");
    let reason = text("no more");
    let open_commitments = OpenCommitments::Release;
    let left = sustaining().given([Event::MemberLeft { org: org("ngo"), reason, open_commitments }]);
    assert_eq!(unmet(&left, Phase::Sustaining).0, ["committed_leads"]);
    let mut without = sustaining();
    without.agenda.goals.clear();
    assert!(unmet(&without, Phase::Sustaining).1.contains("an agenda without goals"));
}

#[test]
fn the_last_meeting_and_the_charter_are_told_by_their_days() {
    // The meeting was on 23 May, and the charter's review is due on 23 November: both hold until that day ends.
    assert!(sustaining().at("2026-11-23T23:59:59Z").when(to(Phase::Sustaining)).is_ok());
    let (criteria, said) = unmet(&sustaining().at("2026-11-24T00:00:00Z"), Phase::Sustaining);
    assert_eq!(criteria, ["charter_in_force", "full_membership_meeting"]);
    assert!(said.contains("held on 2026-05-23") && said.contains("was due on 2026-11-23"), "{said}");
    // One that is to come was not held yet.
    let early = sustaining().at("2026-05-23T16:00:00Z");
    assert_eq!(unmet(&early, Phase::Sustaining).0, ["full_membership_meeting"]);
}

#[test]
fn no_phase_is_skipped_and_none_begins_before_the_launch() {
    assert_eq!(World::initiative().refused(to(Phase::Organizing)), "not_launched");
    assert_eq!(organizing().refused(to(Phase::Sustaining)), "not_the_next_phase");
    for phase in [Phase::Registered, Phase::Assessed, Phase::Closed] {
        assert_eq!(organizing().refused(back(phase)), "not_the_next_phase");
    }
}

#[test]
fn it_steps_back_with_a_reason_alone() {
    let world = sustaining().given([changed(Phase::Organizing, Phase::Sustaining)]);
    assert_eq!(world.refused(to(Phase::Organizing)), "reason_required");
    let reason = Some(text("half have left"));
    let expected =
        |to| Event::PhaseChanged { from: Phase::Sustaining, to, evidence: vec![], reason: reason.clone() };
    assert_eq!(world.when(back(Phase::Organizing)), Ok(vec![expected(Phase::Organizing)]));
    assert_eq!(world.when(back(Phase::Launched)), Ok(vec![expected(Phase::Launched)]));
}

#[test]
fn a_closed_initiative_takes_no_new_work_and_is_wound_down() {
    let reason = || text("done");
    let close = Command::CloseInitiative(CloseInitiative { reason: reason() });
    let closed = Event::InitiativeClosed { reason: reason() };
    assert_eq!(World::initiative().when(close.clone()), Ok(vec![closed.clone()]));
    let world = organizing().given([closed]).by("bob", Some("ngo"));
    assert!(world.roster.is_closed);
    assert_eq!(world.when(close), Ok(vec![]));
    assert_eq!(world.refused(to(Phase::Organizing)), "initiative_closed");
    let invite = Command::InviteOrganization(InviteOrganization { org: org("school") });
    assert_eq!(world.refused(invite), "initiative_closed");
    let open_commitments = OpenCommitments::Release;
    let leave = Command::LeaveInitiative(LeaveInitiative { reason: reason(), open_commitments });
    assert!(world.when(leave).is_ok());
    let lapse = Command::LapseFunding(LapseFunding { funding: id(5) });
    assert_eq!(world.refused(lapse), "unknown_funding", "past the closing, its own rule speaks");
}

#[test]
fn sustaining_reads_all_the_others() {
    assert_eq!(Rules::reads(&to(Phase::Organizing)), &[ContextName::Agenda]);
    assert_eq!(Rules::reads(&to(Phase::Sustaining)).len(), 4);
    assert!(Rules::reads(&back(Phase::Launched)).is_empty());
}
