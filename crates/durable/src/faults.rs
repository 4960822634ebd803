//! Makes chosen calls of this crate fail, so that tests can see what is acknowledged afterwards.
//!
//! One plan for the whole process, because sled's sync comes in by a C symbol that can carry no
//! context: tests that use it run one at a time. To add a kind of fault: a variant of [`Call`], and
//! a question at the place of the call.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Condvar, Mutex};

/// Which calls a plan counts and fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// sled's sync of its log.
    Sync,
    /// sled's sync again, answered as done though nothing was done: a build or a drive that lies.
    LyingSync,
    /// sled's sync once more, which does not return before the plan is cleared: a disk that hangs.
    Stall,
    /// [`crate::files::sync`] and [`crate::files::sync_folder`].
    FileSync,
    /// [`crate::files::write_at`], failing before anything is written.
    Write,
    /// [`crate::files::write_at`], failing after the first half is written.
    ShortWrite,
}

#[derive(Clone, Copy)]
struct Plan {
    call: Call,
    after: u64,
    times: u64,
    errno: i32,
}

static PLAN: Mutex<Option<Plan>> = Mutex::new(None);
static CLEARED: Condvar = Condvar::new();

/// Lets `after` calls pass, then fails the next `times` of them with `errno`.
pub fn plan(call: Call, after: u64, times: u64, errno: i32) {
    *lock() = Some(Plan { call, after, times, errno });
}

/// Lets every call pass again.
pub fn clear() {
    *lock() = None;
    CLEARED.notify_all();
}

/// Whether the plan has failed all the calls it was to fail.
pub fn is_spent() -> bool {
    lock().is_some_and(|plan| plan.times == 0)
}

fn lock() -> std::sync::MutexGuard<'static, Option<Plan>> {
    PLAN.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn next(calls: &[Call]) -> Option<(Call, i32)> {
    let mut guard = lock();
    let plan = guard.as_mut()?;
    if !calls.contains(&plan.call) || plan.times == 0 {
        return None;
    }
    if plan.after > 0 {
        plan.after -= 1;
        return None;
    }
    plan.times -= 1;
    Some((plan.call, plan.errno))
}

/// What sled's sync is to answer instead of syncing: an error number, or 0 for a lie.
pub(crate) fn next_sync() -> Option<i32> {
    let (call, errno) = next(&[Call::Sync, Call::LyingSync, Call::Stall])?;
    if call == Call::Stall {
        let mut plan = lock();
        while plan.is_some() {
            plan = CLEARED.wait(plan).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }
    Some(if call == Call::LyingSync { 0 } else { errno })
}

pub(crate) fn next_file_sync() -> io::Result<()> {
    match next(&[Call::FileSync]) {
        Some((_, errno)) => Err(io::Error::from_raw_os_error(errno)),
        None => Ok(()),
    }
}

pub(crate) fn next_write<'a>(file: &File, bytes: &'a [u8], offset: u64) -> io::Result<&'a [u8]> {
    let Some((call, errno)) = next(&[Call::Write, Call::ShortWrite]) else { return Ok(bytes) };
    if call == Call::ShortWrite {
        let (half, _) = bytes.split_at(bytes.len() / 2);
        file.write_all_at(half, offset)?;
    }
    Err(io::Error::from_raw_os_error(errno))
}
