//! The one symbol: `sync_file_range`, defined so that it truly syncs.
//!
//! It deliberately knows nothing of ranges: the whole file is synced, whatever part was asked for.
//! There is nothing to add here; a second symbol would need its own proof and its own page.

use std::sync::atomic::Ordering;

use libc::{c_int, c_uint, off64_t};

use crate::SYNCS;

/// Stands in for the call of the same name in libc: syncs the data of the whole file.
///
/// Returns 0, or -1 with `errno` set, as the original does.
///
/// # Safety
/// As safe as the original: it reads no memory of the caller, and a bad `fd` is answered with -1.
// `no_mangle` is unsafe because it may collide with another symbol: to collide is the purpose.
#[allow(unsafe_code, reason = "defining a C symbol is what this crate is for")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sync_file_range(
    fd: c_int,
    _from: off64_t,
    _bytes: off64_t,
    _flags: c_uint,
) -> c_int {
    SYNCS.fetch_add(1, Ordering::Relaxed);
    #[cfg(feature = "faults")]
    if let Some(errno) = crate::faults::next_sync() {
        if errno == 0 {
            return 0;
        }
        // SAFETY: errno is a thread-local integer that is always there.
        unsafe { *libc::__errno_location() = errno };
        return -1;
    }
    loop {
        // SAFETY: fdatasync takes no pointer; a descriptor that is not open is answered with EBADF.
        let result = unsafe { libc::fdatasync(fd) };
        let is_interrupted =
            result < 0 && std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted;
        if !is_interrupted {
            return result;
        }
    }
}

/// Calls `sync_file_range` the way sled does: by its name in libc, for the linker to resolve.
#[cfg(test)]
#[allow(unsafe_code, reason = "the test must take the road sled takes")]
pub(crate) fn call_through_the_linker(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::fd::AsRawFd;
    // SAFETY: the descriptor is open for as long as `file` lives; no memory is passed.
    let result = unsafe { libc::sync_file_range(file.as_raw_fd(), 0, 0, 0) };
    if result < 0 { Err(std::io::Error::last_os_error()) } else { Ok(()) }
}
