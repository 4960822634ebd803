//! One view that is open: its writer, and the readers that are not in use.
//!
//! Knows no table. Readers do not wait for the writer (SQLite's WAL), only for a place among themselves.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::Slug;
use ledger::Ledger;
use views::{Connection, File, Reader};

use crate::refusals::{NoRule, Refused};

/// Records applied in one transaction: large enough to amortize it, small enough to stay in cache.
const RECORDS_A_TRANSACTION: usize = 5_000;
/// Readers kept for the next question; each is a connection with its prepared statements.
const MAX_IDLE_READERS: usize = 4;

/// A view and its readers.
pub struct OpenView {
    file: Mutex<File>,
    idle: Mutex<Vec<Reader>>,
}

impl OpenView {
    /// A view nobody reads yet.
    pub fn new(file: File) -> Self {
        Self { file: Mutex::new(file), idle: Mutex::default() }
    }

    /// Applies what the ledger has beyond the view.
    pub fn catch_up(&self, ledger: &Ledger, initiative: &Slug) -> Result<(), Refused<NoRule>> {
        while self.catch_up_some(ledger, initiative, RECORDS_A_TRANSACTION)? {}
        Ok(())
    }

    /// Applies so many records of it in one transaction; says whether there is more.
    pub fn catch_up_some(
        &self,
        ledger: &Ledger,
        initiative: &Slug,
        count: usize,
    ) -> Result<bool, Refused<NoRule>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let before = file.checkpoint().sequence;
        let head = ledger.initiative_head(initiative.as_str())?.map_or(0, |head| head.sequence);
        if head <= before {
            return Ok(false);
        }
        let records = ledger.read_initiative(initiative.as_str(), before.saturating_add(1));
        let records = records.take(count).map(|record| record.map(|record| record.bytes));
        let after = file.apply_batch(records)?.sequence;
        Ok(before < after && after < head)
    }

    /// Runs a query on one state of the view; says which, as the last sequence applied.
    pub fn read<T>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, views::Error>,
    ) -> Result<(u64, T), Refused<NoRule>> {
        let mut reader = self.reader()?;
        let (checkpoint, rows) = reader.read(query)?;
        let mut idle = self.idle();
        if idle.len() < MAX_IDLE_READERS {
            idle.push(reader);
        }
        Ok((checkpoint.sequence, rows))
    }

    fn reader(&self) -> Result<Reader, Refused<NoRule>> {
        if let Some(reader) = self.idle().pop() {
            return Ok(reader);
        }
        Ok(self.file.lock().unwrap_or_else(PoisonError::into_inner).reader()?)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether the last record a file applied is the one the ledger holds there.
pub fn is_of(file: &File, ledger: &Ledger, initiative: &Slug) -> bool {
    let checkpoint = file.checkpoint();
    let Some(hash) = &checkpoint.hash else { return true };
    let held = ledger.read_initiative(initiative.as_str(), checkpoint.sequence).next();
    held.and_then(Result::ok)
        .is_some_and(|record| record.sequence == checkpoint.sequence && hex::encode(record.hash()) == *hash)
}
