//! Staff, functions and effort.

use std::collections::BTreeSet;

use super::*;
use crate::{
    backbone::{
        command::{AssignFunction, EmployStaff, LogEffort, ReleaseStaff},
        skill::Skill,
        words::Function,
    },
    time::Date,
};

const FUNDING: Function = Function::MobilizeFunding;
const SHARED: Function = Function::EstablishSharedMeasurement;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn registered_person(name: &str, of: &str) -> Event {
    let (name_text, email) = (text(name), text("x@city.example"));
    Event::PersonRegistered { person: person(name), org: org(of), name: name_text, email }
}

fn skills() -> BTreeSet<Skill> {
    [Skill::Fundraising, Skill::Facilitation].into()
}

fn employ(name: &str, function: Function, fte_bp: u16, from: &str, to: Option<&str>) -> Command {
    let (from, to) = (day(from), to.map(day));
    Command::EmployStaff(EmployStaff { person: person(name), function, fte_bp, skills: skills(), from, to })
}

fn employed(name: &str, function: Function, fte_bp: u16, from: &str, to: Option<&str>) -> Event {
    let (from, to) = (day(from), to.map(day));
    Event::StaffEmployed { person: person(name), function, fte_bp, skills: skills(), from, to }
}

fn release(function: Function, on: Option<&str>) -> Command {
    let reason = Some(text("a new job"));
    Command::ReleaseStaff(ReleaseStaff { person: person("dan"), function, on: on.map(day), reason })
}

fn released(function: Function, on: &str) -> Event {
    Event::StaffReleased { person: person("dan"), function, on: day(on), reason: Some(text("a new job")) }
}

fn assign(of: &str, to: Option<&str>) -> Command {
    let (from, to) = (day("2026-01-01"), to.map(day));
    Command::AssignFunction(AssignFunction { function: FUNDING, org: org(of), from, to })
}

fn assigned(of: &str, to: Option<&str>) -> Event {
    let (from, to) = (day("2026-01-01"), to.map(day));
    Event::FunctionAssigned { function: FUNDING, org: org(of), from, to }
}

fn log(on: &str) -> Command {
    let note = Some(text("wrote to six foundations"));
    Command::LogEffort(LogEffort { function: FUNDING, minutes: 90, on: day(on), note })
}

fn joined() -> Event {
    Event::OrganizationJoined { org: org("ngo"), signatory: None }
}

/// Dan is of the convener, Eva of the ngo, a member.
fn world() -> World {
    World::initiative().given([joined(), registered_person("dan", "city"), registered_person("eva", "ngo")])
}

#[test]
fn staff_is_employed_and_released() {
    let asked = employ("dan", FUNDING, 5_000, "2026-01-01", None);
    let expected = employed("dan", FUNDING, 5_000, "2026-01-01", None);
    assert_eq!(world().when(asked.clone()), Ok(vec![expected.clone()]));
    let world = world().given([expected]);
    assert_eq!(world.when(asked), Ok(vec![]));
    assert_eq!(world.roster.staff[person("dan").as_str()].len(), 1);
    assert_eq!(world.refused(release(SHARED, None)), "not_employed");
    assert_eq!(world.when(release(FUNDING, None)), Ok(vec![released(FUNDING, "2026-11-23")]));
    let gone = world.given([released(FUNDING, "2026-11-23")]);
    assert_eq!(gone.when(release(FUNDING, None)), Ok(vec![]));
    let known = &gone.roster.staff[person("dan").as_str()][0];
    assert!(known.term.holds_on(day("2026-11-22")) && !known.term.holds_on(day("2026-11-23")));
}

#[test]
fn work_that_had_not_begun_is_undone_by_a_release() {
    let later = employed("dan", FUNDING, 10_000, "2027-01-01", None);
    let world = world().given([later, released(FUNDING, "2026-12-01")]);
    assert_eq!(world.when(release(FUNDING, Some("2026-12-01"))), Ok(vec![]));
    assert!(world.when(employ("dan", SHARED, 10_000, "2027-01-01", None)).is_ok());
}

