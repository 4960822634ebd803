//! Seats, staff, support and effort as callers send them.

use domain::backbone::{
    command::{EmployStaff, VacateSeat},
    skill::Skill,
    words::Function,
};

use super::*;
use crate::AsOf;

fn employ(fte_bp: u32, skills: Vec<i32>) -> pb::EmployStaffRequest {
    pb::EmployStaffRequest {
        meta: meta(),
        person_id: PERSON.to_owned(),
        function: pb::Function::MobilizeFunding.into(),
        fte_bp,
        skills,
        from: "2027-01-01".to_owned(),
        to: String::new(),
    }
}

#[test]
fn staff_is_employed_with_skills_of_the_list() {
    let twice = vec![pb::Skill::Law.into(), pb::Skill::Law.into()];
    let (_, command) = parse_employ_staff(&employ(5_000, twice)).unwrap();
    let expected = EmployStaff {
        person: PERSON.parse().unwrap(),
        function: Function::MobilizeFunding,
        fte_bp: 5_000,
        skills: [Skill::Law].into(),
        from: "2027-01-01".parse().unwrap(),
        to: None,
    };
    assert_eq!(command, Command::EmployStaff(expected));
    let unknown = employ(0, vec![pb::Skill::Law.into(), 99, 0]);
    assert_eq!(fields(parse_employ_staff(&unknown)), ["fte_bp", "skills[1]", "skills[2]"]);
    assert!(parse_employ_staff(&employ(10_001, vec![])).is_ok(), "how much is left is a rule's to say");
}

#[test]
fn what_may_be_left_away_of_a_vacancy_is_none() {
    let request =
        pb::VacateSeatRequest { meta: meta(), seat_id: ID.to_owned(), ..pb::VacateSeatRequest::default() };
    let (_, command) = parse_vacate_seat(&request).unwrap();
    let expected = VacateSeat { seat: ID.parse().unwrap(), person: None, on: None, reason: None };
    assert_eq!(command, Command::VacateSeat(expected));
    let none =
        fields(parse_fill_seat(&pb::FillSeatRequest { meta: meta(), ..pb::FillSeatRequest::default() }));
    assert_eq!(none, ["seat_id", "person_id", "organization_id", "from", "to"]);
}

#[test]
fn a_day_has_1440_minutes() {
    let logged = |minutes| pb::LogEffortRequest {
        meta: meta(),
        function: pb::Function::AdvancePolicy.into(),
        minutes,
        on: "2026-11-24".to_owned(),
        note: String::new(),
    };
    assert!(parse_log_effort(&logged(1)).is_ok() && parse_log_effort(&logged(1_440)).is_ok());
    for minutes in [0, 1_441, u32::MAX] {
        assert_eq!(fields(parse_log_effort(&logged(minutes))), ["minutes"]);
    }
}

#[test]
fn what_is_so_on_a_day_is_asked_with_it_or_with_the_moment() {
    let as_of = common::AsOf {
        point: Some(common::as_of::Point::RecordedAt("2026-03-01T10:00:00Z".to_owned())),
        ..common::AsOf::default()
    };
    let meta = query_meta().map(|meta| common::QueryMeta { as_of: Some(as_of), ..meta });
    let asked = |at: &str| pb::ListSeatsRequest {
        meta: meta.clone(),
        at: at.to_owned(),
        ..pb::ListSeatsRequest::default()
    };
    let (question, seats) = parse_list_seats(&asked("")).unwrap();
    assert!(matches!(question.as_of, Some(AsOf::RecordedAt(_))));
    assert_eq!(seats.at, Some("2026-03-01".parse().unwrap()));
    let (_, seats) = parse_list_seats(&asked("2027-01-01")).unwrap();
    assert_eq!(seats.at, Some("2027-01-01".parse().unwrap()));
}
