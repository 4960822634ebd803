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

/// Which stories are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryFilter {
    /// Only of this indicator.
    pub indicator: Option<Code>,
    /// Only of this data set.
    pub data_set: Option<Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only those whose data were corrected since.
    pub only_stale: bool,
}

/// At most `limit` stories told before the sequence `before`, the newest first.
///
/// # Errors
/// SQLite's.
pub fn stories(
    connection: &Connection,
    filter: &StoryFilter,
    limit: u32,
    before: Option<u64>,
) -> Result<Vec<Story>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT story.*, coalesce(of.revision, 0) > story.revision AS is_stale FROM story
            LEFT JOIN submission AS of ON of.data_set = story.data_set AND of.org = story.org
                AND of.period_start = story.period_start AND of.period_length = story.period_length
        WHERE (?1 IS NULL OR indicator = ?1) AND (?2 IS NULL OR story.sequence < ?2)
            AND (?4 IS NULL OR story.data_set = ?4) AND (?5 IS NULL OR story.org = ?5)
            AND (NOT ?6 OR coalesce(of.revision, 0) > story.revision)
        ORDER BY story.sequence DESC LIMIT ?3",
    )?;
    let code = |code: &Option<Code>| code.as_ref().map(|code| code.as_str().to_owned());
    let asked = params![
        code(&filter.indicator),
        before,
        limit,
        code(&filter.data_set),
        filter.org.as_ref().map(|org| org.as_str()),
        filter.only_stale
    ];
    let rows = statement.query_map(asked, |row| {
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
