//! Sharing agreements.

use domain::{
    ids::{Code, OrgId},
    time::Date,
};
use rusqlite::{Connection, Row, params};

use crate::{Error, column};

/// A sharing agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Its id.
    pub id: String,
    /// Who shares.
    pub org: OrgId,
    /// What is shared.
    pub data_sets: Vec<Code>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// What for.
    pub purposes: Vec<String>,
    /// How long the data may be kept after the last day.
    pub retention_months: u32,
}

/// Which agreements are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgreementFilter {
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only about this data set.
    pub data_set: Option<Code>,
    /// Only those in force on this day.
    pub on: Option<Date>,
}

/// At most `limit` agreements after the one with the id `after`.
///
/// # Errors
/// SQLite's.
pub fn agreements(
    connection: &Connection,
    filter: &AgreementFilter,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Agreement>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM agreement WHERE (?1 IS NULL OR org = ?1) AND id > ?2
            AND (?4 IS NULL OR EXISTS (SELECT 1 FROM json_each(data_sets) WHERE value = ?4))
            AND (?5 IS NULL OR (first_day <= ?5 AND last_day >= ?5))
        ORDER BY id LIMIT ?3",
    )?;
    let asked = params![
        filter.org.as_ref().map(|org| org.as_str()),
        after.unwrap_or_default(),
        limit,
        filter.data_set.as_ref().map(|code| code.as_str()),
        filter.on.map(|day| day.to_string())
    ];
    let rows = statement.query_map(asked, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Agreement> {
    Ok(Agreement {
        id: row.get("id")?,
        org: column::parsed(row, "org")?,
        data_sets: column::from_json(row, "data_sets")?,
        from: row.get("first_day")?,
        to: row.get("last_day")?,
        purposes: column::from_json(row, "purposes")?,
        retention_months: row.get("retention_months")?,
    })
}
