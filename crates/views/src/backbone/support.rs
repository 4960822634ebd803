//! Requests for support: what is open, who is on it, what is late on a day.

use std::collections::BTreeSet;

use domain::{
    backbone::{skill::Skill, words::Function},
    time::{Date, Timestamp},
};
use rusqlite::{Connection, params};

use super::{moment, optional_moment};
use crate::{Error, PrivateCell, column};

/// A request for support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// The sequence of its record; the key of its place in a list.
    pub sequence: u64,
    /// Its id.
    pub support: String,
    /// Who asked.
    pub org: String,
    /// The word of the function it is of.
    pub function: String,
    /// What somebody must be able to do.
    pub skills: BTreeSet<Skill>,
    /// What is needed.
    pub what: PrivateCell,
    /// By when.
    pub by: Date,
    /// When it was asked.
    pub requested_at: Timestamp,
    /// Who is on it, and since when.
    pub assigned: Option<(String, Timestamp)>,
    /// What came of it, and when.
    pub closed: Option<(PrivateCell, Timestamp)>,
}

impl Support {
    /// Whether it is open beyond the day it was needed by.
    pub fn is_overdue(&self, at: Date) -> bool {
        self.closed.is_none() && self.by < at
    }
}

/// Which requests are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct SupportFilter<'a> {
    /// Only those of this function.
    pub function: Option<Function>,
    /// Only those of this organization.
    pub org: Option<&'a str>,
    /// Only those that are not closed.
    pub only_open: bool,
    /// Only those that are open beyond the day they were needed by.
    pub only_overdue: bool,
}

/// The requests in the order they were made, after the sequence `after`; what is overdue is so on a day.
///
/// # Errors
/// SQLite's.
pub fn support(
    conn: &Connection,
    filter: SupportFilter<'_>,
    at: Date,
    limit: u32,
    after: Option<u64>,
) -> Result<Vec<Support>, Error> {
    let mut select = conn.prepare_cached(
        "SELECT * FROM support WHERE sequence > ?1 AND (?2 IS NULL OR function = ?2) AND (?3 IS NULL OR org = ?3) \
         AND (NOT ?4 OR closed_us IS NULL) AND (NOT ?5 OR (closed_us IS NULL AND by_day < ?6)) \
         ORDER BY sequence LIMIT ?7",
    )?;
    let function = filter.function.map(Function::as_str);
    let SupportFilter { org, only_open, only_overdue, .. } = filter;
    let key =
        params![after.unwrap_or_default(), function, org, only_open, only_overdue, at.to_string(), limit];
    let rows = select.query_map(key, |row| {
        let staff: Option<String> = row.get("staff")?;
        let outcome: Option<PrivateCell> = row.get("outcome_sealed")?;
        Ok(Support {
            sequence: row.get("sequence")?,
            support: row.get("support")?,
            org: row.get("org")?,
            function: row.get("function")?,
            skills: column::from_json(row, "skills")?,
            what: row.get("what_sealed")?,
            by: column::parsed(row, "by_day")?,
            requested_at: moment(row, "requested_us")?,
            assigned: staff.zip(optional_moment(row, "assigned_us")?),
            closed: outcome.zip(optional_moment(row, "closed_us")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
