//! Opening: nothing is served before the log was held against everything that knew it.
//!
//! It does not read records' JSON. To hold the log against one more witness: a check in
//! [`compare`], a row in ledger.md.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use uuid::Uuid;

use crate::frame::{Frame, Key, Kind};
use crate::head::{HeadFile, Mark};
use crate::record::Head;
use crate::shared::Shared;
use crate::store::{LOCK_PATIENCE, LOCK_PAUSE, Store, get, insert};
use crate::writer::Writer;
use crate::{Error, Options, recent};

pub(crate) const LOG_ID: &[u8] = b"log_id";
const PROBE: &[u8] = b"probe";

/// Opens or creates a log, ready for its threads.
pub(crate) fn open(options: Options) -> Result<Writer, Error> {
    let advice = advice(&options);
    open_checked(options).map_err(|error| error.with_advice(advice))
}

fn open_checked(options: Options) -> Result<Writer, Error> {
    let path = options.path.clone();
    let is_new = !path.join("log").join("db").exists();
    fs::create_dir_all(&path).map_err(|source| Error::io("creating", &path, source))?;
    let lock = lock(&path)?;
    let found = HeadFile::open(&path.join("head"))?;
    let is_clean = found.as_ref().is_some_and(|(_, mark)| mark.is_clean);
    if !is_clean {
        recent::rewrite(&path.join("log").join("db"))?;
    }
    let store = Store::open(&path.join("log"), options.cache_bytes)?;
    drop_unfinished(&store)?;
    let last = store.last_frame()?;
    let log_id = log_id(&store, last.as_ref(), found.as_ref().map(|(_, mark)| mark))?;
    if let Some((_, mark)) = &found {
        compare(&store, last.as_ref(), mark)?;
    }
    sync_everything(&store, found.as_ref().map(|(_, mark)| mark))?;
    if is_new {
        sync_folders(&path)?;
    }
    let next = last.as_ref().map_or((Key::FIRST, 0), Frame::next);
    let last = head_of(&store, next.0.position)?;
    compare_followers(&store, &options, log_id, next.0.position)?;
    let mark = Mark { log_id, frames: next.1, last, is_clean: false };
    let head = open_head(&path, found.map(|(file, _)| file), &mark)?;
    let shared = Arc::new(Shared::new(store, log_id, options, (next.1, last), lock));
    if shared.options.is_index_rebuilt {
        shared.index.delete()?;
    }
    let waiting = shared.index.open(shared.options.index_batch.max(1))?;
    shared.backlog.is_now(waiting);
    Ok(Writer { shared, head, next })
}

/// Ours, not sled's: it must be held before sled's file is touched at all.
pub(crate) fn lock(path: &Path) -> Result<File, Error> {
    let name = path.join("lock");
    let file = File::options().write(true).create(true).truncate(false).open(&name);
    let file = file.map_err(|source| Error::io("opening", &name, source))?;
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::WouldBlock) => return Err(Error::Locked { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(Error::io("locking", &name, source)),
        }
    }
}

/// A command of several frames whose last one is missing was never answered: it goes.
fn drop_unfinished(store: &Store) -> Result<(), Error> {
    let mut last = store.last_frame()?;
    while let Some(frame) = last.filter(|frame| matches!(frame.kind, Kind::First | Kind::Middle)) {
        tracing::warn!(position = frame.key.position, "dropping a part of a command that was never answered");
        let before = store.frame_before(frame.key)?;
        store.remove(frame.key)?;
        last = if frame.kind == Kind::First { None } else { before };
    }
    Ok(())
}

fn log_id(store: &Store, last: Option<&Frame>, mark: Option<&Mark>) -> Result<Uuid, Error> {
    let stored = get(&store.meta, LOG_ID)?;
    let stored = stored.and_then(|bytes| Uuid::from_slice(&bytes).ok());
    match (stored, mark) {
        (Some(id), Some(mark)) if id == mark.log_id => Ok(id),
        (_, Some(mark)) => {
            Err(Error::data_loss(format!("the log that the head knows as {} is not here", mark.log_id)))
        }
        // The head is made last, so a log without one was never used; one in use has lost it.
        (_, None) if last.is_some() => Err(Error::data_loss("the head file is missing beside a log in use")),
        (Some(id), None) => Ok(id),
        (None, None) => {
            let id = Uuid::now_v7();
            insert(&store.meta, LOG_ID, id.as_bytes())?;
            Ok(id)
        }
    }
}

