//! Seats, staff, support, functions and effort as the queries tell them.

use super::*;
use domain::{
    backbone::{skill::Skill, words::Function},
    ids::PersonId,
    time::Date,
};

const FUNDING: Function = Function::MobilizeFunding;
const VISION: Function = Function::GuideVisionAndStrategy;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A person whose pseudonym sorts as the number does.
fn worker(n: u8) -> PersonId {
    PersonId::from_random([n; 16])
}

fn filled(n: u8, from: &str, to: &str) -> Event {
    Event::SeatFilled { seat: id(1), person: worker(n), org: org(2), from: day(from), to: day(to) }
}

fn employed(n: u8, function: Function, fte_bp: u16, skills: &[Skill], from: &str, to: Option<&str>) -> Event {
    let skills = skills.iter().copied().collect();
    Event::StaffEmployed { person: worker(n), function, fte_bp, skills, from: day(from), to: to.map(day) }
}

fn requested(n: u128, function: Function, by: &str) -> Event {
    let skills = [Skill::Facilitation].into();
    Event::SupportRequested {
        support: id(n),
        org: org(1),
        function,
        skills,
        what: sealed("what"),
        by: day(by),
    }
}

fn logged(function: Function, minutes: u16, on: &str) -> Event {
    let note = (minutes > 60).then(|| sealed("note"));
    Event::EffortLogged { function, org: org(1), author: Some(worker(1)), minutes, on: day(on), note }
}

/// Two seats, one of them left early and given again; two of the staff, one released; three requests for support;
/// a function whose end was moved; effort in two months.
pub(super) fn staffing(history: &mut History) {
    let steering =
        |n| Event::SeatCreated { seat: id(n), body: "STEERING".parse().unwrap(), lived_experience: n == 1 };
    let youth = Event::SeatCreated { seat: id(3), body: "YOUTH".parse().unwrap(), lived_experience: false };
    let reason = Some(sealed("moved away"));
    let left =
        Event::SeatVacated { seat: id(1), person: worker(1), on: day("2026-03-01"), reason: reason.clone() };
    let given_up = Event::SeatVacated { seat: id(1), person: worker(3), on: day("2026-03-01"), reason: None };
    let (person, on) = (worker(2), day("2026-05-01"));
    let assigned = |to: Option<&str>| {
        let (from, to) = (day("2026-01-01"), to.map(day));
        Event::FunctionAssigned { function: FUNDING, org: org(1), from, to }
    };
    for (stream, event) in [
        ("seat/1", steering(1)),
        ("seat/2", steering(2)),
        ("seat/3", youth),
        ("seat/1", filled(1, "2026-01-01", "2026-12-31")),
        ("seat/1", filled(3, "2027-01-01", "2027-12-31")),
        ("seat/1", left),
        ("seat/1", given_up),
        ("seat/1", filled(2, "2026-06-01", "2026-12-31")),
        ("person/1", employed(1, FUNDING, 6_000, &[Skill::Fundraising], "2026-01-01", None)),
        ("person/1", employed(1, VISION, 4_000, &[Skill::Facilitation], "2026-02-01", Some("2026-02-28"))),
        ("person/2", employed(2, FUNDING, 5_000, &[Skill::Law], "2026-01-01", None)),
        ("person/2", Event::StaffReleased { person, function: FUNDING, on, reason }),
        ("support/1", requested(1, VISION, "2026-02-01")),
        ("support/2", requested(2, VISION, "2026-04-01")),
        ("support/3", requested(3, FUNDING, "2026-01-15")),
        ("support/1", Event::SupportAssigned { support: id(1), staff: worker(1) }),
        ("support/3", Event::SupportClosed { support: id(3), outcome: sealed("outcome") }),
        ("function/mobilize_funding", assigned(None)),
        ("function/mobilize_funding", assigned(Some("2026-06-30"))),
        ("function/mobilize_funding", logged(FUNDING, 90, "2026-01-31")),
        ("function/mobilize_funding", logged(FUNDING, 30, "2026-02-01")),
        ("function/mobilize_funding", logged(FUNDING, 1_440, "2026-02-28")),
        ("function/guide_vision_and_strategy", logged(VISION, 5, "2026-02-02")),
    ] {
        history.push(stream, &event);
    }
}

