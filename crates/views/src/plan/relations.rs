//! How activities stand to each other, and which dates do not fit.

use domain::{plan::value::RelationKind, time::Date};
use rusqlite::{Connection, params};

use crate::{Error, column};

/// How one activity stands to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The first activity's code or id.
    pub from: String,
    /// The second activity's code or id.
    pub to: String,
    /// A word of `RelationKind`.
    pub kind: String,
    /// Days between the end of the first and the start of the second.
    pub lag_days: i32,
    /// Whether the second activity is not there.
    pub is_pending: bool,
    /// The sequence of its last record.
    pub sequence: u64,
}

/// Which relations are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationFilter {
    /// Only those that this activity is in.
    pub activity: Option<String>,
    /// Only of this kind.
    pub kind: Option<RelationKind>,
    /// Only those whose second activity is not there.
    pub only_pending: bool,
}

/// At most `limit` relations after the one with the key `after` (from, to, kind), in that order.
///
/// # Errors
/// SQLite's.
pub fn relations(
    connection: &Connection,
    filter: &RelationFilter,
    limit: u32,
    after: Option<[&str; 3]>,
) -> Result<Vec<Relation>, Error> {
    let mut statement = connection.prepare_cached(
        "WITH told AS (
            SELECT r.*, NOT EXISTS (SELECT 1 FROM activity WHERE id = r.second) AS is_pending FROM relation r
        )
        SELECT * FROM told
        WHERE (?1 IS NULL OR first = ?1 OR second = ?1) AND (?2 IS NULL OR kind = ?2) AND (NOT ?3 OR is_pending)
            AND (first, second, kind) > (?4, ?5, ?6)
        ORDER BY first, second, kind LIMIT ?7",
    )?;
    let RelationFilter { activity, kind, only_pending } = filter;
    let [from, to, of] = after.unwrap_or_default();
    let values = params![activity, kind.map(RelationKind::as_str), only_pending, from, to, of, limit];
    let rows = statement.query_map(values, |row| {
        Ok(Relation {
            from: row.get("first")?,
            to: row.get("second")?,
            kind: row.get("kind")?,
            lag_days: row.get("lag_days")?,
            is_pending: row.get("is_pending")?,
            sequence: row.get("sequence")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An activity ends, with the lag, after the one behind it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The activity before.
    pub before: String,
    /// The activity behind.
    pub behind: String,
    /// The last day of the one before.
    pub ends: Date,
    /// Days there should be between them.
    pub lag_days: i32,
    /// The first day of the one behind.
    pub starts: Date,
    /// Days by which the one behind starts too early.
    pub days: i64,
}

/// At most `limit` conflicts after the one with the key `after` (before, behind), in that order.
///
/// # Errors
/// SQLite's.
pub fn conflicts(
    connection: &Connection,
    limit: u32,
    after: Option<[&str; 2]>,
) -> Result<Vec<Conflict>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT first, second, b.end_day AS ends, lag_days, s.start_day AS starts,
            CAST(julianday(b.end_day) - julianday(s.start_day) AS INTEGER) + lag_days AS days
        FROM relation JOIN activity b ON b.id = first JOIN activity s ON s.id = second
        WHERE kind = 'precedes' AND days > 0 AND b.status NOT IN ('completed', 'cancelled', 'merged')
            AND s.status NOT IN ('completed', 'cancelled', 'merged')
            AND (first, second) > (?1, ?2)
        ORDER BY first, second LIMIT ?3",
    )?;
    let [before, behind] = after.unwrap_or_default();
    let rows = statement.query_map(params![before, behind, limit], |row| {
        Ok(Conflict {
            before: row.get("first")?,
            behind: row.get("second")?,
            ends: column::parsed(row, "ends")?,
            lag_days: row.get("lag_days")?,
            starts: column::parsed(row, "starts")?,
            days: row.get("days")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
