//! The file store of data keys: one key per subject, outside the log and outside the log's backups.
//!
//! Private text is sealed under the data key of its subject (crate `seal`); to destroy the key is to destroy
//! the text wherever its bytes lie. So keys live where a deletion is a deletion: an append-only file
//! `keys.<epoch>` holds each key wrapped under the epoch key, a small file `epoch` holds the epoch key wrapped
//! under a master key that the caller brings from outside the folder. [`Keyring::shred`] writes tombstones,
//! wraps the survivors under a new epoch key, and destroys the old one together with the old file.
//!
//! A backup must never hold [`EPOCH_FILE`] beside the `keys.*` files. Space: 124 bytes on disk for a key made
//! alone, down to 107 in batches; 65 to 130 bytes of memory a subject for the index (56-byte entries in a hash
//! table that is between 7/16 and 7/8 full), twice that while a shred rewrites it; at most [`CACHED_KEYS`]
//! unwrapped keys in memory, wiped when they leave it. Overwriting an old epoch file in place is best effort
//! where the file system copies on write or the device levels wear.
//!
//! What this crate does not know: texts, records, initiatives, who may open what, when to erase. It neither
//! logs nor reads a clock.
//!
//! Map: `keyring` the public calls · `commit` many callers, one sync · `shred` and `rotate` · `recover` what a
//! start finds · `keyfile`, `frame`, `entry`, `epoch` the bytes · `secret` wrapping · `subject` the names ·
//! `master` the master key's file · `fault` where tests cut the power. To add an entry kind: a variant in
//! `entry.rs`, its arm in `recover.rs` and in `rotate.rs`, and a new file magic, since older programs stop at it.

mod commit;
mod entry;
mod epoch;
mod error;
mod fault;
mod files;
mod frame;
mod keyfile;
mod keyring;
mod master;
mod recover;
mod rotate;
mod secret;
mod shred;
mod state;
mod subject;
#[cfg(test)]
mod tests;

pub use epoch::EPOCH_FILE;
pub use error::Error;
pub use keyring::{CACHED_KEYS, Keyring, Lookup, MAX_NEW_KEYS};
pub use master::{make_master_key, read_master_key};
pub use secret::DataKey;
pub use subject::{Malformed, Owner, Subject};