fn view() -> File {
    let mut history = History::new("backbone");
    staffing(&mut history);
    history.view(&SCHEMA)
}

#[test]
fn a_seat_shows_who_sits_there_on_a_day_and_since_when_nobody_does() {
    let view = view();
    let on = |at: &str| -> (Option<String>, Option<String>) {
        let (seat, _) = ask(&view, |c| seat(c, &id(1).to_string(), day(at))).unwrap();
        (seat.holder.map(|holder| holder.person), seat.vacant_since.map(|day| day.to_string()))
    };
    assert_eq!(on("2026-02-28"), (Some(worker(1).to_string()), None));
    assert_eq!(on("2026-03-01"), (None, Some("2026-03-01".to_owned())));
    assert_eq!(on("2026-05-31"), (None, Some("2026-03-01".to_owned())));
    assert_eq!(on("2026-06-01"), (Some(worker(2).to_string()), None));
    assert_eq!(on("2027-02-01"), (None, Some("2027-01-01".to_owned())), "a term given up was never sat");
    let (_, sittings) = ask(&view, |c| seat(c, &id(1).to_string(), day("2026-02-01"))).unwrap();
    let shown: Vec<_> = sittings.iter().map(|s| (s.person.clone(), s.vacated_on.is_some())).collect();
    let expected = [(1, true), (2, false), (3, true)].map(|(n, left)| (worker(n).to_string(), left));
    assert_eq!(shown, expected);
    assert_eq!(sittings[0].reason.as_ref().unwrap().may_open, MayOpen::Members);
    assert_eq!(ask(&view, |c| seat(c, &id(9).to_string(), day("2026-02-01"))), None);
}

#[test]
fn seats_are_listed_by_body_and_vacancy() {
    let view = view();
    let listed = |filter: SeatFilter<'_>, at: &str, limit, after| -> Vec<(u64, Option<Date>)> {
        let rows = ask(&view, |c| seats(c, filter, day(at), limit, after));
        rows.into_iter().map(|seat| (seat.sequence, seat.vacant_since)).collect()
    };
    let all = SeatFilter::default();
    let created = Some(day("2026-01-01"));
    assert_eq!(listed(all, "2026-02-01", 9, None), [(1, None), (2, created), (3, created)]);
    assert_eq!(listed(all, "2026-02-01", 1, Some(1)), [(2, created)]);
    let vacant = SeatFilter { body: Some("STEERING"), only_vacant: true };
    assert_eq!(listed(vacant, "2026-02-01", 9, None), [(2, created)]);
    assert_eq!(listed(vacant, "2026-04-01", 9, None).len(), 2);
}

#[test]
fn staff_is_told_with_skills_and_hours_as_of_a_day() {
    let view = view();
    let on = |filter: StaffFilter, at: &str| -> Vec<(String, u32, Vec<&'static str>)> {
        let rows = ask(&view, |c| staff(c, filter, day(at), 9, None));
        let words = |staff: &Staff| staff.skills.iter().map(|skill| skill.as_str()).collect();
        rows.into_iter().map(|staff| (staff.person.clone(), staff.fte_bp, words(&staff))).collect()
    };
    let (one, two) = (worker(1).to_string(), worker(2).to_string());
    let all = StaffFilter::default();
    let february =
        [(one.clone(), 10_000, vec!["facilitation", "fundraising"]), (two.clone(), 5_000, vec!["law"])];
    assert_eq!(on(all, "2026-02-28"), february);
    assert_eq!(on(all, "2026-05-01"), [(one.clone(), 6_000, vec!["fundraising"])]);
    let lawyers = StaffFilter { skill: Some(Skill::Law), ..all };
    assert_eq!(on(lawyers, "2026-04-30").len(), 1);
    assert_eq!(on(lawyers, "2026-05-01"), []);
    assert_eq!(on(StaffFilter { function: Some(VISION), ..all }, "2026-02-01").len(), 1);
    let past = on(StaffFilter { also_past: true, ..all }, "2026-05-01");
    assert_eq!(past[1], (two, 0, vec![]));
    assert_eq!(ask(&view, |c| staff(c, all, day("2026-02-01"), 9, Some(&one))).len(), 1);
}

