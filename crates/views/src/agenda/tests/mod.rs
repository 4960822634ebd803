//! The view of the agenda: the laws over every event type, and what its queries answer.

mod consultations;
mod decisions;

use std::fs;

use domain::{
    agenda::{Event, value::*},
    decider::Event as _,
    ids::{OrgId, PersonId, Uuid},
    time::Timestamp,
};

use super::*;
use crate::{
    Error, File,
    fixture::{self, History},
};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn org(number: u128) -> OrgId {
    OrgId::from_uuid(id(number))
}

fn person(number: u8) -> PersonId {
    PersonId::from_random([number; 16])
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn stream(aggregate: &str, number: u128) -> String {
    format!("{aggregate}/{}", id(number))
}

fn read<T>(file: &File, query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    file.reader().unwrap().read(query).unwrap().1
}

/// Every event type as it is stored, each on a stream it could be on, twice over.
fn every_type() -> History {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/tests/golden/agenda");
    let data = |name: &str| fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
    let mut history = History::new("agenda");
    // Drafts, openings and definitions come before what they make possible.
    let mut types: Vec<&str> = Event::TYPES.to_vec();
    types.sort_by_key(|name| {
        let comes_first = ["Drafted", "Opened", "Defined", "Submitted", "Added"];
        comes_first.iter().position(|word| name.contains(word)).unwrap_or(comes_first.len())
    });
    for round in 0..2 {
        history.at(&format!("2026-01-0{}T00:00:00.000000Z", round + 1));
        for name in &types {
            let word = name.split('.').nth(1).unwrap();
            let stream = match word {
                "Responded" | "ConsultationOpened" | "ConsultationClosed" => stream("consultation", 1),
                _ if word.starts_with("Statement") => stream("consultation", 1),
                "BodyDefined" => "body/COUNCIL".to_owned(),
                "MatterOpened" | "MeetingDecisionRecorded" => stream("matter", 1),
                "SubjectClaimed" => "unique/00".to_owned(),
                _ if word.starts_with("Agenda") || word == "GoalDefined" => "agenda".to_owned(),
                _ => stream("proposal", 1),
            };
            let event = Event::decode(name, data(name).trim_end()).unwrap();
            history.push(&stream, &event);
        }
    }
    history
}

#[test]
fn the_laws_hold_over_every_event_type() {
    fixture::hold_the_laws(&SCHEMA, &every_type());
}

fn drafted() -> Event {
    Event::AgendaDrafted {
        problem_statement: "too many leave".to_owned(),
        vision: "all finish".to_owned(),
        geographic_scope: "Cluj".to_owned(),
        population: "pupils".to_owned(),
        horizon_end: "2030-12-31".parse().unwrap(),
        hash: "h0".to_owned(),
    }
}

fn goal(code: &str) -> Event {
    Event::GoalDefined {
        code: code.parse().unwrap(),
        statement: "all read".to_owned(),
        desired_condition: "aloud".to_owned(),
        lead_sector: Some(Sector::Government),
        hash: "h1".to_owned(),
    }
}

#[test]
fn the_agenda_keeps_the_text_of_every_version() {
    let mut history = History::new("agenda");
    let decided_by = DecidedBy::agenda(id(7));
    let changes = vec![
        Change::SetSection { section: Section::Vision, text: "nobody is lost".to_owned() },
        Change::DropGoal { code: "READ".parse().unwrap() },
    ];
    history
        .push("agenda", &drafted())
        .push("agenda", &goal("READ"))
        .push("agenda", &goal("ATTEND"))
        .push("agenda", &Event::AgendaAdopted { n: 1, hash: "h1".to_owned(), decided_by: decided_by.clone() })
        .push(
            "agenda",
            &Event::AgendaAmended { n: 2, hash: "h2".to_owned(), changes, decided_by: decided_by.clone() },
        );
    let file = history.view(&SCHEMA);
    let now = read(&file, agenda).unwrap();
    assert_eq!((now.standing.as_str(), now.version, now.hash.as_str()), ("adopted", 2, "h2"));
    assert_eq!((now.text.goals.len(), now.sequence), (1, 5));
    assert_eq!(now.text.sections[&Section::Vision], "nobody is lost");
    let (first, text) = read(&file, |connection| version(connection, 1)).unwrap();
    assert_eq!((first.hash.as_str(), first.sequence, first.decided_by), ("h1", 4, decided_by.clone()));
    assert_eq!((text.goals.len(), text.sections[&Section::Vision].as_str()), (2, "all finish"));
    let all = read(&file, |connection| versions(connection, Part::first(10)));
    assert_eq!(all.iter().map(|version| version.n).collect::<Vec<_>>(), [1, 2]);
    let rest = read(&file, |connection| versions(connection, Part { limit: 10, after: Some(1) }));
    assert_eq!(rest.len(), 1);
    assert_eq!(read(&file, |connection| version(connection, 3)), None);
    history.push("agenda", &Event::AgendaRetired { decided_by, successor: Some("the next".to_owned()) });
    let now = read(&history.view(&SCHEMA), agenda).unwrap();
    assert_eq!((now.standing.as_str(), now.successor.as_deref()), ("retired", Some("the next")));
}
