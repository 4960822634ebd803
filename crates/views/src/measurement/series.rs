//! One indicator over its periods: the one value of all organizations and areas, where it should be by then, breaks.
//!
//! Only what was published is put together; the rules of putting together stand in `domain::measurement::aggregate`.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{Code, OrgId},
    measurement::{
        aggregate::{self, Part},
        period::Period,
    },
    time::Date,
};
use rusqlite::{Connection, Row, params};

use super::dictionary::{Indicator, period};
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
}

/// What one period is put together of.
#[derive(Default)]
struct Found {
    parts: Vec<Part>,
    orgs: BTreeSet<String>,
    hidden: u32,
}

const MEMBERS: &str =
    "SELECT o.*, 0 AS is_hidden FROM observation AS o JOIN submission AS s ON s.data_set = o.data_set
    AND s.org = o.org AND s.period_start = o.period_start AND s.period_length = o.period_length
    WHERE s.status = 'published' AND ";
const PUBLIC: &str = "SELECT o.* FROM public_row AS o WHERE ";
// Where an organization says the whole, its areas are not added to it.
const WHICH: &str = "o.indicator = ?1 AND o.is_live = 1 AND o.dims = ?2
    AND (?3 IS NULL OR o.org = ?3) AND (?4 IS NULL OR o.area_code = ?4)
    AND (?5 IS NULL OR o.period_start >= ?5) AND (?6 IS NULL OR o.period_start <= ?6)
    ORDER BY o.period_start, o.period_length, o.org, o.area_code";

/// The series of an indicator.
///
/// # Errors
/// SQLite's.
pub fn series(
    connection: &Connection,
    indicator: &Indicator,
    filter: &SeriesFilter,
) -> Result<Series, Error> {
    let found = found(connection, &indicator.code, filter)?;
    let definition = &indicator.definition;
    // A target is set for the whole; a part is not held against it.
    let is_whole = filter.dims.is_empty() && filter.org.is_none() && filter.area_code.is_none();
    let course = is_whole.then(|| indicator.course());
    let point = |(period, found): (&Period, &Found)| {
        let value = aggregate::over_places(definition, &found.parts);
        let expected = course.as_ref().and_then(|course| course.expected(*period));
        let is_on_track = value
            .ok()
            .zip(course.as_ref())
            .and_then(|(value, course)| course.is_on_track(definition.direction, *period, value));
        Point {
            period: *period,
            value: value.map(|value| aggregate::shown(definition, value)).map_err(|none| none.to_string()),
            organizations: u32::try_from(found.orgs.len()).unwrap_or(u32::MAX),
            hidden: found.hidden,
            expected: expected.map(|expected| aggregate::shown(definition, expected)),
            is_on_track,
            is_break: indicator.breaks.contains(period),
        }
    };
    let points = found.iter().map(point).collect();
    let over_periods = filter.over_periods.then(|| {
        let parts: Vec<(Period, Vec<Part>)> =
            found.iter().map(|(period, found)| (*period, found.parts.clone())).collect();
        let value = aggregate::over_periods(definition, &parts);
        value.map(|value| aggregate::shown(definition, value)).map_err(|none| none.to_string())
    });
    Ok(Series { points, over_periods })
}

fn found(
    connection: &Connection,
    code: &Code,
    filter: &SeriesFilter,
) -> Result<BTreeMap<Period, Found>, Error> {
    let table = if filter.only_public { PUBLIC } else { MEMBERS };
    let mut statement = connection.prepare_cached(&format!("{table}{WHICH}"))?;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let mut rows = statement.query(params![
        code.as_str(),
        column::json(&filter.dims)?,
        filter.org.as_ref().map(|org| org.as_str()),
        filter.area_code.as_ref().map(|area| area.as_str()),
        day(filter.from),
        day(filter.to),
    ])?;
    let mut all: BTreeMap<Period, Found> = BTreeMap::new();
    let mut whole: Option<(Period, String)> = None;
    while let Some(row) = rows.next()? {
        let (period, org, area): (Period, String, String) =
            (period(row)?, row.get("org")?, row.get("area_code")?);
        let of = (period, org);
        if area.is_empty() {
            whole = Some(of.clone());
        } else if filter.area_code.is_none() && whole.as_ref() == Some(&of) {
            continue;
        }
        let found = all.entry(period).or_default();
        if row.get("is_hidden")? {
            found.hidden = found.hidden.saturating_add(1);
            continue;
        }
        let part = part(row, period)?;
        if part.value.is_some() {
            found.orgs.insert(of.1);
        }
        found.parts.push(part);
    }
    Ok(all)
}

fn part(row: &Row<'_>, period: Period) -> rusqlite::Result<Part> {
    let text = |name: &str| row.get::<_, Option<String>>(name);
    let (value, numerator, denominator) = (text("value")?, text("numerator")?, text("denominator")?);
    Ok(Part::read(period, value.as_deref(), numerator.as_deref(), denominator.as_deref()))
}
