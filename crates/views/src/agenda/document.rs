//! The agenda and its versions, read.

use std::collections::BTreeMap;

use domain::{
    agenda::value::{DecidedBy, Goal, Section, Sector},
    content::AgendaText,
    ids::Code,
    time::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Part;
use crate::{Error, column};

/// The agenda as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// `drafting`, `adopted` or `retired`.
    pub standing: String,
    /// The adopted version, from 1; 0 before.
    pub version: u32,
    /// The content hash of the text.
    pub hash: String,
    /// The text.
    pub text: AgendaText,
    /// What came in its place.
    pub successor: Option<String>,
    /// The sequence of its last record.
    pub sequence: u64,
}

/// An adopted version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub n: u32,
    /// The content hash of its text.
    pub hash: String,
    /// What adopted it.
    pub decided_by: DecidedBy,
    /// When.
    pub occurred_at: Timestamp,
    /// The record that adopted it.
    pub sequence: u64,
}

/// The agenda; none where there is none.
///
/// # Errors
/// SQLite's.
pub fn agenda(connection: &Connection) -> Result<Option<Agenda>, Error> {
    let sections = sections(connection, "SELECT section, text FROM section", &[])?;
    let goals = goals(connection, "SELECT code, statement, desired_condition, lead_sector FROM goal", &[])?;
    let mut statement =
        connection.prepare_cached("SELECT standing, version, hash, successor, sequence FROM agenda")?;
    let agenda = statement.query_row([], |row| {
        Ok(Agenda {
            standing: row.get("standing")?,
            version: row.get("version")?,
            hash: row.get("hash")?,
            text: AgendaText { sections, goals },
            successor: row.get("successor")?,
            sequence: row.get("sequence")?,
        })
    });
    Ok(agenda.optional()?)
}

/// One version with its text.
///
/// # Errors
/// SQLite's.
pub fn version(connection: &Connection, n: u32) -> Result<Option<(Version, AgendaText)>, Error> {
    let sections = sections(connection, "SELECT section, text FROM version_section WHERE n = ?1", &[&n])?;
    let goals = goals(
        connection,
        "SELECT code, statement, desired_condition, lead_sector FROM version_goal WHERE n = ?1",
        &[&n],
    )?;
    let mut statement = connection.prepare_cached("SELECT * FROM version WHERE n = ?1")?;
    let version = statement.query_row([n], read_version).optional()?;
    Ok(version.map(|version| (version, AgendaText { sections, goals })))
}

/// The versions, from the first; the key is `n`.
///
/// # Errors
/// SQLite's.
pub fn versions(connection: &Connection, part: Part<u32>) -> Result<Vec<Version>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM version WHERE n > ?1 ORDER BY n LIMIT ?2")?;
    let versions = statement.query_map(params![part.after.unwrap_or(0), part.limit], read_version)?;
    Ok(versions.collect::<Result<_, _>>()?)
}

fn read_version(row: &Row<'_>) -> rusqlite::Result<Version> {
    Ok(Version {
        n: row.get("n")?,
        hash: row.get("hash")?,
        decided_by: column::from_json(row, "decided_by")?,
        occurred_at: column::parsed(row, "occurred_at")?,
        sequence: row.get("sequence")?,
    })
}

fn sections(
    connection: &Connection,
    sql: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<BTreeMap<Section, String>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| {
        let section: String = row.get("section")?;
        Ok((Section::parse(&section), row.get::<_, String>("text")?))
    })?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.into_iter().filter_map(|(section, text)| Some((section?, text))).collect())
}

fn goals(
    connection: &Connection,
    sql: &str,
    parameters: &[&dyn rusqlite::ToSql],
) -> Result<BTreeMap<Code, Goal>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, |row| {
        let lead_sector: Option<String> = row.get("lead_sector")?;
        let goal = Goal {
            statement: row.get("statement")?,
            desired_condition: row.get("desired_condition")?,
            lead_sector: lead_sector.as_deref().and_then(Sector::parse),
        };
        Ok((column::parsed(row, "code")?, goal))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
