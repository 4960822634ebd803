//! The relations of a plan as a graph: who waits for whom, both ways round.
//!
//! Knows activities by key alone.

use std::collections::{BTreeMap, BTreeSet};

use super::super::value::RelationKind;
use crate::ids::OrgId;

/// The relations of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    pub(super) all: BTreeMap<(String, String, RelationKind), Relation>,
    /// For each activity those it waits for, with how many relations say so.
    pub(super) waits_for: BTreeMap<String, BTreeMap<String, u32>>,
    /// For each activity those that wait for it, with how many relations say so.
    waited_by: BTreeMap<String, BTreeMap<String, u32>>,
}

/// One relation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relation {
    /// Days between the end of the first and the start of the second.
    pub lag_days: i32,
    /// Whether the second was not there yet.
    pub pending: bool,
    /// The organizations that said so.
    pub by: BTreeSet<OrgId>,
}

type Counts = BTreeMap<String, BTreeMap<String, u32>>;

fn count(counts: &mut Counts, from: &str, to: &str) {
    *counts.entry(from.to_owned()).or_default().entry(to.to_owned()).or_default() += 1;
}

fn uncount(counts: &mut Counts, from: &str, to: &str) {
    let Some(inner) = counts.get_mut(from) else { return };
    if let Some(number) = inner.get_mut(to) {
        *number = number.saturating_sub(1);
        if *number == 0 {
            inner.remove(to);
        }
    }
    if inner.is_empty() {
        counts.remove(from);
    }
}

/// Who waits, and for whom.
pub(super) fn waiting<'a>(from: &'a str, to: &'a str, kind: RelationKind) -> Option<(&'a str, &'a str)> {
    match kind {
        RelationKind::Requires => Some((from, to)),
        RelationKind::Precedes => Some((to, from)),
        RelationKind::Reinforces | RelationKind::Duplicates => None,
    }
}

impl Relations {
    /// Adds a relation, or replaces its lag.
    pub fn add(&mut self, key: (String, String, RelationKind), new: Relation) {
        if let Some(old) = self.all.get_mut(&key) {
            old.lag_days = new.lag_days;
            old.pending = new.pending;
            old.by.extend(new.by);
            return;
        }
        if let Some((behind, before)) = waiting(&key.0, &key.1, key.2) {
            count(&mut self.waits_for, behind, before);
            count(&mut self.waited_by, before, behind);
        }
        self.all.insert(key, new);
    }

    /// Removes a relation.
    pub fn remove(&mut self, key: &(String, String, RelationKind)) {
        if self.all.remove(key).is_none() {
            return;
        }
        if let Some((behind, before)) = waiting(&key.0, &key.1, key.2) {
            uncount(&mut self.waits_for, behind, before);
            uncount(&mut self.waited_by, before, behind);
        }
    }

    /// One relation.
    pub fn get(&self, from: &str, to: &str, kind: RelationKind) -> Option<&Relation> {
        self.all.get(&(from.to_owned(), to.to_owned(), kind))
    }

    /// The activities that wait for one, by `requires` or `precedes`.
    pub fn dependents(&self, key: &str) -> impl Iterator<Item = &String> {
        self.waited_by.get(key).into_iter().flat_map(BTreeMap::keys)
    }

    /// The activities that one requires.
    pub fn required(&self, key: &str) -> impl Iterator<Item = &String> {
        let waits_for = self.waits_for.get(key).into_iter().flat_map(BTreeMap::keys);
        waits_for.filter(move |before| self.get(key, before, RelationKind::Requires).is_some())
    }

    /// The `precedes` relations an activity is in: before, behind, days between.
    pub fn sequences(&self, key: &str) -> Vec<(String, String, i32)> {
        let neighbors = self.waits_for.get(key).into_iter().chain(self.waited_by.get(key));
        let pairs =
            neighbors.flat_map(BTreeMap::keys).flat_map(|other| [(other.as_str(), key), (key, other)]);
        let found = pairs.filter_map(|(before, behind)| {
            let relation = self.get(before, behind, RelationKind::Precedes)?;
            Some((before.to_owned(), behind.to_owned(), relation.lag_days))
        });
        found.collect::<BTreeSet<_>>().into_iter().collect()
    }
}
