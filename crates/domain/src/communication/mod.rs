//! Communication: conversations about what stands in the initiative.
//!
//! Deliberately unknown here: what a message says, what the subject itself is, who reads what when.
//!
//! | file | what |
//! |---|---|
//! | `command`, `event`, `refusal` | what can be asked, what happens, why not |
//! | `thread` | a conversation: its subject, its audience, open or not |
//! | `message` | what is said in it |
//!
//! To add a command: a variant in `command`, an arm in each function below, a function in its aggregate's file.

pub mod command;
pub mod event;
pub mod message;
pub mod refusal;
#[cfg(test)]
mod tests;
pub mod thread;

use std::collections::{BTreeMap, BTreeSet};

use self::thread::{Subject, Talk, Thread};
pub use self::{command::Command, event::Event, refusal::Refusal};
use crate::{
    decider::{Decider, Emitted, Streams},
    ids::StreamId,
    meta::{Context, ContextName, EventMeta, Scope},
};

/// The rules of communication.
pub struct Rules;

/// The state of one stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing has happened.
    #[default]
    Absent,
    /// Of `thread/<id>`.
    Thread(Box<Thread>),
}

impl State {
    /// The thread, where it is one.
    pub fn thread(&self) -> Option<&Thread> {
        if let Self::Thread(thread) = self { Some(thread) } else { None }
    }
}

impl Decider for Rules {
    const CONTEXT: ContextName = ContextName::Communication;
    type Command = Command;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
        match command {
            Command::OpenThread { subject, .. } => {
                [thread::new_stream(subject, scope)].into_iter().chain(thread::guard(subject)).collect()
            }
            Command::PostMessage { thread, .. }
            | Command::LockThread { thread, .. }
            | Command::UnlockThread { thread }
            | Command::ArchiveThread { thread } => vec![thread::stream(*thread)],
        }
    }

    fn reads(command: &Command) -> &'static [ContextName] {
        match command {
            Command::OpenThread { subject: Subject::Ours { context, .. }, .. } => match context {
                ContextName::Agenda => &[ContextName::Agenda],
                ContextName::Measurement => &[ContextName::Measurement],
                ContextName::Plan => &[ContextName::Plan],
                ContextName::Audit | ContextName::Backbone | ContextName::Communication => &[],
            },
            _ => &[],
        }
    }

    fn decide(
        streams: &Streams<State>,
        command: Command,
        context: &Context,
    ) -> Result<Vec<Emitted<Event>>, Refusal> {
        match command {
            Command::OpenThread { subject, title, audience } => {
                thread::open(streams, subject, title, audience, context)
            }
            Command::PostMessage { thread, message } => message::post(streams, thread, message, context),
            Command::LockThread { thread, reason } => thread::lock(streams, thread, reason),
            Command::UnlockThread { thread } => thread::unlock(streams, thread),
            Command::ArchiveThread { thread } => thread::archive(streams, thread),
        }
    }

    fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
        if let Event::ThreadOpened { subject, title, audience } = event {
            *state = State::Thread(Box::new(Thread::Open(Talk {
                subject: subject.clone(),
                title: title.clone(),
                audience: *audience,
                messages: BTreeSet::new(),
                imported: BTreeSet::new(),
                recent: BTreeMap::new(),
            })));
            return;
        }
        let State::Thread(thread) = state else { return };
        match event {
            Event::ThreadOpened { .. } => {}
            Event::MessagePosted { author, external_ref, .. } => {
                message::take(thread.talk_mut(), author, external_ref.as_ref(), meta);
            }
            Event::ThreadLocked { .. } => **thread = Thread::Locked(thread.talk().clone()),
            Event::ThreadUnlocked { .. } => **thread = Thread::Open(thread.talk().clone()),
            Event::ThreadArchived { .. } => **thread = Thread::Archived(thread.talk().clone()),
        }
    }
}
