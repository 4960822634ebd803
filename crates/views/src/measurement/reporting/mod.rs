//! How completely and timely a data set is reported, period by period, also those that nobody reported.
//!
//! Whoever is to report a period is who was assigned by its last day; where nobody was assigned by then (history that
//! was imported), who was assigned first. Whoever reported it counts besides. The public is told from public records:
//! there publishing stands for submitting, and an organization is one that reports from the first period on that it
//! published. What is counted stands in `count`.

mod count;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::OrgId,
    measurement::period::{Period, PeriodType},
    time::Date,
};
use rusqlite::Connection;

pub use self::read::last_day;
use self::{count::one_period, read::Known};
use super::data_sets::DataSet;
use crate::Error;

/// The most periods walked through between the first one and today: a century of weeks.
const MAX_PERIODS: usize = 5_300;
/// The most reporters in one answer, over all of its periods: a few megabytes.
const MAX_REPORTERS: usize = 20_000;

/// What of the reporting is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportingFilter {
    /// The day that says what is due.
    pub at: Date,
    /// Only periods that begin then or later.
    pub from: Option<Date>,
    /// Only periods that begin then or earlier.
    pub to: Option<Date>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// From public records alone.
    pub only_public: bool,
}

/// How a data set is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// In order of time.
    pub periods: Vec<Reporting>,
    /// Whether there are earlier ones that did not fit.
    pub has_earlier: bool,
}

/// One period of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// Of when.
    pub period: Period,
    /// The day the data are due.
    pub due: Date,
    /// Whether that day is over.
    pub is_due: bool,
    /// How many have submitted.
    pub submitted: u32,
    /// How many did by the day.
    pub on_time: u32,
    /// How many did after it.
    pub late: u32,
    /// How many are published.
    pub published: u32,
    /// Indicators that count, for each organization that is to report.
    pub expected_cells: u64,
    /// How many of them the submitted ones have a value of.
    pub filled_cells: u64,
    /// Everybody who is to report, in byte order.
    pub reporters: Vec<Reporter>,
}

/// An organization that is to report a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    /// Which.
    pub org: OrgId,
    /// `on_time`, `late`, `missing` (the day is over) or `not_yet`.
    pub state: &'static str,
    /// The day it was submitted last.
    pub submitted_on: Option<Date>,
    /// The day it was published first.
    pub published_on: Option<Date>,
    /// The revision the public sees; 0 before publication.
    pub revision: u32,
}

/// How a data set is reported: each period from the first one that is known, or was assigned, to the last one due.
///
/// # Errors
/// SQLite's.
pub fn reporting(
    connection: &Connection,
    data_set: &DataSet,
    filter: &ReportingFilter,
) -> Result<Reported, Error> {
    let known = Known::read(connection, data_set, filter.only_public)?;
    let is_asked = |period: &&Period| {
        filter.from.is_none_or(|from| from <= period.start) && filter.to.is_none_or(|to| period.start <= to)
    };
    let all = periods(data_set, &known, filter.at);
    let (mut answer, mut reporters) = (Vec::new(), 0_usize);
    let mut has_earlier = false;
    for period in all.iter().rev().filter(is_asked) {
        let one = one_period(data_set, &known, filter, *period);
        if one.reporters.is_empty() {
            continue;
        }
        reporters = reporters.saturating_add(one.reporters.len());
        if reporters > MAX_REPORTERS && !answer.is_empty() {
            has_earlier = true;
            break;
        }
        answer.push(one);
    }
    answer.reverse();
    Ok(Reported { periods: answer, has_earlier })
}

/// Every period of which something is known, and those between and after that are due by then.
fn periods(data_set: &DataSet, known: &Known, at: Date) -> BTreeSet<Period> {
    let reported: BTreeSet<Period> = known.submissions.keys().map(|(period, _)| *period).collect();
    let assigned = known.assignments.first().and_then(|(day, _)| containing(data_set.period_type, *day));
    let mut all = reported.clone();
    let mut next = reported.first().copied().into_iter().chain(assigned).min();
    for _ in 0..MAX_PERIODS {
        let Some(period) = next.filter(|period| period.open_until(data_set.due_after_days) <= at) else {
            break;
        };
        // Spans of years may begin in any year: none is due beside one that was reported.
        let before = reported.range(..=Period { start: period.last_day(), ..period }).next_back();
        if before.is_none_or(|before| before.last_day() < period.start) {
            all.insert(period);
        }
        next = period.next();
    }
    all
}

/// The period of a type that a day lies in.
fn containing(of: PeriodType, day: Date) -> Option<Period> {
    let mut start = day;
    // No period that begins on fixed days is longer than a year; longer ones begin in any year.
    for _ in 0..=366 {
        if of.may_begin_on(start) {
            return Some(Period { start, length: of.length() });
        }
        start = start.yesterday().ok()?;
    }
    None
}

/// Who is to report a period.
fn expected(known: &Known, period: Period, only_public: bool) -> BTreeSet<OrgId> {
    if only_public {
        let mut first: BTreeMap<&OrgId, Period> = BTreeMap::new();
        for (period, org) in known.submissions.keys() {
            first.entry(org).or_insert(*period);
        }
        return first.into_iter().filter(|(_, first)| *first <= period).map(|(org, _)| org.clone()).collect();
    }
    let by_then = known.assignments.iter().rev().find(|(day, _)| *day <= period.last_day());
    let assigned = by_then.or(known.assignments.first());
    assigned.map(|(_, orgs)| orgs.clone()).unwrap_or_default()
}
