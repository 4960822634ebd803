//! What communication says after its history.

use domain::{
    communication::{
        Event,
        thread::{Attachment, ReplyTo, Subject},
    },
    ids::{ExternalRef, Uuid},
    private::Private,
};

mod feeds;
mod meetings;
mod revisions;
mod unread;

use super::*;
use crate::{
    Connection, Coverage, Error, File, Place,
    fixture::{self, History, event_id, sealed},
};

const FIRST: Uuid = Uuid::from_u128(1);
const SECOND: Uuid = Uuid::from_u128(2);

fn about(code: &str) -> Subject {
    Subject::External { vocabulary: "decide-madrid".to_owned(), code: code.to_owned() }
}

fn named(code: &str) -> ExternalRef {
    ExternalRef { vocabulary: "decide-madrid".to_owned(), code: code.to_owned() }
}

fn opened(history: &mut History, id: Uuid, code: &str, audience: Visibility) {
    let event = Event::ThreadOpened { subject: about(code), title: format!("Thread {code}"), audience };
    history.push(&format!("thread/{id}"), &event);
}

fn posted(history: &mut History, reply_to: Option<ReplyTo>, code: Option<&str>, word: Option<&str>) {
    let event = Event::MessagePosted {
        audience: Visibility::Members,
        author: fixture::ACTOR.to_owned(),
        org: None,
        body: word.map(sealed),
        reply_to,
        mentions: [fixture::ACTOR.parse().unwrap()].into(),
        attachments: vec![Attachment { sha256: "0".repeat(64), bytes: 7, media_type: "text/csv".to_owned() }],
        text_absent: word.is_none(),
        external_ref: code.map(named),
    };
    history.push(&format!("thread/{FIRST}"), &event);
}

/// Two threads; in the first, replies by id, by name, to nobody here, and one from before all others.
fn history() -> History {
    let mut history = History::new("communication");
    opened(&mut history, FIRST, "1", Visibility::Members);
    opened(&mut history, SECOND, "2", Visibility::Public);
    posted(&mut history, None, Some("a"), Some("winter"));
    posted(&mut history, Some(ReplyTo::Message { id: event_id(3).parse().unwrap() }), None, Some("spring"));
    let (vocabulary, code) = ("decide-madrid".to_owned(), "a".to_owned());
    posted(&mut history, Some(ReplyTo::External { vocabulary, code }), Some("b"), None);
    posted(&mut history, Some(ReplyTo::Missing { source_id: "9".to_owned() }), None, Some("summer"));
    history.at("2025-12-31T00:00:00.000000Z");
    posted(&mut history, None, None, Some("autumn"));
    let locked = Event::ThreadLocked { audience: Visibility::Members, reason: Some(sealed("tempers")) };
    history.push(&format!("thread/{FIRST}"), &locked);
    history
}

fn ended() -> History {
    let mut history = history();
    let audience = Visibility::Members;
    history.push(&format!("thread/{FIRST}"), &Event::ThreadUnlocked { audience });
    history.push(&format!("thread/{FIRST}"), &Event::ThreadArchived { audience });
    history
}

fn read<T>(query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history().view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

#[test]
fn communication_holds_the_laws() {
    fixture::hold_the_laws(&SCHEMA, &ended());
}

#[test]
fn a_thread_tells_how_it_stands() {
    let first = read(|connection| thread(connection, FIRST, Visibility::Members)).unwrap();
    assert_eq!((first.status.as_str(), first.messages, first.sequence), ("locked", 5, 1));
    assert_eq!(first.last_posted_at.map(|at| at.to_string()).as_deref(), Some("2026-01-01T00:00:00.000000Z"));
    assert_eq!(first.lock_reason.map(|cell| Private::Sealed(cell.sealed)), Some(sealed("tempers")));
    let reader = ended().view(&SCHEMA).reader().unwrap().read(|c| thread(c, FIRST, Visibility::Members));
    let archived = reader.unwrap().1.unwrap();
    assert_eq!((archived.status.as_str(), archived.lock_reason), ("archived", None));
}

#[test]
fn a_thread_that_is_not_for_the_reader_is_not_there() {
    assert_eq!(read(|connection| thread(connection, FIRST, Visibility::Public)), None);
    let listed = |clearance| read(|connection| threads(connection, None, clearance, 10, 0)).len();
    assert_eq!((listed(Visibility::Public), listed(Visibility::Restricted)), (1, 2));
    assert!(read(|connection| messages(connection, FIRST, Visibility::Public, 10, None)).is_empty());
}

#[test]
fn threads_are_listed_by_subject_and_in_parts() {
    let ids = |subject: Option<Subject>, after| {
        let found = read(|connection| threads(connection, subject.as_ref(), Visibility::Members, 10, after));
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(None, 0), [FIRST, SECOND]);
    assert_eq!(ids(None, 1), [SECOND]);
    assert_eq!(ids(Some(about("2")), 0), [SECOND]);
}

#[test]
fn messages_come_in_the_order_they_happened_with_their_parents() {
    let found = read(|connection| messages(connection, FIRST, Visibility::Members, 10, None));
    let told: Vec<_> = found.iter().map(|one| (one.sequence, one.parent, one.is_parent_missing())).collect();
    let first: Uuid = event_id(3).parse().unwrap();
    let expected = [
        (7, None, false),
        (3, None, false),
        (4, Some(first), false),
        (5, Some(first), false),
        (6, None, true),
    ];
    assert_eq!(told, expected);
    assert_eq!((found[3].body.as_ref(), found[3].text_absent), (None, true));
    let body = found[1].body.clone().unwrap();
    assert_eq!((body.field.as_str(), Private::Sealed(body.sealed)), ("/body", sealed("winter")));
    assert_eq!((found[1].attachments[0].bytes, found[1].mentions.len()), (7, 1));
    let last = (found[1].posted_at, found[1].sequence);
    let rest = read(|connection| messages(connection, FIRST, Visibility::Members, 2, Some(last)));
    assert_eq!(rest, found[2..4]);
}

#[test]
fn a_reply_whose_parent_is_left_out_stays_visible() {
    let history = history();
    let mut file = File::open(Place::Memory, &SCHEMA, Coverage::Subset).unwrap();
    file.apply_batch(history.records().skip(3)).unwrap();
    let found = file.reader().unwrap().read(|c| messages(c, FIRST, Visibility::Members, 10, None)).unwrap().1;
    assert_eq!(found.len(), 4);
    assert_eq!(found.iter().filter(|one| one.is_parent_missing()).count(), 3);
}
