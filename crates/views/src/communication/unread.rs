//! What somebody has not read yet. How far they have read is theirs, and comes from outside.

use std::collections::BTreeMap;

use domain::{
    ids::{OrgId, Uuid},
    meta::Visibility,
};
use rusqlite::{Connection, Row, params};

use super::rank;
use crate::{Error, column};

/// Who reads, and how far they have come.
#[derive(Debug, Clone)]
pub struct ReadBy {
    /// Their pseudonym.
    pub person: String,
    /// The organization they act for.
    pub org: Option<OrgId>,
    /// The widest record they may see.
    pub clearance: Visibility,
    /// The last sequence read of each thread; none of those not named.
    pub cursors: BTreeMap<Uuid, u64>,
}

/// A thread with something unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The thread.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The sequence it was opened at: its place in the list.
    pub sequence: u64,
    /// How many messages of others are unread.
    pub messages: u64,
    /// How many of them mention the reader or their organization.
    pub mentions: u64,
    /// The sequence of the first of them.
    pub first: u64,
    /// The last sequence read.
    pub read_to: u64,
}

/// At most `limit` threads with something unread, opened after the sequence `after`, in that order; without those that
/// are muted.
///
/// # Errors
/// SQLite's.
pub fn unread(
    connection: &Connection,
    by: &ReadBy,
    is_muted: impl Fn(Uuid) -> bool,
    limit: u32,
    after: u64,
) -> Result<Vec<Unread>, Error> {
    let mut threads = connection.prepare_cached(
        "SELECT id, title, sequence FROM thread WHERE sequence > ?1 AND audience <= ?2 ORDER BY sequence",
    )?;
    let mut messages = connection.prepare_cached(
        "SELECT count(*) AS messages, ifnull(min(sequence), 0) AS first, ifnull(sum(EXISTS (
                SELECT 1 FROM json_each(message.mentions) WHERE json_each.value IN (?4, ?5))), 0) AS mentions
            FROM message WHERE thread = ?1 AND sequence > ?2 AND audience <= ?3 AND author <> ?4
                AND redacted_at IS NULL",
    )?;
    let clearance = rank(by.clearance);
    let rows = threads.query_map(params![after, clearance], read)?;
    let (limit, mut found) = (usize::try_from(limit).unwrap_or(usize::MAX), Vec::new());
    for thread in rows {
        let mut thread = thread?;
        if found.len() >= limit {
            break;
        }
        if is_muted(thread.id) {
            continue;
        }
        thread.read_to = by.cursors.get(&thread.id).copied().unwrap_or_default();
        let (person, org) = (&by.person, by.org.as_ref().map(|org| org.as_str()));
        let asked = params![thread.id.to_string(), thread.read_to, clearance, person, org];
        (thread.messages, thread.first, thread.mentions) = messages
            .query_row(asked, |row| Ok((row.get("messages")?, row.get("first")?, row.get("mentions")?)))?;
        if thread.messages > 0 {
            found.push(thread);
        }
    }
    Ok(found)
}

/// The thread alone.
fn read(row: &Row<'_>) -> rusqlite::Result<Unread> {
    Ok(Unread {
        id: column::parsed(row, "id")?,
        title: row.get("title")?,
        sequence: row.get("sequence")?,
        messages: 0,
        mentions: 0,
        first: 0,
        read_to: 0,
    })
}
