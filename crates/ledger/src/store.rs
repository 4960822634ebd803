//! sled, fenced in: its trees, its panics and its odd corners end here.
//!
//! It knows frames by key and nothing of commands or streams. `blobs/` must stay empty: sled never
//! syncs it. To add a tree: a field, its name in [`Store::open`], and why it is safe to lose it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::Error;
use crate::frame::{Frame, Key, Unit};

/// Fixed at creation: at the default of 512 KiB sled moved leaves to files it never syncs.
pub(crate) const SEGMENT_BYTES: usize = 4 * 1024 * 1024;

/// sled's cache takes about twice what it is told (measured: the design's ledger.md).
const TAKEN_FOR_TOLD: u64 = 2;

/// sled lets go of its lock some moments after a close; an immediate reopen was refused once.
pub(crate) const LOCK_PATIENCE: Duration = Duration::from_secs(2);
pub(crate) const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// The trees of one log.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    database: sled::Db,
    frames: sled::Tree,
    /// The index: stream -> positions, initiative -> positions, command -> frame. Can be rebuilt.
    pub streams: sled::Tree,
    pub initiatives: sled::Tree,
    pub commands: sled::Tree,
    /// `log_id`, how far the index has come, and the probe.
    pub meta: sled::Tree,
}

impl Store {
    /// Opens or creates the database, waiting for a lock that is being let go.
    pub fn open(path: &Path, cache_bytes: u64) -> Result<Self, Error> {
        let config = sled::Config::new()
            .path(path)
            .cache_capacity(cache_bytes / TAKEN_FOR_TOLD)
            .flush_every_ms(None)
            .segment_size(SEGMENT_BYTES);
        let deadline = Instant::now() + LOCK_PATIENCE;
        let database = loop {
            match guarded("opening the log", || config.open()) {
                Err(Error::Io { source, .. }) if is_lock(&source) && Instant::now() < deadline => {
                    std::thread::sleep(LOCK_PAUSE);
                }
                Err(Error::Io { source, .. }) if is_lock(&source) => {
                    return Err(Error::Locked { path: path.to_owned() });
                }
                other => break other?,
            }
        };
        let tree = |name: &str| guarded("opening the log", || database.open_tree(name));
        Ok(Self {
            frames: tree("frames")?,
            streams: tree("streams")?,
            initiatives: tree("initiatives")?,
            commands: tree("commands")?,
            meta: tree("meta")?,
            database,
        })
    }

    /// Everything written before is on disk when this returns.
    pub fn flush(&self) -> Result<(), Error> {
        guarded("syncing the log", || self.database.flush()).map(|_bytes| ())
    }

    pub fn write(&self, unit: Unit) -> Result<(), Error> {
        guarded("writing the log", || match unit {
            Unit::One(key, value) => self.frames.insert(key.encode(), value).map(|_before| ()),
            Unit::Atomic(parts) => {
                let mut batch = sled::Batch::default();
                for (key, value) in parts {
                    batch.insert(key.encode().to_vec(), value);
                }
                self.frames.apply_batch(batch)
            }
        })
    }

    /// Writes a frame once more, as it stands.
    pub fn rewrite(&self, key: Key) -> Result<(), Error> {
        let Some(value) = self.value(key)? else { return Ok(()) };
        guarded("writing the log", || self.frames.insert(key.encode(), value)).map(|_before| ())
    }

    pub fn remove(&self, key: Key) -> Result<(), Error> {
        guarded("dropping an unfinished group", || self.frames.remove(key.encode())).map(|_before| ())
    }

    pub fn first_frame(&self) -> Result<Option<Frame>, Error> {
        decode(guarded("reading the log", || self.frames.first())?)
    }

    pub fn last_frame(&self) -> Result<Option<Frame>, Error> {
        decode(guarded("reading the log", || self.frames.last())?)
    }

    /// The frame that would hold a position: the last one that begins at or before it.
    pub fn frame_at(&self, position: u64) -> Result<Option<Frame>, Error> {
        let end = Key { position, ordinal: u32::MAX }.encode();
        let found = guarded("reading the log", || self.frames.range(..=end).next_back().transpose())?;
        decode(found)
    }

    /// A frame as it is stored.
    pub fn value(&self, key: Key) -> Result<Option<sled::IVec>, Error> {
        get(&self.frames, &key.encode())
    }

    pub fn frame(&self, key: Key) -> Result<Option<Frame>, Error> {
        self.value(key)?.map(|value| Frame::decode(key, &Bytes::from_owner(value))).transpose()
    }

    pub fn frame_after(&self, key: Key) -> Result<Option<Frame>, Error> {
        decode(guarded("reading the log", || self.frames.get_gt(key.encode()))?)
    }

    pub fn frame_before(&self, key: Key) -> Result<Option<Frame>, Error> {
        decode(guarded("reading the log", || self.frames.get_lt(key.encode()))?)
    }
}

fn decode(entry: Option<(sled::IVec, sled::IVec)>) -> Result<Option<Frame>, Error> {
    let Some((key, value)) = entry else { return Ok(None) };
    let key = Key::decode(&key).ok_or_else(|| Error::data_loss("a key of the log is damaged"))?;
    Frame::decode(key, &Bytes::from_owner(value)).map(Some)
}

pub(crate) fn get(tree: &sled::Tree, key: &[u8]) -> Result<Option<sled::IVec>, Error> {
    guarded("reading the log", || tree.get(key))
}

pub(crate) fn insert(tree: &sled::Tree, key: &[u8], value: &[u8]) -> Result<(), Error> {
    guarded("writing the log", || tree.insert(key, value)).map(|_before| ())
}

/// Runs one call of sled. Some damage makes sled panic where it should answer: both are data loss.
pub(crate) fn guarded<T>(what: &str, call: impl FnOnce() -> sled::Result<T>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(sled::Error::Io(source))) => Err(Error::Io { what: what.to_owned(), source }),
        Ok(Err(other)) => Err(Error::data_loss(format!("{what}: {other}"))),
        Err(_panic) => Err(Error::data_loss(format!("{what}: sled stopped at damaged bytes"))),
    }
}

fn is_lock(error: &std::io::Error) -> bool {
    // sled gives this case no kind of its own.
    error.to_string().contains("could not acquire lock")
}
