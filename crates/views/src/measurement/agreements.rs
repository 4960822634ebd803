//! Sharing agreements.

use domain::ids::{Code, OrgId};
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

/// At most `limit` agreements after the one with the id `after`; only of one organization, where one is named.
///
/// # Errors
/// SQLite's.
pub fn agreements(
    connection: &Connection,
    org: Option<&OrgId>,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Agreement>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT * FROM agreement WHERE (?1 IS NULL OR org = ?1) AND id > ?2 ORDER BY id LIMIT ?3",
    )?;
    let org = org.map(|org| org.as_str());
    let rows = statement.query_map(params![org, after.unwrap_or_default(), limit], read)?;
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
