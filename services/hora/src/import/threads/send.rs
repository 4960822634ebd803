//! Conversations on their way into the hub.
//!
//! A thread is known by what its source calls it, a message by the same within its thread: another export of the same
//! conversations adds only what is new in it.

use domain::{
    ids::{ExternalRef, Slug},
    meta::Visibility,
};
use wire::pb::{common, communication as pb};

use super::read::{Answers, Message, Talks, Thread};
use crate::{
    failure::Failure,
    import::sender::{Origin, Sender, external},
    progress,
};

/// Sends it all.
///
/// # Errors
/// Nobody answers in time, or the hub says no.
pub async fn send(talks: &Talks, sender: &mut Sender) -> Result<(), Failure> {
    let bar = progress::bar("threads and messages", talks.threads.len().saturating_add(talks.messages.len()));
    for (number, thread) in (0..).zip(&talks.threads) {
        let request = open(talks, thread, sender, number);
        let result = |answer: &pb::OpenThreadResponse| answer.result.clone();
        let sent = sender.send("OpenThread", &request, result).await;
        sent.map_err(|failure| of(failure, "thread", &thread.key))?;
        bar.inc(1);
    }
    let initiative = sender.initiative()?;
    for (number, message) in (0..).zip(&talks.messages) {
        let request = post(talks, message, sender, number, &initiative);
        let result = |answer: &pb::PostMessageResponse| answer.result.clone();
        let sent = sender.send("PostMessage", &request, result).await;
        sent.map_err(|failure| of(failure, "message", &message.key))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

fn open(talks: &Talks, thread: &Thread, sender: &Sender, number: u64) -> pb::OpenThreadRequest {
    let origin = Origin { part: "threads", hash: &talks.threads_hash, number };
    let subject = pb::subject::Subject::External(external(&talks.vocabulary, &thread.key));
    pb::OpenThreadRequest {
        meta: Some(sender.meta(origin, thread.at)),
        subject: Some(pb::Subject { subject: Some(subject) }),
        title: thread.title.clone(),
        audience: audience(talks.audience).into(),
    }
}

fn post(
    talks: &Talks,
    message: &Message,
    sender: &Sender,
    number: u64,
    initiative: &Slug,
) -> pb::PostMessageRequest {
    let origin = Origin { part: "messages", hash: &talks.messages_hash, number };
    let thread = ExternalRef { vocabulary: talks.vocabulary.clone(), code: message.thread.clone() };
    let answered = match &message.answers {
        Answers::Nothing => None,
        Answers::Held(key) => Some(pb::reply_to::Message::External(external(&talks.vocabulary, key))),
        Answers::Missing(key) => Some(pb::reply_to::Message::Missing(key.clone())),
    };
    pb::PostMessageRequest {
        meta: Some(sender.meta(origin, message.at)),
        thread_id: thread.derived_id(initiative, "communication", "thread").to_string(),
        body: message.body.clone(),
        reply_to: answered.map(|message| pb::ReplyTo { message: Some(message) }),
        mentions: Vec::new(),
        attachments: Vec::new(),
        author: Some(external(&talks.vocabulary, &message.author)),
        text_absent: message.body.is_empty(),
        external_ref: Some(external(&talks.vocabulary, &message.key)),
    }
}

fn audience(audience: Visibility) -> common::Visibility {
    match audience {
        Visibility::Public => common::Visibility::Public,
        Visibility::Members => common::Visibility::Members,
        Visibility::Restricted => common::Visibility::Restricted,
    }
}

/// Says which thread or message was refused.
fn of(failure: Failure, what: &str, key: &str) -> Failure {
    match failure {
        Failure::Answered { status, .. } => Failure::answered(format!("{what} `{key}`"), *status),
        other => other,
    }
}
