//! How far a view is, kept in the same file and written in the same transaction as its rows.

use rusqlite::{Connection, params};

use super::{
    error::Error,
    record::Record,
    schema::{Coverage, Schema},
};

/// The table of the checkpoint; no context may use the name.
pub(crate) const TABLE: &str = "view_checkpoint";

const DDL: &str = "CREATE TABLE view_checkpoint (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    context TEXT NOT NULL, version INTEGER NOT NULL, ddl_hash TEXT NOT NULL, coverage TEXT NOT NULL,
    initiative TEXT, sequence INTEGER NOT NULL, hash TEXT, recorded_at TEXT
) STRICT";

/// How far a view is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The initiative's slug; none before the first record.
    pub initiative: Option<String>,
    /// The sequence of the last record applied; 0 before the first.
    pub sequence: u64,
    /// SHA-256 of the last record's bytes, lower hex: what the log's head is compared with.
    pub hash: Option<String>,
    /// When the last record was recorded, as it is written there.
    pub recorded_at: Option<String>,
}

impl Checkpoint {
    /// Whether the record is to be applied; one at or below the checkpoint is not.
    pub(crate) fn is_next(&self, record: &Record<'_>, coverage: Coverage) -> Result<bool, Error> {
        if let Some(expected) = self.initiative.as_deref().filter(|slug| *slug != record.initiative) {
            return Err(elsewhere("initiative", record.initiative, expected));
        }
        if record.sequence <= self.sequence {
            return Ok(false);
        }
        let expected = self.sequence.saturating_add(1);
        if coverage == Coverage::Whole && record.sequence != expected {
            return Err(Error::Gap { expected, found: record.sequence });
        }
        Ok(true)
    }

    pub(crate) fn advance(&mut self, record: &Record<'_>) {
        self.sequence = record.sequence;
        self.recorded_at = Some(record.recorded_at.to_string());
        if self.initiative.is_none() {
            self.initiative = Some(record.initiative.to_owned());
        }
    }
}

pub(crate) fn elsewhere(what: &'static str, found: &str, expected: &str) -> Error {
    Error::Elsewhere { what, found: found.to_owned(), expected: expected.to_owned() }
}

pub(crate) fn exists(connection: &Connection) -> Result<bool, Error> {
    Ok(connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?1")?.exists([TABLE])?)
}

pub(crate) fn create(connection: &Connection, schema: &Schema, coverage: Coverage) -> Result<(), Error> {
    connection.execute_batch(DDL)?;
    connection.execute(
        "INSERT INTO view_checkpoint (one, context, version, ddl_hash, coverage, sequence) VALUES (1, ?1, ?2, ?3, ?4, 0)",
        params![schema.context, schema.version, schema.ddl_hash(), coverage.as_str()],
    )?;
    Ok(())
}

/// That the file was made by this schema and of these records.
pub(crate) fn check(connection: &Connection, schema: &Schema, coverage: Coverage) -> Result<(), Error> {
    let found: [String; 4] = connection.query_row(
        "SELECT context, CAST(version AS TEXT), ddl_hash, coverage FROM view_checkpoint",
        [],
        |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]),
    )?;
    let expected = [
        schema.context.to_owned(),
        schema.version.to_string(),
        schema.ddl_hash(),
        coverage.as_str().to_owned(),
    ];
    let what =
        ["context of the view", "version of the view", "hash of the view's tables", "coverage of the view"];
    for ((found, expected), what) in found.iter().zip(&expected).zip(what) {
        if found != expected {
            return Err(elsewhere(what, found, expected));
        }
    }
    Ok(())
}

/// The sequence of the last record applied to the view that is being read.
///
/// # Errors
/// SQLite's.
pub fn sequence(connection: &Connection) -> Result<u64, Error> {
    Ok(read(connection)?.sequence)
}

pub(crate) fn read(connection: &Connection) -> Result<Checkpoint, Error> {
    let mut statement =
        connection.prepare_cached("SELECT initiative, sequence, hash, recorded_at FROM view_checkpoint")?;
    Ok(statement.query_row([], |row| {
        Ok(Checkpoint {
            initiative: row.get(0)?,
            sequence: row.get(1)?,
            hash: row.get(2)?,
            recorded_at: row.get(3)?,
        })
    })?)
}

pub(crate) fn write(connection: &Connection, checkpoint: &Checkpoint) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE view_checkpoint SET initiative = ?1, sequence = ?2, hash = ?3, recorded_at = ?4",
        )?
        .execute(params![
            checkpoint.initiative,
            checkpoint.sequence,
            checkpoint.hash,
            checkpoint.recorded_at
        ])?;
    Ok(())
}
