//! The thread: a conversation about one thing, for one audience, fixed when it is opened.
//!
//! Knows no text. Stream `thread/<id>`, with its messages. A subject in another context is a fact; one of this
//! context is a guard.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{State, event::Event, refusal::Refusal};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, ExternalRef, Id, Kind, Slug, StreamId, Uuid, derived_id},
    meta::{Context, ContextName, Role, Scope, Visibility},
    private::Private,
    time::Timestamp,
};

/// Who is called in a message: a person `p_…` or an organization `o_…`.
pub type Mention = Id<Mentioned>;

/// The kind of [`Mention`].
pub enum Mentioned {}

impl Kind for Mentioned {
    const NAME: &'static str = "a person or organization";
    const EXPECTED: &'static str = "`p_` or `o_` and 32 lower-case hex digits";
    fn accepts(text: &str) -> bool {
        crate::ids::Person::accepts(text) || crate::ids::Org::accepts(text)
    }
}

/// What a thread is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// Something of this initiative.
    Ours {
        /// Whose.
        context: ContextName,
        /// Its stream, such as `proposal/<id>`; `goal/<CODE>` for a goal of the agenda.
        stream: StreamId,
    },
    /// Something of a source that history was imported from, or of anywhere else.
    External {
        /// The source's list.
        vocabulary: String,
        /// The name in it.
        code: String,
    },
}

/// Which message is answered, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReplyTo {
    /// By the id of its record.
    Message {
        /// The record.
        id: Uuid,
    },
    /// By what its source calls it.
    External {
        /// The source's list.
        vocabulary: String,
        /// The name in it.
        code: String,
    },
    /// One that the source itself no longer has.
    Missing {
        /// The id it had there.
        source_id: String,
    },
}

/// A file that belongs to a message; its bytes lie elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// SHA-256 of the file, lower hex.
    pub sha256: String,
    /// Its size, at most [`MAX_ATTACHMENT_BYTES`].
    pub bytes: u64,
    /// Such as `application/pdf`.
    pub media_type: String,
}

/// 25 MiB: what mail systems of partners take.
pub const MAX_ATTACHMENT_BYTES: u64 = 25 * 1024 * 1024;

/// A thread that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thread {
    /// Takes messages.
    Open(Talk),
    /// Takes none for now.
    Locked(Talk),
    /// Takes none any more.
    Archived(Talk),
}

/// What is known of a thread whatever its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// What it is about.
    pub subject: Subject,
    /// Its title.
    pub title: String,
    /// Who may read it.
    pub audience: Visibility,
    /// Its messages, by the ids of their records.
    pub messages: BTreeMap<Uuid, Post>,
    /// Its imported messages, by what their source calls them.
    pub imported: BTreeSet<ExternalRef>,
    /// When each author last posted, for the rate limit; the newest last.
    pub recent: BTreeMap<String, Vec<Timestamp>>,
}

/// What is known of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Who wrote it.
    pub author: String,
    /// When.
    pub posted_at: Timestamp,
    /// The records of its later texts.
    pub edits: Vec<Uuid>,
    /// Whether only its place is left.
    pub is_redacted: bool,
}

impl Thread {
    /// What is known of it whatever its state.
    pub fn talk(&self) -> &Talk {
        match self {
            Self::Open(talk) | Self::Locked(talk) | Self::Archived(talk) => talk,
        }
    }

    pub(super) fn talk_mut(&mut self) -> &mut Talk {
        match self {
            Self::Open(talk) | Self::Locked(talk) | Self::Archived(talk) => talk,
        }
    }
}

/// The stream of a thread.
pub fn stream(thread: Uuid) -> StreamId {
    StreamId::of("thread", thread)
}

/// The thread that the hub itself opens: one for each subject and title, however often it has reason to.
pub fn of_the_hub(initiative: &Slug, subject: &Subject, title: &str) -> Uuid {
    let subject = match subject {
        Subject::Ours { context, stream } => format!("{}/{stream}", context.as_str()),
        Subject::External { vocabulary, code } => format!("external/{vocabulary}/{code}"),
    };
    derived_id(initiative, ContextName::Communication.as_str(), "thread", &subject, title)
}

