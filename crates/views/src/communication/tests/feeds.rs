//! What feeds carry.

use super::*;

fn said_in(history: &mut History, thread: Uuid, audience: Visibility, word: &str) {
    let event = Event::MessagePosted {
        audience,
        author: fixture::ACTOR.to_owned(),
        org: None,
        body: Some(sealed(word)),
        reply_to: None,
        mentions: [].into(),
        attachments: Vec::new(),
        text_absent: false,
        external_ref: None,
    };
    history.push(&format!("thread/{thread}"), &event);
}

#[test]
fn what_was_last_said_or_taken_away_in_public_comes_first() {
    let mut history = History::new("communication");
    opened(&mut history, FIRST, "1", Visibility::Members);
    opened(&mut history, SECOND, "2", Visibility::Public);
    said_in(&mut history, SECOND, Visibility::Public, "one");
    said_in(&mut history, SECOND, Visibility::Public, "two");
    said_in(&mut history, FIRST, Visibility::Members, "among us");
    let first: Uuid = event_id(3).parse().unwrap();
    let redacted = Event::MessageRedacted {
        audience: Visibility::Public,
        message: first,
        texts: [first].into(),
        basis: domain::communication::revision::Basis::Privacy,
        reason: None,
    };
    let read = |history: &History, limit| {
        let reader = history.view(&SCHEMA).reader();
        reader.unwrap().read(|connection| latest_public_messages(connection, limit)).unwrap().1
    };
    let sequences = |said: Vec<Said>| said.iter().map(|one| one.message.sequence).collect::<Vec<_>>();
    assert_eq!(sequences(read(&history, 10)), [4, 3]);
    history.push(&format!("thread/{SECOND}"), &redacted);
    let last = read(&history, 1);
    assert_eq!((last[0].thread, last[0].thread_title.as_str()), (SECOND, "Thread 2"));
    assert!(last[0].message.redaction.is_some());
    assert_eq!(sequences(last), [3]);
    fixture::hold_the_laws(&SCHEMA, &history);
}
