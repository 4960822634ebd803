//! A file a day, `2026-11-23.jsonl`, readable by its owner alone; bounded, expiring, and read again.
//!
//! Knows days and bytes, not what is refused. Nothing is synced: a line lost in a power cut is no lost record.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use domain::time::{Date, Timestamp};

use super::{Entry, FOLDER};
use crate::config;

const EXTENSION: &str = "jsonl";
const MIB: u64 = 1024 * 1024;

/// The file that is written to.
#[derive(Default)]
pub struct Today(Option<Open>);

struct Open {
    day: Date,
    file: File,
    bytes: u64,
}

impl Today {
    /// Adds a line to the file of its day.
    ///
    /// # Errors
    /// The disk says no, or the day has as much as it may.
    pub fn write(&mut self, folder: &Path, settings: &config::SecurityLog, entry: &Entry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        let day = entry.at.date();
        // Taken out, so that after a half-written line the file is looked at anew.
        let mut open = match self.0.take().filter(|open| open.day == day) {
            Some(open) => open,
            None => open(folder, settings, entry.at)?,
        };
        let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
        let most = u64::from(settings.day_mib).saturating_mul(MIB);
        if open.bytes.saturating_add(length) > most {
            self.0 = Some(open);
            return Err(io::Error::new(
                io::ErrorKind::QuotaExceeded,
                format!("security_log.day_mib ({}) is reached for today", settings.day_mib),
            ));
        }
        open.file.write_all(&line)?;
        open.bytes = open.bytes.saturating_add(length);
        self.0 = Some(open);
        Ok(())
    }
}

fn open(folder: &Path, settings: &config::SecurityLog, now: Timestamp) -> io::Result<Open> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    expire(folder, settings.keep_days, now);
    let day = now.date();
    let path = folder.join(format!("{day}.{EXTENSION}"));
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    let bytes = file.metadata()?.len();
    if bytes > 0 && !ends_a_line(&mut file)? {
        file.write_all(b"\n")?;
    }
    Ok(Open { day, file, bytes })
}

fn ends_a_line(file: &mut File) -> io::Result<bool> {
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// The files of a folder with their days, oldest first; what is none of ours is left alone.
fn days(folder: &Path) -> Vec<(Date, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<(Date, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.path();
            let name = path.file_name()?.to_str()?.strip_suffix(EXTENSION)?.strip_suffix('.')?;
            Some((name.parse().ok()?, path))
        })
        .collect();
    found.sort();
    found
}

/// Deletes the files of days that are longer ago than they are kept.
pub fn expire(folder: &Path, keep_days: u16, now: Timestamp) {
    let first_kept = now.plus_days(-i64::from(keep_days)).date();
    for (day, path) in days(folder) {
        if day < first_kept
            && let Err(error) = fs::remove_file(&path)
        {
            tracing::warn!(%error, path = %path.display(), "an expired security log was not deleted");
        }
    }
}

/// What the services with folders in `data` wrote down, oldest first; a torn line is passed over.
///
/// # Errors
/// The data folder or a file in it cannot be read.
pub fn read(data: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for service in fs::read_dir(data)? {
        for (_, path) in days(&service?.path().join(FOLDER)) {
            let text = fs::read(path)?;
            entries.extend(
                text.split(|byte| *byte == b'\n')
                    .filter_map(|line| serde_json::from_slice::<Entry>(line).ok()),
            );
        }
    }
    entries.sort_by_key(|entry| entry.at);
    Ok(entries)
}
