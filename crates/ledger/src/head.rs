//! The head file: how far the log was acknowledged, kept outside of sled.
//!
//! sled takes a damaged page near the end for its own torn tail and opens a shorter log without a
//! word (39 of 150 flipped bits). The head is the witness against that: a log behind it is refused.
//! Two slots in two pages are overwritten in turn, so that a torn write leaves the one before.
//!
//! It knows nothing of frames beyond their number. To add a field: a new magic, and reading both.

use std::fs::File;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::record::Head;
use crate::{Error, Hash};

const MAGIC: [u8; 8] = *b"horahd01";
/// One page of the page cache each: no single torn write reaches both.
const SLOT_BYTES: u64 = 4096;
const BODY_BYTES: usize = 8 + 8 + 16 + 8 + 8 + 32 + 1;

/// What a slot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub log_id: Uuid,
    /// How many frames are durable.
    pub frames: u64,
    /// The last durable record, if there is any.
    pub last: Option<Head>,
    /// Whether the ledger was closed in order, with everything synced.
    pub is_clean: bool,
}

/// The open head file.
#[derive(Debug)]
pub(crate) struct HeadFile {
    file: File,
    path: PathBuf,
    turn: u64,
}

impl HeadFile {
    /// Opens the file if it exists, with the newest slot that is whole.
    pub fn open(path: &Path) -> Result<Option<(Self, Mark)>, Error> {
        if !path.exists() {
            return Ok(None);
        }
        let file = File::options().read(true).write(true).open(path);
        let file = file.map_err(|source| Error::io("opening", path, source))?;
        let newest =
            [0, 1].into_iter().filter_map(|slot| read_slot(&file, slot)).max_by_key(|(turn, _)| *turn);
        let (turn, mark) = newest
            .ok_or_else(|| Error::data_loss(format!("neither slot of {} can be read", path.display())))?;
        Ok(Some((Self { file, path: path.to_owned(), turn }, mark)))
    }

    /// Makes the file with both slots filled, synced; the caller syncs the folder. It takes its
    /// name last, so that a head that is there was whole once.
    pub fn create(path: &Path, mark: &Mark) -> Result<Self, Error> {
        let unnamed = path.with_extension("new");
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&unnamed);
        let file = file.map_err(|source| Error::io("creating", &unnamed, source))?;
        let mut head = Self { file, path: path.to_owned(), turn: 0 };
        head.write(mark)?;
        head.write(mark)?;
        head.sync()?;
        std::fs::rename(&unnamed, path).map_err(|source| Error::io("naming", path, source))?;
        Ok(head)
    }

    /// Overwrites the older slot. Not synced: a log that is ahead of its head is in order.
    pub fn write(&mut self, mark: &Mark) -> Result<(), Error> {
        self.turn += 1;
        let written =
            durable::files::write_at(&self.file, &encode(self.turn, mark), (self.turn % 2) * SLOT_BYTES);
        written.map_err(|source| Error::io("writing", &self.path, source))
    }

    pub fn sync(&self) -> Result<(), Error> {
        durable::files::sync(&self.file).map_err(|source| Error::io("syncing", &self.path, source))
    }

    /// A second handle, to sync while the writer goes on.
    pub fn syncer(&self) -> Result<Self, Error> {
        let file = self.file.try_clone().map_err(|source| Error::io("opening", &self.path, source))?;
        Ok(Self { file, path: self.path.clone(), turn: self.turn })
    }
}

fn encode(turn: u64, mark: &Mark) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(BODY_BYTES + 4);
    bytes.extend(MAGIC);
    bytes.extend(turn.to_be_bytes());
    bytes.extend(mark.log_id.as_bytes());
    bytes.extend(mark.frames.to_be_bytes());
    // The number of records, so that none is 0 and needs no flag.
    bytes.extend(mark.last.map_or(0, |last| last.position + 1).to_be_bytes());
    bytes.extend(mark.last.map_or([0; 32], |last| last.hash));
    bytes.push(u8::from(mark.is_clean));
    bytes.extend(crc32c::crc32c(&bytes).to_be_bytes());
    bytes
}

fn read_slot(file: &File, slot: u64) -> Option<(u64, Mark)> {
    let mut bytes = [0; BODY_BYTES + 4];
    durable::files::read_at(file, &mut bytes, slot * SLOT_BYTES).ok()?;
    let (body, crc) = bytes.split_at_checked(BODY_BYTES)?;
    if crc32c::crc32c(body).to_be_bytes() != crc {
        return None;
    }
    let (magic, rest) = body.split_first_chunk::<8>()?;
    let (turn, rest) = rest.split_first_chunk::<8>()?;
    let (log_id, rest) = rest.split_first_chunk::<16>()?;
    let (frames, rest) = rest.split_first_chunk::<8>()?;
    let (records, rest) = rest.split_first_chunk::<8>()?;
    let (hash, rest): (&Hash, _) = rest.split_first_chunk::<32>()?;
    let position = u64::from_be_bytes(*records).checked_sub(1);
    let mark = Mark {
        log_id: Uuid::from_bytes(*log_id),
        frames: u64::from_be_bytes(*frames),
        last: position.map(|position| Head { position, hash: *hash }),
        is_clean: rest == [1],
    };
    (*magic == MAGIC).then_some((u64::from_be_bytes(*turn), mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(position: Option<u64>) -> Mark {
        let last = position.map(|position| Head { position, hash: [7; 32] });
        Mark { log_id: Uuid::from_u128(5), frames: position.unwrap_or(0), last, is_clean: position.is_none() }
    }

    #[test]
    fn the_newest_slot_wins_and_a_torn_one_leaves_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("head");
        assert!(HeadFile::open(&path).unwrap().is_none());
        let mut head = HeadFile::create(&path, &mark(None)).unwrap();
        for position in 0..5 {
            head.write(&mark(Some(position))).unwrap();
            let (again, read) = HeadFile::open(&path).unwrap().unwrap();
            assert_eq!((read, again.turn), (mark(Some(position)), head.turn));
        }
        durable::files::write_at(&head.file, &[0; 40], (head.turn % 2) * SLOT_BYTES).unwrap();
        assert_eq!(HeadFile::open(&path).unwrap().unwrap().1, mark(Some(3)));
        durable::files::write_at(&head.file, &[0; 40], ((head.turn + 1) % 2) * SLOT_BYTES).unwrap();
        assert!(matches!(HeadFile::open(&path), Err(Error::DataLoss { .. })));
    }
}
