//! The thread behind the writer: builds the index in batches and syncs the head every second.
//!
//! It does not know commands. When it falls too far behind, the writer waits for it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::head::HeadFile;
use crate::shared::Shared;

/// How much of the head a power cut may take back: it only makes the check at open less sharp.
const HEAD_SYNC_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
struct State {
    entries: usize,
    is_head_dirty: bool,
    is_stopping: bool,
}

/// What the background thread has still to do.
#[derive(Debug)]
pub(crate) struct Backlog {
    batch: usize,
    state: Mutex<State>,
    changed: Condvar,
}

impl Backlog {
    /// Nothing to do; the index is built in batches of so many entries.
    pub fn new(batch: usize) -> Self {
        Self { batch: batch.max(1), state: Mutex::default(), changed: Condvar::new() }
    }

    /// Wakes the thread once there is a batch, and the writer once there is less than before.
    pub fn is_now(&self, entries: usize) {
        let before = std::mem::replace(&mut self.lock().entries, entries);
        if entries >= self.batch || entries < before {
            self.changed.notify_all();
        }
    }

    pub fn head_written(&self) {
        self.lock().is_head_dirty = true;
    }

    /// Ends the thread once the index holds everything, or at once after a failure.
    pub fn stop(&self) {
        self.lock().is_stopping = true;
        self.changed.notify_all();
    }

    /// Waits until fewer entries wait for the index.
    pub fn wait_below(&self, max: usize) {
        let mut state = self.lock();
        while state.entries > max && !state.is_stopping {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for enough entries, the stop, or a moment to sync the head.
    fn wait_for_work(&self, until: Instant) -> (usize, bool) {
        let mut state = self.lock();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if state.entries >= self.batch || state.is_stopping || left.is_zero() {
                return (state.entries, state.is_stopping);
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn take_head_dirty(&self) -> bool {
        std::mem::take(&mut self.lock().is_head_dirty)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs until stopped or failed.
pub(crate) fn run(shared: &Arc<Shared>, head: &HeadFile) {
    let batch = shared.backlog.batch;
    let mut next_sync = Instant::now() + HEAD_SYNC_EVERY;
    loop {
        let (entries, is_stopping) = shared.backlog.wait_for_work(next_sync);
        if shared.has_failed() {
            return;
        }
        if entries >= batch || is_stopping {
            match shared.index.build(batch) {
                // Asked to stop, it ends with an index that holds everything: the next open is quick.
                Ok(0) if is_stopping => return,
                Ok(remaining) => shared.backlog.is_now(remaining),
                Err(error) => {
                    shared.fail(&error.to_string());
                    return;
                }
            }
        }
        if Instant::now() >= next_sync {
            next_sync = Instant::now() + HEAD_SYNC_EVERY;
            if shared.backlog.take_head_dirty()
                && let Err(error) = head.sync()
            {
                shared.fail(&error.to_string());
                return;
            }
        }
    }
}
