//! Makes "written" mean "on disk through a power cut", and proves it while the program runs.
//!
//! sled 0.34 ends every flush on Linux in `sync_file_range(2)`. That call starts the writing of
//! dirty pages, but it writes no file size and no block map and it never tells the drive to empty
//! its cache: after a power cut every acknowledged write may be gone, or the database may not open
//! at all (16 of 16 trials; `kill -9` hides it, because the page cache survives the process).
//! sled offers no option for it, so this crate defines the C symbol `sync_file_range` itself. The
//! linker takes the definition of the program before the one of libc, sled's call lands here, and
//! what runs is `fdatasync(2)` (0 lost in 38 of 38 power cuts).
//!
//! A linker may be changed, a library may be linked another way, and then the old behaviour would
//! be back without a word. Therefore every call is counted, and whoever opens a database writes a
//! probe, flushes, and asks [`Probe::confirm`] whether the count rose. Off Linux sled calls `fsync`
//! by itself; there the probe always agrees.
//!
//! The functions of [`files`] do the same service for our own small files, so that a test can make
//! every call that durability hangs on fail (feature `faults`).
//!
//! This crate does not know what is stored. It is the only one with `unsafe`: one symbol, one call.
//! To add a file operation: a function in `files.rs` that asks `faults` first, used by its caller
//! in place of the one of `std`.

#[cfg(feature = "faults")]
pub mod faults;
pub mod files;
#[cfg(target_os = "linux")]
mod symbol;

use std::sync::atomic::{AtomicU64, Ordering};

static SYNCS: AtomicU64 = AtomicU64::new(0);

/// How often sled's sync has arrived here since the process started.
pub fn syncs() -> u64 {
    SYNCS.load(Ordering::Relaxed)
}

/// A flush reached the operating system in another way than through this crate.
#[derive(Debug, thiserror::Error)]
#[error(
    "a flush did not reach fdatasync: this program was linked so that a power cut could lose what \
     it acknowledges; build it with its own sync_file_range symbol in front of the one of libc"
)]
pub struct NotDurable;

/// The count of syncs before a flush, to be compared after it.
#[derive(Debug)]
pub struct Probe {
    before: u64,
}

impl Probe {
    /// Takes the count; write something and flush the database next.
    pub fn begin() -> Self {
        Self { before: syncs() }
    }

    /// Agrees when at least one sync has come through this crate since [`Probe::begin`].
    ///
    /// Other databases of the process may have raised the count in between. That is no gap: what
    /// is being proven is how this program was linked, which holds for all of them at once.
    pub fn confirm(self) -> Result<(), NotDurable> {
        if cfg!(not(target_os = "linux")) || syncs() > self.before { Ok(()) } else { Err(NotDurable) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flush_that_never_came_here_is_not_durable() {
        let probe = Probe { before: u64::MAX };
        assert_eq!(probe.confirm().is_err(), cfg!(target_os = "linux"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_symbol_of_this_program_is_ours() {
        let probe = Probe::begin();
        symbol::call_through_the_linker(&tempfile::tempfile().unwrap()).unwrap();
        probe.confirm().unwrap();
    }
}
