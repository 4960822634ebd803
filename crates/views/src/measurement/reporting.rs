//! How completely and timely a data set is reported, period by period.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ids::OrgId, measurement::period::Period, time::Date};
use rusqlite::Connection;

use super::{
    dictionary::DataSet,
    submissions::{Submission, read},
};
use crate::Error;

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
