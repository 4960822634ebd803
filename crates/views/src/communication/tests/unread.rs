//! What somebody has not read.

use super::*;

const OTHER: &str = "p_00000000000000000000000000000009";

fn by(person: &str, clearance: Visibility, cursors: &[(Uuid, u64)]) -> ReadBy {
    ReadBy { person: person.to_owned(), org: None, clearance, cursors: cursors.iter().copied().collect() }
}

fn unread_of(by: &ReadBy, muted: Option<Uuid>) -> Vec<(Uuid, u64, u64, u64)> {
    let found = read(|connection| unread(connection, by, |thread| Some(thread) == muted, 10, 0));
    found.into_iter().map(|one| (one.id, one.messages, one.mentions, one.first)).collect()
}

#[test]
fn what_others_wrote_after_the_cursor_is_unread() {
    // Five messages, sequences 3 to 7, each mentioning their author.
    assert_eq!(unread_of(&by(OTHER, Visibility::Members, &[]), None), [(FIRST, 5, 0, 3)]);
    assert_eq!(unread_of(&by(OTHER, Visibility::Members, &[(FIRST, 5)]), None), [(FIRST, 2, 0, 6)]);
    assert_eq!(unread_of(&by(OTHER, Visibility::Members, &[(FIRST, 7)]), None), []);
    assert_eq!(unread_of(&by(fixture::ACTOR, Visibility::Members, &[]), None), [], "one's own");
}

#[test]
fn what_is_muted_or_not_for_the_reader_is_left_out() {
    assert_eq!(unread_of(&by(OTHER, Visibility::Members, &[]), Some(FIRST)), []);
    assert_eq!(unread_of(&by(OTHER, Visibility::Public, &[]), None), []);
}

#[test]
fn mentions_are_counted_and_redacted_messages_are_not() {
    let mut history = History::new("communication");
    opened(&mut history, FIRST, "1", Visibility::Members);
    let calls = |history: &mut History, mentions: &[&str]| {
        let event = Event::MessagePosted {
            audience: Visibility::Members,
            author: fixture::ACTOR.to_owned(),
            org: None,
            body: Some(sealed("come")),
            reply_to: None,
            mentions: mentions.iter().map(|one| one.parse().unwrap()).collect(),
            attachments: Vec::new(),
            text_absent: false,
            external_ref: None,
        };
        history.push(&format!("thread/{FIRST}"), &event);
    };
    calls(&mut history, &[OTHER]);
    calls(&mut history, &[OTHER]);
    calls(&mut history, &[]);
    let message: Uuid = event_id(2).parse().unwrap();
    let (audience, basis) = (Visibility::Members, domain::communication::revision::Basis::Privacy);
    let redacted = Event::MessageRedacted { audience, message, texts: [message].into(), basis, reason: None };
    history.push(&format!("thread/{FIRST}"), &redacted);
    let reader = by(OTHER, Visibility::Members, &[]);
    let mut found = history.view(&SCHEMA).reader().unwrap();
    let found = found.read(|connection| unread(connection, &reader, |_| false, 10, 0)).unwrap().1;
    assert_eq!((found[0].messages, found[0].mentions, found[0].first), (2, 1, 3));
}
