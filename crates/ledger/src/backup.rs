//! The log as one stream and back: the same id, positions and bytes, whatever sled made of them.
//!
//! A sled folder is never copied while it is open; this is how a copy is made. The index is not in
//! it: it is built again. It does not know where a backup is kept.
//! ```text
//! "horabk01" · log id 16
//! per frame: 1 u8 · first position u64 · ordinal u32 · length u32 · the frame as stored
//! 0 u8 · frames u64 · SHA-256 of all before
//! ```

use std::io::{Read, Write};
use std::path::Path;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::frame::{FRAME_MAX_BYTES, Frame, Key, Unit};
use crate::head::{HeadFile, Mark};
use crate::open::{LOG_ID, head_of, lock, sync_folders};
use crate::shared::Shared;
use crate::store::{Store, insert};
use crate::{Error, Ledger, Options};

const MAGIC: [u8; 8] = *b"horabk01";
const FRAME: u8 = 1;
const END: u8 = 0;

/// Writes the frames that are durable at its start.
pub(crate) fn back_up(shared: &Shared, to: &mut impl Write) -> Result<u64, Error> {
    let (total, mut frames, mut records) = (shared.frames(), 0, 0);
    let mut out = Hashed { inner: to, hash: Sha256::new() };
    out.write(&MAGIC)?;
    out.write(shared.log_id.as_bytes())?;
    let mut before: Option<Frame> = None;
    while frames < total {
        let next = match &before {
            Some(frame) => shared.store.frame_after(frame.key)?,
            None => shared.store.first_frame()?,
        };
        let end = before.as_ref().map_or(Key::FIRST, |frame| frame.next().0);
        let frame = next.filter(|frame| frame.follows(before.as_ref()));
        let frame = frame.ok_or_else(|| gap(end))?;
        let value = shared.store.value(frame.key)?.ok_or_else(|| gap(end))?;
        out.write(&[FRAME])?;
        out.write(&frame.key.encode())?;
        // A frame has at most 48 KiB.
        out.write(&u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes())?;
        out.write(&value)?;
        frames += 1;
        records += frame.records.len() as u64;
        before = Some(frame);
    }
    out.write(&[END])?;
    out.write(&frames.to_be_bytes())?;
    let digest = out.hash.clone().finalize();
    out.write(&digest)?;
    out.inner.flush().map_err(writing)?;
    Ok(records)
}

/// Makes a log out of a backup, opens it and verifies it whole. The folder must hold no log yet;
/// the restored log keeps its id, so followers that are behind it go on where they were.
///
/// # Errors
/// `Unacceptable` when there is a log already, `DataLoss` when the backup is not whole.
pub fn restore(options: Options, from: &mut impl Read) -> Result<Ledger, Error> {
    let path = options.path.clone();
    if path.join("head").exists() || path.join("log").exists() {
        return Err(Error::Unacceptable("a backup is restored into a folder without a log"));
    }
    std::fs::create_dir_all(&path).map_err(|source| Error::io("creating", &path, source))?;
    let lock = lock(&path)?;
    write_log(&path, options.cache_bytes, from)?;
    drop(lock);
    let ledger = Ledger::open(options)?;
    ledger.verify()?;
    Ok(ledger)
}

fn write_log(path: &Path, cache_bytes: u64, from: &mut impl Read) -> Result<(), Error> {
    let mut input = Hashed { inner: from, hash: Sha256::new() };
    if input.array()? != MAGIC {
        return Err(broken("it does not begin as one"));
    }
    let log_id = Uuid::from_bytes(input.array()?);
    let store = Store::open(&path.join("log"), cache_bytes)?;
    let (mut before, mut frames): (Option<Frame>, u64) = (None, 0);
    while let [FRAME] = input.array()? {
        let key = Key::decode(&input.array::<{ Key::BYTES }>()?).ok_or_else(|| broken("a key is damaged"))?;
        let length = usize::try_from(u32::from_be_bytes(input.array()?)).unwrap_or(usize::MAX);
        if length > FRAME_MAX_BYTES {
            return Err(broken("a frame is longer than any"));
        }
        let mut value = vec![0; length];
        input.read(&mut value)?;
        let frame = Frame::decode(key, &Bytes::from(value.clone()))?;
        if !frame.follows(before.as_ref()) {
            return Err(broken("a frame is missing"));
        }
        store.write(Unit::One(key, value))?;
        frames += 1;
        before = Some(frame);
    }
    let counted = u64::from_be_bytes(input.array()?);
    let digest: crate::Hash = input.hash.clone().finalize().into();
    if counted != frames || input.array()? != digest {
        return Err(broken("its end is damaged"));
    }
    insert(&store.meta, LOG_ID, log_id.as_bytes())?;
    store.flush()?;
    sync_folders(path)?;
    // The head comes last: without it a half-restored log is never taken for one.
    let last = head_of(&store, before.map_or(0, |frame| frame.next().0.position))?;
    HeadFile::create(&path.join("head"), &Mark { log_id, frames, last, is_clean: true })?;
    durable::files::sync_folder(path).map_err(|source| Error::io("syncing", path, source))
}

/// Hashes what goes through it.
struct Hashed<'a, T> {
    inner: &'a mut T,
    hash: Sha256,
}

impl<T: Write> Hashed<'_, T> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.hash.update(bytes);
        self.inner.write_all(bytes).map_err(writing)
    }
}

impl<T: Read> Hashed<'_, T> {
    fn read(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.inner.read_exact(bytes).map_err(|_| broken("it ends too early"))?;
        self.hash.update(bytes);
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        self.read(&mut bytes)?;
        Ok(bytes)
    }
}

fn writing(source: std::io::Error) -> Error {
    Error::Io { what: "writing the backup".to_owned(), source }
}

fn broken(why: &str) -> Error {
    Error::DataLoss {
        what: format!("the backup is not whole: {why}"),
        advice: "restore another copy, into an empty folder".to_owned(),
    }
}

fn gap(at: Key) -> Error {
    Error::data_loss(format!("the record at position {} is missing", at.position))
}
