//! One indicator over its periods: the one value of all organizations and areas, where it should be by then, breaks.
//!
//! Only what was published is put together. Which rows stand for a figure is read in `found`; the rules of putting
//! together stand in `domain::measurement::aggregate`.

mod found;

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{Code, OrgId},
    measurement::{
        aggregate::{self, Exact, NoValue, Places},
        definition::Definition,
        period::Period,
    },
    time::Date,
};
use rusqlite::{Connection, OptionalExtension};

use self::found::{Found, found};
use super::dictionary::Indicator;
use crate::{Error, column};

/// Which series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeriesFilter {
    /// Of these disaggregations; none for the total.
    pub dims: BTreeMap<Code, Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only of this area.
    pub area_code: Option<Code>,
    /// Only of periods that begin then or later.
    pub from: Option<Date>,
    /// Only of periods that begin then or earlier.
    pub to: Option<Date>,
    /// From the public rows alone.
    pub only_public: bool,
    /// Also one value over all the periods.
    pub over_periods: bool,
}

impl SeriesFilter {
    fn takes(&self, period: Period) -> bool {
        self.from.is_none_or(|from| from <= period.start) && self.to.is_none_or(|to| period.start <= to)
    }
}

/// An indicator over its periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// In order of time.
    pub points: Vec<Point>,
    /// One value over all the periods, or why there is none; where it was asked for.
    pub over_periods: Option<Result<String, String>>,
}

/// An indicator at one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Of when.
    pub period: Period,
    /// The one value as it is shown, or why there is none.
    pub value: Result<String, String>,
    /// How it was made: `own_row`, `sum` or `weighted_mean`; empty where there is none.
    pub made_of: &'static str,
    /// How many rows it was made of.
    pub rows: u32,
    /// Disaggregations whose codes were put together, because nobody reported the figure itself.
    pub summed_over: BTreeSet<Code>,
    /// How many rows those codes have with a value, and how many there should be.
    pub codes: (u32, u32),
    /// How many organizations have a value in it.
    pub organizations: u32,
    /// How many rows the public may not see.
    pub hidden: u32,
    /// Where it should be by then.
    pub expected: Option<String>,
    /// Whether it is where it should be.
    pub is_on_track: Option<bool>,
    /// Whether it cannot be compared with the period before.
    pub is_break: bool,
    /// How many of the rows have which mark, by its letter.
    pub marks: BTreeMap<String, u32>,
    /// The sequence of the last record it rests on; 0 where it rests on none.
    pub sequence: u64,
}

/// The series of an indicator. A period that it breaks at is in it also when nobody reported it.
///
/// # Errors
/// SQLite's.
pub fn series(
    connection: &Connection,
    indicator: &Indicator,
    filter: &SeriesFilter,
) -> Result<Series, Error> {
    let mut found = found(connection, indicator, filter)?;
    let over_periods = filter.over_periods.then(|| over_periods(indicator, &found));
    for at in indicator.breaks.iter().filter(|at| filter.takes(**at)) {
        found.entry(*at).or_default();
    }
    let points = found.iter().map(|(period, found)| point(indicator, filter, *period, found)).collect();
    Ok(Series { points, over_periods })
}

/// The last period of an indicator of which anything was published, as a point of its series.
///
/// # Errors
/// SQLite's.
pub fn standing(
    connection: &Connection,
    indicator: &Indicator,
    only_public: bool,
) -> Result<Option<Point>, Error> {
    // Whatever was published stands in the public table, also where it is hidden there.
    let mut last = connection.prepare_cached(
        "SELECT period_start FROM public_row WHERE indicator = ?1 AND is_live = 1 ORDER BY period_start DESC LIMIT 1",
    )?;
    let last = last.query_row([indicator.code.as_str()], |row| column::parsed(row, "period_start"));
    let Some(last) = last.optional()? else { return Ok(None) };
    let filter = SeriesFilter { only_public, from: Some(last), to: Some(last), ..SeriesFilter::default() };
    Ok(series(connection, indicator, &filter)?.points.pop())
}

fn over_periods(indicator: &Indicator, found: &BTreeMap<Period, Found>) -> Result<String, String> {
    // Periods of several definitions are told as the last of them is.
    let last = found.keys().next_back();
    let definition = last.map_or(&indicator.definition, |last| indicator.definition_of(*last));
    let periods: Vec<(Period, Places)> =
        found.iter().map(|(period, found)| (*period, found.places.clone())).collect();
    aggregate::over_periods(definition, &periods, &indicator.breaks)
        .and_then(|value| aggregate::shown(definition, value))
        .map_err(|none| none.to_string())
}

fn point(indicator: &Indicator, filter: &SeriesFilter, period: Period, found: &Found) -> Point {
    let definition = indicator.definition_of(period);
    let value = aggregate::over_places(definition, &found.places);
    // A target is set for the whole; a part, or what lacks one, is not held against it.
    let is_whole = filter.dims.is_empty() && filter.org.is_none() && filter.area_code.is_none();
    let course = is_whole.then(|| indicator.course());
    let expected = course.as_ref().and_then(|course| course.expected(period));
    let (present, wanted) = found.codes;
    let is_complete = found.places.hidden == 0 && present == wanted;
    let judged = value.ok().filter(|_| is_complete).zip(course.as_ref());
    let shown = |value: Exact| aggregate::shown(definition, value);
    Point {
        period,
        made_of: match value {
            Ok(_) => made_of(definition, &found.places),
            Err(_) => "",
        },
        value: value.and_then(shown).map_err(|none: NoValue| none.to_string()),
        rows: u32::try_from(found.places.parts.len()).unwrap_or(u32::MAX),
        summed_over: found.over.clone(),
        codes: found.codes,
        organizations: u32::try_from(found.orgs.len()).unwrap_or(u32::MAX),
        hidden: found.places.hidden,
        expected: expected.and_then(|expected| shown(expected).ok()),
        is_on_track: judged
            .and_then(|(value, course)| course.is_on_track(definition.direction, period, value)),
        is_break: indicator.breaks.contains(&period),
        marks: found.marks.clone(),
        sequence: found.sequence,
    }
}

fn made_of(definition: &Definition, places: &Places) -> &'static str {
    match places.parts.len() {
        1 if places.are_own_rows => "own_row",
        _ if definition.is_mean() => "weighted_mean",
        _ => "sum",
    }
}
