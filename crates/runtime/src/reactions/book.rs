//! What a service still has to do because of others' records, how far it has read them, and what it was refused.
//!
//! Knows no reaction. `reactions.sqlite` is no view: it is never built again, and every write is on disk before it
//! counts. To lose it would mean to begin at the heads of the logs.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::ids::Uuid;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

/// A book's name in its service's folder.
pub const FILE: &str = "reactions.sqlite";
/// The most records worked on at once; the rest is found by the next look.
const AT_ONCE: usize = 64;

/// A service's book.
pub struct Book(Mutex<Connection>);

/// A record that a reaction has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its place in the book.
    pub number: i64,
    /// Whose it is.
    pub reaction: String,
    /// The initiative: others do not wait for it.
    pub initiative: String,
    /// The stored record.
    pub record: Vec<u8>,
}

/// A command that was refused by a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The command's id.
    pub command: Uuid,
    /// The reaction or timer.
    pub name: String,
    /// What it would have acted on.
    pub target: String,
    /// Where.
    pub initiative: String,
    /// The record it followed from, as `<context>/<sequence>`; of a timer, the stream.
    pub cause: String,
    /// The stable reason.
    pub reason: String,
    /// In words.
    pub message: String,
    /// When it was refused.
    pub at: String,
}

/// What waits, and why, for whoever runs the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuck {
    /// The reaction.
    pub name: String,
    /// Where.
    pub initiative: String,
    /// Why it could not be answered when last tried; empty while it has not been.
    pub why: String,
}

impl Book {
    /// Opens a book, or begins it.
    ///
    /// # Errors
    /// SQLite's.
    pub fn open(file: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE IF NOT EXISTS place (
                 reaction TEXT NOT NULL, source TEXT NOT NULL, log TEXT NOT NULL, next INTEGER NOT NULL,
                 PRIMARY KEY (reaction, source)
             ) STRICT;
             CREATE TABLE IF NOT EXISTS waiting (
                 number INTEGER PRIMARY KEY AUTOINCREMENT, reaction TEXT NOT NULL, initiative TEXT NOT NULL,
                 record BLOB NOT NULL, why TEXT NOT NULL
             ) STRICT;
             CREATE INDEX IF NOT EXISTS waiting_by_initiative ON waiting (reaction, initiative, number);
             CREATE TABLE IF NOT EXISTS skipped (
                 command TEXT PRIMARY KEY, name TEXT NOT NULL, target TEXT NOT NULL, initiative TEXT NOT NULL,
                 cause TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, at TEXT NOT NULL
             ) STRICT;",
        )?;
        Ok(Self(Mutex::new(connection)))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far a reaction has read a log, and which log that is; none before it began.
    ///
    /// # Errors
    /// SQLite's.
    pub fn place(&self, reaction: &str, source: &str) -> rusqlite::Result<Option<(String, u64)>> {
        let place = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let wanted = "SELECT log, next FROM place WHERE reaction = ?1 AND source = ?2";
        self.lock().query_row(wanted, params![reaction, source], place).optional()
    }

