//! What communication's messages may say.

mod meetings;
mod personal;
mod timeline;

use domain::{
    communication::{
        Command,
        command::Answers,
        thread::{ReplyTo, Subject},
    },
    ids::{PersonId, Uuid},
    meta::Visibility,
};

use super::*;
use crate::{
    Done, DoneEvent, Malformed,
    pb::{common, communication as pb},
};

const THREAD: &str = "0197f0a0-c0de-7000-8000-00000000000a";

fn meta() -> Option<common::CommandMeta> {
    Some(common::CommandMeta {
        command_id: THREAD.to_owned(),
        initiative: "cluj-school".to_owned(),
        ..Default::default()
    })
}

fn external(code: &str) -> common::ExternalRef {
    common::ExternalRef { vocabulary: "decide-madrid".to_owned(), code: code.to_owned() }
}

fn fields(error: Malformed) -> Vec<String> {
    error.violations.into_iter().map(|violation| violation.field).collect()
}

fn nobody(_: &domain::ids::Slug, _: &domain::ids::ExternalRef) -> PersonId {
    PersonId::from_random([9; 16])
}

fn post() -> pb::PostMessageRequest {
    pb::PostMessageRequest {
        meta: meta(),
        thread_id: THREAD.to_owned(),
        body: "We can open one more".to_owned(),
        ..Default::default()
    }
}

#[test]
fn a_thread_is_about_something_of_ours_or_from_outside() {
    let open = |subject: Option<pb::subject::Subject>| {
        let subject = Some(pb::Subject { subject });
        let title = "Shelters".to_owned();
        let audience = common::Visibility::Members.into();
        parse_open_thread(&pb::OpenThreadRequest { meta: meta(), subject, title, audience })
    };
    let ours = pb::Ours { context: "agenda".to_owned(), stream: format!("proposal/{THREAD}") };
    for given in [pb::subject::Subject::Ours(ours), pb::subject::Subject::External(external("7"))] {
        let (_, command) = open(Some(given.clone())).unwrap();
        let Command::OpenThread { subject: read, audience: Visibility::Members, .. } = command else {
            panic!()
        };
        assert_eq!(subject(&read).subject, Some(given));
    }
    let bad = pb::Ours { context: "weather".to_owned(), stream: "a b".to_owned() };
    let told = fields(open(Some(pb::subject::Subject::Ours(bad))).unwrap_err());
    assert_eq!(told, ["subject.ours.context", "subject.ours.stream"]);
    assert_eq!(fields(open(None).unwrap_err()), ["subject"]);
    let told = fields(parse_open_thread(&pb::OpenThreadRequest::default()).unwrap_err());
    assert_eq!(told, ["meta", "subject", "title", "audience"]);
}

#[test]
fn a_message_is_read_with_whatever_it_carries() {
    let request = pb::PostMessageRequest {
        reply_to: Some(pb::ReplyTo { message: Some(pb::reply_to::Message::MessageId(THREAD.to_owned())) }),
        mentions: vec!["o_00000000000000000000000000000001".to_owned()],
        attachments: vec![pb::Attachment {
            sha256: "0".repeat(64),
            bytes: 26_214_400,
            media_type: "image/svg+xml".to_owned(),
        }],
        author: Some(external("user-1")),
        external_ref: Some(external("1")),
        ..post()
    };
    let (_, Command::PostMessage { message, .. }) = parse_post_message(&request, nobody).unwrap() else {
        panic!()
    };
    assert_eq!(message.reply_to, Some(Answers::Message(THREAD.parse().unwrap())));
    assert_eq!(message.author, Some(PersonId::from_random([9; 16])));
    assert_eq!(attachment(&message.attachments[0]), request.attachments[0]);
}

#[test]
fn every_bad_field_of_a_message_is_told_at_once() {
    let request = pb::PostMessageRequest {
        thread_id: "7".to_owned(),
        reply_to: Some(pb::ReplyTo { message: None }),
        mentions: vec!["everybody".to_owned()],
        attachments: vec![pb::Attachment {
            sha256: "ab".to_owned(),
            bytes: 26_214_401,
            media_type: "pdf".to_owned(),
        }],
        text_absent: true,
        ..post()
    };
    let told = fields(parse_post_message(&request, nobody).unwrap_err());
    let expected = [
        "thread_id",
        "reply_to",
        "mentions[0]",
        "attachments[0].sha256",
        "attachments[0].bytes",
        "attachments[0].media_type",
        "text_absent",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_reply_goes_out_as_it_was_named() {
    let missing = ReplyTo::Missing { source_id: "44".to_owned() };
    let named = Some(pb::reply_to::Message::Missing("44".to_owned()));
    assert_eq!(reply_to(&missing).message, named);
    let (vocabulary, code) = ("decide-madrid".to_owned(), "3".to_owned());
    let outside = reply_to(&ReplyTo::External { vocabulary, code });
    assert_eq!(outside.message, Some(pb::reply_to::Message::External(external("3"))));
}

#[test]
fn the_answers_name_the_thread_and_the_message() {
    let event = |type_name: &str| DoneEvent {
        id: Uuid::from_u128(5),
        type_name: type_name.to_owned(),
        stream: format!("thread/{THREAD}").parse().unwrap(),
        begun: None,
    };
    let done =
        |type_name: &str| Done { sequence: 1, version: 1, unchanged: false, events: vec![event(type_name)] };
    assert_eq!(open_thread_response(&done("communication.ThreadOpened.v1")).thread_id, THREAD);
    let posted = post_message_response(&done("communication.MessagePosted.v1"));
    assert_eq!(posted.message_id, Uuid::from_u128(5).to_string());
}

#[test]
fn a_thread_is_named_by_its_id() {
    let reason = "r".repeat(4_001);
    let lock = pb::LockThreadRequest { meta: meta(), thread_id: String::new(), reason };
    assert_eq!(fields(parse_lock_thread(&lock).unwrap_err()), ["thread_id", "reason"]);
    let unlock = pb::UnlockThreadRequest { meta: meta(), thread_id: THREAD.to_owned() };
    assert!(matches!(parse_unlock_thread(&unlock).unwrap().1, Command::UnlockThread { .. }));
    let archive = pb::ArchiveThreadRequest { meta: meta(), thread_id: THREAD.to_owned() };
    assert!(matches!(parse_archive_thread(&archive).unwrap().1, Command::ArchiveThread { .. }));
    let question = Some(common::QueryMeta { initiative: "cluj-school".to_owned(), ..Default::default() });
    let about = pb::Subject { subject: Some(pb::subject::Subject::External(external("7"))) };
    let list = pb::ListThreadsRequest { meta: question.clone(), page: None, subject: Some(about) };
    assert!(matches!(parse_list_threads(&list).unwrap().1.subject, Some(Subject::External { .. })));
    let messages = pb::ListMessagesRequest { meta: question, page: None, thread_id: THREAD.to_owned() };
    assert_eq!(parse_list_messages(&messages).unwrap().1.thread.to_string(), THREAD);
}
