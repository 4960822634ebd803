//! The live tail: the log up to its head, then each group as it becomes durable.
//!
//! It subscribes first and reads second, and knows the next position it owes: whatever comes twice
//! is dropped, whatever it missed is read from the log. It does not know who listens.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::sync::watch;

use crate::read::LogReader;
use crate::shared::{Group, Life, Shared};
use crate::{Error, Record};

/// Records read from the log at once: about a gRPC message of 64 KiB at 500 bytes each, twice.
const CHUNK_RECORDS: usize = 256;

/// The records of the log from a position on, waiting for those to come.
#[derive(Debug)]
pub struct Tail {
    shared: Arc<Shared>,
    live: Receiver<Group>,
    next: u64,
    ready: VecDeque<Record>,
    life: watch::Receiver<Life>,
}

impl Tail {
    pub(crate) fn new(shared: Arc<Shared>, from: u64) -> Self {
        let (live, life) = (shared.groups.subscribe(), shared.life.subscribe());
        Self { shared, live, next: from, ready: VecDeque::new(), life }
    }

    /// The next record, as soon as it is durable; none once the ledger is closed.
    ///
    /// Safe to drop while it waits: nothing is skipped.
    pub async fn next(&mut self) -> Option<Result<Record, Error>> {
        loop {
            while let Some(record) = self.ready.pop_front() {
                // Before what is owed: it came from the log already.
                if record.position == self.next {
                    self.next += 1;
                    return Some(Ok(record));
                }
            }
            if self.next < self.shared.records() && !self.take_live() {
                match self.read_chunk().await {
                    Ok(records) => self.ready = records,
                    Err(error) => return Some(Err(error)),
                }
                continue;
            }
            if self.ready.is_empty() && !self.wait().await && self.next >= self.shared.records() {
                return None;
            }
        }
    }

    /// Everything that can be had at once, up to a number; waits for the first.
    pub async fn next_chunk(&mut self, max: usize) -> Option<Result<Vec<Record>, Error>> {
        let first = match self.next().await? {
            Ok(record) => record,
            Err(error) => return Some(Err(error)),
        };
        let mut records = vec![first];
        while records.len() < max {
            match self.ready.pop_front() {
                Some(record) if record.position == self.next => {
                    self.next += 1;
                    records.push(record);
                }
                Some(_came_already) => {}
                None if self.next < self.shared.records() && self.take_live() => {}
                None => break,
            }
        }
        Some(Ok(records))
    }

    /// Takes a waiting group if it goes on exactly where the tail is, or before it.
    fn take_live(&mut self) -> bool {
        while let Ok(group) = self.live.try_recv() {
            if self.accept(&group) {
                return true;
            }
        }
        false
    }

    fn accept(&mut self, group: &Group) -> bool {
        let holds_next = group.first().is_some_and(|first| first.position <= self.next)
            && group.last().is_some_and(|last| last.position >= self.next);
        if holds_next {
            self.ready = group.iter().cloned().collect();
        }
        holds_next
    }

    /// Waits for the next group; false once there will be none.
    async fn wait(&mut self) -> bool {
        let life = &mut self.life;
        let group = tokio::select! {
            group = self.live.recv() => group,
            // The guard that comes back must not live across the select.
            () = async { drop(life.wait_for(|life| *life != Life::Open).await) } => return false,
        };
        match group {
            Ok(group) => {
                // When it is not the one that is owed, the log has that.
                self.accept(&group);
                true
            }
            Err(RecvError::Lagged(_)) => true,
            Err(RecvError::Closed) => false,
        }
    }

    async fn read_chunk(&self) -> Result<VecDeque<Record>, Error> {
        let reader = LogReader::new(self.shared.clone(), self.next);
        // sled may have to go to the disk, which must not hold up other tasks.
        let read = move || reader.take(CHUNK_RECORDS).collect::<Result<VecDeque<_>, _>>();
        match tokio::task::spawn_blocking(read).await {
            Ok(records) => records,
            Err(_stopped) => Err(Error::Closed),
        }
    }
}
