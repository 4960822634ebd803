//! What happened in one stream, in order.

use domain::{
    ids::{StreamId, Uuid},
    meta::Actor,
    time::Timestamp,
};
use rusqlite::{Connection, params};

use super::{Part, Reader};
use crate::{Error, column};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its record: the key of the list.
    pub sequence: u64,
    /// The event id.
    pub event: Uuid,
    /// The stored type.
    pub type_name: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who acted.
    pub actor: Actor,
}

/// The records of a stream (not of consultations) that the reader may know of.
///
/// # Errors
/// SQLite's.
pub fn timeline(
    connection: &Connection,
    reader: Reader,
    stream: &StreamId,
    part: Part<u64>,
) -> Result<Vec<Entry>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM timeline WHERE stream = ?1 AND sequence > ?2 AND (is_public OR ?3)
            ORDER BY sequence LIMIT ?4",
    )?;
    let (after, is_member) = (part.after.unwrap_or(0), reader.is_member());
    let entries = statement.query_map(params![stream.as_str(), after, is_member, part.limit], |row| {
        Ok(Entry {
            sequence: row.get("sequence")?,
            event: column::parsed(row, "event")?,
            type_name: row.get("type")?,
            occurred_at: column::parsed(row, "occurred_at")?,
            recorded_at: column::parsed(row, "recorded_at")?,
            actor: column::from_json(row, "actor")?,
        })
    })?;
    Ok(entries.collect::<Result<_, _>>()?)
}
