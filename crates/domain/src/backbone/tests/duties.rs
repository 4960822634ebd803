//! Duties: due, met or missed by the days they name, timer or no timer.

use super::*;
use crate::{
    backbone::{
        command::{AdoptDuties, Adopted, MarkDuty, MeetDuty, ReviewCharter},
        duty::{AdoptedDuty, Duty, MetBy, preset},
    },
    facts::Meetings,
    time::Date,
};

const MEETING: &str = "FULL_MEMBERSHIP_MEETING";
const INVITATION: &str = "OPEN_INVITATION";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn adopt(name: &str) -> Command {
    Command::AdoptDuties(AdoptDuties { adopted: Adopted::Preset(name.to_owned()) })
}

fn with_deadline(duty: Duty, deadline: &str) -> AdoptedDuty {
    let Duty { code, title, every_months, met_by } = duty;
    AdoptedDuty { code, title, every_months, met_by, deadline: day(deadline) }
}

fn adopted() -> Event {
    let preset_name = "continuum-of-care".to_owned();
    let deadlines = ["2027-11-23", "2027-05-23", "2027-11-23", "2031-11-23"];
    let duties = preset(&preset_name).unwrap().into_iter().zip(deadlines);
    let duties = duties.map(|(duty, deadline)| with_deadline(duty, deadline)).collect();
    Event::DutiesAdopted { preset: Some(preset_name), duties }
}

/// So many months later.
fn later(on: &str, months: u32) -> Date {
    crate::time::plus_months(day(on), months)
}

fn every(duty: &str) -> u32 {
    if duty == MEETING { 6 } else { 12 }
}

/// The duties were adopted on 23 November 2026.
fn bound() -> World {
    World::initiative().given([adopted()])
}

fn meet(duty: &str, on: Option<&str>) -> Command {
    Command::MeetDuty(MeetDuty { duty: code(duty), on: on.map(day), evidence: text("the minutes") })
}

fn due_by(duty: &str, due: &str) -> Command {
    Command::MarkDutyDue(MarkDuty { duty: code(duty), due: day(due) })
}

fn missed_by(duty: &str, due: &str) -> Command {
    Command::MarkDutyMissed(MarkDuty { duty: code(duty), due: day(due) })
}

fn due(duty: &str, due: &str) -> Event {
    Event::DutyDue { duty: code(duty), due: day(due) }
}

fn missed(duty: &str, due: &str) -> Event {
    Event::DutyMissed { duty: code(duty), due: day(due), deadline: later(due, every(duty)) }
}

fn said(duty: &str, on: &str) -> Event {
    let (evidence, deadline) = (Some(text("the minutes")), later(on, every(duty)));
    Event::DutyMet { duty: code(duty), on: day(on), cites: None, evidence, deadline }
}

fn met(duty: &str, on: &str, cites: &str) -> Event {
    let (cites, deadline) = (Some(cites.to_owned()), later(on, every(duty)));
    Event::DutyMet { duty: code(duty), on: day(on), cites, evidence: None, deadline }
}

/// Meetings of the full membership held on these days.
fn meetings(days: &[&str]) -> Arc<Meetings> {
    let held = days.iter().zip(1..).map(|(day, n)| {
        (at(&format!("{day}T17:00:00Z")), format!("meeting/{n}").parse::<StreamId>().unwrap())
    });
    Arc::new(Meetings { held: held.collect(), ..Meetings::default() })
}

#[test]
fn a_preset_or_a_list_is_adopted() {
    assert_eq!(World::initiative().when(adopt("continuum-of-care")), Ok(vec![adopted()]));
    assert_eq!(bound().when(adopt("continuum-of-care")), Ok(vec![]));
    assert_eq!(World::initiative().refused(adopt("rotary")), "unknown_preset");
    let duty =
        Duty { code: code("REPORT"), title: "Report".to_owned(), every_months: 3, met_by: MetBy::Statement };
    let list = Command::AdoptDuties(AdoptDuties { adopted: Adopted::List(vec![duty.clone()]) });
    let expected = Event::DutiesAdopted { preset: None, duties: vec![with_deadline(duty, "2027-02-23")] };
    assert_eq!(bound().when(list), Ok(vec![expected.clone()]));
    let other = bound().given([expected]);
    assert_eq!(other.refused(meet(MEETING, None)), "unknown_duty");
    assert_eq!(other.when(due_by(MEETING, "2027-05-23")), Ok(vec![]), "a timer of before finds nothing");
}

