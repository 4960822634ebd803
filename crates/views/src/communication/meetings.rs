//! Meetings, and what remains of one.

use std::collections::BTreeSet;

use domain::{
    communication::meeting::{AgendaItem, Attendance, Cite, Kind},
    ids::{OrgId, Uuid},
    meta::Visibility,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{Error, PrivateCell, column};

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Of whom.
    pub kind: Kind,
    /// `scheduled`, `held`, `minutes_approved` or `cancelled`.
    pub status: String,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// On which wall clock.
    pub tz: String,
    /// Where.
    pub place: Option<String>,
    /// Where on the net.
    pub url: Option<String>,
    /// How it recurs.
    pub rrule: Option<String>,
    /// Who is called; nobody named: every member.
    pub invited: BTreeSet<OrgId>,
    /// Its name in calendars.
    pub ical_uid: String,
    /// How often it was written of.
    pub version: u64,
    /// The sequence it was called at: its place in the list.
    pub sequence: u64,
    /// What it talks about.
    pub agenda: Vec<AgendaItem>,
    /// Who attended.
    pub attendance: Vec<Attendance>,
    /// Why it was last put at another time.
    pub rescheduled_for: Option<String>,
    /// Why it was called off, sealed.
    pub cancel_reason: Option<PrivateCell>,
    /// Whether minutes were recorded.
    pub has_minutes: bool,
    /// When it was called.
    pub called_at: Timestamp,
    /// When it was last written of, by the hub's clock.
    pub changed_at: Timestamp,
}

/// What remains of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remains {
    /// Persons in attendance, sealed.
    pub persons: Vec<PrivateCell>,
    /// The minutes as they were last recorded.
    pub minutes: Vec<Passage>,
}

/// A passage of minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What was said, sealed.
    pub text: PrivateCell,
    /// The records it rests on.
    pub cites: Vec<Cite>,
}

/// One meeting, if the reader may see what members see.
///
/// # Errors
/// SQLite's.
pub fn meeting(connection: &Connection, id: Uuid, clearance: Visibility) -> Result<Option<Meeting>, Error> {
    if clearance < Visibility::Members {
        return Ok(None);
    }
    let mut statement = connection.prepare_cached("SELECT * FROM meeting WHERE id = ?1")?;
    Ok(statement.query_row(params![id.to_string()], read).optional()?)
}

/// At most `limit` meetings called after the sequence `after`, in that order; only those that stand so, where
/// `status` says how. None where the reader may not see what members see.
///
/// # Errors
/// SQLite's.
pub fn meetings(
    connection: &Connection,
    status: Option<&str>,
    clearance: Visibility,
    limit: u32,
    after: u64,
) -> Result<Vec<Meeting>, Error> {
    if clearance < Visibility::Members {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(
        "SELECT * FROM meeting WHERE sequence > ?1 AND (?2 IS NULL OR status = ?2) ORDER BY sequence LIMIT ?3",
    )?;
    let rows = statement.query_map(params![after, status, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who was at a meeting, and what was said.
///
/// # Errors
/// SQLite's.
pub fn remains(connection: &Connection, meeting: Uuid) -> Result<Remains, Error> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM meeting_text WHERE meeting = ?1 ORDER BY kind, place")?;
    let mut rows = statement.query(params![meeting.to_string()])?;
    let mut remains = Remains::default();
    while let Some(row) = rows.next()? {
        let text: PrivateCell = row.get("text_sealed")?;
        if row.get::<_, String>("kind")? == "person" {
            remains.persons.push(text);
        } else {
            remains.minutes.push(Passage { text, cites: column::from_json(row, "cites")? });
        }
    }
    Ok(remains)
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Meeting> {
    Ok(Meeting {
        id: column::parsed(row, "id")?,
        title: row.get("title")?,
        kind: column::from_json(row, "kind")?,
        status: row.get("status")?,
        start: column::parsed(row, "start_at")?,
        end: column::parsed(row, "end_at")?,
        tz: row.get("tz")?,
        place: row.get("place")?,
        url: row.get("url")?,
        rrule: row.get("rrule")?,
        invited: column::from_json(row, "invited")?,
        ical_uid: row.get("ical_uid")?,
        version: row.get("version")?,
        sequence: row.get("sequence")?,
        agenda: column::from_json(row, "agenda")?,
        attendance: column::from_json(row, "attendance")?,
        rescheduled_for: row.get("rescheduled_for")?,
        cancel_reason: row.get("cancel_sealed")?,
        has_minutes: row.get("has_minutes")?,
        called_at: column::parsed(row, "called_at")?,
        changed_at: column::parsed(row, "changed_at")?,
    })
}
