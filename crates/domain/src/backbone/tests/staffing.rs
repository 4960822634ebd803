//! Requests for support find who can answer them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{
    backbone::{command::*, skill::Skill, support::Skilled, words::Function},
    time::Date,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn registered_person(name: &str) -> Event {
    let (name_text, email) = (text(name), text("x@city.example"));
    Event::PersonRegistered { person: person(name), org: org("city"), name: name_text, email }
}

fn employed(name: &str, skill: Skill, from: &str) -> Event {
    Event::StaffEmployed {
        person: person(name),
        function: Function::GuideVisionAndStrategy,
        fte_bp: 5_000,
        skills: [skill].into(),
        from: day(from),
        to: None,
    }
}

fn ask(of: &str, by: &str) -> Command {
    Command::RequestSupport(RequestSupport {
        org: org(of),
        function: Function::GuideVisionAndStrategy,
        skills: [Skill::Facilitation].into(),
        what: text("our board quarrels"),
        by: day(by),
    })
}

fn requested() -> Event {
    Event::SupportRequested {
        support: id(0xf00),
        org: org("ngo"),
        function: Function::GuideVisionAndStrategy,
        skills: [Skill::Facilitation].into(),
        what: text("our board quarrels"),
        by: day("2026-12-01"),
    }
}

fn assign(name: &str) -> Command {
    Command::AssignSupport(AssignSupport { support: id(0xf00), staff: person(name) })
}

fn assigned(name: &str) -> Event {
    Event::SupportAssigned { support: id(0xf00), staff: person(name) }
}

fn close() -> Command {
    Command::CloseSupport(CloseSupport { support: id(0xf00), outcome: text("they meet again") })
}

fn closed() -> Event {
    Event::SupportClosed { support: id(0xf00), outcome: text("they meet again") }
}

/// The ngo is a member; Dan can facilitate, Eva knows the law, Fay will facilitate next year.
fn world() -> World {
    World::initiative().given([
        Event::OrganizationJoined { org: org("ngo"), signatory: None },
        registered_person("dan"),
        registered_person("eva"),
        registered_person("fay"),
        employed("dan", Skill::Facilitation, "2026-01-01"),
        employed("eva", Skill::Law, "2026-01-01"),
        employed("fay", Skill::Facilitation, "2027-01-01"),
    ])
}

#[test]
fn a_member_asks_for_itself_and_staff_for_any() {
    let rep = world().by("rep", Some("ngo")).acting(Role::OrgRepresentative);
    assert_eq!(rep.when(ask("ngo", "2026-12-01")), Ok(vec![requested()]));
    assert_eq!(rep.refused(ask("city", "2026-12-01")), "not_authorized_for_org");
    assert_eq!(world().when(ask("ngo", "2026-12-01")), Ok(vec![requested()]));
    assert_eq!(world().refused(ask("chamber", "2026-12-01")), "not_a_member");
    assert_eq!(world().refused(ask("ngo", "2026-11-22")), "by_in_past");
    assert!(world().when(ask("ngo", "2026-11-23")).is_ok());
    assert_eq!(world().given([requested()]).when(ask("ngo", "2026-12-01")), Ok(vec![]));
}

#[test]
fn who_has_the_skill_is_put_on_it_and_else_the_answer_says_who_does() {
    assert_eq!(world().refused(assign("dan")), "unknown_support");
    let world = world().given([requested()]);
    assert_eq!(world.when(assign("dan")), Ok(vec![assigned("dan")]));
    assert_eq!(world.refused(assign("bob")), "unknown_person");
    let skilled = |name: &str, skill| Skilled { person: person(name).to_string(), skills: [skill].into() };
    let mut staff = vec![skilled("dan", Skill::Facilitation), skilled("eva", Skill::Law)];
    staff.sort_by(|one, other| one.person.cmp(&other.person));
    let lacking = vec![Skill::Facilitation];
    let refused = world.when(assign("eva")).unwrap_err();
    assert_eq!(refused, Refusal::NoStaffWithSkill { lacking: lacking.clone(), staff: staff.clone() });
    assert!(refused.details()["staff"].contains(&format!("{} (facilitation)", person("dan"))), "{refused}");
    assert_eq!(world.when(assign("fay")).unwrap_err(), Refusal::NoStaffWithSkill { lacking, staff });
    assert_eq!(world.at("2027-01-01T10:00:00Z").when(assign("fay")), Ok(vec![assigned("fay")]));
}

