//! Writes the overlay into the trees, oldest first, and reads the log's tail back at open.
//!
//! Entries go in as plain inserts and the covered mark last: sled keeps the order of its log, so
//! after a crash the mark never stands without what it covers. Entries without the mark are
//! written again and fall on themselves. (An atomic batch would say the same, but it stops every
//! writer of the process while it runs.)

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use super::{COVERED, Entry, Index, List, Posting, TRUSTED, chunk, list_key, unreadable};
use crate::Error;
use crate::frame::Key;
use crate::store::{get, guarded, insert};

/// Entries by what they are kept under, so that the trees are gone through in their own order.
pub(super) struct Sorted<'a> {
    pub streams: BTreeMap<&'a [u8], Vec<Posting>>,
    pub initiatives: BTreeMap<&'a [u8], Vec<Posting>>,
    pub commands: BTreeMap<&'a [u8], Key>,
}

impl<'a> Sorted<'a> {
    pub fn of(entries: &'a [Arc<Entry>]) -> Self {
        let mut sorted =
            Self { streams: BTreeMap::new(), initiatives: BTreeMap::new(), commands: BTreeMap::new() };
        for entry in entries {
            for place in &entry.places {
                let stream = sorted.streams.entry(&place.stream).or_default();
                stream.push((place.version, place.position));
                let initiative = sorted.initiatives.entry(&place.initiative).or_default();
                initiative.push((place.sequence, place.position));
            }
            sorted.commands.extend(entry.commands.iter().map(|key| (key.as_slice(), entry.frame)));
        }
        sorted
    }
}

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

    /// Checks what sled may have dropped, reads what the trees do not cover, and answers how many
    /// entries wait.
    pub fn open(&self, batch: usize) -> Result<usize, Error> {
        let covered = self.mark(COVERED)?;
        if self.holds_since(self.mark(TRUSTED)?, covered, batch)? {
            if let Some(covered) = covered {
                insert(&self.store.meta, TRUSTED, &covered.encode())?;
            }
        } else {
            tracing::warn!("the index has lost entries; it is built again from the log");
            self.delete()?;
        }
        self.catch_up(batch)
    }

    /// Reads what the trees do not cover from the log, building as it goes so that memory stays
    /// bounded; answers how many entries wait.
    fn catch_up(&self, batch: usize) -> Result<usize, Error> {
        let mut before =
            match self.mark(COVERED)? {
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
        for mark in [COVERED, TRUSTED] {
            guarded("deleting the index", || self.store.meta.remove(mark))?;
        }
        for tree in [&self.store.streams, &self.store.initiatives, &self.store.commands] {
            guarded("deleting the index", || tree.clear())?;
        }
        Ok(())
    }

    fn mark(&self, mark: &[u8]) -> Result<Option<Key>, Error> {
        let Some(value) = get(&self.store.meta, mark)? else { return Ok(None) };
        Key::decode(&value).map(Some).ok_or_else(unreadable)
    }

    fn write(&self, entries: &[Arc<Entry>]) -> Result<(), Error> {
        let Sorted { streams, initiatives, commands } = Sorted::of(entries);
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
