//! What a start finds in the folder, and how it goes on from there.
//!
//! Nothing is removed before the living keys file was read whole: a damaged keyring is left as it is found.

use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::{Condvar, Mutex};

use crate::commit::Queue;
use crate::entry::{self, Entry};
use crate::error::io;
use crate::fault::Faults;
use crate::keyfile::{self, FIRST_FRAME, KeyFile, Next, to_u64};
use crate::keyring::Inner;
use crate::secret::WrappingKey;
use crate::state::{Slot, State};
use crate::{Error, epoch, files, rotate};

/// The first epoch of a new keyring.
const FIRST_EPOCH: u64 = 1;

/// Opens or makes the keyring in `folder` and finishes what a crash interrupted.
pub(crate) fn open(folder: &Path, master: WrappingKey, faults: Faults) -> Result<Inner, Error> {
    files::make_folder(folder)?;
    let lock = files::lock(folder)?;
    let (living, key) = match epoch::read(folder, &master)? {
        Some(found) => found,
        None => begin(folder, &master)?,
    };
    let has_later = keyfile::epochs(folder)?.into_iter().max().is_some_and(|epoch| epoch > living);
    let is_prepared = epoch::next_path(folder).exists();
    let mut state = State::new(KeyFile::open(folder, living, key)?);
    replay(&mut state)?;
    if has_later && !is_prepared {
        let later = keyfile::epochs(folder)?.into_iter().max().unwrap_or(living);
        return Err(Error::NewerKeys { file: KeyFile::path(folder, later) });
    }
    if is_prepared {
        rotate::roll_back(folder, living)?;
    }
    let inner = Inner {
        folder: folder.to_owned(),
        master,
        state: Mutex::new(state),
        queue: Mutex::new(Queue::default()),
        changed: Condvar::new(),
        syncs: AtomicU64::new(0),
        faults,
        _lock: lock,
    };
    inner.finish_interrupted()?;
    Ok(inner)
}

impl Inner {
    /// Finishes the shred that a crash interrupted, wherever it stopped.
    fn finish_interrupted(&self) -> Result<(), Error> {
        let due = self.state().due;
        self.remove_old()?;
        self.state().due = due;
        self.settle_due().map_err(|failed| failed.error)
    }
}

/// Makes an empty keyring in a folder without an epoch file, also after a first attempt that was cut short.
fn begin(folder: &Path, master: &WrappingKey) -> Result<(u64, WrappingKey), Error> {
    let is_prepared = epoch::next_path(folder).exists();
    for found in keyfile::epochs(folder)? {
        let path = KeyFile::path(folder, found);
        let bytes = path.metadata().map_err(io("read", &path))?.len();
        if !is_prepared || bytes > FIRST_FRAME {
            return Err(Error::EpochMissing { folder: folder.to_owned() });
        }
    }
    rotate::roll_back(folder, FIRST_EPOCH - 1)?;
    let key = WrappingKey::fresh()?;
    epoch::prepare(folder, master, FIRST_EPOCH, &key)?;
    let keys = KeyFile::create(folder, FIRST_EPOCH, key)?;
    keys.file.sync_all().map_err(io("sync", &keys.path))?;
    files::sync_folder(folder)?;
    epoch::publish(folder)?;
    files::sync_folder(folder)?;
    Ok((FIRST_EPOCH, keys.key))
}

/// Reads the keys file into `state` and cuts a tail that was never acknowledged.
fn replay(state: &mut State) -> Result<(), Error> {
    let file = std::sync::Arc::clone(&state.file);
    let mut frames = file.frames()?;
    let (end, is_torn) = loop {
        let (start, payload) = match frames.next()? {
            Next::End { offset, is_torn } => break (offset, is_torn),
            Next::Payload(start, payload) => (start, payload),
        };
        let entries = entry::decode_all(&payload)
            .ok_or_else(|| file.corrupt(start, "a frame holds something that is no entry"))?;
        for (at, entry) in entries {
            let offset = start + to_u64(at);
            match entry {
                Entry::Tombstone(subject) => state.bury(subject),
                Entry::Key { subject, owner, .. } => {
                    if state.index.insert(subject, Slot::Live { offset, owner }).is_some() {
                        return Err(file.corrupt(offset, "a key for a subject that has one or was shredded"));
                    }
                }
            }
        }
    };
    if is_torn {
        file.file.set_len(end).map_err(io("cut the torn tail of", &file.path))?;
        file.file.sync_all().map_err(io("sync", &file.path))?;
    }
    state.end = end;
    Ok(())
}