#[test]
fn a_request_is_closed_once() {
    let world = world().given([requested(), assigned("dan")]);
    assert_eq!(world.when(assign("dan")), Ok(vec![]));
    assert_eq!(world.when(close()), Ok(vec![closed()]));
    let stranger = world.clone().by("rep", Some("city")).acting(Role::OrgRepresentative);
    assert_eq!(stranger.refused(close()), "not_authorized_for_org");
    let own = world.clone().by("rep", Some("ngo")).acting(Role::OrgRepresentative);
    assert_eq!(own.when(close()), Ok(vec![closed()]));
    let done = world.given([closed()]);
    assert_eq!(done.when(close()), Ok(vec![]));
    assert_eq!(done.refused(assign("dan")), "support_closed");
    assert_eq!(World::initiative().refused(close()), "unknown_support");
}

const NAMES: [&str; 3] = ["dan", "eva", "fay"];

/// A command of seats, staff, support or functions about few things, so that they meet again and again.
fn drawn((kind, who, month, length, fresh): (u8, usize, i8, i8, bool)) -> Command {
    let (person, org) = (person(NAMES[who]), org(["city", "ngo", "chamber"][who]));
    let from = Date::constant(2026, month, 1);
    let to = Date::constant(2026 + i16::from(length / 6), month, 20);
    let function = Function::ALL[who];
    let skills: BTreeSet<Skill> = Skill::ALL.into_iter().skip(who).take(usize::from(fresh)).collect();
    match kind {
        0 => Command::CreateSeat(CreateSeat { body: code("STEERING"), lived_experience: fresh }),
        1 | 2 => Command::FillSeat(FillSeat { seat: id(who as u128), person, org, from, to }),
        3 => Command::VacateSeat(VacateSeat {
            seat: id(who as u128),
            person: fresh.then_some(person),
            on: Some(from),
            reason: None,
        }),
        4 | 5 => {
            let fte_bp = 3_000 + u16::from(fresh) * 4_000;
            Command::EmployStaff(EmployStaff { person, function, fte_bp, skills, from, to: Some(to) })
        }
        6 => Command::ReleaseStaff(ReleaseStaff { person, function, on: Some(from), reason: None }),
        7 => Command::RequestSupport(RequestSupport { org, function, skills, what: text("help"), by: to }),
        8 => Command::AssignSupport(AssignSupport { support: id(who as u128), staff: person }),
        9 => Command::CloseSupport(CloseSupport { support: id(who as u128), outcome: text("done") }),
        _ => Command::AssignFunction(AssignFunction { function, org, from, to: fresh.then_some(to) }),
    }
}

proptest! {
    #[test]
    fn no_day_has_two_on_a_seat_or_anybody_on_more_than_full_time(
        draws in prop::collection::vec((0_u8..11, 0_usize..3, 1_i8..13, 0_i8..40, any::<bool>()), 0..60),
    ) {
        let (mut world, mut log) = (world(), Vec::new());
        for (n, draw) in draws.into_iter().enumerate() {
            world.scope.new_id = id(n as u128 % 4);
            let Ok(emitted) = world.decide(drawn(draw)) else { continue };
            for Emitted { stream, event, .. } in emitted {
                world.apply(&stream, &event);
                log.push((stream, event));
            }
            prop_assert_eq!(world.decide(drawn(draw)).unwrap_or_default(), Vec::new(), "{:?}", draw);
        }
        let mut again = self::world();
        log.iter().for_each(|(stream, event)| again.apply(stream, event));
        let states = again.streams.into_inner();
        prop_assert_eq!(&states, &world.streams.into_inner());
        prop_assert_eq!(again.roster.staff, world.roster.staff);
        for state in states.values() {
            let day_of = |n: i32| Date::constant(2026, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap();
            for day in (0..900).step_by(7).map(day_of) {
                match state {
                    State::Seat(seat) => {
                        prop_assert!(seat.sittings.iter().filter(|s| s.term.holds_on(day)).count() < 2);
                    }
                    State::Holder(held) => {
                        let known = held.employments.iter().filter(|known| known.term.holds_on(day));
                        prop_assert!(known.map(|known| u32::from(known.fte_bp)).sum::<u32>() <= 10_000);
                    }
                    _ => {}
                }
            }
        }
    }
}
