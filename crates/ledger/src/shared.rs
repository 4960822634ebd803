//! What the writer, the background thread and every reader share.
//!
//! Only durable things are here: the writer puts a group in after its sync, in [`Shared::publish`],
//! and nobody sees it before. It does not decide what may be written.

use std::fs::File;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

use crate::append::{Appended, CommandKey, Seen};
use crate::background::Backlog;
use crate::index::{Entry, Index, List, initiative_key, stream_key};
use crate::queue::Queue;
use crate::read::LogReader;
use crate::record::{Head, InitiativeHead};
use crate::stall::Watch;
use crate::store::Store;
use crate::{Error, Options, Record};

/// Initiatives whose last record is kept at hand: far more than are active at one time.
const HEADS_KEPT: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();
/// Streams whose version is kept at hand: some 10 MiB.
const VERSIONS_KEPT: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();
/// Groups a live reader may be behind before it reads from the log again.
const GROUPS_KEPT: usize = 64;
/// Larger groups are read from the log by everybody, so that those kept stay small.
const GROUP_KEPT_BYTES: usize = 256 * 1024;

/// One durable group's records; empty when it was too large to be kept.
pub(crate) type Group = Arc<[Record]>;

/// Whether more is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Open,
    Closed,
    Failed(String),
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub store: Store,
    pub index: Index,
    pub log_id: Uuid,
    pub options: Options,
    pub queue: Queue,
    pub backlog: Backlog,
    pub watch: Watch,
    /// The highest durable position.
    pub end: watch::Sender<Option<u64>>,
    pub groups: broadcast::Sender<Group>,
    pub life: watch::Sender<Life>,
    /// How many records are durable.
    records: AtomicU64,
    /// How many frames are durable.
    frames: AtomicU64,
    head: Mutex<Option<Head>>,
    heads: Mutex<LruCache<String, InitiativeHead>>,
    versions: Mutex<LruCache<Vec<u8>, u64>>,
    /// Held for as long as anything may touch the files.
    _lock: File,
}

/// What a group changed.
#[derive(Debug)]
pub(crate) struct Change {
    /// How many frames there are with it.
    pub frames: u64,
    pub entries: Vec<Entry>,
    pub records: Vec<Record>,
    pub head: Option<Head>,
    pub heads: Vec<(String, InitiativeHead)>,
    pub versions: Vec<(Vec<u8>, u64)>,
}

impl Shared {
    pub fn new(store: Store, log_id: Uuid, options: Options, end: (u64, Option<Head>), lock: File) -> Self {
        let (frames, head) = end;
        Self {
            index: Index::new(store.clone()),
            store,
            log_id,
            queue: Queue::new(&options),
            backlog: Backlog::new(options.index_batch),
            watch: Watch::default(),
            options,
            end: watch::Sender::new(head.map(|head| head.position)),
            groups: broadcast::Sender::new(GROUPS_KEPT),
            life: watch::Sender::new(Life::Open),
            records: AtomicU64::new(head.map_or(0, |head| head.position + 1)),
            frames: AtomicU64::new(frames),
            head: Mutex::new(head),
            heads: Mutex::new(LruCache::new(HEADS_KEPT)),
            versions: Mutex::new(LruCache::new(VERSIONS_KEPT)),
            _lock: lock,
        }
    }

    /// Lets everybody see a group that is on disk.
    pub fn publish(&self, change: Change) {
        let waiting = self.index.add(change.entries);
        self.backlog.is_now(waiting);
        {
            let mut heads = lock(&self.heads);
            for (initiative, head) in change.heads {
                heads.put(initiative, head);
            }
            let mut versions = lock(&self.versions);
            for (stream, version) in change.versions {
                versions.put(stream, version);
            }
        }
        self.frames.store(change.frames, Ordering::Release);
        let Some(head) = change.head else { return };
        *lock(&self.head) = Some(head);
        self.records.store(head.position + 1, Ordering::Release);
        self.end.send_replace(Some(head.position));
        let bytes: usize = change.records.iter().map(|record| record.bytes.len()).sum();
        let group = if bytes <= GROUP_KEPT_BYTES { change.records } else { vec![] };
        // Nobody listening is no failure: the log keeps it.
        let _ = self.groups.send(group.into());
    }

    /// Stops everything: nothing is acknowledged any more. Answers with the first cause there was.
    pub fn fail(&self, cause: &str) -> String {
        let mut first = cause.to_owned();
        self.life.send_if_modified(|life| {
            if let Life::Failed(earlier) = life {
                first.clone_from(earlier);
                return false;
            }
            *life = Life::Failed(cause.to_owned());
            true
        });
        tracing::error!(cause = first, "the ledger stopped; restart the process");
        self.queue.fail(&first);
        self.watch.fail(&first);
        self.backlog.stop();
        first
    }

    pub fn has_failed(&self) -> bool {
        matches!(*self.life.borrow(), Life::Failed(_))
    }

    pub fn records(&self) -> u64 {
        self.records.load(Ordering::Acquire)
    }

    pub fn frames(&self) -> u64 {
        self.frames.load(Ordering::Acquire)
    }

    pub fn head(&self) -> Option<Head> {
        *lock(&self.head)
    }

    pub fn initiative_head(&self, initiative: &str) -> Result<Option<InitiativeHead>, Error> {
        if let Some(head) = lock(&self.heads).get(initiative) {
            return Ok(Some(*head));
        }
        let Some((sequence, position)) = self.index.last(List::Initiative, &initiative_key(initiative))?
        else {
            return Ok(None);
        };
        let record = self.record(position)?;
        if &*record.initiative != initiative || record.sequence != sequence {
            return Err(Error::data_loss(format!("the index misplaces record {sequence} of {initiative}")));
        }
        let head = InitiativeHead { sequence, recorded_at_us: record.recorded_at_us, hash: record.hash() };
        Ok(Some(head))
    }

    pub fn stream_version(&self, initiative: &str, stream: &str) -> Result<u64, Error> {
        let key = stream_key(initiative, stream);
        if let Some(version) = lock(&self.versions).get(&key) {
            return Ok(*version);
        }
        Ok(self.index.last(List::Stream, &key)?.map_or(0, |(version, _)| version))
    }

    /// The record at a durable position.
    pub fn record(&self, position: u64) -> Result<Record, Error> {
        let frame = self.store.frame_at(position)?;
        let record = frame.as_ref().and_then(|frame| frame.record(position)).cloned();
        record.ok_or_else(|| Error::data_loss(format!("the record at position {position} is missing")))
    }

    pub fn seen(self: &Arc<Self>, command: &CommandKey) -> Result<Option<Seen>, Error> {
        let Some(key) = self.index.command(command)? else { return Ok(None) };
        let frame = self.store.frame(key)?;
        let found = frame.and_then(|frame| frame.commands.into_iter().find(|found| found.key == *command));
        let found = found.ok_or_else(|| Error::data_loss(format!("command {} is missing", command.id)))?;
        let records: Vec<Record> = LogReader::new(self.clone(), found.first_position)
            .take(usize::try_from(found.total).unwrap_or(usize::MAX))
            .collect::<Result<_, _>>()?;
        if records.len() as u64 != u64::from(found.total) {
            return Err(Error::data_loss(format!("records of command {} are missing", command.id)));
        }
        let appended = Appended {
            sequence: found.sequence,
            version: found.version,
            recorded_at_us: found.recorded_at_us,
            records,
            is_repeat: true,
        };
        Ok(Some(Seen { fingerprint: found.fingerprint, appended }))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
