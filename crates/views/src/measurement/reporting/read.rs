//! What is known of how a data set is reported.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{Code, OrgId},
    measurement::period::Period,
    time::{Date, Timestamp},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    Error, column,
    measurement::{data_sets::DataSet, dictionary::period},
};

/// What one organization has reported of one period.
pub(super) struct Submission {
    status: String,
    on_time: Option<bool>,
    pub submitted_on: Option<Date>,
    pub published_on: Option<Date>,
    pub revision: u32,
}

impl Submission {
    /// Whether it counts as reported: what was returned does not, until it comes again.
    pub fn is_in(&self) -> bool {
        ["submitted", "approved", "published"].contains(&self.status.as_str())
    }

    /// Whether it came by the day; the public knows the day it was published.
    pub fn was_on_time(&self, due: Date, only_public: bool) -> bool {
        let published = self.published_on.is_some_and(|day| day <= due);
        if only_public { published } else { self.on_time.unwrap_or(published) }
    }
}

/// All of it.
pub(super) struct Known {
    pub submissions: BTreeMap<(Period, OrgId), Submission>,
    /// Who was to report from which day on, in order; empty for the public.
    pub assignments: Vec<(Date, BTreeSet<OrgId>)>,
    /// The indicators that count: the compulsory ones, or all where none is.
    pub counted: BTreeSet<Code>,
    /// How many of those have a value.
    pub filled: BTreeMap<(Period, OrgId), u32>,
}

const SUBMISSIONS: &str = "SELECT org, period_start, period_length, status, on_time, revision, submitted_on,
        published_on
    FROM submission LEFT JOIN reported USING (data_set, org, period_start, period_length)
    WHERE data_set = ?1 AND (NOT ?2 OR published_on IS NOT NULL)";
// A hidden row is one with a value.
const FILLED: [&str; 2] = [
    "SELECT org, period_start, period_length, count(DISTINCT indicator) AS filled FROM observation
    WHERE indicator IN (SELECT value FROM json_each(?2)) AND data_set = ?1 AND is_live = 1 AND value IS NOT NULL
    GROUP BY org, period_start, period_length",
    "SELECT org, period_start, period_length, count(DISTINCT indicator) AS filled FROM public_row
    WHERE indicator IN (SELECT value FROM json_each(?2)) AND data_set = ?1 AND is_live = 1
        AND (value IS NOT NULL OR is_hidden = 1)
    GROUP BY org, period_start, period_length",
];

impl Known {
    pub fn read(connection: &Connection, data_set: &DataSet, only_public: bool) -> Result<Self, Error> {
        let code = data_set.code.as_str();
        let counted = match data_set.compulsory.is_empty() {
            true => data_set.indicators.clone(),
            false => data_set.compulsory.clone(),
        };
        let mut statement = connection.prepare_cached(SUBMISSIONS)?;
        let submissions = statement.query_map(params![code, only_public], |row| {
            let one = Submission {
                status: row.get("status")?,
                on_time: row.get("on_time")?,
                submitted_on: column::parsed_if_any(row, "submitted_on")?,
                published_on: column::parsed_if_any(row, "published_on")?,
                revision: row.get("revision")?,
            };
            Ok(((period(row)?, column::parsed(row, "org")?), one))
        })?;
        let submissions = submissions.collect::<Result<_, _>>()?;
        let [of_members, of_public] = FILLED;
        let mut statement = connection.prepare_cached(if only_public { of_public } else { of_members })?;
        let filled = statement.query_map(params![code, column::json(&counted)?], |row| {
            Ok(((period(row)?, column::parsed(row, "org")?), row.get("filled")?))
        })?;
        let filled = filled.collect::<Result<_, _>>()?;
        let mut statement = connection
            .prepare_cached("SELECT day, orgs FROM assignment WHERE data_set = ?1 ORDER BY sequence")?;
        let assignments = statement
            .query_map([code], |row| Ok((column::parsed(row, "day")?, column::from_json(row, "orgs")?)))?;
        let assignments = assignments.filter(|_| !only_public).collect::<Result<_, _>>()?;
        Ok(Self { submissions, assignments, counted, filled })
    }
}

/// The day of the last record.
///
/// # Errors
/// SQLite's.
pub fn last_day(connection: &Connection) -> Result<Option<Date>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT recorded_at FROM moment ORDER BY sequence DESC LIMIT 1")?;
    let at = statement.query_row([], |row| column::parsed::<Timestamp>(row, "recorded_at")).optional()?;
    Ok(at.map(Timestamp::date))
}
