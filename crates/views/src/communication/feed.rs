//! What feeds carry: the meetings that begin last, and what was last said or changed in public.
//!
//! Knows no format of a feed. Newest first, since a feed ends somewhere.

use domain::{ids::Uuid, meta::Visibility};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    announcements::{self, Announcement},
    meetings::{self, Meeting},
    messages::{self, Message},
    rank,
};
use crate::Error;

/// A message, and where it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The message.
    pub message: Message,
    /// The thread it is in.
    pub thread: Uuid,
    /// That thread's title.
    pub thread_title: String,
}

/// At most `limit` meetings, those that begin last first. None where the reader may not see what members see.
///
/// # Errors
/// SQLite's.
pub fn latest_meetings(
    connection: &Connection,
    clearance: Visibility,
    limit: u32,
) -> Result<Vec<Meeting>, Error> {
    if clearance < Visibility::Members {
        return Ok(Vec::new());
    }
    let mut statement =
        connection.prepare_cached("SELECT * FROM meeting ORDER BY start_at DESC, sequence DESC LIMIT ?1")?;
    let rows = statement.query_map(params![limit], meetings::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// At most `limit` messages of public threads, those first that were last posted, given another text or taken away.
///
/// # Errors
/// SQLite's.
pub fn latest_public_messages(connection: &Connection, limit: u32) -> Result<Vec<Said>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT message.*, NULL AS parent, thread.title AS thread_title FROM message
            JOIN thread ON thread.id = message.thread
            WHERE message.audience = ?1 AND thread.audience = ?1 ORDER BY message.changed DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![rank(Visibility::Public), limit], |row| {
        let thread = crate::column::parsed(row, "thread")?;
        Ok(Said { message: messages::read(row)?, thread, thread_title: row.get("thread_title")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// At most `limit` announcements, the newest first, without who has taken note.
///
/// # Errors
/// SQLite's.
pub fn latest_announcements(connection: &Connection, limit: u32) -> Result<Vec<Announcement>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM announcement ORDER BY sequence DESC LIMIT ?1")?;
    let rows = statement.query_map(params![limit], announcements::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One announcement, without who has taken note.
///
/// # Errors
/// SQLite's.
pub fn announcement(connection: &Connection, id: Uuid) -> Result<Option<Announcement>, Error> {
    let mut statement = connection.prepare_cached("SELECT * FROM announcement WHERE id = ?1")?;
    Ok(statement.query_row(params![id.to_string()], announcements::read).optional()?)
}
