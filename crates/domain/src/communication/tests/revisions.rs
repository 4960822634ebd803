//! What becomes of a message.

use super::*;
use crate::{communication::revision::Basis, meta::Role};

fn edit(message: Uuid) -> Command {
    Command::EditMessage { thread: THREAD, message, body: Private::Plain("Two more".to_owned()) }
}

fn redact(message: Uuid) -> Command {
    let reason = Some(Private::Plain("names a pupil".to_owned()));
    Command::RedactMessage { thread: THREAD, message, basis: Basis::Privacy, reason }
}

fn somebody_else(context: &mut Context) {
    context.scope.actor.reference = format!("p_{}", "2".repeat(32));
}

fn said() -> (World<Rules>, Uuid) {
    let world = talking().after(post(|_| ()));
    let message = world.last_id();
    (world, message)
}

#[test]
fn an_author_gives_a_message_another_text_and_it_stays_the_authors() {
    let (world, message) = said();
    let mut event = world.when(edit(message)).unwrap()[0].event.clone();
    assert_eq!(event.visibility(), Visibility::Members);
    let field = &event.private_fields(&world.context.scope)[0];
    assert_eq!(field.owner, Owner::Person(world.context.scope.actor.reference.clone()));
    assert_eq!(world.when(edit(Uuid::from_u128(99))), Err(Refusal::UnknownMessage));
    assert_eq!(world.with(somebody_else).when(edit(message)), Err(Refusal::NotTheAuthor));
}

#[test]
fn a_message_about_a_decision_is_edited_for_a_day() {
    let about = |subject| {
        let world = world().after(open(subject, Visibility::Members)).after(post(|_| ()));
        let message = world.last_id();
        let later = "2026-11-24T12:00:01Z".parse().unwrap();
        (world.reason(edit(message)), world.with(|context| context.now = later).when(edit(message)))
    };
    let (soon, late) = about(ours(ContextName::Agenda, "proposal/1"));
    let until = "2026-11-24T12:00:00Z".parse().unwrap();
    assert_eq!((soon, late), ("accepted", Err(Refusal::EditTooLate { until })));
    assert!(about(external()).1.is_ok());
}

#[test]
fn a_redacted_message_names_every_text_that_is_erased_and_keeps_its_place() {
    let (world, message) = said();
    let world = world.after(edit(message));
    let edited = world.last_id();
    let Event::MessageRedacted { texts, .. } = world.when(redact(message)).unwrap()[0].event.clone() else {
        panic!()
    };
    assert_eq!(texts, [message, edited].into());
    let world = world.after(redact(message));
    for command in [edit(message), redact(message)] {
        assert_eq!(world.when(command), Err(Refusal::AlreadyRedacted));
    }
    let reply = post(|new| new.reply_to = Some(Answers::Message(message)));
    assert_eq!(world.reason(reply), "accepted");
}

#[test]
fn backbone_staff_redact_for_others_also_where_nothing_is_said_any_more() {
    let (world, message) = said();
    let world = world.after(Command::ArchiveThread { thread: THREAD }).with(somebody_else);
    assert_eq!(world.when(redact(message)), Err(Refusal::NotTheAuthor));
    let world = world.with(|context| context.scope.actor.role = Role::BackboneStaff);
    assert_eq!(world.reason(redact(message)), "accepted");
    assert_eq!(world.when(edit(message)), Err(Refusal::AlreadyArchived));
    let (world, message) = said();
    let locked = world.after(Command::LockThread { thread: THREAD, reason: None });
    assert_eq!(locked.when(edit(message)), Err(Refusal::ThreadLocked));
}
