//! The epoch file: which epoch lives, and its key, wrapped under the master key. 92 bytes.
//!
//! `magic epoch wrapped crc`. The checksum tells damage from a wrong master key. The file is only ever
//! replaced as a whole. It does not know the keys that the epoch key wraps.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::io;
use crate::secret::{WRAPPED_BYTES, WrappingKey};
use crate::{Error, files};

/// Name of the epoch file in a keyring's folder; a backup never holds it beside `keys.*`.
pub const EPOCH_FILE: &str = "epoch";
const NEXT_EPOCH_FILE: &str = "epoch.next";

const MAGIC: [u8; 8] = *b"HORAEPO1";
const BYTES: usize = MAGIC.len() + 8 + WRAPPED_BYTES + 4;
const AAD_TAG: &[u8] = b"hora/v1/epoch";

/// The path of the epoch file.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join(EPOCH_FILE)
}

/// The path of an epoch file that is prepared but not yet the living one.
pub(crate) fn next_path(folder: &Path) -> PathBuf {
    folder.join(NEXT_EPOCH_FILE)
}

/// Writes the epoch file of `epoch` beside the living one, durably.
pub(crate) fn prepare(
    folder: &Path,
    master: &WrappingKey,
    epoch: u64,
    key: &WrappingKey,
) -> Result<(), Error> {
    let mut bytes = Vec::with_capacity(BYTES);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&epoch.to_be_bytes());
    bytes.extend_from_slice(&master.wrap_key(key, &aad(epoch))?);
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_be_bytes());
    files::create_synced(&next_path(folder), &bytes)?;
    files::sync_folder(folder)
}

/// Makes the prepared epoch file the living one; durable after the folder's sync.
pub(crate) fn publish(folder: &Path) -> Result<(), Error> {
    let path = path(folder);
    fs::rename(next_path(folder), &path).map_err(io("replace", &path))
}

/// The living epoch and its key; None if there is no epoch file.
pub(crate) fn read(folder: &Path, master: &WrappingKey) -> Result<Option<(u64, WrappingKey)>, Error> {
    let path = path(folder);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io("read", &path)(error)),
    };
    let Some((epoch, wrapped)) = decode(&bytes) else {
        let reason = "not an epoch file of 92 bytes with a right checksum";
        return Err(Error::Corrupt { file: path, offset: 0, reason });
    };
    match master.unwrap_key(&wrapped, &aad(epoch)) {
        Some(key) => Ok(Some((epoch, key))),
        None => Err(Error::WrongMasterKey { file: path }),
    }
}

/// Opens the living epoch file so that it can be overwritten after another has taken its name.
pub(crate) fn hold(folder: &Path) -> Result<File, Error> {
    let path = path(folder);
    OpenOptions::new().write(true).open(&path).map_err(io("open", &path))
}

/// Overwrites an epoch file that has lost its name.
pub(crate) fn overwrite(mut held: File) -> std::io::Result<()> {
    held.write_all(&[0; BYTES])?;
    held.sync_all()
}

fn decode(bytes: &[u8]) -> Option<(u64, [u8; WRAPPED_BYTES])> {
    let bytes: &[u8; BYTES] = bytes.try_into().ok()?;
    let (covered, checksum) = bytes.split_last_chunk::<4>()?;
    let (magic, rest) = covered.split_first_chunk::<8>()?;
    let (epoch, wrapped) = rest.split_first_chunk::<8>()?;
    let is_valid = *magic == MAGIC && crc32c::crc32c(covered) == u32::from_be_bytes(*checksum);
    is_valid.then_some((u64::from_be_bytes(*epoch), wrapped.try_into().ok()?))
}

fn aad(epoch: u64) -> Vec<u8> {
    [AAD_TAG, &epoch.to_be_bytes()].concat()
}
