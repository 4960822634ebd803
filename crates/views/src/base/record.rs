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

/// What a reader needs of a record to place it, without what happened: borrowed whole, nothing is copied.
#[derive(Debug, Deserialize)]
pub struct Head<'a> {
    /// The version of the record's shape: 1, or the bytes are refused.
    #[serde(deserialize_with = "version_one")]
    pub v: u64,
    /// The initiative's slug.
    pub initiative: &'a str,
    /// The stream, such as `proposal/<id>`.
    pub stream: &'a str,
    /// The stored type, such as `agenda.ProposalOpened.v1`.
    #[serde(rename = "type")]
    pub type_name: &'a str,
    /// Who may read it.
    pub visibility: Visibility,
    /// Its place among the initiative's records in this context, from 1.
    pub sequence: u64,
}

impl<'a> Head<'a> {
    /// The head of the record in these bytes.
    ///
    /// # Errors
    /// They are not a stored record.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        serde_json::from_slice(bytes).map_err(Error::Record)
    }
}

/// What stands before a record's visibility, and nowhere else before its data: a quote inside a text is escaped.
const BEFORE_VISIBILITY: &[u8] = b",\"visibility\":\"";

/// Who may read a stored record, by the fixed order of its fields; for readers that pass on very many whole.
///
/// # Errors
/// They are not the bytes of a stored record.
pub fn visibility_of(bytes: &[u8]) -> Result<Visibility, Error> {
    let found = memchr::memmem::find(bytes, BEFORE_VISIBILITY);
    let rest =
        found.and_then(|at| bytes.get(at.saturating_add(BEFORE_VISIBILITY.len())..)).unwrap_or_default();
    let is_named = |visibility: &Visibility| {
        rest.strip_prefix(visibility.as_str().as_bytes()).is_some_and(|rest| rest.starts_with(b"\""))
    };
    let named = Visibility::ALL.into_iter().find(is_named);
    named.ok_or_else(|| Error::Record(de::Error::custom("the record does not say who may read it")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_read_is_found_where_the_record_says_it() {
        for visibility in Visibility::ALL {
            let word = visibility.as_str();
            let record = format!(
                r#"{{"v":1,"trace":"\",\"visibility\":\"public\"","visibility":"{word}","data":{{"visibility":"public"}}}}"#
            );
            assert_eq!(visibility_of(record.as_bytes()).unwrap(), visibility);
        }
        for bad in ["", "{}", r#"{"v":1,"visibility":"everyone"}"#, r#"{"v":1,"visibility":"publicly"}"#] {
            assert!(visibility_of(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