/// The stream of a thread that is to be opened: the same for the same external subject when imported, and for the same
/// reason when the hub itself opens it.
pub(super) fn new_stream(subject: &Subject, title: &str, scope: &Scope) -> StreamId {
    match subject {
        _ if scope.actor.role == Role::System => stream(of_the_hub(&scope.initiative, subject, title)),
        Subject::External { vocabulary, code } if scope.imported => {
            let external = ExternalRef { vocabulary: vocabulary.clone(), code: code.clone() };
            let context = ContextName::Communication.as_str();
            stream(external.derived_id(&scope.initiative, context, "thread"))
        }
        _ => stream(scope.new_id),
    }
}

/// The guard on a subject of this context.
pub(super) fn guard(subject: &Subject) -> Option<StreamId> {
    match subject {
        Subject::Ours { context: ContextName::Communication, stream } => Some(stream.clone()),
        _ => None,
    }
}

/// Begins a conversation.
pub(super) fn open(
    streams: &Streams<State>,
    subject: Subject,
    title: String,
    audience: Visibility,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = new_stream(&subject, &title, &context.scope);
    if let Some(thread) = streams.get(&stream).thread() {
        let talk = thread.talk();
        let is_same = (&talk.subject, &talk.title, talk.audience) == (&subject, &title, audience);
        return if is_same { Ok(Vec::new()) } else { Err(Refusal::ThreadExists) };
    }
    let widest = audience_of(streams, &subject, context)?;
    if audience < widest {
        return Err(Refusal::AudienceWiderThanSubject { subject: widest, asked: audience });
    }
    Ok(vec![Emitted::new(stream, Event::ThreadOpened { subject, title, audience })])
}

/// Who may see the subject; anyone, where it is not ours.
fn audience_of(
    streams: &Streams<State>,
    subject: &Subject,
    context: &Context,
) -> Result<Visibility, Refusal> {
    let Subject::Ours { context: owner, stream } = subject else { return Ok(Visibility::Public) };
    let goal = || stream.key().parse::<Code>().ok().filter(|code| context.facts.agenda.goals.contains(code));
    let known = match (owner, stream.aggregate()) {
        (ContextName::Communication, _) => match streams.get(stream) {
            State::Thread(thread) => Some(thread.talk().audience),
            State::Meeting(_) => Some(Visibility::Members),
            State::Announcement(_) => Some(Visibility::Public),
            State::Absent => None,
        },
        (ContextName::Agenda, "goal") => goal().map(|_| Visibility::Public),
        _ => context.facts.subjects.visibility(*owner, stream),
    };
    known.ok_or_else(|| Refusal::UnknownSubject { subject: format!("{} {stream}", owner.as_str()) })
}

/// Stops further messages for now.
pub(super) fn lock(
    streams: &Streams<State>,
    thread: Uuid,
    reason: Option<Private>,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(thread);
    match streams.get(&stream).thread().ok_or(Refusal::UnknownThread)? {
        Thread::Open(talk) => {
            let audience = talk.audience;
            Ok(vec![Emitted::new(stream, Event::ThreadLocked { audience, reason })])
        }
        Thread::Locked(_) => Ok(Vec::new()),
        Thread::Archived(_) => Err(Refusal::AlreadyArchived),
    }
}

/// Takes messages again.
pub(super) fn unlock(streams: &Streams<State>, thread: Uuid) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(thread);
    match streams.get(&stream).thread().ok_or(Refusal::UnknownThread)? {
        Thread::Locked(talk) => {
            let audience = talk.audience;
            Ok(vec![Emitted::new(stream, Event::ThreadUnlocked { audience })])
        }
        Thread::Open(_) => Ok(Vec::new()),
        Thread::Archived(_) => Err(Refusal::AlreadyArchived),
    }
}

/// Ends the conversation.
pub(super) fn archive(streams: &Streams<State>, thread: Uuid) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(thread);
    match streams.get(&stream).thread().ok_or(Refusal::UnknownThread)? {
        Thread::Open(talk) | Thread::Locked(talk) => {
            let audience = talk.audience;
            Ok(vec![Emitted::new(stream, Event::ThreadArchived { audience })])
        }
        Thread::Archived(_) => Ok(Vec::new()),
    }
}
