//! Indicators, and the goals they measure.

use std::collections::BTreeSet;

use domain::{
    ids::Code,
    measurement::{
        course::Course,
        decided::DecidedBy,
        definition::Definition,
        event::Path,
        period::{Period, PeriodType},
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use crate::{Error, PrivateCell, column};

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its code.
    pub code: Code,
    /// What it measures, as it was said last.
    pub definition: Definition,
    /// Where it stands: `proposed`, `active` or `retired`.
    pub status: String,
    /// The sequence it was proposed at.
    pub sequence: u64,
    /// The definition's version, from 1.
    pub version: u32,
    /// Every definition it had.
    pub versions: Vec<Version>,
    /// Periods from which on values cannot be compared with those before.
    pub breaks: Vec<Period>,
    /// Where it begins: of when, the value, its source.
    pub baseline: Option<(Period, String, String)>,
    /// Where it is to go, in order of time.
    pub targets: Vec<Target>,
    /// The last period measured, where it is retired.
    pub last_period: Option<Period>,
    /// What is measured in its place.
    pub successor: Option<String>,
}

/// A definition that an indicator had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub version: u32,
    /// What it measured.
    pub definition: Definition,
    /// Whether values before and after can be compared.
    pub comparable: bool,
    /// The first period it is for.
    pub effective_period: Option<Period>,
    /// Why, sealed.
    pub reason: Option<PrivateCell>,
    /// The sequence it was said at.
    pub sequence: u64,
}

/// Where an indicator is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// By when.
    pub by_period: Period,
    /// A decimal.
    pub value: String,
    /// How.
    pub path: Path,
    /// By which decision.
    pub decided_by: DecidedBy,
    /// Why, sealed.
    pub reason: Option<PrivateCell>,
}

impl Indicator {
    /// What it measures in that period: a revision says nothing of the periods before its own.
    pub fn definition_of(&self, period: Period) -> &Definition {
        let is_for = |one: &&Version| one.effective_period.is_none_or(|from| from.start <= period.start);
        self.versions.iter().rfind(is_for).map_or(&self.definition, |one| &one.definition)
    }

    /// Where it begins and is to go.
    pub fn course(&self) -> Course {
        let baseline = self.baseline.as_ref().map(|(period, value, _)| (*period, value.as_str()));
        let targets = self.targets.iter().map(|one| (one.by_period, one.value.as_str(), one.path));
        Course::read(baseline, targets)
    }
}

/// One indicator.
///
/// # Errors
/// SQLite's.
pub fn indicator(connection: &Connection, code: &Code) -> Result<Option<Indicator>, Error> {
    let sql = "SELECT * FROM indicator WHERE code = ?1";
    let found = connection.prepare_cached(sql)?.query_row([code.as_str()], read_indicator).optional()?;
    found.map(|indicator| with_history(connection, indicator)).transpose()
}

/// Which indicators are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndicatorFilter {
    /// Only those that measure this goal.
    pub goal: Option<Code>,
    /// Only those that stand here.
    pub status: Option<String>,
}

/// At most `limit` indicators after the one with the code `after`, in byte order.
///
/// # Errors
/// SQLite's.
pub fn indicators(
    connection: &Connection,
    filter: &IndicatorFilter,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Indicator>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM indicator WHERE code > ?1
            AND (?2 IS NULL OR EXISTS (SELECT 1 FROM indicator_goal WHERE goal = ?2 AND indicator = code))
            AND (?4 IS NULL OR status = ?4)
        ORDER BY code LIMIT ?3",
    )?;
    let goal = filter.goal.as_ref().map(|goal| goal.as_str());
    let asked = params![after.unwrap_or_default(), goal, limit, filter.status];
    let rows = statement.query_map(asked, read_indicator)?;
    rows.map(|row| with_history(connection, row?)).collect()
}

/// The goals that no indicator measures; one that is retired measures nothing more.
///
/// # Errors
/// SQLite's.
pub fn unmeasured(connection: &Connection, goals: &BTreeSet<Code>) -> Result<Vec<Code>, Error> {
    let mut measured = connection.prepare_cached(
        "SELECT 1 FROM indicator_goal JOIN indicator ON code = indicator WHERE goal = ?1 AND status <> 'retired'",
    )?;
    let mut found = Vec::new();
    for goal in goals {
        if !measured.exists([goal.as_str()])? {
            found.push(goal.clone());
        }
    }
    Ok(found)
}

fn read_indicator(row: &Row<'_>) -> rusqlite::Result<Indicator> {
    Ok(Indicator {
        code: column::parsed(row, "code")?,
        definition: column::from_json(row, "definition")?,
        status: row.get("status")?,
        sequence: row.get("sequence")?,
        version: row.get("version")?,
        versions: Vec::new(),
        breaks: Vec::new(),
        baseline: if_any(row, "baseline")?,
        targets: Vec::new(),
        last_period: if_any(row, "last_period")?,
        successor: row.get("successor")?,
    })
}

fn if_any<T: serde::de::DeserializeOwned>(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(name)?;
    text.map(|_| column::from_json(row, name)).transpose()
}

fn with_history(connection: &Connection, mut indicator: Indicator) -> Result<Indicator, Error> {
    let code = indicator.code.as_str();
    let sql = "SELECT * FROM definition_version WHERE indicator = ?1 ORDER BY version";
    let version = |row: &Row<'_>| {
        Ok(Version {
            version: row.get("version")?,
            definition: column::from_json(row, "definition")?,
            comparable: row.get("comparable")?,
            effective_period: if_any(row, "effective_period")?,
            reason: row.get("reason_sealed")?,
            sequence: row.get("sequence")?,
        })
    };
    indicator.versions =
        connection.prepare_cached(sql)?.query_map([code], version)?.collect::<Result<_, _>>()?;
    let sql = "SELECT period FROM series_break WHERE indicator = ?1 ORDER BY version";
    let broken = |row: &Row<'_>| column::from_json(row, "period");
    indicator.breaks =
        connection.prepare_cached(sql)?.query_map([code], broken)?.collect::<Result<_, _>>()?;
    let sql = "SELECT * FROM target WHERE indicator = ?1 ORDER BY start";
    let target = |row: &Row<'_>| {
        Ok(Target {
            by_period: column::from_json(row, "by_period")?,
            value: row.get("value")?,
            path: column::from_json(row, "path")?,
            decided_by: column::from_json(row, "decided_by")?,
            reason: row.get("reason_sealed")?,
        })
    };
    indicator.targets =
        connection.prepare_cached(sql)?.query_map([code], target)?.collect::<Result<_, _>>()?;
    Ok(indicator)
}

/// The period in the columns `period_start` and `period_length`.
pub(super) fn period(row: &Row<'_>) -> rusqlite::Result<Period> {
    Ok(Period {
        start: column::parsed(row, "period_start")?,
        length: period_type(row, "period_length", PeriodType::parse_iso8601)?,
    })
}

pub(super) fn period_type(
    row: &Row<'_>,
    name: &str,
    parse: fn(&str) -> Option<PeriodType>,
) -> rusqlite::Result<PeriodType> {
    let text: String = row.get(name)?;
    let place = row.as_ref().column_index(name)?;
    parse(&text).ok_or_else(|| rusqlite::Error::InvalidColumnType(place, text, Type::Text))
}
