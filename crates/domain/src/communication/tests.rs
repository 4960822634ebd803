//! The rule book of communication, as sentences.

use std::sync::Arc;

use proptest::prelude::*;

use super::{
    command::{Answers, NewMessage},
    thread::{Attachment, ReplyTo, Subject},
    *,
};
use crate::{
    decider::Event as _,
    facts::Subjects,
    ids::{ExternalRef, Uuid},
    meta::Visibility,
    private::{Owner, Private},
    testing::{self, World, org},
};

mod action_items;
mod announcements;
mod meetings;
mod minutes;
mod personal;
mod revisions;

const THREAD: Uuid = Uuid::from_u128(7);

fn ours(context: ContextName, stream: &str) -> Subject {
    Subject::Ours { context, stream: stream.parse().unwrap() }
}

fn external() -> Subject {
    Subject::External { vocabulary: "decide-madrid".to_owned(), code: "12".to_owned() }
}

fn comment(code: &str) -> ExternalRef {
    ExternalRef { vocabulary: "decide-madrid".to_owned(), code: code.to_owned() }
}

fn open(subject: Subject, audience: Visibility) -> Command {
    Command::OpenThread { subject, title: "Shelters in winter".to_owned(), audience }
}

fn post(change: impl FnOnce(&mut NewMessage)) -> Command {
    let body = Some(Private::Plain("We can open one more".to_owned()));
    let mut message = NewMessage { body, ..NewMessage::default() };
    change(&mut message);
    Command::PostMessage { thread: THREAD, message }
}

/// A members' proposal and a public one stand in the agenda, and one goal.
fn world() -> World<Rules> {
    World::new().with(|context| {
        Arc::make_mut(&mut context.facts.agenda).goals = ["GOAL_1".parse().unwrap()].into();
        let mut subjects = Subjects::default();
        let mut note = |stream: &str, visibility| {
            subjects.note(ContextName::Agenda, stream.parse().unwrap(), visibility);
        };
        note("proposal/1", Visibility::Members);
        note("proposal/2", Visibility::Members);
        note("proposal/2", Visibility::Public);
        context.facts.subjects = Arc::new(subjects);
    })
}

fn talking() -> World<Rules> {
    world().after(open(external(), Visibility::Members))
}

fn importing() -> World<Rules> {
    let opened = Event::ThreadOpened {
        subject: external(),
        title: "Shelters in winter".to_owned(),
        audience: Visibility::Public,
    };
    world().with(|context| context.scope.imported = true).given(&thread::stream(THREAD), &opened)
}

#[test]
fn a_thread_is_about_something_that_exists() {
    let open = |stream| open(ours(ContextName::Agenda, stream), Visibility::Restricted);
    let opened = world().when(open("proposal/1")).unwrap();
    assert_eq!(opened[0].stream, thread::stream(THREAD));
    assert!(matches!(&opened[0].event, Event::ThreadOpened { audience: Visibility::Restricted, .. }));
    assert_eq!(world().reason(open("proposal/9")), "unknown_subject");
    assert_eq!(world().reason(open("goal/GOAL_1")), "accepted");
    assert_eq!(world().reason(open("goal/GOAL_2")), "unknown_subject");
    assert_eq!(Rules::reads(&open("proposal/1")), [ContextName::Agenda]);
}

#[test]
fn a_thread_is_for_no_wider_an_audience_than_its_subject() {
    let members = ours(ContextName::Agenda, "proposal/1");
    assert_eq!(
        world().when(open(members, Visibility::Public)),
        Err(Refusal::AudienceWiderThanSubject { subject: Visibility::Members, asked: Visibility::Public })
    );
    let public = ours(ContextName::Agenda, "proposal/2");
    assert_eq!(world().reason(open(public, Visibility::Public)), "accepted");
}

#[test]
fn a_thread_may_be_about_a_thread() {
    let about = |stream| open(ours(ContextName::Communication, stream), Visibility::Public);
    let first = thread::stream(THREAD);
    let world = talking().with(|context| context.scope.new_id = Uuid::from_u128(8));
    assert_eq!(world.reason(about(first.as_str())), "audience_wider_than_subject");
    assert_eq!(world.reason(about("thread/none")), "unknown_subject");
}

#[test]
fn an_imported_thread_is_opened_once_for_its_subject() {
    let open = |audience| open(external(), audience);
    let world = world().with(|context| context.scope.imported = true).after(open(Visibility::Public));
    let world = world.with(|context| context.scope.new_id = Uuid::from_u128(8));
    assert_eq!(world.when(open(Visibility::Public)), Ok(vec![]));
    assert_eq!(world.when(open(Visibility::Members)), Err(Refusal::ThreadExists));
}

#[test]
fn a_message_has_the_audience_of_its_thread_and_belongs_to_its_author() {
    let emitted = talking().when(post(|_| ())).unwrap();
    let mut event = emitted[0].event.clone();
    assert_eq!(event.visibility(), Visibility::Members);
    let scope = talking().context.scope;
    let fields = event.private_fields(&scope);
    assert_eq!((fields[0].pointer.as_str(), fields.len()), ("/body", 1));
    assert_eq!(fields[0].owner, Owner::Person(scope.actor.reference.clone()));
    let Event::MessagePosted { org: speaks_for, .. } = &event else { panic!() };
    assert_eq!(*speaks_for, Some(org(1)));
}

#[test]
fn what_a_service_says_belongs_to_its_organization() {
    let world = talking().with(|context| context.scope.actor.reference = format!("s_{}", "1".repeat(32)));
    let mut event = world.when(post(|_| ())).unwrap()[0].event.clone();
    let fields = event.private_fields(&world.context.scope);
    assert_eq!(fields[0].owner, Owner::Organization(org(1).to_string()));
}