#[test]
fn only_who_is_of_the_backbone_is_employed() {
    let world = world();
    assert_eq!(world.refused(employ("bob", FUNDING, 5_000, "2026-01-01", None)), "unknown_person");
    let back_to_front = employ("dan", FUNDING, 5_000, "2026-01-02", Some("2026-01-01"));
    assert_eq!(world.refused(back_to_front), "to_before_from");
    let eva = |from: &str| employ("eva", FUNDING, 5_000, from, None);
    assert_eq!(world.refused(eva("2026-01-01")), "not_of_the_backbone");
    let has_function = world.clone().given([assigned("ngo", Some("2026-06-30"))]);
    assert!(has_function.when(eva("2026-06-30")).is_ok());
    assert_eq!(has_function.refused(eva("2026-07-01")), "not_of_the_backbone");
    let (from, to) = (at("2026-01-01T00:00:00Z"), None);
    let granted =
        Event::RoleGranted { holder: holder("eva"), role: Role::BackboneStaff, org: None, from, to };
    assert!(world.given([granted]).when(eva("2026-01-01")).is_ok());
}

#[test]
fn nobody_works_more_than_full_time_on_any_day() {
    let world = world().given([
        employed("dan", FUNDING, 6_000, "2026-01-01", Some("2026-06-30")),
        employed("dan", SHARED, 4_000, "2026-07-01", None),
    ]);
    let more = |fte_bp, from: &str, to| employ("dan", Function::AdvancePolicy, fte_bp, from, to);
    assert!(world.when(more(4_000, "2026-01-01", None)).is_ok(), "the two never share a day");
    assert_eq!(world.refused(more(4_001, "2026-01-01", None)), "fte_over_10000");
    assert!(world.when(more(6_000, "2026-07-01", None)).is_ok());
    assert_eq!(world.refused(more(6_001, "2026-12-01", None)), "fte_over_10000");
    assert_eq!(
        world.refused(employ("dan", Function::AdvancePolicy, 10_001, "2025-01-01", Some("2025-02-01"))),
        "fte_over_10000"
    );
    let heaviest = world.when(more(5_000, "2025-01-01", None)).unwrap_err();
    assert_eq!(heaviest, Refusal::FteOver10000 { on: day("2026-01-01"), left_bp: 4_000 });
}

#[test]
fn a_function_is_given_to_a_member_and_its_end_can_be_moved() {
    let world = world();
    assert_eq!(world.when(assign("ngo", None)), Ok(vec![assigned("ngo", None)]));
    assert_eq!(world.refused(assign("chamber", None)), "not_a_member");
    assert_eq!(world.refused(assign("ngo", Some("2025-12-31"))), "to_before_from");
    let world = world.given([assigned("ngo", None)]);
    assert_eq!(world.when(assign("ngo", None)), Ok(vec![]));
    let ended = assigned("ngo", Some("2026-11-22"));
    assert_eq!(world.when(assign("ngo", Some("2026-11-22"))), Ok(vec![ended]));
}

#[test]
fn effort_is_logged_by_who_has_the_function_on_the_day() {
    let world =
        world().given([assigned("ngo", None), assigned("ngo", Some("2026-11-22"))]).by("eva", Some("ngo"));
    let logged = Event::EffortLogged {
        function: FUNDING,
        org: org("ngo"),
        author: Some(person("eva")),
        minutes: 90,
        on: day("2026-11-22"),
        note: Some(text("wrote to six foundations")),
    };
    assert_eq!(world.when(log("2026-11-22")), Ok(vec![logged.clone()]));
    assert_eq!(
        world.clone().given([logged.clone()]).when(log("2026-11-22")),
        Ok(vec![logged]),
        "each counts"
    );
    assert_eq!(world.refused(log("2026-11-23")), "function_not_assigned");
    assert_eq!(world.refused(log("2026-11-24")), "on_in_future");
    assert_eq!(world.clone().by("dan", Some("city")).refused(log("2026-11-22")), "function_not_assigned");
    assert_eq!(world.clone().by("zoe", Some("chamber")).refused(log("2026-11-22")), "not_a_member");
    assert_eq!(world.by("eva", None).refused(log("2026-11-22")), "no_organization");
}
