//! Making keys: many callers, one write and one sync.
//!
//! A caller stages what it misses and waits for its batch. Whoever finds nobody writing becomes the leader and
//! writes all that is staged, while others stage the next batch. Keys are wrapped at the moment of writing, so
//! that a rotation may come between staging and writing. Shreds take the same lead.

use std::collections::{BTreeMap, HashMap};
use std::os::unix::fs::FileExt;
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};

use crate::entry::Entry;
use crate::error::io;
use crate::fault::Step;
use crate::frame::{self, HEADER_BYTES};
use crate::keyfile::{KeyFile, to_u64};
use crate::keyring::Inner;
use crate::state::Slot;
use crate::{DataKey, Error, MAX_NEW_KEYS, Owner, Subject};

/// A key that is made but not yet on the disk.
type New = (Subject, Owner, DataKey);

/// Who waits for what.
#[derive(Default)]
pub(crate) struct Queue {
    staged: Vec<New>,
    /// Staged or being written: the owner, and the batch that brings the key.
    pending: HashMap<Subject, (Owner, u64)>,
    /// How many batches were taken by a leader; what is staged now belongs to the one after.
    taken: u64,
    /// How many batches are answered.
    done: u64,
    has_leader: bool,
    broken: Option<String>,
    last_failure: Option<String>,
}

/// A write that failed; fatal if what lies on the disk is no longer known.
pub(crate) struct Failed {
    pub(crate) error: Error,
    pub(crate) is_fatal: bool,
}

/// The right to write, held by one thread at a time.
pub(crate) struct Lead<'a>(&'a Inner);

impl Queue {
    /// Why the last batch was not stored.
    pub(crate) fn last_failure(&self) -> String {
        self.last_failure.clone().unwrap_or_else(|| "no failure is known".to_owned())
    }

    fn check(&self) -> Result<(), Error> {
        self.broken.as_ref().map_or(Ok(()), |reason| Err(Error::Broken { reason: reason.clone() }))
    }
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        self.0.queue().has_leader = false;
        self.0.changed.notify_all();
    }
}

impl Inner {
    /// Makes the keys that are missing and returns when they are durable.
    pub(crate) fn make_missing(&self, subjects: &[(Subject, Owner)]) -> Result<(), Error> {
        if subjects.len() > MAX_NEW_KEYS {
            return Err(Error::TooMany { asked: subjects.len(), most: MAX_NEW_KEYS });
        }
        let mut queue = self.queue();
        loop {
            let (missing, ticket) = self.missing(&queue, subjects)?;
            if missing.is_empty() {
                return self.wait(queue, ticket).map(drop);
            }
            queue.check()?;
            if queue.staged.len() + missing.len() <= MAX_NEW_KEYS {
                let batch = queue.taken + 1;
                for (subject, owner) in missing {
                    let key = DataKey::fresh()?;
                    queue.pending.insert(subject, (owner, batch));
                    queue.staged.push((subject, owner, key));
                }
                return self.wait(queue, batch).map(drop);
            }
            let full = queue.taken + 1;
            queue = self.wait(queue, full)?;
        }
    }

    /// The subjects without a key, and the batch to wait for where others are making it.
    fn missing(
        &self,
        queue: &Queue,
        subjects: &[(Subject, Owner)],
    ) -> Result<(BTreeMap<Subject, Owner>, u64), Error> {
        let state = self.state();
        let mut ticket = 0;
        let mut missing = BTreeMap::new();
        for (subject, owner) in subjects {
            if let Some(subject) = state.shredded(*subject, *owner) {
                return Err(Error::Shredded { subject });
            }
            let found = match state.index.get(subject) {
                Some(Slot::Live { owner, .. }) => Some((*owner, 0)),
                _ => queue.pending.get(subject).copied(),
            };
            // One call may name a subject twice, as long as it means the same.
            let of = found.map(|(of, _)| of).or_else(|| missing.insert(*subject, *owner));
            if of.is_some_and(|of| of != *owner) {
                return Err(Error::OwnerDiffers { subject: *subject });
            }
            ticket = found.map_or(ticket, |(_, batch)| batch.max(ticket));
        }
        Ok((missing, ticket))
    }

