//! Submissions and how far they have come.

use domain::{
    ids::{Code, OrgId},
    measurement::{observation::Key, period::Period},
    time::Date,
};
use rusqlite::{Connection, Row, params};

use super::dictionary::period;
use crate::{Error, PrivateCell, column};

/// A submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The data set.
    pub data_set: Code,
    /// Whose.
    pub org: OrgId,
    /// Of when.
    pub period: Period,
    /// `draft`, `submitted`, `returned`, `approved` or `published`.
    pub status: String,
    /// As it was submitted.
    pub completeness_bp: Option<u32>,
    /// Whether it was submitted by the day it was due.
    pub on_time: Option<bool>,
    /// What the organization said of it.
    pub attestation: Option<String>,
    /// The revision the public sees; 0 before publication.
    pub revision: u32,
    /// Why it was returned last, sealed.
    pub returned: Option<PrivateCell>,
    /// What was to be looked at again.
    pub returned_cells: Vec<Key>,
    /// The sequence of the last change.
    pub sequence: u64,
    /// Its place in the list.
    pub key: [String; 4],
}

/// Which are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusFilter {
    /// Only of this data set.
    pub data_set: Option<Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only those that stand here.
    pub status: Option<String>,
    /// Only of periods that begin then or later.
    pub from: Option<Date>,
    /// Only of periods that begin then or earlier.
    pub to: Option<Date>,
}

/// At most `limit` submissions after the place `after`, by data set, organization and period.
///
/// # Errors
/// SQLite's.
pub fn submissions(
    connection: &Connection,
    filter: &StatusFilter,
    limit: u32,
    after: Option<&[String; 4]>,
) -> Result<Vec<Submission>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM submission
        WHERE (data_set, org, period_start, period_length) > (?1, ?2, ?3, ?4)
            AND (?5 IS NULL OR data_set = ?5) AND (?6 IS NULL OR org = ?6) AND (?7 IS NULL OR status = ?7)
            AND (?9 IS NULL OR period_start >= ?9) AND (?10 IS NULL OR period_start <= ?10)
        ORDER BY data_set, org, period_start, period_length LIMIT ?8",
    )?;
    let first = Default::default();
    let [data_set, org, start, length] = after.unwrap_or(&first);
    let rows = statement.query_map(
        params![
            data_set,
            org,
            start,
            length,
            filter.data_set.as_ref().map(|code| code.as_str()),
            filter.org.as_ref().map(|org| org.as_str()),
            filter.status,
            limit,
            filter.from.map(|day| day.to_string()),
            filter.to.map(|day| day.to_string())
        ],
        read,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The first `limit` submissions that hold live values of an indicator and are not published.
///
/// # Errors
/// SQLite's.
pub fn open_submissions(
    connection: &Connection,
    indicator: &Code,
    limit: u32,
) -> Result<Vec<Submission>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM submission AS s
        WHERE status NOT IN ('published', 'abandoned') AND EXISTS (
            SELECT 1 FROM observation AS o
            WHERE o.indicator = ?1 AND o.period_start = s.period_start AND o.period_length = s.period_length
                AND o.org = s.org AND o.data_set = s.data_set AND o.is_live)
        ORDER BY data_set, org, period_start, period_length LIMIT ?2",
    )?;
    let rows = statement.query_map(params![indicator.as_str(), limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Submission> {
    Ok(Submission {
        data_set: column::parsed(row, "data_set")?,
        org: column::parsed(row, "org")?,
        period: period(row)?,
        status: row.get("status")?,
        completeness_bp: row.get("completeness_bp")?,
        on_time: row.get("on_time")?,
        attestation: row.get("attestation")?,
        revision: row.get("revision")?,
        returned: row.get("returned_sealed")?,
        returned_cells: column::from_json(row, "returned_cells")?,
        sequence: row.get("sequence")?,
        key: [row.get("data_set")?, row.get("org")?, row.get("period_start")?, row.get("period_length")?],
    })
}
