//! The index: where a stream's, an initiative's and a command's records lie in the log.
//!
//! It is a follower of the log and never ahead of it: what is not yet written to its trees stands
//! in a bounded overlay in memory, and after a crash the rest of the log is read into the overlay
//! again. It does not know what a record says, and all of it can be deleted and built again.
//!
//! Every lookup asks the overlay first and the trees second: the background writer fills a tree
//! before it empties the overlay, so nothing falls between.
//!
//! To index by something else: a tree in `store.rs`, its key here, its entries in `overlay.rs`.

mod build;
mod check;
mod chunk;
mod overlay;

use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};

use uuid::Uuid;

use crate::Error;
use crate::append::CommandKey;
use crate::frame::Key;
use crate::store::{Store, get, guarded};

pub(crate) use overlay::{Entry, Overlay};

/// How far the index has come: the key of the last frame that is in its trees.
const COVERED: &[u8] = b"index_covers";
/// How far it had come when the log was opened last, and so what sled holds in its snapshot.
const TRUSTED: &[u8] = b"index_trusted";

/// Which list of positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Stream,
    Initiative,
}

/// One place in a list: the version or sequence, and the position in the log.
pub(crate) type Posting = (u64, u64);

/// The index of one log.
#[derive(Debug)]
pub(crate) struct Index {
    store: Store,
    overlay: RwLock<Overlay>,
}

impl Index {
    pub fn new(store: Store) -> Self {
        Self { store, overlay: RwLock::default() }
    }

    /// Adds durable frames to the overlay; answers how many entries wait there now.
    pub fn add(&self, entries: impl IntoIterator<Item = Entry>) -> usize {
        let mut overlay = self.overlay.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        entries.into_iter().for_each(|entry| overlay.add(entry));
        overlay.entries()
    }

    /// The last version and position of a stream, or sequence and position of an initiative.
    pub fn last(&self, list: List, key: &[u8]) -> Result<Option<Posting>, Error> {
        if let Some(posting) = self.read_overlay(|overlay| overlay.last(list, key)) {
            return Ok(Some(posting));
        }
        let found = self.chunk_at(list, key, u64::MAX)?;
        Ok(found.and_then(|(first, positions)| chunk::postings(first, &positions).next_back()))
    }

    /// Some of a list's places from a version or sequence on; empty when there is none.
    pub fn postings(&self, list: List, key: &[u8], from: u64) -> Result<Vec<Posting>, Error> {
        let waiting = self.read_overlay(|overlay| overlay.postings(list, key, from));
        if let Some((first, positions)) = self.chunk_at(list, key, from)? {
            let found: Vec<_> = chunk::postings(first, &positions).filter(|(n, _)| *n >= from).collect();
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(waiting)
    }

    /// The frame that holds a command, if it was answered.
    pub fn command(&self, command: &CommandKey) -> Result<Option<Key>, Error> {
        let key = command_key(command);
        if let Some(found) = self.read_overlay(|overlay| overlay.command(&key)) {
            return Ok(Some(found));
        }
        let Some(value) = get(&self.store.commands, &key)? else { return Ok(None) };
        Key::decode(&value).map(Some).ok_or_else(unreadable)
    }

    /// Every initiative that has a record, in byte order.
    pub fn initiatives(&self) -> Result<Vec<String>, Error> {
        let mut names: BTreeSet<String> = self.read_overlay(Overlay::initiatives);
        let mut after = vec![];
        loop {
            let found = guarded("reading the index", || self.store.initiatives.get_gt(&after))?;
            let Some((key, _)) = found else { break };
            let (length, rest) = key.split_first().ok_or_else(unreadable)?;
            let name = rest.get(..usize::from(*length)).ok_or_else(unreadable)?;
            let name = str::from_utf8(name).map_err(|_| unreadable())?;
            // Past all chunks of this initiative, to the first of the next.
            after = list_key(&initiative_key(name), u64::MAX);
            names.insert(name.to_owned());
        }
        Ok(names.into_iter().collect())
    }

    /// The keys of the streams that stand in the overlay.
    pub fn waiting_streams(&self) -> Vec<Arc<[u8]>> {
        self.read_overlay(Overlay::streams)
    }

    /// Every stream of the trees, and those given besides, with its last version.
    pub fn each_stream(
        &self,
        waiting: Vec<Arc<[u8]>>,
        mut look: impl FnMut(&[u8], u64) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for key in waiting {
            look(&key, self.last(List::Stream, &key)?.map_or(0, |(version, _)| version))?;
        }
        let mut after = vec![];
        loop {
            let found = guarded("reading the index", || self.store.streams.get_gt(&after))?;
            let Some((chunk, _)) = found else { return Ok(()) };
            let (key, _) = chunk.split_last_chunk::<8>().ok_or_else(unreadable)?;
            look(key, self.last(List::Stream, key)?.map_or(0, |(version, _)| version))?;
            after = list_key(key, u64::MAX);
        }
    }

    /// The chunk that would hold a place: the last one that begins at or before it.
    fn chunk_at(&self, list: List, key: &[u8], from: u64) -> Result<Option<(u64, Vec<u64>)>, Error> {
        let range = list_key(key, 0)..=list_key(key, from);
        let tree = self.tree(list);
        let found = guarded("reading the index", || tree.range(range).next_back().transpose())?;
        let Some((key, value)) = found else { return Ok(None) };
        let (_, first) = key.split_last_chunk::<8>().ok_or_else(unreadable)?;
        let positions = chunk::decode(&value).ok_or_else(unreadable)?;
        Ok(Some((u64::from_be_bytes(*first), positions)))
    }

    fn tree(&self, list: List) -> &sled::Tree {
        match list {
            List::Stream => &self.store.streams,
            List::Initiative => &self.store.initiatives,
        }
    }

    fn read_overlay<T>(&self, look: impl FnOnce(&Overlay) -> T) -> T {
        look(&self.overlay.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// The log may still be whole: that is what sets this apart from other data loss.
pub(crate) fn damaged(what: &str) -> Error {
    Error::DataLoss {
        what: what.to_owned(),
        advice: "open the ledger with its index rebuilt; if that is refused too, restore the newest backup"
            .to_owned(),
    }
}

fn unreadable() -> Error {
    damaged("an entry of the index cannot be read")
}

/// Under what an initiative's list is kept: its length first, so that no name is another's prefix.
pub(crate) fn initiative_key(initiative: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(initiative.len() + 9);
    push_name(&mut key, initiative);
    key
}

/// Under what a stream's list is kept.
pub(crate) fn stream_key(initiative: &str, stream: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(initiative.len() + stream.len() + 11);
    push_name(&mut key, initiative);
    // Stream names have at most 512 bytes (append.rs).
    key.extend(u16::try_from(stream.len()).unwrap_or(u16::MAX).to_be_bytes());
    key.extend(stream.as_bytes());
    key
}

/// The id comes first: those of people are time-ordered, and time-ordered keys stay fast.
pub(crate) fn command_key(command: &CommandKey) -> Vec<u8> {
    let mut key = Vec::with_capacity(17 + command.initiative.len() + command.principal.len());
    key.extend(Uuid::as_bytes(&command.id));
    push_name(&mut key, &command.initiative);
    key.extend(command.principal.as_bytes());
    key
}

fn push_name(key: &mut Vec<u8>, name: &str) {
    // Initiatives have at most 255 bytes (append.rs).
    key.push(u8::try_from(name.len()).unwrap_or(u8::MAX));
    key.extend(name.as_bytes());
}

fn list_key(key: &[u8], first: u64) -> Vec<u8> {
    [key, &first.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests;
