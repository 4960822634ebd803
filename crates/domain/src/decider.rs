//! The shape that all contexts share: commands are decided on loaded streams, events evolve their states.
//!
//! Knows no context. The executor in `runtime` is generic over [`Decider`]; there is one for each context.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    facts::Facts,
    ids::StreamId,
    meta::{Approval, Context, ContextName, EventMeta, Scope, Visibility},
    private::Field,
    time::Timestamp,
};

/// The rules of one context.
pub trait Decider: Send + Sync + 'static {
    /// Whose rules these are.
    const CONTEXT: ContextName;
    /// What can be asked.
    type Command: Clone + Send + Sync + 'static;
    /// What has happened.
    type Event: Event;
    /// The state of one stream; the default is "absent".
    type State: Default + Clone + Send + Sync + 'static;
    /// What a rule says when it says no.
    type Refusal: Refusal;

    /// The command with what facts alone tell written out, before any stream is named: an organization's id in place
    /// of its code.
    fn resolve(command: Self::Command, _facts: &Facts) -> Self::Command {
        command
    }

    /// The streams and guards a command touches, known before loading; the first is the one whose version is
    /// answered and compared with the caller's `expected_version`.
    fn streams(command: &Self::Command, scope: &Scope) -> Vec<StreamId>;

    /// Streams that only the loaded ones tell of (the subject of a proposal). Asked again after each loading,
    /// until it names none that is not loaded.
    fn more_streams(
        _command: &Self::Command,
        _scope: &Scope,
        _streams: &Streams<Self::State>,
    ) -> Vec<StreamId> {
        Vec::new()
    }

    /// The other contexts whose facts the command reads, beside `backbone` and `hub`, which are always read.
    fn reads(_command: &Self::Command) -> &'static [ContextName] {
        &[]
    }

    /// The first acts that a command completes, where a rule needs a second person: they stand in the loaded
    /// states (a `request/<id>`), and reach [`Decider::decide`] as `context.approvals`.
    fn approvals(_command: &Self::Command, _streams: &Streams<Self::State>) -> Vec<Approval> {
        Vec::new()
    }

    /// What happens, or why not. No events: the command would change nothing.
    ///
    /// # Errors
    /// The rule that says no.
    fn decide(
        streams: &Streams<Self::State>,
        command: Self::Command,
        context: &Context,
    ) -> Result<Vec<Emitted<Self::Event>>, Self::Refusal>;

    /// What is so after the event. Total: it takes any event after any state, and ignores what makes no sense.
    fn evolve(state: &mut Self::State, event: &Self::Event, meta: &EventMeta);
}

/// An event on its way to a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emitted<E> {
    /// The stream it belongs to; one of those the command named.
    pub stream: StreamId,
    /// What happened.
    pub event: E,
    /// When, where the rows of a bulk import state a moment each; else the context's `now`.
    pub occurred_at: Option<Timestamp>,
}

impl<E> Emitted<E> {
    /// An event of now.
    pub fn new(stream: StreamId, event: E) -> Self {
        Self { stream, event, occurred_at: None }
    }
}

