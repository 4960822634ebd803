//! The charter as it stands.

use domain::{
    ids::Uuid,
    time::{Date, Timestamp},
};
use rusqlite::{Connection, OptionalExtension};

use super::{moment, optional_moment};
use crate::{Error, PrivateCell, column};

/// A charter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    /// SHA-256 of its file.
    pub hash: String,
    /// The context and id of the decision that adopted it.
    pub decided_by: (String, Uuid),
    /// When it was adopted.
    pub adopted_at: Timestamp,
    /// The day of its next review.
    pub review_due: Date,
    /// When it was last reviewed.
    pub reviewed_at: Option<Timestamp>,
    /// What that review said.
    pub note: Option<PrivateCell>,
}

/// The charter; none while none was adopted.
///
/// # Errors
/// SQLite's.
pub fn charter(conn: &Connection) -> Result<Option<Charter>, Error> {
    let mut select = conn.prepare_cached("SELECT * FROM charter")?;
    let found = select.query_row([], |row| {
        Ok(Charter {
            hash: row.get("hash")?,
            decided_by: (row.get("decided_context")?, column::parsed(row, "decided_id")?),
            adopted_at: moment(row, "adopted_us")?,
            review_due: column::parsed(row, "review_due")?,
            reviewed_at: optional_moment(row, "reviewed_us")?,
            note: row.get("note_sealed")?,
        })
    });
    Ok(found.optional()?)
}
