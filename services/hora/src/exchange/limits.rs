//! How much of a spreadsheet is taken, told before anything of it is held in memory.
//!
//! An XLSX file is a zip archive: a small one may unpack to more than any machine has. It is unpacked once into nothing,
//! counting. Knows no cell.

use std::{
    fs::File,
    io::{Cursor, Read as _, copy, sink},
    path::Path,
};

use anyhow::Context as _;
use zip::ZipArchive;

use crate::failure::Failure;

/// The largest file: 50,000 rows, the most a hub takes at once, are some 5 MiB.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// The most it may unpack to: ten times those rows.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// The most parts: a sheet is one, and so is each picture.
const MAX_PARTS: usize = 1_000;
/// The most cells of a sheet, empty ones among them: those rows with twenty columns.
pub const MAX_CELLS: usize = 1_000_000;
/// The last row that may hold something: those rows and their header, and some that were left free.
pub const MAX_ROWS: u32 = 60_000;
/// The last column that may hold something: four disaggregations need twelve.
pub const MAX_COLUMNS: u32 = 100;

/// The bytes of a file that unpacks within the limits.
///
/// # Errors
/// It cannot be read, is too large, or is no zip archive.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let named = || path.display().to_string();
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(named)?;
    file.take(MAX_BYTES.saturating_add(1)).read_to_end(&mut bytes).with_context(named)?;
    let is_large = u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES;
    let checked = if is_large {
        Err(format!("has over {MAX_BYTES} bytes; split it"))
    } else {
        unpacks(&bytes, MAX_UNPACKED)
    };
    checked.map_err(|what| Failure::Usage(format!("{}: {what}", named())))?;
    Ok(bytes)
}

/// Unpacks it into nothing.
///
/// # Errors
/// It is no archive, is broken, or unpacks to more than that.
pub fn unpacks(bytes: &[u8], most: u64) -> Result<(), String> {
    let broken = |error: &dyn std::fmt::Display| format!("is no XLSX file: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(format!("has {} parts; accepted are at most {MAX_PARTS}", archive.len()));
    }
    let mut left = most;
    for part in 0..archive.len() {
        let entry = archive.by_index(part).map_err(|error| broken(&error))?;
        let unpacked = copy(&mut entry.take(left.saturating_add(1)), &mut sink());
        left = left
            .checked_sub(unpacked.map_err(|error| broken(&error))?)
            .ok_or_else(|| format!("unpacks to over {most} bytes; split it"))?;
    }
    Ok(())
}
