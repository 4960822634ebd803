//! The master key's file: 64 lower-case hex characters and a line end, readable by its owner alone.
//!
//! It must lie outside every folder it protects: one backup or one stolen folder must never hold both.
//! It does not know keyrings; a key management service may bring the 32 bytes instead.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::io;
use crate::secret::KEY_BYTES;
use crate::{Error, files};

/// Mode bits of anyone but the owner.
const OTHERS: u32 = 0o077;

/// Makes a new master key in `file`, which must not exist and must lie outside `data_folder`.
pub fn make_master_key(file: &Path, data_folder: &Path) -> Result<(), Error> {
    let folder = file.parent().unwrap_or(Path::new("."));
    files::make_folder(folder)?;
    refuse_inside(file, folder, data_folder)?;
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(key.as_mut()).map_err(|_| Error::Random)?;
    let line = Zeroizing::new(format!("{}\n", *Zeroizing::new(hex::encode(key.as_ref()))));
    let mut made = files::create(file)?;
    made.write_all(line.as_bytes()).map_err(io("write", file))?;
    made.sync_all().map_err(io("sync", file))?;
    files::sync_folder(folder)
}

/// The master key in `file`, which must be its owner's alone and lie outside `data_folder`.
pub fn read_master_key(file: &Path, data_folder: &Path) -> Result<[u8; 32], Error> {
    refuse_inside(file, file, data_folder)?;
    let mode = fs::metadata(file).map_err(io("read", file))?.permissions().mode();
    if mode & OTHERS != 0 {
        let reason = "is open to others; only mode 0600 or 0400 is taken";
        return Err(Error::MasterKeyFile { file: file.to_owned(), reason });
    }
    let text = Zeroizing::new(fs::read_to_string(file).map_err(io("read", file))?);
    let mut key = [0; KEY_BYTES];
    match hex::decode_to_slice(text.trim_end(), &mut key) {
        Ok(()) => Ok(key),
        Err(_) => {
            let reason = "is not 64 hex characters and a line end";
            Err(Error::MasterKeyFile { file: file.to_owned(), reason })
        }
    }
}

/// Refuses a place inside the data folder, also by way of links; `existing` is `file` or its folder.
fn refuse_inside(file: &Path, existing: &Path, data_folder: &Path) -> Result<(), Error> {
    let place = existing.canonicalize().map_err(io("find", existing))?;
    let is_inside = data_folder.canonicalize().is_ok_and(|folder| place.starts_with(folder));
    if is_inside {
        let reason = "lies inside the data folder; keep it outside";
        return Err(Error::MasterKeyFile { file: file.to_owned(), reason });
    }
    Ok(())
}
