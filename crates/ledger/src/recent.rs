//! Puts on disk what may only be in the page cache.
//!
//! After a failed `fdatasync` Linux marks the pages clean: a new process reads bytes that the disk
//! never took, builds on them, and the next power cut tears a hole into the middle of the log. So
//! whenever the ledger was not closed in order, the segments sled wrote last are read and written
//! once more, and synced, before sled sees them.
//!
//! Of sled's format it knows one thing: where a segment says how recent it is.

use std::fs::File;
use std::path::Path;

use crate::Error;
use crate::store::SEGMENT_BYTES;

/// sled fills one segment at a time and has at most a few on their way to the disk; twice that.
const RECENT_SEGMENTS: usize = 8;
/// crc 4, then the log sequence number as a little-endian number with all bits but the sign turned.
const SEGMENT_HEADER_BYTES: usize = 20;
const LSN_MASK: i64 = i64::MAX;

/// Writes the newest segments of sled's file again, byte for byte, and syncs it.
pub(crate) fn rewrite(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Ok(());
    }
    again(path).map_err(|source| Error::io("writing once more", path, source))
}

fn again(path: &Path) -> std::io::Result<()> {
    let file = File::options().read(true).write(true).open(path)?;
    let bytes = file.metadata()?.len();
    let mut segments = vec![];
    let mut offset = 0;
    while offset < bytes {
        let mut header = [0; SEGMENT_HEADER_BYTES];
        let is_whole = bytes - offset >= SEGMENT_HEADER_BYTES as u64;
        if is_whole {
            durable::files::read_at(&file, &mut header, offset)?;
        }
        // A segment that was never used is all zeros.
        if header != [0; SEGMENT_HEADER_BYTES] {
            segments.push((lsn(&header), offset));
        }
        offset += SEGMENT_BYTES as u64;
    }
    segments.sort_unstable_by(|one, other| other.cmp(one));
    for (_, offset) in segments.into_iter().take(RECENT_SEGMENTS) {
        let length = usize::try_from(bytes - offset).unwrap_or(SEGMENT_BYTES).min(SEGMENT_BYTES);
        let mut segment = vec![0; length];
        durable::files::read_at(&file, &mut segment, offset)?;
        durable::files::write_at(&file, &segment, offset)?;
    }
    durable::files::sync(&file)
}

fn lsn(header: &[u8; SEGMENT_HEADER_BYTES]) -> i64 {
    let bytes = header.get(4..12).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default();
    i64::from_le_bytes(bytes) ^ LSN_MASK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_stay_what_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::Store::open(folder.path(), 1 << 20).unwrap();
        crate::store::insert(&store.meta, b"key", b"value").unwrap();
        store.flush().unwrap();
        drop(store);
        let path = folder.path().join("db");
        let before = std::fs::read(&path).unwrap();
        rewrite(&path).unwrap();
        assert!(std::fs::read(&path).unwrap() == before);
        rewrite(&folder.path().join("absent")).unwrap();
    }

    #[test]
    fn a_segment_says_how_recent_it_is_where_we_look() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::Store::open(folder.path(), 1 << 20).unwrap();
        for n in 0..200_u64 {
            crate::store::insert(&store.meta, &n.to_be_bytes(), &[7; 40_000]).unwrap();
        }
        store.flush().unwrap();
        drop(store);
        let bytes = std::fs::read(folder.path().join("db")).unwrap();
        let headers = bytes.chunks(SEGMENT_BYTES).filter_map(|segment| segment.first_chunk());
        let lsns: Vec<i64> = headers.map(lsn).collect();
        assert!(lsns.len() > 1);
        let expected: Vec<i64> = (0..lsns.len()).map(|n| i64::try_from(n * SEGMENT_BYTES).unwrap()).collect();
        assert_eq!(lsns, expected);
    }
}
