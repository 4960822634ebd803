//! One view of one initiative: a SQLite file (or memory), filled in batches.
//!
//! Rows and checkpoint commit in one transaction, so every record is applied exactly once whatever happens.
//! Knows nothing of where records come from, nor which files are kept open.

use std::{
    fs, io,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use sha2::{Digest, Sha256};

use super::{
    checkpoint::{self, Checkpoint, elsewhere},
    digest,
    error::Error,
    reader::Reader,
    record::Record,
    schema::{Coverage, Schema},
};

/// Prepared statements kept for each connection; a context has fewer than this.
pub(crate) const CACHED_STATEMENTS: usize = 256;

/// WAL, so that readers and the writer do not wait for each other. NORMAL: a power cut may lose the last
/// transactions, never tear one, and they are applied again. A view of a subset has rows without parents.
const WRITER_PRAGMAS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF;
    PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";

/// Where a view lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// In a file, made when it is not there. Its folder must exist; its name is [`Schema::file_name`].
    Path(&'a Path),
    /// In memory, gone with the [`File`] and its last [`Reader`].
    Memory,
}

/// A view that can be filled.
#[derive(Debug)]
pub struct File {
    connection: Connection,
    schema: &'static Schema,
    coverage: Coverage,
    checkpoint: Checkpoint,
    name: String,
    flags: OpenFlags,
}

impl File {
    /// Opens a view, and makes its tables when it is new.
    ///
    /// # Errors
    /// The file was made by another context, version, set of tables or coverage (then [`remove`] it and build it
    /// again), or SQLite's.
    pub fn open(place: Place<'_>, schema: &'static Schema, coverage: Coverage) -> Result<Self, Error> {
        let (name, flags) = name_of(place)?;
        let mut connection = Connection::open_with_flags(
            &name,
            flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        )?;
        connection.execute_batch(WRITER_PRAGMAS)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if checkpoint::exists(&transaction)? {
            checkpoint::check(&transaction, schema, coverage)?;
        } else {
            checkpoint::create(&transaction, schema, coverage)?;
            for statement in schema.ddl {
                transaction.execute_batch(statement)?;
            }
            refuse_loose_tables(&transaction)?;
        }
        let checkpoint = checkpoint::read(&transaction)?;
        transaction.commit()?;
        Ok(Self { connection, schema, coverage, checkpoint, name, flags })
    }

    /// Applies records in order, all or none, and says how far the view is then. Those at or below the
    /// checkpoint are passed over. The caller bounds the batch: one transaction holds it.
    ///
    /// # Errors
    /// A gap, a record of elsewhere, a source that fails, a record that cannot be applied; then nothing of the
    /// batch is there.
    pub fn apply_batch<B, E>(
        &mut self,
        records: impl IntoIterator<Item = Result<B, E>>,
    ) -> Result<&Checkpoint, Error>
    where
        B: AsRef<[u8]>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another `File` on the same path may have gone on meanwhile: what it applied is passed over.
        let mut checkpoint = checkpoint::read(&transaction)?;
        let mut last = None;
        for bytes in records {
            let bytes = bytes.map_err(|error| Error::Source(error.into()))?;
            let record = Record::parse(bytes.as_ref())?;
            if record.context != self.schema.context {
                return Err(elsewhere("context", record.context, self.schema.context));
            }
            if !checkpoint.is_next(&record, self.coverage)? {
                continue;
            }
            // Within a batch the chain is the ledger's and the auditor's to check; here it ties batch to batch.
            let is_tied = self.coverage == Coverage::Subset || record.prev == checkpoint.hash.as_deref();
            if last.is_none() && !is_tied {
                return Err(Error::Broken { sequence: record.sequence });
            }
            (self.schema.apply)(&transaction, &record).map_err(|source| Error::At {
                sequence: record.sequence,
                type_name: record.type_name.to_owned(),
                source: Box::new(source),
            })?;
            checkpoint.advance(&record);
            last = Some(bytes);
        }
        if let Some(bytes) = last {
            checkpoint.hash = Some(hex::encode(Sha256::digest(bytes.as_ref())));
            checkpoint::write(&transaction, &checkpoint)?;
            transaction.commit()?;
        }
        self.checkpoint = checkpoint;
        Ok(&self.checkpoint)
    }

    /// How far the view is.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// What it is filled by, for queries on the same thread.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// A reader of its own connection, for another thread. For a view in memory too.
    ///
    /// # Errors
    /// SQLite's.
    pub fn reader(&self) -> Result<Reader, Error> {
        Reader::open(&self.name, self.flags)
    }

    /// The digest of all rows; see [`digest()`](digest::digest).
    ///
    /// # Errors
    /// A column `…_sealed` that holds something else, or SQLite's.
    pub fn digest(&self) -> Result<[u8; 32], Error> {
        digest::digest(&self.connection)
    }
}

/// Removes a closed view's file, and what SQLite keeps beside it.
///
/// # Errors
/// The file system's; a file that is not there is none.
pub fn remove(path: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(Path::new(&name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn name_of(place: Place<'_>) -> Result<(String, OpenFlags), Error> {
    // A connection is used by one thread at a time, so SQLite need not lock it.
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match place {
        Place::Path(path) => Ok((text_of(path)?.to_owned(), flags)),
        Place::Memory => {
            // The "memdb" file system of SQLite shares a database by name among the connections of a process.
            static NEXT: AtomicU64 = AtomicU64::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            Ok((format!("file:/hora-view-{number}?vfs=memdb"), flags | OpenFlags::SQLITE_OPEN_URI))
        }
    }
}

fn text_of(path: &Path) -> Result<&str, Error> {
    path.to_str().ok_or_else(|| Error::Path(path.display().to_string()))
}

fn refuse_loose_tables(connection: &Connection) -> Result<(), Error> {
    let mut statement = connection.prepare(
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT GLOB 'sqlite_*'",
    )?;
    let mut loose = statement.query_map([], |row| row.get::<_, String>(0))?;
    match loose.next() {
        Some(name) => Err(Error::NotStrict(name?)),
        None => Ok(()),
    }
}
