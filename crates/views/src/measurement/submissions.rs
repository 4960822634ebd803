//! Submissions and how far they have come, how completely and timely a data set is reported, broken rules.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{Code, OrgId},
    measurement::{observation::Key, period::Period, rule::Severity},
    time::Date,
};
use rusqlite::{Connection, Row, params};

use super::dictionary::{DataSet, period};
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
            limit
        ],
        read,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Submission> {
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

/// One period of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// Of when.
    pub period: Period,
    /// The day the data are due.
    pub due: Date,
    /// How many organizations are to report.
    pub expected: u32,
    /// How many have submitted.
    pub submitted: u32,
    /// How many did by the day.
    pub on_time: u32,
    /// How many are published.
    pub published: u32,
    /// The submitted ones' completeness over those expected.
    pub completeness_bp: u32,
    /// Who is to report and has not submitted.
    pub missing: Vec<OrgId>,
}

/// How a data set is reported, in order of time; periods of which anything is known.
///
/// # Errors
/// SQLite's.
pub fn reporting(connection: &Connection, data_set: &DataSet) -> Result<Vec<Reporting>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM submission WHERE data_set = ?1 ORDER BY period_start, period_length",
    )?;
    let mut periods: BTreeMap<Period, Vec<Submission>> = BTreeMap::new();
    for submission in statement.query_map([data_set.code.as_str()], read)? {
        let submission = submission?;
        periods.entry(submission.period).or_default().push(submission);
    }
    Ok(periods.into_iter().map(|(period, all)| one_period(data_set, period, &all)).collect())
}

fn one_period(data_set: &DataSet, period: Period, all: &[Submission]) -> Reporting {
    let is_in = |one: &&Submission| ["submitted", "approved", "published"].contains(&one.status.as_str());
    let submitted: Vec<&Submission> = all.iter().filter(is_in).collect();
    let by: BTreeSet<&OrgId> = submitted.iter().map(|one| &one.org).collect();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    // Whoever reported counts, also where the list of reporters is another one now.
    let expected: BTreeSet<&OrgId> = data_set.reporters.iter().chain(by.iter().copied()).collect();
    let complete: u64 = submitted.iter().map(|one| u64::from(one.completeness_bp.unwrap_or(0))).sum();
    let share = complete.checked_div(u64::try_from(expected.len()).unwrap_or(u64::MAX)).unwrap_or(0);
    Reporting {
        period,
        due: period.open_until(data_set.due_after_days),
        expected: count(expected.len()),
        submitted: count(submitted.len()),
        on_time: count(submitted.iter().filter(|one| one.on_time == Some(true)).count()),
        published: count(all.iter().filter(|one| one.status == "published").count()),
        completeness_bp: u32::try_from(share).unwrap_or(u32::MAX),
        missing: expected.into_iter().filter(|org| !by.contains(org)).cloned().collect(),
    }
}

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
            limit
        ],
        read_violation,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_violation(row: &Row<'_>) -> rusqlite::Result<Violation> {
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
