//! What the keyring holds in memory: where each subject's key lies, and the few keys used last.
//!
//! It changes only after the disk has: whoever reads it sees durable keys and durable tombstones.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use lru::LruCache;

use crate::keyfile::{FIRST_FRAME, KeyFile};
use crate::{CACHED_KEYS, DataKey, Owner, Subject};

/// What became of a subject.
#[derive(Clone, Copy)]
pub(crate) enum Slot {
    /// Its wrapped key begins at `offset` of the living keys file.
    Live { offset: u64, owner: Owner },
    /// Its key was shredded, for good.
    Shredded,
}

/// What a shred still owes to the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// Nothing.
    Nothing,
    /// The living keys file holds keys of shredded subjects: it must be rewritten under another epoch.
    Rotation,
    /// The new epoch lives; files of the old one are still there.
    Removal,
}

/// The keyring in memory.
pub(crate) struct State {
    pub(crate) index: HashMap<Subject, Slot>,
    pub(crate) cache: LruCache<Subject, DataKey>,
    pub(crate) file: Arc<KeyFile>,
    /// Where the next frame goes, in bytes from the start of the file.
    pub(crate) end: u64,
    pub(crate) due: Due,
}

impl State {
    /// The state of an empty keys file.
    pub(crate) fn new(file: KeyFile) -> Self {
        let cached = NonZeroUsize::new(CACHED_KEYS).unwrap_or(NonZeroUsize::MIN);
        Self {
            index: HashMap::new(),
            cache: LruCache::new(cached),
            file: Arc::new(file),
            end: FIRST_FRAME,
            due: Due::Nothing,
        }
    }

    /// Why no key may be made or used for `subject` under `owner`; the answer is the shredded subject.
    ///
    /// A person whose own key was shredded is erased: no new text of theirs gets a key, also not one whose
    /// command was under way when the erasure was decided.
    pub(crate) fn shredded(&self, subject: Subject, owner: Owner) -> Option<Subject> {
        let is_shredded = |subject| matches!(self.index.get(&subject), Some(Slot::Shredded));
        let person = match owner {
            Owner::Person(id) => Some(Subject::Person(id)),
            Owner::Organization(_) | Owner::Nobody => None,
        };
        [Some(subject), person].into_iter().flatten().find(|subject| is_shredded(*subject))
    }

    /// Marks `subject` as shredded and forgets its key; the tombstone is durable.
    pub(crate) fn bury(&mut self, subject: Subject) {
        self.cache.pop(&subject);
        if let Some(Slot::Live { .. }) = self.index.insert(subject, Slot::Shredded) {
            self.due = Due::Rotation;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_entry_takes_the_memory_that_the_crate_promises() {
        assert_eq!(size_of::<(Subject, Slot)>(), 56);
    }
}
