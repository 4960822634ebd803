//! Which records a figure came from: an index from what records speak of to their sequences.
//!
//! Knows no figure and no rule; of which subjects a record speaks stands in `subjects`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Log, subjects::subjects, tally::MAX_LISTED};
use crate::{Error, Record};

/// A record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordRef {
    /// Of which log.
    pub log: Log,
    /// Its sequence there.
    pub sequence: u64,
}

/// The records that a figure came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behind {
    /// How many there are.
    pub total: u64,
    /// The first of them, by log and sequence.
    pub records: Vec<RecordRef>,
}

impl Behind {
    pub(super) fn of(all: &BTreeSet<RecordRef>) -> Self {
        Self {
            total: u64::try_from(all.len()).unwrap_or(u64::MAX),
            records: all.iter().take(MAX_LISTED).copied().collect(),
        }
    }
}

/// The sequences of the records that speak of a subject.
#[derive(Debug, Default)]
pub(super) struct Index(BTreeMap<(Log, String), Vec<u64>>);

impl Index {
    /// Notes a record under what it speaks of.
    pub fn note(&mut self, log: Log, record: &Record<'_>) -> Result<(), Error> {
        for subject in subjects(log, record)? {
            self.0.entry((log, subject)).or_default().push(record.sequence);
        }
        Ok(())
    }

    /// The records that speak of any of these subjects.
    pub fn of<S: Into<String>>(
        &self,
        log: Log,
        subjects: impl IntoIterator<Item = S>,
    ) -> BTreeSet<RecordRef> {
        let known = subjects.into_iter().filter_map(|subject| self.0.get(&(log, subject.into())));
        known.flatten().map(|sequence| RecordRef { log, sequence: *sequence }).collect()
    }
}
