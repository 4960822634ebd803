//! How much of a spreadsheet is taken, told before anything of it is held in memory.
//!
//! An XLSX file is a zip archive: a small one may unpack to more than any machine has. It is unpacked once into nothing,
//! counting. Knows no cell but by its address.

use std::{
    fs::File,
    io::{Cursor, Read as _, copy, sink},
    path::Path,
};

use anyhow::Context as _;
use zip::ZipArchive;

use super::addresses::Addresses;
use crate::failure::Failure;

/// The largest file: 50,000 rows, the most a hub takes at once, are some 5 MiB.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// The most it may unpack to: ten times those rows.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;
/// The most parts: a sheet is one, and so is each picture.
const MAX_PARTS: usize = 1_000;
/// The most cells of a sheet, empty ones among them: those rows with twenty columns.
pub const MAX_CELLS: usize = 1_000_000;
/// The most bytes of text in its cells: four times what a hub takes at once.
pub const MAX_TEXT: usize = 16 * 1024 * 1024;
/// How an older format begins, in which also spreadsheets with a password are wrapped (MS-CFB, 2.2).
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
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
    if bytes.starts_with(&COMPOUND) {
        return Err(
            "has a password, or is of an older format; accepted is .xlsx without a password, or .csv"
                .to_owned(),
        );
    }
    let broken = |error: &dyn std::fmt::Display| {
        format!("is no XLSX file: {error}; accepted is what a spreadsheet program saves as .xlsx, or .csv")
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(format!("has {} parts; accepted are at most {MAX_PARTS}", archive.len()));
    }
    let mut left = most;
    for part in 0..archive.len() {
        let entry = archive.by_index(part).map_err(|error| broken(&error))?;
        let is_sheet =
            entry.name().is_ok_and(|name| name.starts_with("xl/worksheets/") && !name.contains("/_rels/"));
        let mut part = entry.take(left.saturating_add(1));
        let mut found = Addresses::default();
        let unpacked = if is_sheet { copy(&mut part, &mut found) } else { copy(&mut part, &mut sink()) };
        if found.is_beyond {
            return Err(
                "has the address of a cell that no spreadsheet has; accepted are A1 to XFD1048576".to_owned()
            );
        }
        left = left
            .checked_sub(unpacked.map_err(|error| broken(&error))?)
            .ok_or_else(|| format!("unpacks to over {most} bytes; split it"))?;
    }
    Ok(())
}
