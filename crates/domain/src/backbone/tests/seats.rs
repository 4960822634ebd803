//! Seats: created, filled for a term, vacated.

use super::*;
use crate::{
    backbone::command::{CreateSeat, FillSeat, VacateSeat},
    time::Date,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn registered_person(name: &str) -> Event {
    let (name_text, email) = (text(name), text("x@city.example"));
    Event::PersonRegistered { person: person(name), org: org("city"), name: name_text, email }
}

fn created() -> Event {
    Event::SeatCreated { seat: id(0xf00), body: code("STEERING"), lived_experience: true }
}

fn fill(name: &str, of: &str, from: &str, to: &str) -> Command {
    let (from, to) = (day(from), day(to));
    Command::FillSeat(FillSeat { seat: id(0xf00), person: person(name), org: org(of), from, to })
}

fn filled(name: &str, from: &str, to: &str) -> Event {
    let (from, to) = (day(from), day(to));
    Event::SeatFilled { seat: id(0xf00), person: person(name), org: org("city"), from, to }
}

fn vacate(name: Option<&str>, on: Option<&str>) -> Command {
    let (person, on) = (name.map(person), on.map(day));
    Command::VacateSeat(VacateSeat { seat: id(0xf00), person, on, reason: Some(text("moved away")) })
}

fn vacated(name: &str, on: &str) -> Event {
    let reason = Some(text("moved away"));
    Event::SeatVacated { seat: id(0xf00), person: person(name), on: day(on), reason }
}

/// A seat, with Dan and Eva of the city to sit there.
fn world() -> World {
    World::initiative().given([registered_person("dan"), registered_person("eva"), created()])
}

#[test]
fn a_seat_is_created_for_a_body() {
    let command = Command::CreateSeat(CreateSeat { body: code("STEERING"), lived_experience: true });
    assert_eq!(World::initiative().when(command.clone()), Ok(vec![created()]));
    assert_eq!(world().when(command), Ok(vec![]), "the same command again");
}

#[test]
fn a_seat_is_filled_by_a_person_for_a_member() {
    let expected = filled("dan", "2027-01-01", "2028-12-31");
    let asked = fill("dan", "city", "2027-01-01", "2028-12-31");
    assert_eq!(world().when(asked.clone()), Ok(vec![expected.clone()]));
    assert_eq!(world().given([expected]).when(asked.clone()), Ok(vec![]));
    assert_eq!(World::initiative().given([registered_person("dan")]).refused(asked), "unknown_seat");
    assert_eq!(world().refused(fill("bob", "city", "2027-01-01", "2028-12-31")), "unknown_person");
    assert_eq!(world().refused(fill("dan", "ngo", "2027-01-01", "2028-12-31")), "not_a_member");
    assert_eq!(world().refused(fill("dan", "city", "2027-01-02", "2027-01-01")), "to_before_from");
}

#[test]
fn a_term_lasts_five_years_to_the_day() {
    assert!(world().when(fill("dan", "city", "2027-01-01", "2031-12-31")).is_ok());
    assert_eq!(world().refused(fill("dan", "city", "2027-01-01", "2032-01-01")), "term_too_long");
}

#[test]
fn two_never_sit_on_one_seat_on_one_day() {
    let world = world().given([filled("dan", "2027-01-01", "2027-12-31")]);
    assert_eq!(world.refused(fill("eva", "city", "2027-12-31", "2028-12-31")), "overlapping_term");
    assert_eq!(world.refused(fill("dan", "city", "2026-06-01", "2027-01-01")), "overlapping_term");
    assert!(world.when(fill("eva", "city", "2028-01-01", "2028-12-31")).is_ok());
}

#[test]
fn who_sits_on_a_day_leaves_and_the_seat_is_free_from_that_day_on() {
    let sits = [filled("dan", "2026-01-01", "2026-12-31"), filled("eva", "2027-01-01", "2027-12-31")];
    let world = world().given(sits);
    let expected = vacated("dan", "2026-11-23");
    assert_eq!(world.when(vacate(None, None)), Ok(vec![expected.clone()]));
    let world = world.given([expected]);
    assert_eq!(world.when(vacate(None, None)), Ok(vec![]), "nobody sits; Eva's term stays");
    assert_eq!(world.when(vacate(Some("dan"), None)), Ok(vec![]));
    assert!(world.when(fill("dan", "city", "2026-11-23", "2026-12-31")).is_ok());
    assert_eq!(world.refused(fill("dan", "city", "2026-11-22", "2026-12-31")), "overlapping_term");
    assert_eq!(World::initiative().refused(vacate(None, None)), "unknown_seat");
}

#[test]
fn a_term_to_come_is_given_up_by_name() {
    let world = world().given([filled("eva", "2027-01-01", "2027-12-31")]);
    let expected = vacated("eva", "2026-11-23");
    assert_eq!(world.when(vacate(Some("eva"), None)), Ok(vec![expected.clone()]));
    let free = world.given([expected]);
    assert!(free.when(fill("dan", "city", "2027-01-01", "2027-12-31")).is_ok());
    assert_eq!(free.when(vacate(Some("eva"), Some("2027-03-01"))), Ok(vec![]));
}

#[test]
fn who_is_erased_takes_no_seat() {
    let approved = Event::ErasureApproved { request: id(2), subject: person("dan") };
    let world = world().given([approved]);
    assert_eq!(world.refused(fill("dan", "city", "2027-01-01", "2027-12-31")), "already_erased");
}
