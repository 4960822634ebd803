//! Messages of a thread: who may say what, how often, in answer to what.
//!
//! Knows no text: a body is carried sealed. A message is named by the id of its record; an imported one also by
//! what its source calls it, so that rows of one import can answer each other.

use super::{
    State,
    command::{Answers, NewMessage},
    event::Event,
    refusal::Refusal,
    revision,
    thread::{self, ReplyTo, Talk, Thread},
};
use crate::{
    decider::{Emitted, Streams},
    ids::{ExternalRef, Uuid},
    meta::{Context, EventMeta},
    time::Timestamp,
};

/// The most messages of one author in one thread within [`RATE_WINDOW_S`]: above any talk, below a flood.
pub const RATE_LIMIT: usize = 60;
/// The window of the rate limit in seconds.
pub const RATE_WINDOW_S: u64 = 60;
const RATE_WINDOW_US: i64 = 60_000_000;

/// Says something in a thread.
pub(super) fn post(
    streams: &Streams<State>,
    id: Uuid,
    new: NewMessage,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = thread::stream(id);
    let scope = &context.scope;
    if !scope.imported {
        refuse_what_only_importers_say(&new)?;
    }
    let talk = match streams.get(&stream).thread().ok_or(Refusal::UnknownThread)? {
        Thread::Open(talk) => talk,
        Thread::Locked(_) => return Err(Refusal::ThreadLocked),
        Thread::Archived(_) => return Err(Refusal::AlreadyArchived),
    };
    if new.external_ref.as_ref().is_some_and(|external| talk.imported.contains(external)) {
        return Ok(Vec::new());
    }
    if new.body.is_none() && new.attachments.is_empty() && !new.text_absent {
        return Err(Refusal::EmptyMessage);
    }
    let reply_to = new.reply_to.map(|answered| stored(talk, answered)).transpose()?;
    // Speaking for an organization is the caller's; an imported author speaks for none that we know.
    let org = scope.actor.org.clone().filter(|_| new.author.is_none());
    let author = new.author.map_or_else(|| scope.actor.reference.clone(), |person| person.to_string());
    if !scope.imported {
        refuse_a_flood(talk, &author, context.now)?;
    }
    let event = Event::MessagePosted {
        audience: talk.audience,
        author,
        org,
        body: new.body,
        reply_to,
        mentions: new.mentions,
        attachments: new.attachments,
        text_absent: new.text_absent,
        external_ref: new.external_ref,
    };
    Ok(vec![Emitted::new(stream, event)])
}

fn refuse_what_only_importers_say(new: &NewMessage) -> Result<(), Refusal> {
    let said = [
        ("author", new.author.is_some()),
        ("text_absent", new.text_absent),
        ("external_ref", new.external_ref.is_some()),
        ("reply_to", matches!(new.reply_to, Some(Answers::Missing(_)))),
    ];
    match said.into_iter().find(|(_, is_said)| *is_said) {
        Some((field, _)) => Err(Refusal::OnlyForImporters { field }),
        None => Ok(()),
    }
}

fn stored(talk: &Talk, answered: Answers) -> Result<ReplyTo, Refusal> {
    match answered {
        Answers::Message(id) if talk.messages.contains_key(&id) => Ok(ReplyTo::Message { id }),
        Answers::External(external) if talk.imported.contains(&external) => {
            let ExternalRef { vocabulary, code } = external;
            Ok(ReplyTo::External { vocabulary, code })
        }
        Answers::Missing(source_id) => Ok(ReplyTo::Missing { source_id }),
        Answers::Message(_) | Answers::External(_) => Err(Refusal::ReplyToElsewhere),
    }
}

fn refuse_a_flood(talk: &Talk, author: &str, now: Timestamp) -> Result<(), Refusal> {
    let Some(recent) = talk.recent.get(author).filter(|recent| recent.len() >= RATE_LIMIT) else {
        return Ok(());
    };
    let Some(oldest) = recent.first() else { return Ok(()) };
    let passed_us = now.as_us().saturating_sub(oldest.as_us());
    if passed_us >= RATE_WINDOW_US {
        return Ok(());
    }
    let left_us = u64::try_from(RATE_WINDOW_US.saturating_sub(passed_us)).unwrap_or_default();
    Err(Refusal::RateLimited { retry_after_s: left_us.div_ceil(1_000_000) })
}

/// Remembers a message that was posted.
pub(super) fn take(talk: &mut Talk, author: &str, external: Option<&ExternalRef>, meta: &EventMeta) {
    talk.messages.insert(meta.id, revision::posted(author, meta.occurred_at));
    talk.imported.extend(external.cloned());
    if meta.imported {
        return;
    }
    let recent = talk.recent.entry(author.to_owned()).or_default();
    recent.push(meta.occurred_at);
    if recent.len() > RATE_LIMIT {
        recent.remove(0);
    }
}
