//! Stories behind published figures.

use domain::{
    ids::{Code, OrgId},
    measurement::period::Period,
};
use rusqlite::{Connection, params};

use super::dictionary::period;
use crate::{Error, column};

/// The story behind a published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The data set.
    pub data_set: Code,
    /// Whose data.
    pub org: OrgId,
    /// Of when.
    pub period: Period,
    /// The indicator.
    pub indicator: Code,
    /// The revision it was told about.
    pub revision: u32,
    /// What happened.
    pub story: String,
    /// What works.
    pub what_works: Option<String>,
    /// What is done next.
    pub next_steps: Vec<String>,
    /// Whether the data were corrected since.
    pub is_stale: bool,
    /// The sequence it was told at.
    pub sequence: u64,
}

/// At most `limit` stories told before the sequence `before`, the newest first; only of one indicator, where one is
/// named.
///
/// # Errors
/// SQLite's.
pub fn stories(
    connection: &Connection,
    indicator: Option<&Code>,
    limit: u32,
    before: Option<u64>,
) -> Result<Vec<Story>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT story.*, coalesce(of.revision, 0) > story.revision AS is_stale FROM story
            LEFT JOIN submission AS of ON of.data_set = story.data_set AND of.org = story.org
                AND of.period_start = story.period_start AND of.period_length = story.period_length
        WHERE (?1 IS NULL OR indicator = ?1) AND (?2 IS NULL OR story.sequence < ?2)
        ORDER BY story.sequence DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![indicator.map(|code| code.as_str()), before, limit], |row| {
        Ok(Story {
            data_set: column::parsed(row, "data_set")?,
            org: column::parsed(row, "org")?,
            period: period(row)?,
            indicator: column::parsed(row, "indicator")?,
            revision: row.get("revision")?,
            story: row.get("story")?,
            what_works: row.get("what_works")?,
            next_steps: column::from_json(row, "next_steps")?,
            is_stale: row.get("is_stale")?,
            sequence: row.get("sequence")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
