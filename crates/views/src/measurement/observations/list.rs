//! The two tables of values, listed and counted by the same conditions.

use domain::{
    ids::{Code, OrgId},
    measurement::{event::CorrectionReason, observation::ObsStatus},
    time::Date,
};
use rusqlite::{Connection, Row, Statement, types::Type};

use super::{MarkCount, Observation, ObservationFilter, ObservationKey};
use crate::{Error, column, measurement::dictionary::period};

/// One of the two tables of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Table {
    name: &'static str,
    columns: &'static str,
    visible: &'static str,
}

const OBSERVATIONS: Table = Table {
    name: "observation",
    columns: "*, 0 AS is_hidden",
    // Of others an organization sees what stands in a published submission, and what a correction ended.
    visible: "(?12 IS NULL OR org = ?12 OR ((is_live = 1 OR ended > 0) AND EXISTS (
        SELECT 1 FROM submission AS of WHERE of.data_set = observation.data_set AND of.org = observation.org
            AND of.period_start = observation.period_start AND of.period_length = observation.period_length
            AND of.status = 'published')))",
};
// Everybody sees all of it.
const PUBLISHED: Table = Table { name: "public_row", columns: "*", visible: "?12 IS ?12" };

// Between the indicator asked for and itself, so that the index is used (`~` is behind every code).
const WHICH: &str = "indicator BETWEEN coalesce(?1, '') AND coalesce(?1, '~') AND (?2 IS NULL OR data_set = ?2)
    AND (?3 IS NULL OR org = ?3) AND (?4 IS NULL OR area_code = ?4)
    AND (?5 IS NULL OR period_start >= ?5) AND (?6 IS NULL OR period_start <= ?6)
    AND sequence > ?7 AND (is_live = 1 OR ?8) AND (?9 IS NULL OR obs_status = ?9)
    AND CASE WHEN ?11 THEN dims = ?10 ELSE ?10 = '{}' OR NOT EXISTS (
        SELECT 1 FROM json_each(?10) AS asked WHERE json_extract(dims, '$.' || asked.key) IS NOT asked.value) END";

/// At most `limit` values after the place `after`, by indicator, period, organization, area, dims and sequence.
///
/// # Errors
/// SQLite's.
pub fn observations(
    connection: &Connection,
    filter: &ObservationFilter,
    limit: u32,
    after: Option<&ObservationKey>,
) -> Result<Vec<Observation>, Error> {
    list(connection, OBSERVATIONS, filter, limit, after)
}

/// The same of the public table.
///
/// # Errors
/// SQLite's.
pub fn published(
    connection: &Connection,
    filter: &ObservationFilter,
    limit: u32,
    after: Option<&ObservationKey>,
) -> Result<Vec<Observation>, Error> {
    list(connection, PUBLISHED, filter, limit, after)
}

/// How many values of all parts bear which mark.
///
/// # Errors
/// SQLite's.
pub fn observation_counts(
    connection: &Connection,
    filter: &ObservationFilter,
) -> Result<Vec<MarkCount>, Error> {
    counts(connection, OBSERVATIONS, filter)
}

/// The same of the public table.
///
/// # Errors
/// SQLite's.
pub fn published_counts(
    connection: &Connection,
    filter: &ObservationFilter,
) -> Result<Vec<MarkCount>, Error> {
    counts(connection, PUBLISHED, filter)
}

