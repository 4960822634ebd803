//! Holds the index against the log, for the part of it that sled may have dropped without a word.
//!
//! When a bit is wrong in the part of sled's log that is newer than its last snapshot, sled skips
//! the rest of that segment, goes on with the next, and opens. What is gone then are single
//! inserts since the log was opened last: frames, which leaves a gap, or entries of the index, which
//! would make a stream look shorter than it is. So the frames since then are gone through at every
//! open, and each of their entries must be there. It repairs nothing.

use std::sync::Arc;

use super::build::Sorted;
use super::{Entry, Index, List, Posting, chunk};
use crate::Error;
use crate::frame::Key;
use crate::store::get;

impl Index {
    /// Whether the trees hold every entry of the frames after one, up to another.
    pub(super) fn holds_since(
        &self,
        trusted: Option<Key>,
        covered: Option<Key>,
        batch: usize,
    ) -> Result<bool, Error> {
        let Some(covered) = covered else { return Ok(trusted.is_none()) };
        let mut before = match trusted {
            Some(key) if key > covered => return Ok(false),
            Some(key) => Some(self.store.frame(key)?.ok_or_else(|| gap(key))?),
            None => None,
        };
        let (mut entries, mut weight) = (vec![], 0);
        while before.as_ref().is_none_or(|frame| frame.key < covered) {
            let next = match &before {
                Some(frame) => self.store.frame_after(frame.key)?,
                None => self.store.first_frame()?,
            };
            let frame = next.filter(|frame| frame.follows(before.as_ref()));
            let frame = frame.ok_or_else(|| gap(before.map_or(Key::FIRST, |frame| frame.next().0)))?;
            weight += frame.records.len() + frame.commands.len();
            entries.push(Arc::new(Entry::of(&frame)));
            if weight >= batch {
                if !self.holds(&entries)? {
                    return Ok(false);
                }
                entries.clear();
                weight = 0;
            }
            before = Some(frame);
        }
        self.holds(&entries)
    }

    /// Whether the trees hold all of these entries.
    pub(super) fn holds(&self, entries: &[Arc<Entry>]) -> Result<bool, Error> {
        let Sorted { streams, initiatives, commands } = Sorted::of(entries);
        for (key, postings) in streams {
            if !self.holds_list(List::Stream, key, &postings)? {
                return Ok(false);
            }
        }
        for (key, postings) in initiatives {
            if !self.holds_list(List::Initiative, key, &postings)? {
                return Ok(false);
            }
        }
        for (key, frame) in commands {
            let found = get(&self.store.commands, key)?;
            if found.is_none_or(|found| *found != frame.encode()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn holds_list(&self, list: List, key: &[u8], mut expected: &[Posting]) -> Result<bool, Error> {
        while let Some((from, _)) = expected.first() {
            let Some((first, positions)) = self.chunk_at(list, key, *from)? else { return Ok(false) };
            let found = chunk::postings(first, &positions).filter(|(n, _)| n >= from);
            let same = found.zip(expected).take_while(|(found, expected)| found == *expected).count();
            match expected.split_at_checked(same) {
                Some((_, rest)) if same > 0 => expected = rest,
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}

fn gap(key: Key) -> Error {
    Error::data_loss(format!("the log has a gap at position {}", key.position))
}