/// The log must reach at least as far as the head, and be the same there.
fn compare(store: &Store, last: Option<&Frame>, mark: &Mark) -> Result<(), Error> {
    let frames = last.map_or(0, |frame| frame.number + 1);
    if frames < mark.frames {
        return Err(Error::data_loss(format!(
            "the log ends after {frames} frames, but {} were acknowledged",
            mark.frames
        )));
    }
    let Some(head) = mark.last else { return Ok(()) };
    match hash_at(store, head.position)? {
        Some(hash) if hash == head.hash => Ok(()),
        _ => Err(Error::data_loss(format!(
            "the record at position {} is not the one that was acknowledged",
            head.position
        ))),
    }
}

fn compare_followers(store: &Store, options: &Options, log_id: Uuid, records: u64) -> Result<(), Error> {
    for follower in &options.followers {
        let name = &follower.name;
        if follower.log_id != log_id {
            let read = follower.log_id;
            return Err(Error::data_loss(format!("follower {name} read log {read}, this is {log_id}")));
        }
        if follower.position >= records {
            return Err(Error::data_loss(format!(
                "follower {name} has read position {}, but the log has {records} records",
                follower.position
            )));
        }
        if hash_at(store, follower.position)? != Some(follower.hash) {
            return Err(Error::data_loss(format!(
                "follower {name} has read another record at position {}",
                follower.position
            )));
        }
    }
    Ok(())
}

/// Writes again what the head does not vouch for, syncs all, and proves that syncs reach the disk.
fn sync_everything(store: &Store, mark: Option<&Mark>) -> Result<(), Error> {
    let probe = durable::Probe::begin();
    let mut next = match mark.and_then(|mark| mark.last) {
        Some(head) => store.frame_at(head.position)?,
        None => store.first_frame()?,
    };
    let is_clean = mark.is_some_and(|mark| mark.is_clean);
    while let Some(frame) = next.filter(|_| !is_clean) {
        store.rewrite(frame.key)?;
        next = store.frame_after(frame.key)?;
    }
    // A value that was there already would leave nothing to sync.
    insert(&store.meta, PROBE, Uuid::now_v7().as_bytes())?;
    store.flush()?;
    Ok(probe.confirm()?)
}

/// The names of new files must survive a power cut too; sled syncs what it writes, not its folder,
/// nor the file it keeps its settings in.
pub(crate) fn sync_folders(path: &Path) -> Result<(), Error> {
    let log = path.join("log");
    for file in ["conf", "db"] {
        let file = log.join(file);
        let opened = File::open(&file).and_then(|opened| durable::files::sync(&opened));
        opened.map_err(|source| Error::io("syncing", &file, source))?;
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    for folder in [Some(log.join("blobs").as_path()), Some(&log), Some(path), parent].into_iter().flatten() {
        durable::files::sync_folder(folder).map_err(|source| Error::io("syncing", folder, source))?;
    }
    Ok(())
}

fn open_head(path: &Path, found: Option<HeadFile>, mark: &Mark) -> Result<HeadFile, Error> {
    match found {
        Some(mut head) => {
            // Synced, so that a clean mark of before cannot outlive what is written from here on.
            head.write(mark)?;
            head.sync()?;
            Ok(head)
        }
        None => {
            let head = HeadFile::create(&path.join("head"), mark)?;
            durable::files::sync_folder(path).map_err(|source| Error::io("syncing", path, source))?;
            Ok(head)
        }
    }
}

pub(crate) fn head_of(store: &Store, records: u64) -> Result<Option<Head>, Error> {
    let Some(position) = records.checked_sub(1) else { return Ok(None) };
    let hash = hash_at(store, position)?;
    let hash =
        hash.ok_or_else(|| Error::data_loss(format!("the record at position {position} is missing")))?;
    Ok(Some(Head { position, hash }))
}

fn hash_at(store: &Store, position: u64) -> Result<Option<crate::Hash>, Error> {
    let frame = store.frame_at(position)?;
    Ok(frame.and_then(|frame| frame.record(position).map(crate::Record::hash)))
}

/// Names the newest backup, so that whoever is woken at night knows what to type.
fn advice(options: &Options) -> Option<String> {
    let entries = fs::read_dir(options.copies.as_ref()?).ok()?;
    let dated = entries.flatten().filter_map(|entry| {
        let made = entry.metadata().and_then(|data| data.modified()).ok()?;
        Some((made, entry.path()))
    });
    let (_, newest) = dated.max()?;
    Some(format!(
        "stop the service, keep its folder, and restore the newest copy: `hora restore {}`",
        newest.display()
    ))
}
