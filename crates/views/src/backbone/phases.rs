//! The phases an initiative has gone through, with what showed it and why it stepped back or ended.

use domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::moment;
use crate::{Error, PrivateCell};

/// A step from one phase to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseChange {
    /// The sequence of its record; the key of its place in a list.
    pub sequence: u64,
    /// The word of the phase before.
    pub from: String,
    /// The word of the phase since.
    pub to: String,
    /// When.
    pub changed_at: Timestamp,
    /// What showed it.
    pub evidence: Vec<PrivateCell>,
    /// Why it stepped back, or ended.
    pub reason: Option<PrivateCell>,
}

/// The steps, the latest first; `before` is the sequence of the last one seen.
///
/// # Errors
/// SQLite's.
pub fn phase_changes(conn: &Connection, limit: u32, before: Option<u64>) -> Result<Vec<PhaseChange>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM phases WHERE ?1 IS NULL OR sequence < ?1 ORDER BY sequence DESC LIMIT ?2",
    )?;
    let rows = select.query_map(params![before, limit], |row| {
        let sequence = row.get("sequence")?;
        let mut shown =
            conn.prepare_cached("SELECT text_sealed FROM phase_evidence WHERE sequence = ?1 ORDER BY place")?;
        let evidence = shown.query_map([sequence], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(PhaseChange {
            sequence,
            from: row.get("from_phase")?,
            to: row.get("to_phase")?,
            changed_at: moment(row, "changed_us")?,
            evidence,
            reason: row.get("reason_sealed")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
