//! The public calls of a keyring. Thread-safe; clones share one keyring.
//!
//! Making keys goes through `commit`, destroying them through `shred`; reading is here.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::commit::Queue;
use crate::fault::Faults;
use crate::secret::WrappingKey;
use crate::state::{Slot, State};
use crate::{DataKey, Error, Owner, Subject, recover};

/// How many unwrapped keys stay in memory: a page of results opens from here, and a core dump shows no more.
pub const CACHED_KEYS: usize = 4096;
/// Most keys in one call of [`Keyring::ensure`] and in one frame; they fit a frame with room to spare.
pub const MAX_NEW_KEYS: usize = 65_536;

/// What a keyring knows of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// Its data key.
    Key(DataKey),
    /// Its key was destroyed: what it sealed reads as erased.
    Shredded,
    /// No key was ever made for it.
    Unknown,
}

/// The data keys of one service.
#[derive(Clone)]
pub struct Keyring(pub(crate) Arc<Inner>);

/// What the clones of a keyring share. Whoever takes both locks takes `queue` before `state`.
pub(crate) struct Inner {
    pub(crate) folder: PathBuf,
    pub(crate) master: WrappingKey,
    pub(crate) state: Mutex<State>,
    pub(crate) queue: Mutex<Queue>,
    pub(crate) changed: Condvar,
    pub(crate) syncs: AtomicU64,
    pub(crate) faults: Faults,
    /// Freed when the keyring goes, also by a crash.
    pub(crate) _lock: File,
}

impl Keyring {
    /// Opens the keyring in `folder`, or makes one there; the master key comes from outside the folder.
    ///
    /// A tail that was never acknowledged is cut, and a shred that a crash interrupted is finished before this
    /// returns. Anything else that does not read as written is an error.
    pub fn open(folder: &Path, master_key: [u8; 32]) -> Result<Self, Error> {
        Self::open_with(folder, master_key, Faults::default())
    }

    pub(crate) fn open_with(folder: &Path, master_key: [u8; 32], faults: Faults) -> Result<Self, Error> {
        recover::open(folder, WrappingKey::new(master_key), faults).map(|inner| Self(Arc::new(inner)))
    }

    /// The data keys of `subjects`, in their order; missing ones are made, with one write and one sync for all
    /// callers that wait at the time. When this returns, every key is on the disk.
    ///
    /// Nothing is made if one subject was shredded, or if its owner is a person whose own key was shredded.
    pub fn ensure(&self, subjects: &[(Subject, Owner)]) -> Result<Vec<DataKey>, Error> {
        self.0.make_missing(subjects)?;
        subjects.iter().map(|(subject, _)| self.made(*subject)).collect()
    }

    /// A key that was just made or found; a shred may have come between.
    fn made(&self, subject: Subject) -> Result<DataKey, Error> {
        match self.key(&subject)? {
            Lookup::Key(key) => Ok(key),
            Lookup::Shredded => Err(Error::Shredded { subject }),
            Lookup::Unknown => Err(Error::NotStored { reason: self.0.queue().last_failure() }),
        }
    }

    /// The data key of `subject`, or why there is none.
    pub fn key(&self, subject: &Subject) -> Result<Lookup, Error> {
        let (file, offset, owner) = {
            let mut state = self.0.state();
            match state.index.get(subject).copied() {
                None => return Ok(Lookup::Unknown),
                Some(Slot::Shredded) => return Ok(Lookup::Shredded),
                Some(Slot::Live { offset, owner }) => {
                    if let Some(key) = state.cache.get(subject) {
                        return Ok(Lookup::Key(key.clone()));
                    }
                    (Arc::clone(&state.file), offset, owner)
                }
            }
        };
        let key = file.read(*subject, owner, offset)?;
        let mut state = self.0.state();
        // A shred may have come between: what it destroyed must not come back into the cache.
        if let Some(Slot::Shredded) = state.index.get(subject) {
            return Ok(Lookup::Shredded);
        }
        state.cache.put(*subject, key.clone());
        Ok(Lookup::Key(key))
    }

    /// The subjects whose keys `owner` owns and that are not shredded, sorted. Walks the whole index.
    #[must_use]
    pub fn owned_by(&self, owner: Owner) -> Vec<Subject> {
        let state = self.0.state();
        let is_owned = |slot: &Slot| matches!(slot, Slot::Live { owner: of, .. } if *of == owner);
        let mut subjects: Vec<_> =
            state.index.iter().filter(|(_, slot)| is_owned(slot)).map(|(subject, _)| *subject).collect();
        subjects.sort_unstable();
        subjects
    }

    /// Destroys the keys of `subjects` for good: when this returns, no file of the keyring holds them in any
    /// form that a surviving key opens. Subjects that never had a key are kept from getting one.
    ///
    /// Once the tombstones are durable no key of them is given out, whatever happens then: an error after that
    /// point leaves the rest to the next call or the next open. Takes a time proportional to all keys, and new
    /// keys wait for it; reading goes on.
    pub fn shred(&self, subjects: &[Subject]) -> Result<(), Error> {
        self.0.shred(subjects)
    }

    /// The number of the living epoch; it grows by one with each shred that destroyed a key.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.0.state().file.epoch
    }

    /// How many times a keys file was synced since the keyring was opened.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        self.0.syncs.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("folder", &self.0.folder).finish_non_exhaustive()
    }
}

impl Inner {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
