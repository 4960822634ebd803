//! A connection that reads a view while another fills it.

use rusqlite::{Connection, OpenFlags};

use super::{
    checkpoint::{self, Checkpoint},
    error::Error,
    file::CACHED_STATEMENTS,
};

/// Reads a view. One thread at a time; ask the [`File`](super::file::File) for as many as are needed.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

impl Reader {
    pub(crate) fn open(name: &str, flags: OpenFlags) -> Result<Self, Error> {
        let connection = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        connection.execute_batch(
            "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;",
        )?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        Ok(Self { connection })
    }

    /// Runs queries on one state of the view, and says which: all that `ask` reads is of that checkpoint.
    ///
    /// # Errors
    /// Those of `ask`, or SQLite's.
    pub fn read<T, E: From<Error>>(
        &mut self,
        ask: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<(Checkpoint, T), E> {
        let transaction = self.connection.transaction().map_err(Error::from)?;
        // The first statement fixes what the transaction sees.
        let checkpoint = checkpoint::read(&transaction)?;
        let answer = ask(&transaction)?;
        Ok((checkpoint, answer))
    }

    /// How far the view is now.
    ///
    /// # Errors
    /// SQLite's.
    pub fn checkpoint(&self) -> Result<Checkpoint, Error> {
        checkpoint::read(&self.connection)
    }
}
