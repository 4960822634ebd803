//! How many there are, the first of them, and the records that all of them came from.

use std::collections::BTreeSet;

use domain::time::Date;

use super::behind::{Behind, RecordRef};

/// The most entries that are listed by name: an answer stays small, and the lists of the contexts have the rest.
pub(super) const MAX_LISTED: usize = 100;

/// How many, and of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there are.
    pub total: u64,
    /// The first of them.
    pub items: Vec<Item>,
    /// The records that all of them came from.
    pub behind: Behind,
}

/// One of those that are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id or code.
    pub id: String,
    /// Its title; empty where it has none.
    pub title: String,
    /// The day that matters.
    pub on: Option<Date>,
    /// The records it came from.
    pub behind: Behind,
}

/// One of those that are counted, before they are.
pub(super) struct Found {
    pub id: String,
    pub title: String,
    pub on: Option<Date>,
    pub behind: BTreeSet<RecordRef>,
}

impl Tally {
    pub(super) fn of(found: Vec<Found>) -> Self {
        let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
        let mut all = BTreeSet::new();
        let mut items = Vec::new();
        for one in found {
            all.extend(one.behind.iter().copied());
            if items.len() < MAX_LISTED {
                let Found { id, title, on, behind } = one;
                items.push(Item { id, title, on, behind: Behind::of(&behind) });
            }
        }
        Self { total, items, behind: Behind::of(&all) }
    }
}