#[test]
fn support_is_listed_by_function_and_by_what_is_late() {
    let view = view();
    let listed = |filter: SupportFilter<'_>, at: &str| -> Vec<String> {
        let rows = ask(&view, |c| support(c, filter, day(at), 9, None));
        rows.into_iter().map(|one| one.support).collect()
    };
    let [one, two, three] = [1, 2, 3].map(|n| id(n).to_string());
    let all = SupportFilter::default();
    assert_eq!(listed(all, "2026-02-01"), [one.clone(), two.clone(), three.clone()]);
    assert_eq!(listed(SupportFilter { only_open: true, ..all }, "2026-02-01"), [one.clone(), two]);
    assert_eq!(listed(SupportFilter { function: Some(FUNDING), ..all }, "2026-02-01"), [three]);
    let late = SupportFilter { only_overdue: true, ..all };
    assert_eq!(listed(late, "2026-02-01"), [""; 0], "the day itself is not late");
    assert_eq!(listed(late, "2026-02-02"), [one]);
    let other = org(9);
    assert_eq!(listed(SupportFilter { org: Some(other.as_str()), ..all }, "2026-02-01"), [""; 0]);
    let rows = ask(&view, |c| support(c, all, day("2026-05-01"), 9, None));
    assert_eq!(rows[0].assigned.as_ref().map(|(staff, _)| staff.clone()), Some(worker(1).to_string()));
    assert!(rows[2].closed.as_ref().is_some_and(|(outcome, _)| outcome.may_open == MayOpen::Members));
    assert_eq!([0, 1, 2].map(|n: usize| rows[n].is_overdue(day("2026-05-01"))), [true, true, false]);
}

#[test]
fn functions_show_who_has_them_and_who_works_in_them() {
    let view = view();
    let on = |at: &str| ask(&view, |c| functions(c, day(at)));
    let february = on("2026-02-01");
    assert_eq!(february.len(), 6);
    let funding = february.iter().find(|status| status.function == FUNDING).unwrap();
    assert_eq!((funding.fte_bp, funding.staff), (11_000, 2));
    let holder = (org(1).to_string(), day("2026-01-01"), Some(day("2026-06-30")));
    assert_eq!(funding.holders, [holder]);
    assert!(on("2026-07-01").iter().all(|status| status.holders.is_empty()));
}

#[test]
fn effort_adds_up_by_function_and_month() {
    let view = view();
    let all = EffortFilter::default();
    let sums = |filter: EffortFilter<'_>| -> Vec<(String, String, u64, u64)> {
        let rows = ask(&view, |c| effort_by_month(c, filter));
        rows.into_iter().map(|sum| (sum.function, sum.month, sum.minutes, sum.entries)).collect()
    };
    let (funding, vision) = (FUNDING.as_str().to_owned(), VISION.as_str().to_owned());
    let expected = [
        (vision, "2026-02".to_owned(), 5, 1),
        (funding.clone(), "2026-01".to_owned(), 90, 1),
        (funding, "2026-02".to_owned(), 1_470, 2),
    ];
    assert_eq!(sums(all), expected);
    let narrow = EffortFilter { from: Some(day("2026-02-01")), to: Some(day("2026-02-27")), ..all };
    assert_eq!(sums(narrow).iter().map(|sum| sum.2).sum::<u64>(), 35);
    let pieces = ask(&view, |c| effort(c, all, 2, None));
    assert_eq!(pieces.iter().map(|piece| piece.minutes).collect::<Vec<_>>(), [90, 30]);
    assert_eq!((pieces[0].note.is_some(), pieces[1].note.is_some()), (true, false));
    let rest = ask(&view, |c| effort(c, all, 9, Some(pieces[1].sequence)));
    assert_eq!(rest.len(), 2);
}