    /// Takes records in and moves reactions on, all or none.
    ///
    /// # Errors
    /// SQLite's.
    pub fn take_in(
        &self,
        source: &str,
        log: &str,
        records: &[(&str, String, &[u8])],
        places: &[(&str, u64)],
    ) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let whole = connection.transaction()?;
        for (reaction, initiative, record) in records {
            let row = params![reaction, initiative, record];
            whole.execute(
                "INSERT INTO waiting (reaction, initiative, record, why) VALUES (?1, ?2, ?3, '')",
                row,
            )?;
        }
        for (reaction, next) in places {
            let row = params![reaction, source, log, next];
            whole.execute("INSERT OR REPLACE INTO place VALUES (?1, ?2, ?3, ?4)", row)?;
        }
        whole.commit()
    }

    /// The oldest record of each reaction and initiative, but those to be left alone for now.
    ///
    /// # Errors
    /// SQLite's.
    pub fn next(&self, is_left_alone: impl Fn(i64) -> bool) -> rusqlite::Result<Vec<Waiting>> {
        let connection = self.lock();
        let mut oldest = connection.prepare_cached(
            "SELECT min(number) FROM waiting GROUP BY reaction, initiative ORDER BY min(number)",
        )?;
        let numbers = oldest.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        let mut one = connection
            .prepare_cached("SELECT number, reaction, initiative, record FROM waiting WHERE number = ?1")?;
        let waiting = |row: &Row<'_>| {
            let (number, reaction) = (row.get(0)?, row.get(1)?);
            Ok(Waiting { number, reaction, initiative: row.get(2)?, record: row.get(3)? })
        };
        let wanted = numbers.into_iter().filter(|number| !is_left_alone(*number)).take(AT_ONCE);
        wanted.map(|number| one.query_row([number], waiting)).collect()
    }

    /// Takes a record out, with what was refused of it.
    ///
    /// # Errors
    /// SQLite's.
    pub fn answered(&self, number: i64, skipped: &[Skipped]) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let whole = connection.transaction()?;
        for skipped in skipped {
            note(&whole, skipped)?;
        }
        whole.execute("DELETE FROM waiting WHERE number = ?1", [number])?;
        whole.commit()
    }

    /// Notes a command that was refused.
    ///
    /// # Errors
    /// SQLite's.
    pub fn skip(&self, skipped: &Skipped) -> rusqlite::Result<()> {
        note(&self.lock(), skipped)
    }

    /// Whether that command was refused before.
    ///
    /// # Errors
    /// SQLite's.
    pub fn is_skipped(&self, command: Uuid) -> rusqlite::Result<bool> {
        let wanted = "SELECT 1 FROM skipped WHERE command = ?1";
        let found = self.lock().query_row(wanted, [command.to_string()], |_| Ok(()));
        Ok(found.optional()?.is_some())
    }

    /// Says why a record waits.
    ///
    /// # Errors
    /// SQLite's.
    pub fn waits(&self, number: i64, why: &str) -> rusqlite::Result<()> {
        let row = params![number, why];
        self.lock().execute("UPDATE waiting SET why = ?2 WHERE number = ?1 AND why <> ?2", row)?;
        Ok(())
    }

    /// How many records wait.
    ///
    /// # Errors
    /// SQLite's.
    pub fn behind(&self) -> rusqlite::Result<u64> {
        self.lock().query_row("SELECT count(*) FROM waiting", [], |row| row.get(0))
    }

    /// What waits in an initiative, oldest first.
    ///
    /// # Errors
    /// SQLite's.
    pub fn stuck(&self, initiative: &str) -> rusqlite::Result<Vec<Stuck>> {
        let connection = self.lock();
        let mut wanted = connection.prepare_cached(
            "SELECT reaction, initiative, why FROM waiting WHERE initiative = ?1 ORDER BY number LIMIT 100",
        )?;
        let stuck =
            |row: &Row<'_>| Ok(Stuck { name: row.get(0)?, initiative: row.get(1)?, why: row.get(2)? });
        wanted.query_map([initiative], stuck)?.collect()
    }

    /// What was refused in an initiative, oldest first, from a place on; with the place behind each.
    ///
    /// # Errors
    /// SQLite's.
    pub fn skipped(&self, initiative: &str, after: i64, most: u32) -> rusqlite::Result<Vec<(i64, Skipped)>> {
        let connection = self.lock();
        let mut wanted = connection.prepare_cached(
            "SELECT rowid, command, name, target, initiative, cause, reason, message, at FROM skipped
             WHERE initiative = ?1 AND rowid > ?2 ORDER BY rowid LIMIT ?3",
        )?;
        wanted.query_map(params![initiative, after, most], skipped)?.collect()
    }
}

fn note(connection: &Connection, skipped: &Skipped) -> rusqlite::Result<()> {
    let Skipped { command, name, target, initiative, cause, reason, message, at } = skipped;
    let row = params![command.to_string(), name, target, initiative, cause, reason, message, at];
    connection.execute(
        "INSERT INTO skipped VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (command) DO NOTHING",
        row,
    )?;
    Ok(())
}

fn skipped(row: &Row<'_>) -> rusqlite::Result<(i64, Skipped)> {
    let command: String = row.get(1)?;
    let skipped = Skipped {
        command: command.parse().unwrap_or_default(),
        name: row.get(2)?,
        target: row.get(3)?,
        initiative: row.get(4)?,
        cause: row.get(5)?,
        reason: row.get(6)?,
        message: row.get(7)?,
        at: row.get(8)?,
    };
    Ok((row.get(0)?, skipped))
}