    /// Returns when `batch` is answered, writing it if nobody else does.
    fn wait<'a>(
        &'a self,
        mut queue: MutexGuard<'a, Queue>,
        batch: u64,
    ) -> Result<MutexGuard<'a, Queue>, Error> {
        while queue.done < batch {
            queue.check()?;
            if queue.has_leader {
                queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            } else {
                queue = self.write_staged(queue);
            }
        }
        Ok(queue)
    }

    /// Writes what is staged as the leader; the outcome stands in the queue.
    fn write_staged<'a>(&'a self, mut queue: MutexGuard<'a, Queue>) -> MutexGuard<'a, Queue> {
        queue.has_leader = true;
        queue.taken += 1;
        let batch = std::mem::take(&mut queue.staged);
        drop(queue);
        let lead = Lead(self);
        let outcome = self.write_batch(&batch);
        let mut queue = self.queue();
        queue.done = queue.taken;
        for (subject, ..) in &batch {
            queue.pending.remove(subject);
        }
        if let Err(failed) = outcome {
            let reason = failed.error.to_string();
            queue.last_failure = Some(reason.clone());
            if failed.is_fatal {
                queue.broken = Some(reason);
            }
        }
        drop(queue);
        drop(lead);
        self.queue()
    }

    fn write_batch(&self, batch: &[New]) -> Result<(), Failed> {
        let mut payload = Vec::new();
        let mut slots = Vec::with_capacity(batch.len());
        let (file, end) = {
            let state = self.state();
            (std::sync::Arc::clone(&state.file), state.end)
        };
        for (subject, owner, key) in batch {
            // A shred came while this waited: its caller finds the tombstone.
            if self.state().shredded(*subject, *owner).is_some() {
                continue;
            }
            let wrapped = file.wrap(*subject, *owner, key)?;
            let entry = Entry::Key { subject: *subject, owner: *owner, wrapped };
            let at = entry.encode(&mut payload);
            slots.push((*subject, *owner, key.clone(), end + to_u64(HEADER_BYTES + at)));
        }
        if slots.is_empty() {
            return Ok(());
        }
        let end = self.append(&file, &payload, end)?;
        let mut state = self.state();
        state.end = end;
        for (subject, owner, key, offset) in slots {
            state.index.insert(subject, Slot::Live { offset, owner });
            state.cache.put(subject, key);
        }
        Ok(())
    }

    /// Appends one frame at `offset` and syncs it; the answer is the offset of the next one.
    pub(crate) fn append(&self, file: &KeyFile, payload: &[u8], offset: u64) -> Result<u64, Failed> {
        let frame = frame::encode(payload, offset)
            .map_err(|_| Error::TooMany { asked: payload.len(), most: frame::MAX_PAYLOAD_BYTES })?;
        let written =
            self.faults.reach(Step::BeforeWrite).and_then(|()| file.file.write_all_at(&frame, offset));
        if let Err(error) = written {
            // A full disk must not cost a restart: with the half frame cut away, nothing has happened.
            let is_fatal = file.file.set_len(offset).is_err();
            return Err(Failed { error: io("write", &file.path)(error), is_fatal });
        }
        // After a failed sync the kernel may have dropped the pages: only a new read tells what is there.
        self.faults
            .reach(Step::BeforeSync)
            .and_then(|()| file.file.sync_data())
            .map_err(|error| Failed { error: io("sync", &file.path)(error), is_fatal: true })?;
        self.syncs.fetch_add(1, Ordering::Relaxed);
        Ok(offset + to_u64(frame.len()))
    }

    /// Waits until nobody writes, then takes the right to write.
    pub(crate) fn lead(&self) -> Result<Lead<'_>, Error> {
        let mut queue = self.queue();
        while queue.has_leader {
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.check()?;
        queue.has_leader = true;
        Ok(Lead(self))
    }

    /// Refuses all writes from now on if `failed` is fatal.
    pub(crate) fn settle(&self, failed: Failed) -> Error {
        if failed.is_fatal {
            self.queue().broken = Some(failed.error.to_string());
        }
        failed.error
    }

    /// How many keys are staged and wait for a leader.
    #[cfg(test)]
    pub(crate) fn staged(&self) -> usize {
        self.queue().staged.len()
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, is_fatal: false }
    }
}