#[test]
fn the_preset_is_that_of_a_continuum_of_care() {
    let duties = preset("continuum-of-care").unwrap();
    let shown: Vec<(&str, u32)> = duties.iter().map(|duty| (duty.code.as_str(), duty.every_months)).collect();
    let expected = [("CHARTER_REVIEW", 12), (MEETING, 6), (INVITATION, 12), ("SELECTION_PROCESS", 60)];
    assert_eq!(shown, expected);
}

#[test]
fn a_duty_is_met_once_a_day_and_never_in_the_future() {
    let world = bound().at("2027-10-01T10:00:00Z");
    assert_eq!(world.when(meet(INVITATION, None)), Ok(vec![said(INVITATION, "2027-10-01")]));
    let world = world.given([said(INVITATION, "2027-10-01")]);
    assert_eq!(world.when(meet(INVITATION, None)), Ok(vec![]));
    assert_eq!(world.refused(meet(INVITATION, Some("2027-09-30"))), "already_met");
    assert_eq!(world.refused(meet(INVITATION, Some("2027-10-02"))), "on_in_future");
    assert_eq!(World::initiative().refused(meet(INVITATION, None)), "unknown_duty");
}

#[test]
fn the_timer_marks_what_is_due_and_what_was_missed() {
    let (opens, deadline) = ("2027-04-23T00:00:00Z", "2027-05-23");
    assert_eq!(bound().at("2027-04-22T23:59:59Z").refused(due_by(MEETING, deadline)), "duty_not_due");
    let world = bound().at(opens);
    assert_eq!(world.when(due_by(MEETING, deadline)), Ok(vec![due(MEETING, deadline)]));
    let world = world.given([due(MEETING, deadline)]).at("2027-05-23T23:59:59Z");
    assert_eq!(world.when(due_by(MEETING, deadline)), Ok(vec![]));
    assert_eq!(world.refused(missed_by(MEETING, deadline)), "duty_not_due");
    let world = world.at("2027-05-24T00:00:00Z");
    assert_eq!(world.when(missed_by(MEETING, deadline)), Ok(vec![missed(MEETING, deadline)]));
    assert_eq!(world.given([missed(MEETING, deadline)]).when(missed_by(MEETING, deadline)), Ok(vec![]));
}

#[test]
fn what_the_timer_slept_through_is_recorded_by_the_next_act() {
    let late = bound().at("2028-06-01T10:00:00Z");
    let slept = [missed(MEETING, "2027-05-23"), missed(MEETING, "2027-11-23"), missed(MEETING, "2028-05-23")];
    let marked = late.when(due_by(MEETING, "2027-05-23"));
    assert_eq!(marked, Ok(slept.to_vec()));
    let told = [slept.to_vec(), vec![said(MEETING, "2028-06-01")]].concat();
    assert_eq!(late.when(meet(MEETING, None)), Ok(told.clone()));
    let after = late.given(told);
    assert_eq!(after.when(missed_by(MEETING, "2028-05-23")), Ok(vec![]));
    let next = after.at("2028-11-10T00:00:00Z").when(due_by(MEETING, "2028-12-01"));
    assert_eq!(next, Ok(vec![due(MEETING, "2028-12-01")]));
}

#[test]
fn what_was_met_in_time_and_told_late_was_not_missed() {
    let world = bound().given([missed(INVITATION, "2027-11-23")]).at("2027-12-10T10:00:00Z");
    let told = said(INVITATION, "2027-11-20");
    assert_eq!(world.when(meet(INVITATION, Some("2027-11-20"))), Ok(vec![told.clone()]));
    let State::Duties(duties) = world.given([told]).streams.get(&streams::duties()).clone() else {
        panic!("duties")
    };
    let kept = &duties.kept[&code(INVITATION)];
    assert_eq!((kept.anchor(), kept.told_missed.len()), (day("2027-11-20"), 0));
}

