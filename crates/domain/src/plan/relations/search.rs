//! The search for the cycle that a new relation would close.

use std::collections::{BTreeMap, VecDeque};

use super::{
    super::value::RelationKind,
    graph::{Relations, waiting},
};

impl Relations {
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