fn list(
    connection: &Connection,
    Table { name, columns, visible }: Table,
    filter: &ObservationFilter,
    limit: u32,
    after: Option<&ObservationKey>,
) -> Result<Vec<Observation>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {columns} FROM {name} LEFT JOIN moment USING (sequence) WHERE {WHICH} AND {visible}
            AND (indicator, period_start, period_length, org, area_code, dims, sequence)
                > (?13, ?14, ?15, ?16, ?17, ?18, CAST(?19 AS INTEGER))
        ORDER BY indicator, period_start, period_length, org, area_code, dims, sequence LIMIT ?20",
    ))?;
    bind(&mut statement, filter)?;
    let mut first = ObservationKey::default();
    if let (ObservationKey([indicator, ..]), Some(code)) = (&mut first, &filter.indicator) {
        code.as_str().clone_into(indicator);
    }
    let ObservationKey(key) = after.unwrap_or(&first);
    for (place, part) in (13..).zip(key) {
        statement.raw_bind_parameter(place, part)?;
    }
    statement.raw_bind_parameter(20, limit)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn counts(
    connection: &Connection,
    Table { name, columns, visible }: Table,
    filter: &ObservationFilter,
) -> Result<Vec<MarkCount>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT obs_status, is_hidden, count(*) AS count
        FROM (SELECT {columns} FROM {name} WHERE {WHICH} AND {visible})
        GROUP BY obs_status, is_hidden ORDER BY obs_status, is_hidden",
    ))?;
    bind(&mut statement, filter)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (is_hidden, count) = (row.get("is_hidden")?, row.get("count")?);
        found.push(MarkCount { obs_status: obs_status(row)?, is_hidden, count });
    }
    Ok(found)
}

/// Binds the conditions of [`WHICH`] and who asks.
fn bind(statement: &mut Statement<'_>, filter: &ObservationFilter) -> rusqlite::Result<()> {
    let code = |code: &Option<Code>| code.as_ref().map(|code| code.as_str().to_owned());
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let org = |org: &Option<OrgId>| org.as_ref().map(|org| org.as_str().to_owned());
    let texts = [
        (1, code(&filter.indicator)),
        (2, code(&filter.data_set)),
        (3, org(&filter.org)),
        (4, code(&filter.area_code)),
        (5, day(filter.from)),
        (6, day(filter.to)),
        (9, filter.obs_status.map(|status| status.as_sdmx().to_owned())),
        (10, Some(column::json(&filter.dims)?)),
        (12, org(&filter.seen_by)),
    ];
    for (place, text) in texts {
        statement.raw_bind_parameter(place, text)?;
    }
    statement.raw_bind_parameter(7, filter.updated_after)?;
    statement.raw_bind_parameter(8, filter.include_history)?;
    statement.raw_bind_parameter(11, filter.exact_dims)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Observation> {
    let area: String = row.get("area_code")?;
    let sequence: u64 = row.get("sequence")?;
    let key = ObservationKey([
        row.get("indicator")?,
        row.get("period_start")?,
        row.get("period_length")?,
        row.get("org")?,
        area.clone(),
        row.get("dims")?,
        sequence.to_string(),
    ]);
    Ok(Observation {
        data_set: column::parsed(row, "data_set")?,
        org: column::parsed(row, "org")?,
        indicator: column::parsed(row, "indicator")?,
        period: period(row)?,
        area_code: if area.is_empty() { None } else { Some(column::parsed(row, "area_code")?) },
        dims: column::from_json(row, "dims")?,
        value: row.get("value")?,
        obs_status: obs_status(row)?,
        numerator: row.get("numerator")?,
        denominator: row.get("denominator")?,
        sequence,
        is_live: row.get("is_live")?,
        revision: row.get("revision")?,
        is_hidden: row.get("is_hidden")?,
        recorded_at: row.get::<_, Option<String>>("recorded_at")?.unwrap_or_default(),
        occurred_at: row.get::<_, Option<String>>("occurred_at")?.unwrap_or_default(),
        reason: reason(row)?,
        note: row.get("note_sealed")?,
        key,
    })
}

fn obs_status(row: &Row<'_>) -> rusqlite::Result<ObsStatus> {
    let letter: String = row.get("obs_status")?;
    let place = row.as_ref().column_index("obs_status")?;
    ObsStatus::parse_sdmx(&letter)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(place, letter, Type::Text))
}

fn reason(row: &Row<'_>) -> rusqlite::Result<Option<CorrectionReason>> {
    let word: Option<String> = row.get("reason")?;
    Ok(word.and_then(|word| CorrectionReason::ALL.into_iter().find(|one| one.as_str() == word)))
}
