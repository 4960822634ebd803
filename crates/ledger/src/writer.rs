//! The one writer: takes what waits, writes it with one sync, answers all.
//!
//! There is no linger timer: while one group is being synced the next one gathers. It does not know
//! which commands may be written; `group.rs` says so. Whatever fails here stops the ledger for good:
//! after a failed sync only a new open can tell what the disk holds.

use std::sync::Arc;

use crate::Error;
use crate::frame::Key;
use crate::group::Group;
use crate::head::{HeadFile, Mark};
use crate::queue::Job;
use crate::shared::Shared;

/// The writer's own state: nobody else knows where the next frame goes.
#[derive(Debug)]
pub(crate) struct Writer {
    pub shared: Arc<Shared>,
    pub head: HeadFile,
    /// Key and number of the next frame.
    pub next: (Key, u64),
}

impl Writer {
    /// Runs until the queue is closed and empty, or something failed; hands itself back.
    pub fn run(mut self) -> Self {
        let max = self.shared.options.group_commands;
        while let Some(jobs) = self.shared.queue.take(max) {
            self.commit(jobs);
        }
        self
    }

    fn commit(&mut self, jobs: Vec<Job>) {
        let shared = self.shared.clone();
        let mut group = Group::new(&shared, self.next.0.position);
        let (mut answers, mut outcomes) = (Vec::with_capacity(jobs.len()), Vec::with_capacity(jobs.len()));
        for Job { append, answer } in jobs {
            outcomes.push(group.stage(append));
            answers.push(answer);
        }
        shared.watch.begin(answers);
        let written = if group.is_empty() { Ok(()) } else { self.write(&mut group) };
        if let Err(error) = written {
            // Nothing is said about a disk that failed, not even what is only repeated: all are told that it did.
            shared.fail(&error.to_string());
        }
        for (answer, outcome) in shared.watch.end().into_iter().zip(outcomes) {
            // Whoever asked may have gone; the command is stored all the same.
            let _ = answer.send(group.answer(outcome));
        }
    }

    fn write(&mut self, group: &mut Group<'_>) -> Result<(), Error> {
        // A failed ledger may not write on, whoever noticed first.
        if self.shared.has_failed() {
            return Err(Error::failed("an earlier write failed"));
        }
        self.shared.backlog.wait_below(self.shared.options.index_backlog);
        let plan = group.plan(self.next)?;
        for unit in plan.units {
            self.shared.store.write(unit)?;
        }
        self.shared.store.flush()?;
        let last = plan.change.head.or_else(|| self.shared.head());
        let mark = Mark { log_id: self.shared.log_id, frames: plan.next.1, last, is_clean: false };
        self.head.write(&mark)?;
        self.next = plan.next;
        self.shared.backlog.head_written();
        self.shared.publish(plan.change);
        Ok(())
    }

    /// Writes down that everything is synced and nothing is open any more.
    pub fn mark_clean(&mut self) -> Result<(), Error> {
        self.shared.store.flush()?;
        let mark = Mark {
            log_id: self.shared.log_id,
            frames: self.next.1,
            last: self.shared.head(),
            is_clean: true,
        };
        self.head.write(&mark)?;
        self.head.sync()
    }
}
