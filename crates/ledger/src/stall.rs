//! A write that never ends, and how it is noticed.
//!
//! Where a write of sled's own fails at the wrong moment (a full disk, seen on tmpfs), its flush waits for ever: no
//! error, no panic. So the writer says here when it begins and ends, and a thread of its own fails the ledger when
//! that takes too long. It cannot free the writer; it answers whoever waits, and lets the process end. It does not
//! know what is written.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::Error;
use crate::append::Appended;
use crate::shared::Shared;

/// Where an answer goes.
pub(crate) type Answer = oneshot::Sender<Result<Appended, Error>>;

#[derive(Debug, Default)]
struct State {
    since: Option<Instant>,
    /// Those who wait for what is being written.
    waiting: Vec<Answer>,
    is_stalled: bool,
    is_stopping: bool,
}

/// What is being written, since when, and for whom.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    state: Mutex<State>,
    changed: Condvar,
}

impl Watch {
    /// A write begins, for these.
    pub fn begin(&self, waiting: Vec<Answer>) {
        let mut state = self.lock();
        state.since = Some(Instant::now());
        state.waiting = waiting;
    }

    /// The write has ended; gives back those who wait, none where they have been answered.
    pub fn end(&self) -> Vec<Answer> {
        let mut state = self.lock();
        state.since = None;
        std::mem::take(&mut state.waiting)
    }

    /// Answers those who wait for what is being written.
    pub fn fail(&self, cause: &str) {
        let waiting = std::mem::take(&mut self.lock().waiting);
        for answer in waiting {
            // Whoever waited may be gone; then nobody needs to hear it.
            let _ = answer.send(Err(Error::failed(cause)));
        }
    }

    /// Whether a write did not end in time: its thread may never end either.
    pub fn is_stalled(&self) -> bool {
        self.lock().is_stalled
    }

    /// Ends [`run`].
    pub fn stop(&self) {
        self.lock().is_stopping = true;
        self.changed.notify_all();
    }

    /// Waits for a write that takes longer than `patience`; false once stopped.
    fn wait(&self, patience: Duration) -> bool {
        let mut state = self.lock();
        loop {
            if state.is_stopping {
                return false;
            }
            if state.since.is_some_and(|since| since.elapsed() >= patience) {
                state.is_stalled = true;
                return true;
            }
            // Looked at four times within the patience: nobody needs to wake this thread for a write.
            state = self.changed.wait_timeout(state, patience / 4).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Watches until stopped, or until a write does not end.
pub(crate) fn run(shared: &Arc<Shared>) {
    let patience = shared.options.write_patience;
    if shared.watch.wait(patience) {
        let seconds = patience.as_secs_f64();
        shared.fail(&format!(
            "a write has not ended within {seconds} s: the disk is full, gone or far too slow"
        ));
    }
}
