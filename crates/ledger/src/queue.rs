//! The bounded queue before the writer: in order of call, without waiting.
//!
//! It does not know what a command is beyond its size.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::append::{Append, Appended, Pending};
use crate::{Error, Options};

/// A command that waits, and where its answer goes.
#[derive(Debug)]
pub(crate) struct Job {
    pub append: Append,
    pub answer: oneshot::Sender<Result<Appended, Error>>,
}

#[derive(Debug, Default)]
struct State {
    jobs: VecDeque<Job>,
    bytes: usize,
    /// The writer waits; who wakes it takes this back, since each wake-up is a call of the kernel.
    is_waited_for: bool,
    is_closed: bool,
    failure: Option<String>,
}

/// The commands that wait for the writer.
#[derive(Debug)]
pub(crate) struct Queue {
    state: Mutex<State>,
    arrived: Condvar,
    max_commands: usize,
    max_bytes: usize,
}

impl Queue {
    pub fn new(options: &Options) -> Self {
        Self {
            state: Mutex::default(),
            arrived: Condvar::new(),
            max_commands: options.queue_commands,
            max_bytes: options.queue_bytes,
        }
    }

    pub fn push(&self, append: Append) -> Result<Pending, Error> {
        let (sender, answer) = oneshot::channel();
        let bytes = append.bytes();
        let mut state = self.lock();
        if let Some(cause) = &state.failure {
            return Err(Error::failed(cause));
        }
        if state.is_closed {
            return Err(Error::Closed);
        }
        if state.jobs.len() >= self.max_commands {
            return Err(Error::QueueFull { max: self.max_commands });
        }
        // One command alone always fits, however the bound was chosen.
        if !state.jobs.is_empty() && state.bytes + bytes > self.max_bytes {
            return Err(Error::QueueFull { max: self.max_commands });
        }
        state.bytes += bytes;
        state.jobs.push_back(Job { append, answer: sender });
        let is_waited_for = std::mem::take(&mut state.is_waited_for);
        drop(state);
        if is_waited_for {
            self.arrived.notify_one();
        }
        Ok(Pending { answer })
    }

    /// Waits for the next command and takes whatever else is there; none once closed and empty.
    pub fn take(&self, max: usize) -> Option<Vec<Job>> {
        let mut state = self.lock();
        while state.jobs.is_empty() {
            if state.is_closed {
                return None;
            }
            state.is_waited_for = true;
            state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.is_waited_for = false;
        let count = state.jobs.len().min(max.max(1));
        let jobs: Vec<Job> = state.jobs.drain(..count).collect();
        state.bytes -= jobs.iter().map(|job| job.append.bytes()).sum::<usize>();
        Some(jobs)
    }

    /// How many commands wait.
    pub fn waiting(&self) -> usize {
        self.lock().jobs.len()
    }

    /// Takes nothing more; what waits is still written.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.arrived.notify_all();
    }

    /// Takes nothing more, and answers everything that waits with the failure.
    pub fn fail(&self, cause: &str) {
        let mut state = self.lock();
        state.is_closed = true;
        state.failure.get_or_insert_with(|| cause.to_owned());
        state.bytes = 0;
        let jobs = std::mem::take(&mut state.jobs);
        drop(state);
        self.arrived.notify_all();
        for job in jobs {
            // Whoever waited may be gone; then nobody needs to hear it.
            let _ = job.answer.send(Err(Error::failed(cause)));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
