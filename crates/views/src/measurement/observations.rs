//! Values: the live one of each key and organization, and those that gave way to it; as members see them, and as the
//! public does.

use std::collections::BTreeMap;

use domain::{
    ids::{Code, OrgId},
    measurement::{observation::ObsStatus, period::Period},
    time::Date,
};
use rusqlite::{Connection, Row, params, types::Type};

use super::dictionary::period;
use crate::{Error, column};

/// A value as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The data set it was recorded in.
    pub data_set: Code,
    /// Whose.
    pub org: OrgId,
    /// Of what.
    pub indicator: Code,
    /// Of when.
    pub period: Period,
    /// Of where; none for the whole area.
    pub area_code: Option<Code>,
    /// Disaggregations; none for the total.
    pub dims: BTreeMap<Code, Code>,
    /// The decimal or the words.
    pub value: Option<String>,
    /// The mark on it.
    pub obs_status: ObsStatus,
    /// Above the line of a rate.
    pub numerator: Option<String>,
    /// Below the line of a rate.
    pub denominator: Option<String>,
    /// The sequence it was recorded at.
    pub sequence: u64,
    /// Whether it is the live value of its key.
    pub is_live: bool,
    /// The revision it came with; 0 before publication.
    pub revision: u32,
    /// Whether the public may not see it; such rows of the public table have no value.
    pub is_hidden: bool,
    /// Its place in the list.
    pub key: ObservationKey,
}

/// The place of a value in the list, for the part after it: indicator, start and length of the period,
/// organization, area, dims, sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObservationKey(pub [String; 7]);

impl ObservationKey {
    /// The key in a page token; none when it is no such key.
    pub fn from_parts(parts: &[String]) -> Option<Self> {
        let key: [String; 7] = parts.to_vec().try_into().ok()?;
        let [.., sequence] = &key;
        sequence.parse::<i64>().ok()?;
        Some(Self(key))
    }
}

/// Which values are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObservationFilter {
    /// Only of this data set.
    pub data_set: Option<Code>,
    /// Only of this indicator.
    pub indicator: Option<Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only of this area.
    pub area_code: Option<Code>,
    /// Only of periods that begin then or later.
    pub from: Option<Date>,
    /// Only of periods that begin then or earlier.
    pub to: Option<Date>,
    /// Only what was recorded after this sequence.
    pub updated_after: u64,
    /// Also the values that gave way.
    pub include_history: bool,
    /// Who asks, where that is an organization: of the others it sees what was published.
    pub seen_by: Option<OrgId>,
}

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
    // Of others an organization sees what stands in a published submission, and what a correction ended.
    let visible = "AND (?17 IS NULL OR org = ?17 OR ((is_live = 1 OR ended > 0) AND EXISTS (
        SELECT 1 FROM submission AS of WHERE of.data_set = observation.data_set AND of.org = observation.org
            AND of.period_start = observation.period_start AND of.period_length = observation.period_length
            AND of.status = 'published')))";
    list(connection, ("*, 0 AS is_hidden FROM observation", visible), filter, limit, after)
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
    // Everybody sees all of it.
    list(connection, ("* FROM public_row", "AND ?17 IS ?17"), filter, limit, after)
}

fn list(
    connection: &Connection,
    (table, visible): (&str, &str),
    filter: &ObservationFilter,
    limit: u32,
    after: Option<&ObservationKey>,
) -> Result<Vec<Observation>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {table}
        WHERE (indicator, period_start, period_length, org, area_code, dims, sequence)
                > (?1, ?2, ?3, ?4, ?5, ?6, CAST(?7 AS INTEGER))
            AND (?8 IS NULL OR data_set = ?8) AND indicator <= coalesce(?9, '~')
            AND (?9 IS NULL OR indicator = ?9)
            AND (?10 IS NULL OR org = ?10) AND (?11 IS NULL OR area_code = ?11)
            AND (?12 IS NULL OR period_start >= ?12) AND (?13 IS NULL OR period_start <= ?13)
            AND sequence > ?14 AND (is_live = 1 OR ?15) {visible}
        ORDER BY indicator, period_start, period_length, org, area_code, dims, sequence LIMIT ?16",
    ))?;
    // Begun at the indicator asked for and ended by `<=` (`~` is behind every code), so that the index is used.
    let mut first = ObservationKey::default();
    if let (ObservationKey([indicator, ..]), Some(code)) = (&mut first, &filter.indicator) {
        code.as_str().clone_into(indicator);
    }
    let ObservationKey([indicator, start, length, org, area, dims, sequence]) = after.unwrap_or(&first);
    let code = |code: &Option<Code>| code.as_ref().map(|code| code.as_str().to_owned());
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let rows = statement.query_map(
        params![
            indicator,
            start,
            length,
            org,
            area,
            dims,
            sequence,
            code(&filter.data_set),
            code(&filter.indicator),
            filter.org.as_ref().map(|org| org.as_str()),
            code(&filter.area_code),
            day(filter.from),
            day(filter.to),
            filter.updated_after,
            filter.include_history,
            limit,
            filter.seen_by.as_ref().map(|org| org.as_str()),
        ],
        read,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
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
        key,
    })
}

fn obs_status(row: &Row<'_>) -> rusqlite::Result<ObsStatus> {
    let letter: String = row.get("obs_status")?;
    let place = row.as_ref().column_index("obs_status")?;
    ObsStatus::parse_sdmx(&letter)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(place, letter, Type::Text))
}
