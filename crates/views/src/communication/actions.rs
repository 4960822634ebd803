//! What is to do after meetings.

use domain::{
    ids::{OrgId, StreamId, Uuid},
    meta::Visibility,
    time::{Date, Timestamp},
};
use rusqlite::{Connection, Row, params};

use crate::{Error, PrivateCell, column};

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionItem {
    /// Its id.
    pub id: Uuid,
    /// The meeting it comes from.
    pub meeting: Uuid,
    /// What is to do, sealed.
    pub text: PrivateCell,
    /// Who does it.
    pub owner_org: OrgId,
    /// Until the end of this day.
    pub due: Date,
    /// `open`, `done`, `dropped` or `converted`.
    pub status: String,
    /// Why it was closed, sealed.
    pub reason: Option<PrivateCell>,
    /// The activity it went on in.
    pub activity: Option<StreamId>,
    /// When it was added.
    pub added_at: Timestamp,
    /// The sequence it was added at: its place in the list.
    pub sequence: u64,
}

/// At most `limit` action items added after the sequence `after`, in that order; of one meeting, of one owner, and
/// that stand so, where that is said. None where the reader may not see what members see.
///
/// # Errors
/// SQLite's.
pub fn action_items(
    connection: &Connection,
    (meeting, owner, status): (Option<Uuid>, Option<&OrgId>, Option<&str>),
    clearance: Visibility,
    limit: u32,
    after: u64,
) -> Result<Vec<ActionItem>, Error> {
    if clearance < Visibility::Members {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare_cached(
        "SELECT * FROM action_item WHERE sequence > ?1 AND (?2 IS NULL OR meeting = ?2)
            AND (?3 IS NULL OR owner_org = ?3) AND (?4 IS NULL OR status = ?4) ORDER BY sequence LIMIT ?5",
    )?;
    let meeting = meeting.map(|meeting| meeting.to_string());
    let owner = owner.map(|owner| owner.as_str());
    let rows = statement.query_map(params![after, meeting, owner, status, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<ActionItem> {
    Ok(ActionItem {
        id: column::parsed(row, "id")?,
        meeting: column::parsed(row, "meeting")?,
        text: row.get("text_sealed")?,
        owner_org: column::parsed(row, "owner_org")?,
        due: column::parsed(row, "due")?,
        status: row.get("status")?,
        reason: row.get("reason_sealed")?,
        activity: column::parsed_if_any(row, "activity")?,
        added_at: column::parsed(row, "added_at")?,
        sequence: row.get("sequence")?,
    })
}
