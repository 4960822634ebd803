//! Data sets: what is reported, how often and by whom.
//!
//! A data set and its reporters are records of the members. The public is told of one that something was published of:
//! what stands in the published records, and one thing besides, how many days after a period its data are due; without
//! it nobody could tell late from on time.

use std::collections::BTreeSet;

use domain::{
    ids::{Code, OrgId},
    measurement::{period::PeriodType, rule::RuleText},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::dictionary::period_type;
use crate::{Error, column};

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

const DATA_SET: &str = "SELECT code, indicators, period_type, due_after_days, closes_after_days, compulsory,
    (SELECT coalesce(json_group_array(org), '[]')
        FROM (SELECT org FROM reporter WHERE data_set = code ORDER BY org)) AS reporters,
    (SELECT coalesce(json_group_array(json(rule)), '[]')
        FROM (SELECT rule FROM rule WHERE data_set = code ORDER BY number)) AS rules
    FROM data_set";

/// One data set with its reporters; where `only_public`, as it was published, if anything of it was.
///
/// # Errors
/// SQLite's.
pub fn data_set(connection: &Connection, code: &Code, only_public: bool) -> Result<Option<DataSet>, Error> {
    let mut statement = connection.prepare_cached(&format!("{DATA_SET} WHERE code = ?1"))?;
    let found = statement.query_row([code.as_str()], read_data_set).optional()?;
    if !only_public {
        return Ok(found);
    }
    let found = found.map(|data_set| as_published(connection, data_set)).transpose()?;
    Ok(found.filter(|data_set| !data_set.indicators.is_empty()))
}

/// At most `limit` data sets after the one with the code `after`, in byte order; where `only_public`, those of which
/// anything was published.
///
/// # Errors
/// SQLite's.
pub fn data_sets(
    connection: &Connection,
    only_public: bool,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<DataSet>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "{DATA_SET} WHERE code > ?1 AND (NOT ?3 OR EXISTS (
            SELECT 1 FROM published_indicator WHERE data_set = code)) ORDER BY code LIMIT ?2"
    ))?;
    let asked = params![after.unwrap_or_default(), limit, only_public];
    let found = statement.query_map(asked, read_data_set)?.collect::<Result<Vec<_>, _>>()?;
    if !only_public {
        return Ok(found);
    }
    found.into_iter().map(|data_set| as_published(connection, data_set)).collect()
}

/// What the public knows of a data set: what was published of it and by whom, and the day it is due.
fn as_published(connection: &Connection, data_set: DataSet) -> Result<DataSet, Error> {
    let code = data_set.code.as_str();
    let indicators = "SELECT indicator FROM published_indicator WHERE data_set = ?1";
    let indicators = connection
        .prepare_cached(indicators)?
        .query_map([code], |row| column::parsed(row, "indicator"))?
        .collect::<Result<_, _>>()?;
    let reporters =
        "SELECT DISTINCT org FROM reported WHERE data_set = ?1 AND published_on IS NOT NULL ORDER BY org";
    let reporters = connection
        .prepare_cached(reporters)?
        .query_map([code], |row| column::parsed(row, "org"))?
        .collect::<Result<_, _>>()?;
    let (compulsory, rules) = (BTreeSet::new(), Vec::new());
    Ok(DataSet { indicators, reporters, compulsory, rules, closes_after_days: 0, ..data_set })
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
