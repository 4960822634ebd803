//! Writes the stored record up to its last four fields, which the ledger's writer adds, and reads answers back.
//!
//! The order of the fields is fixed for ever (contracts.md, "The stored record"); golden files hold it.

use std::collections::BTreeMap;

use domain::{
    decider::{Emitted, Event},
    ids::{StreamId, Uuid},
    meta::{Actor, Approval, Context, ContextName, EventMeta},
    time::Timestamp,
};
use ledger::{Appended, Record, Seen};
use serde::Serialize;
use serde_json::value::RawValue;
use wire::{Done, DoneEvent, Meta};

use super::admit::Admitted;
use crate::refusals::Refused;

/// Longest record the ledger takes, less what its writer adds at the largest numbers.
const MAX_PREFIX_BYTES: usize = 40_000 - 180;

/// Room for the fields around an event and what the ledger's writer adds; whole records of the benchmark have 1,181.
const USUAL_PREFIX_BYTES: usize = 1_400;

#[derive(Serialize)]
struct Prefix<'a> {
    v: u8,
    id: Uuid,
    initiative: &'a str,
    context: &'static str,
    stream: &'a StreamId,
    #[serde(rename = "type")]
    event_type: &'a str,
    occurred_at: Timestamp,
    imported: bool,
    actor: &'a Actor,
    approvals: &'a [Approval],
    command: Uuid,
    correlation: Uuid,
    cause: Option<&'a Cause>,
    facts: &'a BTreeMap<&'static str, u64>,
    authz: Authz<'a>,
    trace: Option<&'a str>,
    visibility: &'static str,
}

#[derive(Serialize)]
struct Authz<'a> {
    policy: &'a str,
    rules: &'a [String],
}

/// The record that made the system act; of the same initiative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Whose record.
    pub context: ContextName,
    /// Its sequence.
    pub sequence: u64,
    /// Its id.
    pub id: Uuid,
}

/// What all records of one command share.
pub struct Envelope<'a> {
    context_name: ContextName,
    meta: &'a Meta,
    admitted: &'a Admitted,
    context: &'a Context,
}

impl<'a> Envelope<'a> {
    /// The envelope of a command.
    pub fn new(
        context_name: ContextName,
        meta: &'a Meta,
        admitted: &'a Admitted,
        context: &'a Context,
    ) -> Self {
        Self { context_name, meta, admitted, context }
    }

    /// One record without its closing brace, and its stored type.
    pub fn write<E: Event, R>(&self, emitted: &Emitted<E>, event: &EventMeta) -> Result<Written, Refused<R>> {
        let unwritable = |error: serde_json::Error| Refused::Unreadable(error.to_string());
        let encoded = emitted.event.encode().map_err(unwritable)?;
        let prefix = Prefix {
            v: 1,
            id: event.id,
            initiative: self.meta.initiative.as_str(),
            context: self.context_name.as_str(),
            stream: &emitted.stream,
            event_type: &encoded.type_name,
            occurred_at: event.occurred_at,
            imported: event.imported,
            actor: &event.actor,
            approvals: &self.context.approvals,
            command: self.meta.command_id,
            correlation: self.meta.correlation_id,
            cause: self.admitted.cause.as_ref(),
            facts: &self.admitted.facts.sequences,
            authz: Authz { policy: &self.admitted.policy, rules: &self.admitted.rules },
            trace: self.admitted.trace.as_deref(),
            visibility: emitted.event.visibility().as_str(),
        };
        let mut json = Vec::with_capacity(encoded.data.len().saturating_add(USUAL_PREFIX_BYTES));
        serde_json::to_writer(&mut json, &prefix).map_err(unwritable)?;
        // The event is JSON already, and the last field: it takes the place of the closing brace.
        json.pop();
        json.extend_from_slice(b",\"data\":");
        json.extend_from_slice(encoded.data.as_bytes());
        if json.len() > MAX_PREFIX_BYTES {
            return Err(Refused::RecordTooLarge { bytes: json.len(), field: longest_field(&encoded.data) });
        }
        let text = String::from_utf8(json).map_err(|error| Refused::Unreadable(error.to_string()))?;
        Ok(Written { text, type_name: encoded.type_name })
    }
}

/// A record on its way to the ledger.
pub struct Written {
    /// Its JSON, without the closing brace.
    pub text: String,
    /// Its stored type.
    pub type_name: String,
}

/// The field of `data` that takes up the most bytes: what to shorten.
fn longest_field(data: &str) -> String {
    let fields: BTreeMap<String, Box<RawValue>> = serde_json::from_str(data).unwrap_or_default();
    fields.into_iter().max_by_key(|(_, value)| value.get().len()).map(|(name, _)| name).unwrap_or_default()
}

/// Each record's text with the place of its stream among those named.
pub fn placed<E, R>(
    named: &[StreamId],
    events: &[Emitted<E>],
    texts: Vec<String>,
) -> Result<Vec<(usize, String)>, Refused<R>> {
    let place = |emitted: &Emitted<E>| named.iter().position(|stream| *stream == emitted.stream);
    events
        .iter()
        .zip(texts)
        .map(|(emitted, text)| {
            place(emitted).map(|place| (place, text)).ok_or_else(|| {
                Refused::Unreadable(format!("the rule wrote to {} without naming it", emitted.stream))
            })
        })
        .collect()
}

/// The answer to a command that was just stored.
pub fn answer<E: Event>(
    appended: &Appended,
    events: &[Emitted<E>],
    metas: &[EventMeta],
    types: Vec<String>,
) -> Done {
    let events = events.iter().zip(metas).zip(types).map(|((emitted, meta), type_name)| DoneEvent {
        id: meta.id,
        type_name,
        stream: emitted.stream.clone(),
        begun: emitted.event.begun(),
    });
    done(appended, events.collect())
}

/// The answer to a command that was stored before, read back from its records.
pub fn answer_again<E: Event, R>(seen: &Seen) -> Result<Done, Refused<R>> {
    let event = |record: &Record| -> Result<DoneEvent, Refused<R>> {
        let stored = views::Record::parse(&record.bytes)?;
        let stream = record.stream.parse().map_err(|_| Refused::Unreadable(record.stream.to_string()))?;
        let begun = stored.event::<E>()?.begun();
        Ok(DoneEvent { id: stored.id, type_name: stored.type_name.to_owned(), stream, begun })
    };
    let events = seen.appended.records.iter().map(event).collect::<Result<_, _>>()?;
    Ok(done(&seen.appended, events))
}

fn done(appended: &Appended, events: Vec<DoneEvent>) -> Done {
    Done { sequence: appended.sequence, version: appended.version, unchanged: events.is_empty(), events }
}