/// An event of a context: an enum of struct-like variants, adjacently tagged
/// (`#[serde(tag = "type", content = "data")]`), each renamed to its stored type (`agenda.ProposalOpened.v1`).
pub trait Event: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// Every stored type of the context, in byte order; a test compares it with the golden files.
    const TYPES: &'static [&'static str];

    /// Who may read the record.
    fn visibility(&self) -> Visibility;

    /// The private texts, for sealing. `scope` tells who acts, and so who owns the keys.
    fn private_fields(&mut self, _scope: &Scope) -> Vec<Field<'_>> {
        Vec::new()
    }

    /// The id or key of what the event began, where that is not the key of its stream: an amendment inside a
    /// proposal, a statement inside a consultation.
    fn begun(&self) -> Option<String> {
        None
    }

    /// The stored type, and the `data` of the record: compact JSON, every field present.
    ///
    /// # Errors
    /// A private text that has not been sealed.
    fn encode(&self) -> Result<Encoded, serde_json::Error> {
        let tagged = serde_json::to_string(self)?;
        let parts = tagged
            .strip_prefix("{\"type\":\"")
            .and_then(|rest| rest.split_once("\",\"data\":"))
            .and_then(|(name, data)| Some((name, data.strip_suffix('}')?)));
        let (name, data) =
            parts.ok_or_else(|| serde::ser::Error::custom("an event is tagged by type and data"))?;
        Ok(Encoded { type_name: name.to_owned(), data: data.to_owned() })
    }

    /// The event again.
    ///
    /// # Errors
    /// An unknown type, or data of another shape.
    fn decode(type_name: &str, data: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&format!("{{\"type\":\"{type_name}\",\"data\":{data}}}"))
    }
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Such as `agenda.ProposalOpened.v1`.
    pub type_name: String,
    /// Compact JSON.
    pub data: String,
}

/// What a rule says when it says no. `Display` says what would be accepted.
pub trait Refusal: std::error::Error + Clone + Send + Sync + 'static {
    /// The stable snake_case reason.
    fn reason(&self) -> &'static str;

    /// Which answer it becomes.
    fn kind(&self) -> RefusalKind;

    /// The field of the request that is in the way, where it is one.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// Values a program may want, by name (`closes_at`, `factors`).
    fn details(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::new()
    }

    /// The rows of a bulk command that are in the way.
    fn rows(&self) -> &[BadRow] {
        &[]
    }

    /// One of each, for `docs/refusals.md` and for the test that each is provoked.
    fn catalogue() -> Vec<Self>;
}

/// Which answer a refusal becomes; the table of codes stands in the crate `runtime`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// The message itself is wrong (a shape that only the domain can tell).
    Malformed,
    /// No such thing, or not for the caller to know.
    NotFound,
    /// A rule says no.
    Rule,
    /// It exists already.
    Exists,
    /// A period or date outside what is open.
    OutOfRange,
    /// The caller may not.
    Denied,
    /// A limit.
    Limit,
}

/// A row of a bulk command that is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Counted from 1.
    pub row: u32,
    /// The column's name; of a table it is as the table names it.
    pub column: Cow<'static, str>,
    /// The stable snake_case reason.
    pub reason: &'static str,
    /// What is wrong, and what would be accepted.
    pub message: String,
}

/// The loaded streams of a command; states are shared with whoever keeps them, and copied only to be changed.
#[derive(Debug, Clone)]
pub struct Streams<S> {
    loaded: BTreeMap<StreamId, Arc<S>>,
    absent: S,
}

impl<S: Default> Default for Streams<S> {
    fn default() -> Self {
        Self { loaded: BTreeMap::new(), absent: S::default() }
    }
}

impl<S: Default + Clone> Streams<S> {
    /// Puts a stream's state in.
    pub fn insert(&mut self, stream: StreamId, state: impl Into<Arc<S>>) {
        self.loaded.insert(stream, state.into());
    }

    /// Whether the stream has been loaded.
    pub fn contains(&self, stream: &StreamId) -> bool {
        self.loaded.contains_key(stream)
    }

    /// The state of a stream; the default where it was not loaded or does not exist.
    pub fn get(&self, stream: &StreamId) -> &S {
        self.loaded.get(stream).map_or(&self.absent, Arc::as_ref)
    }

    /// Evolves a state in place, for tests and for the executor.
    pub fn get_mut(&mut self, stream: &StreamId) -> &mut S {
        Arc::make_mut(self.loaded.entry(stream.clone()).or_default())
    }

    /// Takes the states out again.
    pub fn into_inner(self) -> BTreeMap<StreamId, S> {
        let own = |(stream, state)| (stream, Arc::unwrap_or_clone(state));
        self.loaded.into_iter().map(own).collect()
    }
}
