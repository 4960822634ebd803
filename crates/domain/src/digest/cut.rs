//! A moment over several logs: how far each was known, and what time it was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::entry::Known;
use crate::{
    meta::ContextName,
    time::{Date, Timestamp},
};

/// A moment over several logs. Every record beyond its sequences was recorded at `at` or later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The time; what becomes due by the passing of time has its place by it.
    pub at: Timestamp,
    /// The last sequence of each context; one that is not named is at its beginning.
    pub sequences: BTreeMap<ContextName, u64>,
}

impl Cut {
    /// Before everything.
    pub fn beginning() -> Self {
        Self { at: Timestamp::from_date(Date::ZERO), sequences: BTreeMap::new() }
    }

    /// The last sequence of a context.
    pub fn sequence(&self, context: ContextName) -> u64 {
        self.sequences.get(&context).copied().unwrap_or_default()
    }

    /// Whether nothing of this lies beyond another.
    pub fn is_within(&self, other: &Self) -> bool {
        self.at <= other.at
            && self.sequences.iter().all(|(context, sequence)| *sequence <= other.sequence(*context))
    }
}

/// What lies between two cuts of one context's log.
#[derive(Clone, Copy)]
pub(super) struct Window<'a> {
    pub(super) context: ContextName,
    pub(super) from: &'a Cut,
    pub(super) to: &'a Cut,
}

impl Window<'_> {
    /// Whether a record was there at the end.
    pub(super) fn is_known(&self, sequence: u64) -> bool {
        sequence <= self.to.sequence(self.context)
    }

    /// Whether a record came in between.
    pub(super) fn holds(&self, sequence: u64) -> bool {
        sequence > self.from.sequence(self.context) && self.is_known(sequence)
    }

    /// Whether a moment that a record set came in between: with the record, where that came after it.
    pub(super) fn reaches(&self, moment: Timestamp, set_by: &Known) -> bool {
        if moment <= set_by.at {
            return !set_by.is_imported && self.holds(set_by.sequence);
        }
        self.from.at < moment && moment <= self.to.at
    }
}
