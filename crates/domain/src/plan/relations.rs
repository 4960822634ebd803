//! How activities stand to each other, kept free of cycles.
//!
//! `requires` and `precedes` both say that one activity waits for another, and no activity may wait for itself over
//! any number of others; a target that does not exist yet counts in the search too. Knows activities by key alone.
//! Source: domain.md, section 3.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    Decision, State,
    action_plan::{self, ActionPlan},
    activity::{self, Activity},
    event::Event,
    refusal::Refusal,
    value::{RelationKind, Standing},
};
use crate::{
    decider::{Emitted, Streams},
    ids::OrgId,
    meta::Context,
};

/// The most relations of one plan: its state is held in memory and searched at each new one.
pub const MAX_RELATIONS: usize = 10_000;
/// The most merges followed from one activity to the one that is kept.
const MAX_MERGES: usize = 10;

/// The relations of a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    all: BTreeMap<(String, String, RelationKind), Relation>,
    /// For each activity those it waits for, with how many relations say so.
    waits_for: BTreeMap<String, BTreeMap<String, u32>>,
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
fn waiting<'a>(from: &'a str, to: &'a str, kind: RelationKind) -> Option<(&'a str, &'a str)> {
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

    /// The shortest way over which an activity waits for another, both ends included.
    fn way(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut reached_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to {
                let mut way = vec![at.to_owned()];
                let mut step = at;
                while let Some(before) = reached_from.get(step).filter(|_| step != from) {
                    way.push((*before).to_owned());
                    step = before;
                }
                way.reverse();
                return Some(way);
            }
            for next in self.waits_for.get(at).into_iter().flat_map(BTreeMap::keys) {
                if next != from && !reached_from.contains_key(next.as_str()) {
                    reached_from.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// The cycle that a new relation would close, from its first activity back to it.
    pub fn cycle(&self, from: &str, to: &str, kind: RelationKind) -> Option<Vec<String>> {
        let (behind, before) = waiting(from, to, kind)?;
        let mut way = self.way(before, behind)?;
        if kind == RelationKind::Precedes {
            way.reverse();
        }
        way.insert(0, from.to_owned());
        Some(way)
    }
}

/// Says how two activities stand to each other.
pub(super) fn relate(
    streams: &Streams<State>,
    (from, to, kind): (String, String, RelationKind),
    lag_days: i32,
    context: &Context,
) -> Decision {
    if from == to {
        return Err(Refusal::RelatesToItself { key: from });
    }
    if lag_days != 0 && kind != RelationKind::Precedes {
        return Err(Refusal::LagOnlyOnPrecedes { kind });
    }
    let plan = action_plan::of(streams)?;
    let first = activity::of(streams, &from)?;
    let second = activity::of(streams, &to);
    let pending = second.is_err() && context.scope.imported;
    if let (Err(unknown), false) = (&second, pending) {
        return Err(unknown.clone());
    }
    // Whoever leads either of the two says how they stand to each other.
    let has_say = activity::require_say(first, context);
    if !second.as_ref().is_ok_and(|second| activity::require_say(second, context).is_ok()) {
        has_say?;
    }
    if let Some(old) = plan.relations.get(&from, &to, kind) {
        let has_agreed = match (&context.scope.actor.org, kind) {
            (Some(org), RelationKind::Duplicates) => old.by.contains(org),
            _ => true,
        };
        if (old.lag_days, old.pending) == (lag_days, pending) && has_agreed {
            return Ok(Vec::new());
        }
    } else if plan.relations.all.len() >= MAX_RELATIONS {
        return Err(Refusal::RelationLimit { most: MAX_RELATIONS });
    } else if let Some(path) = plan.relations.cycle(&from, &to, kind) {
        return Err(Refusal::WouldCloseCycle { path });
    }
    let conflict = match second {
        Ok(second) if kind == RelationKind::Precedes => conflict((&from, first), (&to, second), lag_days),
        _ => None,
    };
    let related = Event::ActivitiesRelated { from, to, kind, lag_days, pending };
    let events = [Some(related), conflict].into_iter().flatten();
    Ok(events.map(|event| Emitted::new(action_plan::stream(), event)).collect())
}

/// Says that two activities no longer stand so to each other.
pub(super) fn unrelate(
    streams: &Streams<State>,
    (from, to, kind): (String, String, RelationKind),
    context: &Context,
) -> Decision {
    let plan = action_plan::of(streams)?;
    let has_say = |key: &str| activity::of(streams, key).and_then(|one| activity::require_say(one, context));
    if has_say(&to).is_err() {
        has_say(&from)?;
    }
    if plan.relations.get(&from, &to, kind).is_none() {
        return Ok(Vec::new());
    }
    Ok(vec![Emitted::new(action_plan::stream(), Event::ActivitiesUnrelated { from, to, kind })])
}

/// The conflict of two activities of which one precedes the other; none where the dates fit or one is over.
pub(super) fn conflict(
    (before, first): (&str, &Activity),
    (behind, second): (&str, &Activity),
    lag_days: i32,
) -> Option<Event> {
    if first.standing.is_over() || second.standing.is_over() {
        return None;
    }
    let gap = super::value::days_between(first.end, second.start);
    (gap < i64::from(lag_days)).then(|| Event::ScheduleConflictDetected {
        before: before.to_owned(),
        behind: behind.to_owned(),
        ends: first.end,
        lag_days,
        starts: second.start,
    })
}

/// The activities an activity requires that are not completed; one that was merged counts as the one kept.
pub(super) fn not_completed(plan: &ActionPlan, streams: &Streams<State>, key: &str) -> Vec<String> {
    let is_open = |required: &&String| {
        activity::of(streams, kept(streams, required)).map_or(true, |one| one.standing != Standing::Completed)
    };
    plan.relations.required(key).filter(is_open).cloned().collect()
}

/// The activity that an activity goes on in.
pub(super) fn kept<'a>(streams: &'a Streams<State>, key: &'a str) -> &'a str {
    let mut at = key;
    for _ in 0..MAX_MERGES {
        match activity::of(streams, at).ok().and_then(|one| one.merged_into.as_deref()) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}
