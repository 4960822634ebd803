//! Threads.

use domain::{communication::thread::Subject, ids::Uuid, meta::Visibility, time::Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{rank, ranked};
use crate::{Error, PrivateCell, column};

/// A thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub subject: Subject,
    /// Its title.
    pub title: String,
    /// Who may read it.
    pub audience: Visibility,
    /// `open`, `locked` or `archived`.
    pub status: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The sequence it was opened at: its place in the list.
    pub sequence: u64,
    /// How many messages it has.
    pub messages: u64,
    /// When the last of them was posted.
    pub last_posted_at: Option<Timestamp>,
    /// Why it was locked, while it is.
    pub lock_reason: Option<PrivateCell>,
}

const THREAD: &str = "SELECT *, (SELECT count(*) FROM message WHERE thread = thread.id) AS messages,
    (SELECT max(posted_at) FROM message WHERE thread = thread.id) AS last_posted_at FROM thread";

/// One thread, if the reader may see it.
///
/// # Errors
/// SQLite's.
pub fn thread(connection: &Connection, id: Uuid, clearance: Visibility) -> Result<Option<Thread>, Error> {
    let mut statement = connection.prepare_cached(&format!("{THREAD} WHERE id = ?1 AND audience <= ?2"))?;
    Ok(statement.query_row(params![id.to_string(), rank(clearance)], read).optional()?)
}

/// At most `limit` threads that the reader may see, opened after the sequence `after`, in that order; only those
/// about `subject`, where one is named.
///
/// # Errors
/// SQLite's.
pub fn threads(
    connection: &Connection,
    subject: Option<&Subject>,
    clearance: Visibility,
    limit: u32,
    after: u64,
) -> Result<Vec<Thread>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "{THREAD} WHERE sequence > ?1 AND audience <= ?2 AND (?3 IS NULL OR subject = ?3)
            ORDER BY sequence LIMIT ?4"
    ))?;
    let subject = subject.map(column::json).transpose()?;
    let rows = statement.query_map(params![after, rank(clearance), subject, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Thread> {
    Ok(Thread {
        id: column::parsed(row, "id")?,
        subject: column::from_json(row, "subject")?,
        title: row.get("title")?,
        audience: ranked(row.get("audience")?),
        status: row.get("status")?,
        opened_at: column::parsed(row, "opened_at")?,
        sequence: row.get("sequence")?,
        messages: row.get("messages")?,
        last_posted_at: column::parsed_if_any(row, "last_posted_at")?,
        lock_reason: row.get("lock_reason_sealed")?,
    })
}
