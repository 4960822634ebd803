//! That a service has destroyed the keys of an erased person: the same rule in every context.
//!
//! Knows no keys and no requests: backbone decides who is erased (`backbone::erasure`), the runtime shreds, and this
//! records it, once for each person. To take a context in: its `SubjectShredded` event, and an `impl` of [`Shreds`].

use std::{convert::Infallible, fmt, marker::PhantomData};

use crate::{
    decider::{self, Decider, Emitted, RefusalKind, Streams},
    ids::{PersonId, StreamId, Uuid},
    meta::{Context, ContextName, EventMeta, Scope},
};

/// What the stored types of these events end in, after the context's name.
pub const SHREDDED: &str = ".SubjectShredded.v1";

/// The rules of a context that keeps keys of persons.
pub trait Shreds: Decider {
    /// The context's event that says so.
    fn shredded(subject: PersonId, request: Uuid) -> Self::Event;
}

/// The rule, for one context.
pub struct Shredding<D>(PhantomData<D>);

/// Records that the keys of a person are destroyed. From the hub itself only, after they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShredSubject {
    /// Whose.
    pub subject: PersonId,
    /// The erasure that was approved.
    pub request: Uuid,
}

/// Nothing stands against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRefusal(Infallible);

/// Where a context records it.
pub fn stream(subject: &PersonId) -> StreamId {
    StreamId::of("erasure", subject)
}

impl<D: Shreds> Decider for Shredding<D> {
    const CONTEXT: ContextName = D::CONTEXT;
    type Command = ShredSubject;
    type Event = D::Event;
    /// Whether it has been recorded.
    type State = bool;
    type Refusal = NoRefusal;

    fn streams(command: &ShredSubject, _scope: &Scope) -> Vec<StreamId> {
        vec![stream(&command.subject)]
    }

    fn decide(
        streams: &Streams<bool>,
        command: ShredSubject,
        _context: &Context,
    ) -> Result<Vec<Emitted<D::Event>>, NoRefusal> {
        let stream = stream(&command.subject);
        if *streams.get(&stream) {
            return Ok(Vec::new());
        }
        Ok(vec![Emitted::new(stream, D::shredded(command.subject, command.request))])
    }

    fn evolve(state: &mut bool, _event: &D::Event, _meta: &EventMeta) {
        *state = true;
    }
}

impl fmt::Display for NoRefusal {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {}
    }
}

impl std::error::Error for NoRefusal {}

impl decider::Refusal for NoRefusal {
    fn reason(&self) -> &'static str {
        match self.0 {}
    }

    fn kind(&self) -> RefusalKind {
        match self.0 {}
    }

    fn catalogue() -> Vec<Self> {
        Vec::new()
    }
}
