//! Messages that were edited and taken away.

use domain::communication::revision::Basis;

use super::*;

const AUDIENCE: Visibility = Visibility::Members;

fn message() -> Uuid {
    event_id(3).parse().unwrap()
}

fn edited(history: &mut History, word: &str) {
    let author = fixture::ACTOR.to_owned();
    let event = Event::MessageEdited {
        audience: AUDIENCE,
        message: message(),
        author,
        org: None,
        body: sealed(word),
    };
    history.push(&format!("thread/{FIRST}"), &event);
}

fn revised() -> History {
    let mut history = history();
    edited(&mut history, "late winter");
    history
}

fn redacted() -> History {
    let mut history = revised();
    let (texts, reason) = ([message()].into(), Some(sealed("names")));
    let event =
        Event::MessageRedacted { audience: AUDIENCE, message: message(), texts, basis: Basis::Law, reason };
    history.push(&format!("thread/{FIRST}"), &event);
    edited(&mut history, "after all");
    history
}

fn first_of(history: &History) -> Message {
    let mut reader = history.view(&SCHEMA).reader().unwrap();
    let found = reader.read(|connection| messages(connection, FIRST, AUDIENCE, 10, None)).unwrap().1;
    found.into_iter().find(|one| one.id == message()).unwrap()
}

#[test]
fn revisions_hold_the_laws() {
    fixture::hold_the_laws(&SCHEMA, &redacted());
}

#[test]
fn an_edited_message_says_its_last_text_and_when() {
    let message = first_of(&revised());
    assert_eq!(message.body.map(|cell| Private::Sealed(cell.sealed)), Some(sealed("late winter")));
    assert!(message.edited_at.is_some() && message.redaction.is_none());
}

#[test]
fn a_message_taken_away_keeps_its_place_without_files_and_is_not_edited_any_more() {
    let message = first_of(&redacted());
    let redaction = message.redaction.unwrap();
    assert_eq!((redaction.basis.as_str(), redaction.reason.is_some()), ("law", true));
    assert_eq!(message.body.map(|cell| Private::Sealed(cell.sealed)), Some(sealed("late winter")));
    assert!(message.attachments.is_empty() && message.mentions.is_empty());
}
