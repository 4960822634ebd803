//! What becomes of a message: another text, or only its place.
//!
//! Knows no text. An edit is a record of its own, so the text before it can still be read until the message is
//! redacted; then the record names every text whose key is destroyed, and a follower of the log destroys them.

use serde::{Deserialize, Serialize};

use super::{
    State,
    event::Event,
    refusal::Refusal,
    thread::{self, Post, Subject, Talk, Thread},
};
use crate::{
    decider::{Emitted, Streams},
    ids::Uuid,
    meta::{Context, ContextName, Role},
    private::Private,
    time::Timestamp,
};

/// How long a message about a decision may be edited: who decided on it must be able to rely on it.
pub const EDIT_HOURS: i64 = 24;

/// On what ground a message is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Who wrote it wants it so.
    AuthorRequest,
    /// It breaks what the members have agreed for their conversations.
    HouseRules,
    /// It tells of a person what is not to be told.
    Privacy,
    /// The law demands it.
    Law,
}

impl Basis {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorRequest => "author_request",
            Self::HouseRules => "house_rules",
            Self::Privacy => "privacy",
            Self::Law => "law",
        }
    }
}

/// Says something else in its place.
pub(super) fn edit(
    streams: &Streams<State>,
    id: Uuid,
    message: Uuid,
    body: Private,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = thread::stream(id);
    let talk = match streams.get(&stream).thread().ok_or(Refusal::UnknownThread)? {
        Thread::Open(talk) => talk,
        Thread::Locked(_) => return Err(Refusal::ThreadLocked),
        Thread::Archived(_) => return Err(Refusal::AlreadyArchived),
    };
    let post = standing(talk, message)?;
    let actor = &context.scope.actor;
    if post.author != actor.reference {
        return Err(Refusal::NotTheAuthor);
    }
    let until = post.posted_at.plus_hours(EDIT_HOURS);
    if is_about_a_decision(talk) && context.now > until {
        return Err(Refusal::EditTooLate { until });
    }
    let (audience, author) = (talk.audience, post.author.clone());
    let event = Event::MessageEdited { audience, message, author, org: actor.org.clone(), body };
    Ok(vec![Emitted::new(stream, event)])
}

/// Takes it away, whatever the thread's state; its place stays.
pub(super) fn redact(
    streams: &Streams<State>,
    id: Uuid,
    message: Uuid,
    basis: Basis,
    reason: Option<Private>,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = thread::stream(id);
    let talk = streams.get(&stream).thread().ok_or(Refusal::UnknownThread)?.talk();
    let post = standing(talk, message)?;
    let actor = &context.scope.actor;
    if post.author != actor.reference && actor.role != Role::BackboneStaff {
        return Err(Refusal::NotTheAuthor);
    }
    let texts = post.edits.iter().copied().chain([message]).collect();
    let event = Event::MessageRedacted { audience: talk.audience, message, texts, basis, reason };
    Ok(vec![Emitted::new(stream, event)])
}

fn standing(talk: &Talk, message: Uuid) -> Result<&Post, Refusal> {
    let post = talk.messages.get(&message).ok_or(Refusal::UnknownMessage)?;
    if post.is_redacted { Err(Refusal::AlreadyRedacted) } else { Ok(post) }
}

fn is_about_a_decision(talk: &Talk) -> bool {
    let Subject::Ours { context: ContextName::Agenda, stream } = &talk.subject else { return false };
    matches!(stream.aggregate(), "proposal" | "matter")
}

/// Remembers another text of a message.
pub(super) fn take_edit(talk: &mut Talk, message: Uuid, record: Uuid) {
    if let Some(post) = talk.messages.get_mut(&message) {
        post.edits.push(record);
    }
}

/// Remembers that a message was taken away.
pub(super) fn take_redaction(talk: &mut Talk, message: Uuid) {
    if let Some(post) = talk.messages.get_mut(&message) {
        post.is_redacted = true;
    }
}

/// A message just posted.
pub(super) fn posted(author: &str, posted_at: Timestamp) -> Post {
    Post { author: author.to_owned(), posted_at, edits: Vec::new(), is_redacted: false }
}
