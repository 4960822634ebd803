//! Which record came before, for partners: the last sequence of each initiative and visibility, up to a position.
//!
//! Knows nothing of NATS. Kept in a file now and then, so that a start reads the log from there and not from its
//! beginning; a file of another log, or one that is torn, is passed over and the log is read.

use std::{collections::BTreeMap, fs, io, path::Path, sync::Arc};

use bus::SourceError;
use domain::meta::Visibility;
use ledger::{Ledger, Record};
use serde::{Deserialize, Serialize};

use crate::place::{self, Place};

/// The file is written again after so many records: a start reads about as many.
pub const RECORDS_BETWEEN_KEEPS: u64 = 4_096;

type Key = (Arc<str>, Visibility);

/// What has been published, by initiative and visibility.
#[derive(Default)]
pub struct Seen {
    /// Every record before this position is in `last`.
    next_position: u64,
    last: BTreeMap<Key, u64>,
    /// Records handed out beyond it, which may or may not be published: position, whose, sequence.
    ahead: Vec<(u64, Key, u64)>,
    /// The newest of those.
    newest: BTreeMap<Key, u64>,
    kept_at: u64,
    /// Records read from the log to know this.
    pub records_read: u64,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    log_id: uuid::Uuid,
    position: u64,
    hash: String,
    last: Vec<(String, Visibility, u64)>,
}

impl Seen {
    /// As it was kept, where that is of this log; else nothing.
    pub fn load(file: &Path, ledger: &Ledger) -> Self {
        let kept = fs::read(file).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        let Some(Kept { log_id, position, hash, last }) = kept else { return Self::default() };
        if !(Place { log_id, position, hash }).is_of(ledger).unwrap_or(false) {
            return Self::default();
        }
        let last = last.into_iter().map(|(initiative, seen, at)| ((initiative.into(), seen), at)).collect();
        let next_position = position.saturating_add(1);
        Self { next_position, last, kept_at: next_position, ..Self::default() }
    }

    /// Keeps what is published, if that is enough to be worth it or `is_last`.
    ///
    /// # Errors
    /// The log cannot be read, or the file not be written.
    pub fn keep(&mut self, file: &Path, ledger: &Ledger, is_last: bool) -> Result<(), SourceError> {
        let since = self.next_position.saturating_sub(self.kept_at);
        let Some(position) = self.next_position.checked_sub(1) else { return Ok(()) };
        if since == 0 || (since < RECORDS_BETWEEN_KEEPS && !is_last) {
            return Ok(());
        }
        let Some(Place { log_id, position, hash }) = Place::of(ledger, position)? else { return Ok(()) };
        let last =
            self.last.iter().map(|((initiative, seen), at)| (initiative.to_string(), *seen, *at)).collect();
        place::replace(file, &Kept { log_id, position, hash, last })
            .map_err(|error: io::Error| error.to_string())?;
        self.kept_at = self.next_position;
        Ok(())
    }

    /// Everything before `from` is published: takes over what was handed out, and reads what was not.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn settle(&mut self, ledger: &Ledger, from: u64) -> Result<(), SourceError> {
        for (position, key, sequence) in std::mem::take(&mut self.ahead) {
            if position < from {
                self.last.insert(key, sequence);
                self.next_position = position.saturating_add(1);
            }
        }
        self.newest.clear();
        if self.next_position > from {
            *self = Self { records_read: self.records_read, ..Self::default() };
        }
        if self.next_position == from {
            return Ok(());
        }
        for record in ledger.read(self.next_position) {
            let record = record?;
            if record.position >= from {
                break;
            }
            let visibility = views::Record::parse(&record.bytes)?.visibility;
            self.last.insert((Arc::clone(&record.initiative), visibility), record.sequence);
            self.records_read = self.records_read.saturating_add(1);
        }
        self.next_position = from;
        Ok(())
    }

    /// The sequence before this record's with its initiative and visibility. Records are handed out in order.
    pub fn hand_out(&mut self, record: &Record, visibility: Visibility) -> Option<u64> {
        let key = (Arc::clone(&record.initiative), visibility);
        self.ahead.push((record.position, key.clone(), record.sequence));
        let before = self.newest.insert(key.clone(), record.sequence);
        before.or_else(|| self.last.get(&key).copied())
    }
}

#[cfg(test)]
#[path = "seen_tests.rs"]
mod tests;
