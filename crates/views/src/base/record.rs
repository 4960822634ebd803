//! A stored record, borrowed from its bytes. Source of the shape: contracts.md, "The stored record".
//!
//! Reads every field a view may want and ignores the others; checks no hash and no rule.

use domain::{
    decider::Event,
    ids::Uuid,
    meta::{Actor, Approval, EventMeta, Visibility},
    time::Timestamp,
};
use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;

use super::error::Error;

/// The version of the record's shape that this code reads.
const RECORD_VERSION: u64 = 1;

/// A stored record.
#[derive(Debug, Deserialize)]
pub struct Record<'a> {
    /// The version of the record's shape: 1, or the bytes are refused.
    #[serde(deserialize_with = "version_one")]
    pub v: u64,
    /// The event id.
    pub id: Uuid,
    /// The initiative's slug.
    pub initiative: &'a str,
    /// The context's word.
    pub context: &'a str,
    /// The stream, such as `proposal/<id>`.
    pub stream: &'a str,
    /// The stored type, such as `agenda.ProposalOpened.v1`.
    #[serde(rename = "type")]
    pub type_name: &'a str,
    /// When it happened in the world.
    pub occurred_at: Timestamp,
    /// Whether it was imported.
    pub imported: bool,
    /// Who acted.
    pub actor: Actor,
    /// The first acts that the command completed.
    pub approvals: Vec<Approval>,
    /// The command's id.
    pub command: Uuid,
    /// What ties several commands together.
    pub correlation: Uuid,
    /// The record that caused this one.
    pub cause: Option<Cause>,
    /// The W3C traceparent of the request.
    pub trace: Option<&'a str>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What happened, in the shape of the type.
    #[serde(borrow)]
    pub data: &'a RawValue,
    /// Its place among the initiative's records in this context, from 1.
    pub sequence: u64,
    /// Its place in its stream, from 1.
    pub version: u64,
    /// The hub's clock.
    pub recorded_at: Timestamp,
    /// SHA-256 of the record before, lower hex; none for the first.
    pub prev: Option<&'a str>,
}

/// The record that caused another; of the same initiative.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Cause {
    /// Whose record.
    pub context: String,
    /// Its sequence there.
    pub sequence: u64,
    /// Its id.
    pub id: Uuid,
}

fn version_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    match u64::deserialize(deserializer)? {
        RECORD_VERSION => Ok(RECORD_VERSION),
        other => {
            Err(de::Error::custom(format!("the record has the version {other}; read is {RECORD_VERSION}")))
        }
    }
}

impl<'a> Record<'a> {
    /// The record in these bytes.
    ///
    /// # Errors
    /// They are not a stored record.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        serde_json::from_slice(bytes).map_err(Error::Record)
    }

    /// The event.
    ///
    /// # Errors
    /// The type is none of `E`'s, or the data has another shape.
    pub fn event<E: Event>(&self) -> Result<E, Error> {
        E::decode(self.type_name, self.data.get())
            .map_err(|source| Error::Data { type_name: self.type_name.to_owned(), source })
    }

    /// What `evolve` and the folds of facts know of a record beside its event.
    pub fn meta(&self) -> EventMeta {
        EventMeta {
            id: self.id,
            occurred_at: self.occurred_at,
            imported: self.imported,
            actor: self.actor.clone(),
        }
    }

    /// The name of the stream's aggregate: the part before the first `/`.
    pub fn aggregate(&self) -> &'a str {
        self.stream.split_once('/').map_or(self.stream, |(aggregate, _)| aggregate)
    }

    /// The stream's key: the part after the first `/`; empty for a stream that stands alone.
    pub fn key(&self) -> &'a str {
        self.stream.split_once('/').map_or("", |(_, key)| key)
    }
}
