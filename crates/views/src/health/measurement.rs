//! The shared measurement: how much of what is due was reported, how much of it in time, what is on its way.
//!
//! What is due, and whether it came in time, is told by the reporting of the data sets; what is on target by the series
//! as the public sees them, since what is hidden there must not be told by a word here.

use std::collections::BTreeSet;

use super::{
    Log, Sources,
    behind::{Behind, RecordRef},
    tally::{Found, Tally},
    targets,
};
use crate::{
    Connection, Error,
    measurement::{self as view, DataSet, Reporting, ReportingFilter},
};

/// The figures of measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measurement {
    /// Reports that were due, over all data sets.
    pub due: u64,
    /// How many of those were submitted.
    pub submitted: u64,
    /// How many of those by the day.
    pub on_time: u64,
    /// The records of the three.
    pub behind: Behind,
    /// Each data set by itself, by code.
    pub data_sets: Vec<DataSetReported>,
    /// The indicators where their target has them by then.
    pub on_target: Tally,
    /// Those that are not.
    pub off_target: Tally,
    /// Active ones of which neither can be told.
    pub not_judged: Tally,
}

/// How a data set is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSetReported {
    /// Its code.
    pub code: String,
    /// Reports that were due.
    pub due: u64,
    /// How many of those were submitted.
    pub submitted: u64,
    /// How many of those by the day.
    pub on_time: u64,
    /// Who has not reported the last period that was due.
    pub missing: Tally,
    /// The records of all of it.
    pub behind: Behind,
}

/// A part of a whole in basis points, rounded down; none of nothing.
pub fn share_bp(part: u64, whole: u64) -> Option<u32> {
    u32::try_from(part.saturating_mul(10_000).checked_div(whole)?).ok()
}

pub(super) fn figures(sources: &Sources<'_>) -> Result<Measurement, Error> {
    sources.view(Log::Measurement, |view| {
        let mut all = BTreeSet::new();
        let mut data_sets = Vec::new();
        for data_set in view::data_sets(view, false, u32::MAX, None)? {
            let behind = sources.index().of(Log::Measurement, [format!("reporting/{}", data_set.code)]);
            all.extend(behind.iter().copied());
            data_sets.push(reported(sources, view, &data_set, &behind)?);
        }
        let sum = |of: fn(&DataSetReported) -> u64| data_sets.iter().map(of).fold(0, u64::saturating_add);
        let [on_target, off_target, not_judged] = targets::judged(sources, view)?;
        Ok(Measurement {
            due: sum(|one| one.due),
            submitted: sum(|one| one.submitted),
            on_time: sum(|one| one.on_time),
            behind: Behind::of(&all),
            data_sets,
            on_target,
            off_target,
            not_judged,
        })
    })
}

fn reported(
    sources: &Sources<'_>,
    view: &Connection,
    data_set: &DataSet,
    behind: &BTreeSet<RecordRef>,
) -> Result<DataSetReported, Error> {
    let periods = due_periods(sources, view, data_set)?;
    let sum = |of: fn(&Reporting) -> usize| {
        let each = periods.iter().map(|period| u64::try_from(of(period)).unwrap_or(u64::MAX));
        each.fold(0, u64::saturating_add)
    };
    let last = periods.iter().max_by_key(|period| period.period);
    let missing = last.into_iter().flat_map(|last| {
        let absent = last.reporters.iter().filter(|one| one.state == "missing");
        absent.map(|one| Found {
            id: one.org.to_string(),
            title: String::new(),
            on: Some(last.due),
            behind: behind.clone(),
        })
    });
    Ok(DataSetReported {
        code: data_set.code.to_string(),
        due: sum(|period| period.reporters.len()),
        submitted: sum(|period| of_state(period, &["on_time", "late"])),
        on_time: sum(|period| of_state(period, &["on_time"])),
        missing: Tally::of(missing.collect()),
        behind: Behind::of(behind),
    })
}

fn of_state(period: &Reporting, states: &[&str]) -> usize {
    period.reporters.iter().filter(|one| states.contains(&one.state)).count()
}

/// Every period whose day is over: an answer of the reporting holds so many, the last ones first.
fn due_periods(
    sources: &Sources<'_>,
    view: &Connection,
    data_set: &DataSet,
) -> Result<Vec<Reporting>, Error> {
    let mut filter =
        ReportingFilter { at: sources.day(), from: None, to: None, org: None, only_public: false };
    let mut due = Vec::new();
    loop {
        let part = view::reporting(view, data_set, &filter)?;
        let first = part.periods.first().map(|first| first.period.start);
        due.extend(part.periods.into_iter().filter(|period| period.is_due));
        match first.and_then(|first| first.yesterday().ok()).filter(|_| part.has_earlier) {
            Some(before) => filter.to = Some(before),
            None => return Ok(due),
        }
    }
}
