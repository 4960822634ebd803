//! Destroying keys: tombstones first, then the survivors move to another epoch.
//!
//! It does not decide who is shredded, nor how the move is done (`rotate`).

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::commit::Failed;
use crate::entry::{Entry, TOMBSTONE_BYTES};
use crate::fault::Step;
use crate::frame::MAX_PAYLOAD_BYTES;
use crate::keyring::Inner;
use crate::state::{Due, Slot};
use crate::{Error, Subject};

/// Most tombstones in one frame.
const TOMBSTONES_PER_FRAME: usize = MAX_PAYLOAD_BYTES / TOMBSTONE_BYTES;

impl Inner {
    /// Shreds `subjects`, and finishes what an earlier shred left due.
    pub(crate) fn shred(&self, subjects: &[Subject]) -> Result<(), Error> {
        let lead = self.lead()?;
        let outcome =
            self.bury(subjects).and_then(|()| self.settle_due()).map_err(|failed| self.settle(failed));
        drop(lead);
        outcome
    }

    /// Writes tombstones for those of `subjects` that have none; from here on their keys are not given out.
    fn bury(&self, subjects: &[Subject]) -> Result<(), Failed> {
        let fresh: Vec<Subject> = {
            let state = self.state();
            let is_fresh = |subject: &&Subject| !matches!(state.index.get(subject), Some(Slot::Shredded));
            let once: BTreeSet<Subject> = subjects.iter().filter(is_fresh).copied().collect();
            once.into_iter().collect()
        };
        for chunk in fresh.chunks(TOMBSTONES_PER_FRAME) {
            let mut payload = Vec::with_capacity(chunk.len() * TOMBSTONE_BYTES);
            for subject in chunk {
                Entry::Tombstone(*subject).encode(&mut payload);
            }
            let (file, end) = {
                let state = self.state();
                (Arc::clone(&state.file), state.end)
            };
            let end = self.append(&file, &payload, end)?;
            let mut state = self.state();
            state.end = end;
            chunk.iter().for_each(|subject| state.bury(*subject));
        }
        Ok(())
    }

    /// Does what is due; the caller holds the lead, or is the only one who knows this keyring.
    pub(crate) fn settle_due(&self) -> Result<(), Failed> {
        let due = self.state().due;
        match due {
            Due::Nothing => Ok(()),
            Due::Rotation => {
                let reached = self.faults.reach(Step::TombstonesDurable);
                reached.map_err(crate::error::io("pass the tombstones in", &self.folder))?;
                self.rotate()
            }
            Due::Removal => self.remove_old().map_err(Failed::from),
        }
    }
}
