//! Broken rules, and what became of each.

use domain::{
    ids::{Code, OrgId},
    measurement::{period::Period, rule::Severity},
};
use rusqlite::{Connection, Row, params};

use super::{dictionary::period, submissions::StatusFilter};
use crate::{Error, PrivateCell, column};

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The data set.
    pub data_set: Code,
    /// Whose.
    pub org: OrgId,
    /// Of when.
    pub period: Period,
    /// The rule's number.
    pub rule: u32,
    /// Of where; empty for the whole area.
    pub area_code: String,
    /// How much it matters.
    pub severity: Severity,
    /// `raised`, `explained`, `waived` or `fixed`.
    pub status: String,
    /// Why, as it was explained, sealed.
    pub explanation: Option<PrivateCell>,
    /// Why it may stand, sealed.
    pub waiver: Option<PrivateCell>,
    /// The sequence of the last change.
    pub sequence: u64,
    /// Its place in the list.
    pub key: [String; 6],
}

/// At most `limit` broken rules after the place `after`, by data set, organization, period, rule and area.
///
/// # Errors
/// SQLite's.
pub fn violations(
    connection: &Connection,
    filter: &StatusFilter,
    limit: u32,
    after: Option<&[String; 6]>,
) -> Result<Vec<Violation>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM violation
        WHERE (data_set, org, period_start, period_length, rule, area_code)
                > (?1, ?2, ?3, ?4, CAST(?5 AS INTEGER), ?6)
            AND (?7 IS NULL OR data_set = ?7) AND (?8 IS NULL OR org = ?8) AND (?9 IS NULL OR status = ?9)
            AND (?11 IS NULL OR period_start >= ?11) AND (?12 IS NULL OR period_start <= ?12)
        ORDER BY data_set, org, period_start, period_length, rule, area_code LIMIT ?10",
    )?;
    let first = Default::default();
    let [data_set, org, start, length, rule, area] = after.unwrap_or(&first);
    let rows = statement.query_map(
        params![
            data_set,
            org,
            start,
            length,
            rule,
            area,
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

fn read(row: &Row<'_>) -> rusqlite::Result<Violation> {
    let rule: u32 = row.get("rule")?;
    Ok(Violation {
        data_set: column::parsed(row, "data_set")?,
        org: column::parsed(row, "org")?,
        period: period(row)?,
        rule,
        area_code: row.get("area_code")?,
        severity: column::from_json(row, "severity")?,
        status: row.get("status")?,
        explanation: row.get("explanation_sealed")?,
        waiver: row.get("waiver_sealed")?,
        sequence: row.get("sequence")?,
        key: [
            row.get("data_set")?,
            row.get("org")?,
            row.get("period_start")?,
            row.get("period_length")?,
            rule.to_string(),
            row.get("area_code")?,
        ],
    })
}
