//! Indicators and data sets.

use std::collections::BTreeSet;

use domain::{
    ids::{Code, OrgId},
    measurement::{definition::Definition, period::PeriodType},
};
use rusqlite::{Connection, OptionalExtension, Row, params, types::Type};

use crate::{Error, column};

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its code.
    pub code: Code,
    /// What it measures.
    pub definition: Definition,
    /// Where it stands: `proposed`.
    pub status: String,
    /// The sequence it was proposed at.
    pub sequence: u64,
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
}

/// One indicator.
///
/// # Errors
/// SQLite's.
pub fn indicator(connection: &Connection, code: &Code) -> Result<Option<Indicator>, Error> {
    let sql = "SELECT code, definition, status, sequence FROM indicator WHERE code = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([code.as_str()], read_indicator).optional()?)
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
        "SELECT code, definition, status, sequence FROM indicator WHERE code > ?1
            AND (?2 IS NULL OR EXISTS (SELECT 1 FROM indicator_goal WHERE goal = ?2 AND indicator = code))
        ORDER BY code LIMIT ?3",
    )?;
    let goal = goal.map(|goal| goal.as_str());
    let rows = statement.query_map(params![after.unwrap_or_default(), goal, limit], read_indicator)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_indicator(row: &Row<'_>) -> rusqlite::Result<Indicator> {
    Ok(Indicator {
        code: column::parsed(row, "code")?,
        definition: column::from_json(row, "definition")?,
        status: row.get("status")?,
        sequence: row.get("sequence")?,
    })
}

const DATA_SET: &str = "SELECT code, indicators, period_type, due_after_days, closes_after_days, compulsory,
    (SELECT coalesce(json_group_array(org), '[]')
        FROM (SELECT org FROM reporter WHERE data_set = code ORDER BY org)) AS reporters
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
        period_type: period_type(row, "period_type")?,
        due_after_days: row.get("due_after_days")?,
        closes_after_days: row.get("closes_after_days")?,
        compulsory: column::from_json(row, "compulsory")?,
        reporters: column::from_json(row, "reporters")?,
    })
}

pub(super) fn period_type(row: &Row<'_>, name: &str) -> rusqlite::Result<PeriodType> {
    let text: String = row.get(name)?;
    let place = row.as_ref().column_index(name)?;
    PeriodType::parse_iso8601(&text)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(place, text, Type::Text))
}
