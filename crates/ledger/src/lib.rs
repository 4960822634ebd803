//! The append-only log of one service, on sled: commands in, records out, durable through a power cut.
//!
//! A command's records are stored all or none; the answer means they are on disk. Three counters
//! that are never mixed: `position` over the whole log, `sequence` within an initiative, `version`
//! within a stream. The rules and what was measured stand in the design page on the ledger.
//!
//! It deliberately does not know what a record says: it appends four fields to the end of a JSON
//! text and never parses one. It knows no gRPC, no clock, and no other service.
//!
//! The way of a command: `queue` → `writer` takes what waits → `group` checks and places it →
//! `frame` packs it → `store` writes and syncs → `head` notes how far → `shared` lets readers see it
//! → `index` finds it again. `open` holds the log against all its witnesses before any of that.
//! To add a way of reading: an iterator in `read.rs` over `frame` or `index`, a method here.

mod append;
mod background;
mod backup;
mod error;
mod frame;
mod group;
mod head;
mod index;
mod open;
mod options;
mod queue;
mod read;
mod recent;
mod record;
mod shared;
mod stall;
mod store;
mod tail;
mod threads;
mod verify;
mod writer;

use std::sync::Arc;

use tokio::sync::watch;
use uuid::Uuid;

pub use append::{
    Append, Appended, COMMAND_MAX_BYTES, CommandKey, NAME_MAX_BYTES, Pending, RECORD_MAX_BYTES, RECORDS_MAX,
    STREAM_MAX_BYTES, Seen, StreamAppend,
};
pub use backup::restore;
pub use error::Error;
pub use options::{FollowerHead, Options};
pub use read::{ListReader, LogReader};
pub use record::{Hash, Head, InitiativeHead, Record};
pub use tail::Tail;
pub use verify::{Verified, VerifiedInitiative};

use index::{List, initiative_key, stream_key};
use shared::{Life, Shared};
use threads::Threads;

/// An open log. Clones share it; it closes when [`Ledger::close`] is called or the last clone goes.
#[derive(Clone, Debug)]
pub struct Ledger {
    shared: Arc<Shared>,
    threads: Arc<Threads>,
}

/// How often a log of this process has been synced since it started: what a command costs at the disk.
pub fn syncs() -> u64 {
    durable::syncs()
}

impl Ledger {
    /// Opens or creates the log, holds it against its head and its followers, and starts its
    /// threads. Blocks, for as long as sled needs to read its snapshot and the index the log's end.
    ///
    /// # Errors
    /// `DataLoss` when anything acknowledged is missing or different, `Locked` when another process
    /// has it, `NotDurable` when this build's flushes do not reach the disk.
    pub fn open(options: Options) -> Result<Self, Error> {
        let writer = open::open(options)?;
        let shared = writer.shared.clone();
        let threads = Arc::new(Threads::start(writer)?);
        Ok(Self { shared, threads })
    }

    /// The log's own id, random, made when it was created.
    pub fn log_id(&self) -> Uuid {
        self.shared.log_id
    }

    /// Appends a command's records; the answer means that they are on disk.
    ///
    /// # Errors
    /// As [`Ledger::submit`], and what only the writer knows: `VersionConflict`, `CommandIdReused`,
    /// `RecordTooLarge`, `Failed`.
    pub async fn append(&self, append: Append) -> Result<Appended, Error> {
        self.submit(append)?.await
    }

    /// Takes a place in the queue, in order of call and without waiting; the answer comes later.
    ///
    /// # Errors
    /// `QueueFull` when too much waits, `Closed`, `Failed`, and what can be refused at sight.
    pub fn submit(&self, append: Append) -> Result<Pending, Error> {
        append.check()?;
        self.shared.queue.push(append)
    }

    /// What a command was answered, if it was.
    pub fn seen(&self, command: &CommandKey) -> Result<Option<Seen>, Error> {
        self.shared.seen(command)
    }

    /// How many commands wait for the writer.
    pub fn waiting(&self) -> usize {
        self.shared.queue.waiting()
    }

    /// How many frames are durable; a group of small commands is one.
    pub fn frames(&self) -> u64 {
        self.shared.frames()
    }

    /// The last durable record of the log.
    pub fn head(&self) -> Option<Head> {
        self.shared.head()
    }

    /// The last durable record of an initiative.
    pub fn initiative_head(&self, initiative: &str) -> Result<Option<InitiativeHead>, Error> {
        self.shared.initiative_head(initiative)
    }

    /// The durable version of a stream; 0 = it does not exist.
    pub fn stream_version(&self, initiative: &str, stream: &str) -> Result<u64, Error> {
        self.shared.stream_version(initiative, stream)
    }

    /// Every initiative with a record, in byte order.
    pub fn initiatives(&self) -> Result<Vec<String>, Error> {
        self.shared.index.initiatives()
    }

    /// The record at a position, if the log reaches that far.
    pub fn record(&self, position: u64) -> Result<Option<Record>, Error> {
        if position >= self.shared.records() { Ok(None) } else { self.shared.record(position).map(Some) }
    }

    /// The log from a position on.
    pub fn read(&self, from_position: u64) -> LogReader {
        LogReader::new(self.shared.clone(), from_position)
    }

    /// One initiative's records from a sequence on.
    pub fn read_initiative(&self, initiative: &str, from_sequence: u64) -> ListReader {
        ListReader::new(self.shared.clone(), List::Initiative, initiative_key(initiative), from_sequence)
    }

    /// One stream's records from a version on.
    pub fn read_stream(&self, initiative: &str, stream: &str, from_version: u64) -> ListReader {
        ListReader::new(self.shared.clone(), List::Stream, stream_key(initiative, stream), from_version)
    }

    /// The highest durable position, now and whenever it rises.
    pub fn subscribe(&self) -> watch::Receiver<Option<u64>> {
        self.shared.end.subscribe()
    }

    /// The log from a position on, without gap or repeat, waiting for what is to come.
    pub fn tail(&self, from_position: u64) -> Tail {
        Tail::new(self.shared.clone(), from_position)
    }

    /// Resolves when a write has failed, with the cause: the process must end then, and nothing it
    /// was not answered by then counts. Never resolves on a ledger that is closed in order.
    pub async fn failed(&self) -> String {
        let mut life = self.shared.life.subscribe();
        loop {
            if let Life::Failed(cause) = &*life.borrow_and_update() {
                return cause.clone();
            }
            if life.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Walks the whole log: checksums, places, chains, and the index beside it. Blocks.
    ///
    /// # Errors
    /// `DataLoss` at the first thing that is not as it must be.
    pub fn verify(&self) -> Result<Verified, Error> {
        verify::verify(&self.shared)
    }

    /// Writes the log out as one stream, for [`restore`]; answers how many records it holds. Blocks,
    /// and the ledger goes on meanwhile: what becomes durable after the start is not in it.
    ///
    /// # Errors
    /// `Io` when the writing fails, `DataLoss` when the log cannot be read whole.
    pub fn back_up(&self, to: &mut impl std::io::Write) -> Result<u64, Error> {
        backup::back_up(&self.shared, to)
    }

    /// Writes what waits, syncs everything and stops the threads. Other clones answer `Closed` then;
    /// the files stay locked until the last of them, and of their readers, is gone.
    pub fn close(self) -> Result<(), Error> {
        self.threads.stop()
    }
}