#[test]
fn a_message_says_something() {
    assert_eq!(talking().when(post(|new| new.body = None)), Err(Refusal::EmptyMessage));
    let attachment = Attachment { sha256: "0".repeat(64), bytes: 9, media_type: "text/csv".to_owned() };
    let file = post(|new| {
        new.body = None;
        new.attachments = vec![attachment];
    });
    assert_eq!(talking().reason(file), "accepted");
    let absent = || {
        post(|new| {
            new.body = None;
            new.text_absent = true;
        })
    };
    assert_eq!(importing().reason(absent()), "accepted");
    assert_eq!(talking().when(absent()), Err(Refusal::OnlyForImporters { field: "text_absent" }));
}

#[test]
fn a_reply_answers_a_message_of_the_same_thread() {
    let world = talking().after(post(|_| ()));
    let first = world.last_id();
    let reply = |id| post(|new| new.reply_to = Some(Answers::Message(id)));
    let emitted = world.when(reply(first)).unwrap();
    let Event::MessagePosted { reply_to, .. } = &emitted[0].event else { panic!() };
    assert_eq!(*reply_to, Some(ReplyTo::Message { id: first }));
    assert_eq!(world.when(reply(Uuid::from_u128(99))), Err(Refusal::ReplyToElsewhere));
}

#[test]
fn imported_messages_answer_each_other_by_their_names_at_the_source() {
    let named = |code: &str, answered: Option<Answers>| {
        post(|new| {
            new.external_ref = Some(comment(code));
            new.reply_to = answered;
        })
    };
    let world = importing().after(named("1", None));
    assert_eq!(world.when(named("1", None)), Ok(vec![]));
    assert_eq!(world.reason(named("2", Some(Answers::External(comment("1"))))), "accepted");
    assert_eq!(world.reason(named("2", Some(Answers::External(comment("3"))))), "reply_to_elsewhere");
    assert_eq!(world.reason(named("2", Some(Answers::Missing("3".to_owned())))), "accepted");
    let missing = post(|new| new.reply_to = Some(Answers::Missing("3".to_owned())));
    assert_eq!(talking().when(missing), Err(Refusal::OnlyForImporters { field: "reply_to" }));
}

#[test]
fn a_locked_thread_takes_no_messages_until_it_is_unlocked() {
    let reason = Some(Private::Plain("tempers".to_owned()));
    let lock = Command::LockThread { thread: THREAD, reason };
    let unlock = Command::UnlockThread { thread: THREAD };
    let world = talking();
    assert_eq!(world.when(unlock.clone()), Ok(vec![]));
    let mut event = world.when(lock.clone()).unwrap()[0].event.clone();
    let owner = event.private_fields(&world.context.scope)[0].owner.clone();
    assert_eq!(owner, Owner::Organization(org(1).to_string()));
    let world = world.after(lock.clone());
    assert_eq!(world.when(post(|_| ())), Err(Refusal::ThreadLocked));
    assert_eq!(world.when(lock), Ok(vec![]));
    assert_eq!(world.after(unlock).reason(post(|_| ())), "accepted");
}

#[test]
fn nothing_happens_in_an_archived_thread() {
    let archive = Command::ArchiveThread { thread: THREAD };
    let world = talking().after(archive.clone());
    assert_eq!(world.when(archive), Ok(vec![]));
    let lock = Command::LockThread { thread: THREAD, reason: None };
    for command in [post(|_| ()), lock, Command::UnlockThread { thread: THREAD }] {
        assert_eq!(world.when(command), Err(Refusal::AlreadyArchived));
    }
}

#[test]
fn there_is_nothing_to_say_in_a_thread_that_is_not_there() {
    for command in [post(|_| ()), Command::ArchiveThread { thread: THREAD }] {
        assert_eq!(world().when(command), Err(Refusal::UnknownThread));
    }
}

#[test]
fn an_author_who_floods_a_thread_waits_and_an_importer_does_not() {
    let mut world = talking();
    for _ in 0..message::RATE_LIMIT {
        world = world.after(post(|_| ()));
    }
    assert_eq!(world.when(post(|_| ())), Err(Refusal::RateLimited { retry_after_s: 60 }));
    let later = "2026-11-23T12:01:00Z".parse().unwrap();
    assert_eq!(world.with(|context| context.now = later).reason(post(|_| ())), "accepted");
    let mut world = importing();
    for _ in 0..=message::RATE_LIMIT {
        world = world.after(post(|_| ()));
    }
}

#[test]
fn every_refusal_is_in_the_catalogue() {
    assert_eq!(testing::catalogue::<Refusal>().len(), 42);
}

#[test]
fn golden_records_decode_and_encode_to_the_same_bytes() {
    testing::golden::<Event>("communication");
}

fn any_command() -> impl Strategy<Value = Command> {
    let id = (0_u128..9).prop_map(Uuid::from_u128);
    prop_oneof![
        Just(open(ours(ContextName::Agenda, "proposal/2"), Visibility::Public)),
        Just(open(ours(ContextName::Agenda, "proposal/2"), Visibility::Members)),
        (id, any::<bool>()).prop_map(|(id, is_reply)| post(|new| {
            new.external_ref = Some(comment(&id.to_string()));
            new.reply_to = is_reply.then_some(Answers::Message(id));
        })),
        Just(Command::LockThread { thread: THREAD, reason: None }),
        Just(Command::UnlockThread { thread: THREAD }),
        Just(Command::ArchiveThread { thread: THREAD }),
    ]
}

proptest! {
    #[test]
    fn any_history_replays_to_the_same_threads(commands in prop::collection::vec(any_command(), 0..30)) {
        // Only imported messages have a name that tells a retry from a second message.
        let world = world().with(|context| context.scope.imported = true);
        testing::laws(world, commands, |_| true);
    }
}
