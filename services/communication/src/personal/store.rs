//! `personal.sqlite`: what persons keep for themselves. It is no history: no record holds it, and it cannot be built again.
//!
//! Knows no rules. WAL with a real sync for each change; deleted rows are overwritten, and an erasure leaves neither pages
//! nor a write-ahead log that held them. To keep one more thing of a person: a table below, its rows' file beside this
//! one, and its name in [`TABLES`], so that it goes with the person.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

/// The version of the tables; a later one brings rows over, since nothing can build them again.
const VERSION: u32 = 1;

/// Every table; each has `initiative` and `person`.
const TABLES: [&str; 3] = ["subscription", "read_cursor", "digest_mark"];

const DDL: &str = "
    CREATE TABLE IF NOT EXISTS subscription (
        initiative TEXT NOT NULL, person TEXT NOT NULL, thread TEXT NOT NULL, level TEXT NOT NULL,
        digest TEXT NOT NULL, tz TEXT NOT NULL, PRIMARY KEY (initiative, person, thread)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS read_cursor (
        initiative TEXT NOT NULL, person TEXT NOT NULL, thread TEXT NOT NULL, sequence INTEGER NOT NULL,
        PRIMARY KEY (initiative, person, thread)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS digest_mark (
        initiative TEXT NOT NULL, person TEXT NOT NULL, cut TEXT NOT NULL, PRIMARY KEY (initiative, person)
    ) STRICT;";

/// Whether a person of an initiative is erased, or about to be.
type IsErased = dyn Fn(&str, &str) -> bool + Send + Sync;

/// The store of one service.
pub struct Store {
    connection: Mutex<Connection>,
    is_erased: Box<IsErased>,
}

/// Why something was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// The person is erased.
    #[error("the person is erased")]
    Erased,
    /// The file.
    #[error("personal.sqlite: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// Whose something is: the initiative and the pseudonym there.
#[derive(Clone, Copy)]
pub struct Whose<'a> {
    pub initiative: &'a str,
    pub person: &'a str,
}

impl Store {
    /// Opens the file, or begins it. Of whom `is_erased` says so nothing is kept any more.
    pub fn open(
        file: &Path,
        is_erased: impl Fn(&str, &str) -> bool + Send + Sync + 'static,
    ) -> rusqlite::Result<Self> {
        let connection = Connection::open(file)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "secure_delete", true)?;
        connection.execute_batch(DDL)?;
        connection.pragma_update(None, "user_version", VERSION)?;
        // What an erasure that was cut short left in the write-ahead log.
        truncate(&connection)?;
        Ok(Self { connection: Mutex::new(connection), is_erased: Box::new(is_erased) })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads as of one moment.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        read(&transaction)
    }

    /// Changes something of a person, whole or not at all; when this returns, it is on disk.
    pub fn change<T, E: From<NotKept>>(
        &self,
        whose: Whose<'_>,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.lock();
        // Asked under the lock: an erasure that begins after this waits until the change is there to be deleted.
        if (self.is_erased)(whose.initiative, whose.person) {
            return Err(NotKept::Erased.into());
        }
        let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(NotKept::Sqlite)?;
        let changed = change(&transaction)?;
        transaction.commit().map_err(NotKept::Sqlite)?;
        Ok(changed)
    }

    /// Deletes all that a person kept; the bytes go from the file too. May be called again.
    pub fn erase(&self, whose: Whose<'_>) -> rusqlite::Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for table in TABLES {
            let delete = format!("DELETE FROM {table} WHERE initiative = ?1 AND person = ?2");
            transaction.execute(&delete, params![whose.initiative, whose.person])?;
        }
        transaction.commit()?;
        // Pages that keep a key above deleted rows are written anew, and the log of the old pages is cut to nothing.
        connection.execute_batch("VACUUM")?;
        truncate(&connection)
    }
}

fn truncate(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}