#[test]
fn a_held_meeting_of_the_full_membership_meets_its_duty() {
    let mut world = bound().at("2027-05-24T10:00:00Z");
    world.others.meetings = meetings(&["2026-11-01", "2027-03-01"]);
    let cites = "communication/meeting/2";
    assert_eq!(world.when(missed_by(MEETING, "2027-05-23")), Ok(vec![met(MEETING, "2027-03-01", cites)]));
    // One held too late: the deadline between them was missed all the same.
    let mut world = bound().at("2027-08-10T10:00:00Z");
    world.others.meetings = meetings(&["2027-06-01"]);
    let expected = vec![missed(MEETING, "2027-05-23"), met(MEETING, "2027-06-01", "communication/meeting/1")];
    assert_eq!(world.when(missed_by(MEETING, "2027-05-23")), Ok(expected.clone()));
    assert_eq!(world.given(expected).when(missed_by(MEETING, "2027-05-23")), Ok(vec![]));
    assert_eq!(Rules::reads(&due_by(MEETING, "2027-05-23")), &[ContextName::Communication]);
}

#[test]
fn the_hub_notes_a_meeting_when_it_was_held() {
    let mut world = bound().at("2027-03-02T10:00:00Z");
    assert_eq!(world.when(Command::NoteMeeting), Ok(vec![]));
    world.others.meetings = meetings(&["2027-03-01"]);
    let expected = vec![met(MEETING, "2027-03-01", "communication/meeting/1")];
    assert_eq!(world.when(Command::NoteMeeting), Ok(expected.clone()));
    assert_eq!(world.given(expected).when(Command::NoteMeeting), Ok(vec![]));
    assert_eq!(World::initiative().when(Command::NoteMeeting), Ok(vec![]));
    assert_eq!(Rules::reads(&Command::NoteMeeting), &[ContextName::Communication]);
}

#[test]
fn a_charter_that_is_reviewed_meets_its_duty() {
    let decided_by = DecidedBy { context: ContextName::Agenda, id: id(77) };
    let hash = "a".repeat(64);
    let charter = Event::CharterAdopted { hash: hash.clone(), decided_by, review_due: day("2027-11-01") };
    let world = bound().given([charter]).at("2027-10-01T10:00:00Z");
    let review = Command::ReviewCharter(ReviewCharter { review_due: day("2028-09-01"), note: None });
    let reviewed = Event::CharterReviewed { hash, review_due: day("2028-09-01"), note: None };
    let expected = vec![reviewed, met("CHARTER_REVIEW", "2027-10-01", "backbone/charter")];
    assert_eq!(world.when(review), Ok(expected));
}

#[test]
fn a_list_that_is_adopted_anew_keeps_what_was_met() {
    let world = bound().at("2027-10-01T10:00:00Z").given([said(INVITATION, "2027-10-01")]);
    let duties: Vec<Duty> =
        preset("continuum-of-care").unwrap().into_iter().map(|d| Duty { every_months: 24, ..d }).collect();
    let adopt = Command::AdoptDuties(AdoptDuties { adopted: Adopted::List(duties.clone()) });
    // Counted from the adoption, but for the invitation from the day it was met.
    let deadlines = ["2028-11-23", "2028-11-23", "2029-10-01", "2028-11-23"];
    let duties = duties.into_iter().zip(deadlines).map(|(duty, day)| with_deadline(duty, day)).collect();
    let expected = Event::DutiesAdopted { preset: None, duties };
    assert_eq!(world.when(adopt), Ok(vec![expected.clone()]));
    let world = world.given([expected]);
    let State::Duties(known) = world.streams.get(&streams::duties()) else { panic!("duties") };
    let kept = &known.kept[&code(INVITATION)];
    assert_eq!((kept.last_met, kept.duty.every_months), (Some(day("2027-10-01")), 24));
    assert_eq!(known.kept[&code(MEETING)].since, day("2026-11-23"));
}

#[test]
fn a_closed_initiative_misses_nothing_more() {
    let world = bound().given([Event::InitiativeClosed { reason: text("done") }]).at("2028-01-01T10:00:00Z");
    assert_eq!(world.when(missed_by(MEETING, "2027-05-23")), Ok(vec![]));
    assert_eq!(world.refused(meet(MEETING, None)), "initiative_closed");
}
