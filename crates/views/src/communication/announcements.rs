//! Announcements: who was told, who has taken note, and who has not.

use std::collections::BTreeSet;

use domain::{
    ids::{OrgId, Uuid},
    meta::Visibility,
    time::Timestamp,
};
use rusqlite::{Connection, Row, Transaction, params};

use crate::{Error, Record, column};

/// Something that all members were told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// What was told.
    pub body: String,
    /// When.
    pub announced_at: Timestamp,
    /// Until when it was to be acknowledged.
    pub ack_by: Option<Timestamp>,
    /// The sequence it was made at: its place in the list.
    pub sequence: u64,
    /// Who has taken note, in that order; for members alone.
    pub acknowledged: Vec<Acknowledgement>,
    /// The members then that have not; for members alone.
    pub outstanding: BTreeSet<OrgId>,
}

/// An organization has taken note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Which.
    pub org: OrgId,
    /// When.
    pub at: Timestamp,
    /// Whether that was after the time asked for.
    pub late: bool,
}

pub(super) fn announced(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    (title, body): (&str, &str),
    ack_by: Option<Timestamp>,
    audience: &BTreeSet<OrgId>,
) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO announcement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            record.key(),
            title,
            body,
            ack_by.map(|by| by.to_string()),
            column::json(audience)?,
            record.occurred_at.to_string(),
            record.sequence,
        ])?;
    Ok(())
}

pub(super) fn acknowledged(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    org: &OrgId,
    late: bool,
) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO acknowledgement VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            record.key(),
            org.as_str(),
            record.occurred_at.to_string(),
            late,
            record.sequence
        ])?;
    Ok(())
}

/// At most `limit` announcements made after the sequence `after`, in that order. Who has taken note is told to
/// whoever may see what members see.
///
/// # Errors
/// SQLite's.
pub fn announcements(
    connection: &Connection,
    clearance: Visibility,
    limit: u32,
    after: u64,
) -> Result<Vec<Announcement>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM announcement WHERE sequence > ?1 ORDER BY sequence LIMIT ?2")?;
    let rows = statement.query_map(params![after, limit], read)?;
    let mut made: Vec<Announcement> = rows.collect::<Result<_, _>>()?;
    for one in &mut made {
        if clearance < Visibility::Members {
            one.outstanding.clear();
            continue;
        }
        one.acknowledged = acknowledgements(connection, one.id)?;
        for acknowledgement in &one.acknowledged {
            one.outstanding.remove(&acknowledgement.org);
        }
    }
    Ok(made)
}

fn acknowledgements(connection: &Connection, id: Uuid) -> Result<Vec<Acknowledgement>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT * FROM acknowledgement WHERE announcement = ?1 ORDER BY sequence")?;
    let rows = statement.query_map(params![id.to_string()], |row| {
        let (org, at) = (column::parsed(row, "org")?, column::parsed(row, "at")?);
        Ok(Acknowledgement { org, at, late: row.get("late")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The row alone: everybody it was told to is outstanding.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Announcement> {
    Ok(Announcement {
        id: column::parsed(row, "id")?,
        title: row.get("title")?,
        body: row.get("body")?,
        announced_at: column::parsed(row, "announced_at")?,
        ack_by: column::parsed_if_any(row, "ack_by")?,
        sequence: row.get("sequence")?,
        acknowledged: Vec::new(),
        outstanding: column::from_json(row, "audience")?,
    })
}
