//! Writes the overlay into the trees, oldest first, and reads the log's tail back at open.
//!
//! Entries go in as plain inserts and the covered mark last: sled keeps the order of its log, so
//! after a crash the mark never stands without what it covers. Entries without the mark are
//! written again and fall on themselves. (An atomic batch would say the same, but it stops every
//! writer of the process while it runs.)

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::{COVERED, Entry, Index, List, Posting, chunk, damaged, list_key};
use crate::Error;
use crate::frame::Key;
use crate::store::{get, guarded, insert};

impl Index {
    /// Moves the oldest entries, up to a weight, into the trees; answers how many entries remain.
    pub fn build(&self, weight: usize) -> Result<usize, Error> {
        let oldest = self.read_overlay(|overlay| overlay.oldest(weight));
        if let Some(last) = oldest.last() {
            self.write(&oldest)?;
            insert(&self.store.meta, COVERED, &last.frame.encode())?;
        }
        let mut overlay = self.overlay.write().unwrap_or_else(PoisonError::into_inner);
        overlay.forget(oldest.len());
        Ok(overlay.entries())
    }

    /// Reads what the trees do not cover from the log, building as it goes so that memory stays
    /// bounded; answers how many entries wait.
    pub fn catch_up(&self, batch: usize) -> Result<usize, Error> {
        let mut before =
            match self.covered()? {
                Some(covered) => Some(self.store.frame(covered)?.ok_or_else(|| {
                    Error::data_loss("the index covers a frame that the log does not have")
                })?),
                None => None,
            };
        let mut waiting = 0;
        loop {
            let next = match &before {
                Some(frame) => self.store.frame_after(frame.key)?,
                None => self.store.first_frame()?,
            };
            let Some(frame) = next else { return Ok(waiting) };
            if !frame.follows(before.as_ref()) {
                return Err(Error::data_loss(format!(
                    "the log has a gap before position {}",
                    frame.key.position
                )));
            }
            waiting = self.add([Entry::of(&frame)]);
            if waiting >= batch {
                waiting = self.build(batch)?;
            }
            before = Some(frame);
        }
    }

    /// Empties the trees, so that [`Index::catch_up`] reads the log from its start.
    pub fn delete(&self) -> Result<(), Error> {
        guarded("deleting the index", || self.store.meta.remove(COVERED))?;
        for tree in [&self.store.streams, &self.store.initiatives, &self.store.commands] {
            guarded("deleting the index", || tree.clear())?;
        }
        Ok(())
    }

    fn covered(&self) -> Result<Option<Key>, Error> {
        let Some(value) = get(&self.store.meta, COVERED)? else { return Ok(None) };
        Key::decode(&value).map(Some).ok_or_else(damaged)
    }

    fn write(&self, entries: &[Arc<Entry>]) -> Result<(), Error> {
        let mut streams: BTreeMap<&[u8], Vec<Posting>> = BTreeMap::new();
        let mut initiatives: BTreeMap<&[u8], Vec<Posting>> = BTreeMap::new();
        let mut commands: BTreeMap<&[u8], Key> = BTreeMap::new();
        for entry in entries {
            for place in &entry.places {
                streams.entry(&place.stream).or_default().push((place.version, place.position));
                initiatives.entry(&place.initiative).or_default().push((place.sequence, place.position));
            }
            commands.extend(entry.commands.iter().map(|key| (key.as_slice(), entry.frame)));
        }
        for (key, postings) in streams {
            self.extend(List::Stream, key, &postings)?;
        }
        for (key, postings) in initiatives {
            self.extend(List::Initiative, key, &postings)?;
        }
        for (key, frame) in commands {
            insert(&self.store.commands, key, &frame.encode())?;
        }
        Ok(())
    }

    /// Puts places behind those a list has, in its last chunk while there is room.
    fn extend(&self, list: List, key: &[u8], postings: &[Posting]) -> Result<(), Error> {
        let tree = self.tree(list);
        let (mut first, mut bytes, mut last) = (1, vec![], None);
        let mut next = 1;
        if let Some((begin, positions)) = self.chunk_at(list, key, u64::MAX)? {
            for position in &positions {
                chunk::push(&mut bytes, last, *position);
                last = Some(*position);
            }
            (first, next) = (begin, begin + positions.len() as u64);
        }
        for (n, position) in postings {
            if *n < next {
                continue;
            }
            if *n > next {
                return Err(Error::data_loss(format!("the index has a gap before {n}")));
            }
            if bytes.len() + POSTING_MAX_BYTES > chunk::CHUNK_MAX_BYTES {
                insert(tree, &list_key(key, first), &bytes)?;
                (first, last) = (*n, None);
                bytes.clear();
            }
            chunk::push(&mut bytes, last, *position);
            last = Some(*position);
            next += 1;
        }
        insert(tree, &list_key(key, first), &bytes)
    }
}

/// A position takes at most ten bytes of seven bits.
const POSTING_MAX_BYTES: usize = 10;
