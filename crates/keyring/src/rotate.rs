//! The move to another epoch: survivors are wrapped under a new key, then the old key and file are destroyed.
//!
//! In this order, each step durable before the next: the next epoch's key beside the living one, the next keys
//! file, the rename that makes the next epoch the living one, the end of the old. Until the rename a crash
//! leaves the old epoch whole (with its tombstones), after it the new one.

use std::collections::HashMap;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use crate::commit::Failed;
use crate::entry::{self, Entry, KEY_ENTRY_BYTES};
use crate::error::io;
use crate::fault::Step;
use crate::frame::{self, HEADER_BYTES};
use crate::keyfile::{self, FIRST_FRAME, KeyFile, Next, to_u64};
use crate::keyring::Inner;
use crate::secret::WrappingKey;
use crate::state::{Due, Slot};
use crate::{Error, Subject, epoch, files};

/// Payload after which a frame of survivors is closed, in bytes: large enough that frames cost nothing.
const REWRAP_PAYLOAD_BYTES: usize = 512 << 10;

impl Inner {
    /// Moves the survivors to the next epoch and destroys the old one.
    pub(crate) fn rotate(&self) -> Result<(), Failed> {
        let old = Arc::clone(&self.state().file);
        roll_back(&self.folder, old.epoch)?;
        let key = WrappingKey::fresh()?;
        epoch::prepare(&self.folder, &self.master, old.epoch + 1, &key)?;
        self.pass(Step::EpochPrepared)?;
        let mut survivors = Survivors::new(KeyFile::create(&self.folder, old.epoch + 1, key)?);
        self.rewrap(&old, &mut survivors)?;
        survivors.file.file.sync_all().map_err(io("sync", &survivors.file.path))?;
        files::sync_folder(&self.folder)?;
        self.pass(Step::KeysRewrapped)?;
        let held = epoch::hold(&self.folder)?;
        // From the rename on, disk and memory may name different epochs until both are known to have moved.
        let published = epoch::publish(&self.folder)
            .and_then(|()| self.pass(Step::EpochRenamed))
            .and_then(|()| files::sync_folder(&self.folder));
        published.map_err(|error| Failed { error, is_fatal: true })?;
        {
            let mut state = self.state();
            state.file = Arc::new(survivors.file);
            state.index = survivors.index;
            state.end = survivors.end;
            state.due = Due::Removal;
        }
        let overwritten = epoch::overwrite(held).map_err(io("overwrite", &epoch::path(&self.folder)));
        self.pass(Step::OldEpochOverwritten)?;
        self.remove_old()?;
        overwritten.map_err(Failed::from)
    }

    /// Removes the keys files of epochs that are over.
    pub(crate) fn remove_old(&self) -> Result<(), Error> {
        let living = self.state().file.epoch;
        for old in keyfile::epochs(&self.folder)?.into_iter().filter(|epoch| *epoch < living) {
            files::remove(&KeyFile::path(&self.folder, old))?;
        }
        self.pass(Step::OldKeysRemoved)?;
        files::sync_folder(&self.folder)?;
        self.state().due = Due::Nothing;
        Ok(())
    }

    /// Copies tombstones, and living keys under the new epoch key, in the order of the old file.
    fn rewrap(&self, old: &KeyFile, survivors: &mut Survivors) -> Result<(), Error> {
        let mut frames = old.frames()?;
        while let Next::Payload(start, payload) = frames.next()? {
            let entries = entry::decode_all(&payload)
                .ok_or_else(|| old.corrupt(start, "a frame holds something that is no entry"))?;
            for (at, entry) in entries {
                match entry {
                    Entry::Tombstone(subject) => survivors.bury(subject)?,
                    Entry::Key { subject, owner, wrapped } => {
                        let slot = self.state().index.get(&subject).copied();
                        if let Some(Slot::Live { .. }) = slot {
                            let key = old.unwrap(subject, owner, &wrapped, start + to_u64(at))?;
                            let wrapped = survivors.file.wrap(subject, owner, &key)?;
                            survivors.keep(&Entry::Key { subject, owner, wrapped })?;
                        }
                    }
                }
            }
        }
        survivors.flush()
    }

    fn pass(&self, step: Step) -> Result<(), Error> {
        self.faults.reach(step).map_err(io("go on in", &self.folder))
    }
}

/// The next keys file while it is written, and the index that belongs to it.
struct Survivors {
    file: KeyFile,
    index: HashMap<Subject, Slot>,
    payload: Vec<u8>,
    end: u64,
}

impl Survivors {
    fn new(file: KeyFile) -> Self {
        let payload = Vec::with_capacity(REWRAP_PAYLOAD_BYTES + KEY_ENTRY_BYTES);
        Self { file, index: HashMap::new(), payload, end: FIRST_FRAME }
    }

    fn bury(&mut self, subject: Subject) -> Result<(), Error> {
        if self.index.insert(subject, Slot::Shredded).is_none() {
            self.keep(&Entry::Tombstone(subject))?;
        }
        Ok(())
    }

    fn keep(&mut self, entry: &Entry) -> Result<(), Error> {
        let at = entry.encode(&mut self.payload);
        if let Entry::Key { subject, owner, .. } = entry {
            let offset = self.end + to_u64(HEADER_BYTES + at);
            self.index.insert(*subject, Slot::Live { offset, owner: *owner });
        }
        if self.payload.len() >= REWRAP_PAYLOAD_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Error> {
        if self.payload.is_empty() {
            return Ok(());
        }
        let frame = frame::encode(&self.payload, self.end)
            .map_err(|_| Error::TooMany { asked: self.payload.len(), most: frame::MAX_PAYLOAD_BYTES })?;
        self.file.file.write_all_at(&frame, self.end).map_err(io("write", &self.file.path))?;
        self.end += to_u64(frame.len());
        self.payload.clear();
        Ok(())
    }
}

/// Removes what an unfinished move left behind; `living` is the epoch that lives.
///
/// The prepared epoch file goes last: as long as it is there, a later keys file is known to be unfinished.
pub(crate) fn roll_back(folder: &Path, living: u64) -> Result<(), Error> {
    for next in keyfile::epochs(folder)?.into_iter().filter(|epoch| *epoch > living) {
        files::remove(&KeyFile::path(folder, next))?;
    }
    files::sync_folder(folder)?;
    files::remove(&epoch::next_path(folder))?;
    files::sync_folder(folder)
}
