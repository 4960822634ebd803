//! The file calls durability hangs on, for the few files that are ours and not sled's.
//!
//! It does not know what the files hold. To add a call: ask `faults` first, then do what `std`
//! does, and say in the doc what is on disk when it returns.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Writes all the bytes at an offset. They are in the page cache, not on disk, when this returns.
pub fn write_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    #[cfg(feature = "faults")]
    let bytes = crate::faults::next_write(file, bytes, offset)?;
    file.write_all_at(bytes, offset)
}

/// Reads exactly as many bytes as the buffer holds from an offset.
pub fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
    file.read_exact_at(bytes, offset)
}

/// Syncs the data of a file and what is needed to find it: it survives a power cut.
pub fn sync(file: &File) -> io::Result<()> {
    #[cfg(feature = "faults")]
    crate::faults::next_file_sync()?;
    file.sync_data()
}

/// Syncs a folder: the names of the files made or renamed in it survive a power cut.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(feature = "faults")]
    crate::faults::next_file_sync()?;
    File::open(path)?.sync_all()
}
