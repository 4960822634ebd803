//! The charter: adopted by a decision on its very file, reviewed within a year.

use super::*;
use crate::{
    backbone::command::{AdoptCharter, ReviewCharter},
    content::Content,
    time::Date,
};

const DECISION: u128 = 77;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn file(digit: &str) -> String {
    digit.repeat(64)
}

fn decided_by(n: u128) -> DecidedBy {
    DecidedBy { context: ContextName::Agenda, id: id(n) }
}

fn adopt(digit: &str, due: &str) -> Command {
    let (hash, decided_by) = (file(digit), decided_by(DECISION));
    Command::AdoptCharter(AdoptCharter { hash, decided_by, review_due: day(due) })
}

fn review(due: &str) -> Command {
    Command::ReviewCharter(ReviewCharter { review_due: day(due), note: Some(text("it holds")) })
}

fn adopted(digit: &str, due: &str) -> Event {
    let (hash, decided_by) = (file(digit), decided_by(DECISION));
    Event::CharterAdopted { hash, decided_by, review_due: day(due) }
}

/// The agenda decided on the charter whose file has that hash.
fn decided(digit: &str) -> World {
    decided_as("adopt_charter", true, Content::Charter(&file(digit)).hash())
}

fn decided_as(kind: &str, is_adopted: bool, hash: String) -> World {
    let mut world = World::initiative();
    let decision = Decision { kind: kind.to_owned(), is_adopted, subject: "charter".to_owned(), hash };
    world.agenda.decisions.insert(id(DECISION), decision);
    world
}

#[test]
fn a_charter_is_adopted_as_it_was_decided_on() {
    let world = decided("a");
    assert_eq!(world.when(adopt("a", "2027-11-23")), Ok(vec![adopted("a", "2027-11-23")]));
    let again = world.given([adopted("a", "2027-11-23")]).when(adopt("a", "2027-11-23"));
    assert_eq!(again, Ok(vec![]));
    assert_eq!(Rules::reads(&adopt("a", "2027-11-23")), &[ContextName::Agenda]);
}

#[test]
fn another_decision_adopts_no_charter() {
    let due = "2027-01-01";
    assert_eq!(World::initiative().refused(adopt("a", due)), "no_decision");
    assert_eq!(decided("b").refused(adopt("a", due)), "no_decision");
    let content = Content::Charter(&file("a")).hash();
    assert_eq!(decided_as("adopt_charter", false, content.clone()).refused(adopt("a", due)), "no_decision");
    assert_eq!(decided_as("other", true, content).refused(adopt("a", due)), "no_decision");
    assert_eq!(decided_as("adopt_charter", true, file("a")).refused(adopt("a", due)), "no_decision");
}

#[test]
fn its_review_is_due_within_twelve_months() {
    assert_eq!(decided("a").refused(adopt("a", "2027-11-24")), "review_too_far");
    assert_eq!(decided("a").refused(adopt("a", "2026-11-23")), "review_not_ahead");
    let world = World::initiative().given([adopted("a", "2027-01-01")]);
    assert_eq!(world.refused(review("2027-11-24")), "review_too_far");
    assert_eq!(world.refused(review("2026-11-22")), "review_not_ahead");
    let leap = decided("a").at("2027-02-28T10:00:00Z");
    assert_eq!(leap.refused(adopt("a", "2028-02-29")), "review_too_far");
    assert!(leap.when(adopt("a", "2028-02-28")).is_ok());
}

#[test]
fn a_review_goes_on_with_the_same_charter() {
    assert_eq!(World::initiative().refused(review("2027-01-01")), "no_charter");
    let world = World::initiative().given([adopted("a", "2026-12-01")]);
    let reviewed = Event::CharterReviewed {
        hash: file("a"),
        review_due: day("2027-11-01"),
        note: Some(text("it holds")),
    };
    assert_eq!(world.when(review("2027-11-01")), Ok(vec![reviewed.clone()]));
    assert_eq!(world.given([reviewed]).when(review("2027-11-01")), Ok(vec![]));
}

#[test]
fn another_text_is_another_charter() {
    let mut world = decided("b").given([adopted("a", "2027-01-01")]);
    assert_eq!(world.when(adopt("b", "2027-06-01")), Ok(vec![adopted("b", "2027-06-01")]));
    world = world.given([adopted("b", "2027-06-01")]);
    let State::Charter(charter) = world.streams.get(&streams::charter()) else { panic!("a charter") };
    assert_eq!((charter.hash.clone(), charter.review_due), (file("b"), day("2027-06-01")));
}
