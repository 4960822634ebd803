//! Indicators and data sets.

use std::collections::BTreeSet;

use domain::{
    ids::{Code, OrgId},
    measurement::{
        course::Course,
        decided::DecidedBy,
        definition::Definition,
        event::Path,
        period::{Period, PeriodType},
        rule::RuleText,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use crate::{Error, PrivateCell, column};

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its code.
    pub code: Code,
    /// What it measures.
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
    /// Where it begins and is to go.
    pub fn course(&self) -> Course {
        let baseline = self.baseline.as_ref().map(|(period, value, _)| (*period, value.as_str()));
        let targets = self.targets.iter().map(|one| (one.by_period, one.value.as_str(), one.path));
        Course::read(baseline, targets)
    }
}

/// A data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSet {
    /// Its code.
    pub code: Code,
    /// What is reported.
    pub indicators: BTreeSet<Code>,
    /// How long the periods are.
    pub period_type: PeriodType,
    /// Days after a period's last day until the data are due.
    pub due_after_days: u32,
    /// Days after a period's last day until nothing more is taken.
    pub closes_after_days: u32,
    /// What must be there.
    pub compulsory: BTreeSet<Code>,
    /// Who reports, in byte order.
    pub reporters: Vec<OrgId>,
    /// What values must agree, numbered from 1 in this order.
    pub rules: Vec<RuleText>,
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

/// At most `limit` indicators after the one with the code `after`, in byte order; only those that measure
/// `goal`, where one is named.
///
/// # Errors
/// SQLite's.
pub fn indicators(
    connection: &Connection,
    goal: Option<&Code>,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Indicator>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM indicator WHERE code > ?1
            AND (?2 IS NULL OR EXISTS (SELECT 1 FROM indicator_goal WHERE goal = ?2 AND indicator = code))
        ORDER BY code LIMIT ?3",
    )?;
    let goal = goal.map(|goal| goal.as_str());
    let rows = statement.query_map(params![after.unwrap_or_default(), goal, limit], read_indicator)?;
    rows.map(|row| with_history(connection, row?)).collect()
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

const DATA_SET: &str = "SELECT code, indicators, period_type, due_after_days, closes_after_days, compulsory,
    (SELECT coalesce(json_group_array(org), '[]')
        FROM (SELECT org FROM reporter WHERE data_set = code ORDER BY org)) AS reporters,
    (SELECT coalesce(json_group_array(json(rule)), '[]')
        FROM (SELECT rule FROM rule WHERE data_set = code ORDER BY number)) AS rules
    FROM data_set";

/// One data set with its reporters.
///
/// # Errors
/// SQLite's.
pub fn data_set(connection: &Connection, code: &Code) -> Result<Option<DataSet>, Error> {
    let mut statement = connection.prepare_cached(&format!("{DATA_SET} WHERE code = ?1"))?;
    Ok(statement.query_row([code.as_str()], read_data_set).optional()?)
}

/// At most `limit` data sets after the one with the code `after`, in byte order.
///
/// # Errors
/// SQLite's.
pub fn data_sets(connection: &Connection, limit: u32, after: Option<&str>) -> Result<Vec<DataSet>, Error> {
    let mut statement =
        connection.prepare_cached(&format!("{DATA_SET} WHERE code > ?1 ORDER BY code LIMIT ?2"))?;
    let rows = statement.query_map(params![after.unwrap_or_default(), limit], read_data_set)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_data_set(row: &Row<'_>) -> rusqlite::Result<DataSet> {
    Ok(DataSet {
        code: column::parsed(row, "code")?,
        indicators: column::from_json(row, "indicators")?,
        period_type: period_type(row, "period_type", PeriodType::parse)?,
        due_after_days: row.get("due_after_days")?,
        closes_after_days: row.get("closes_after_days")?,
        compulsory: column::from_json(row, "compulsory")?,
        reporters: column::from_json(row, "reporters")?,
        rules: column::from_json(row, "rules")?,
    })
}

/// The period in the columns `period_start` and `period_length`.
pub(super) fn period(row: &Row<'_>) -> rusqlite::Result<Period> {
    Ok(Period {
        start: column::parsed(row, "period_start")?,
        length: period_type(row, "period_length", PeriodType::parse_iso8601)?,
    })
}

fn period_type(
    row: &Row<'_>,
    name: &str,
    parse: fn(&str) -> Option<PeriodType>,
) -> rusqlite::Result<PeriodType> {
    let text: String = row.get(name)?;
    let place = row.as_ref().column_index(name)?;
    parse(&text).ok_or_else(|| rusqlite::Error::InvalidColumnType(place, text, Type::Text))
}
