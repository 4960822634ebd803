//! Where a test may cut the power. Outside tests every point is passed without a trace.
//!
//! A failed step leaves the files exactly as a crash at that place would: no code in this crate tidies up on
//! its way out of an error.

use std::io;

/// The places at which a test may stop a write, in the order in which a shred passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A frame is about to be written.
    BeforeWrite,
    /// A frame is written, not yet synced.
    BeforeSync,
    /// The tombstones are durable; the survivors are not yet re-wrapped.
    TombstonesDurable,
    /// The next epoch key lies beside the living one.
    EpochPrepared,
    /// The survivors lie in the next keys file.
    KeysRewrapped,
    /// The epoch file names the next epoch, perhaps not yet durably.
    EpochRenamed,
    /// The old epoch file's bytes are overwritten.
    OldEpochOverwritten,
    /// The old keys file is gone, perhaps not yet durably.
    OldKeysRemoved,
}

/// The fault that a test planted, if any.
#[derive(Clone, Default)]
pub(crate) struct Faults {
    #[cfg(test)]
    pub(crate) at: Option<std::sync::Arc<dyn Fn(Step) -> io::Result<()> + Send + Sync>>,
}

impl Faults {
    /// Passes `step`, or fails where a test says so.
    #[cfg(test)]
    pub(crate) fn reach(&self, step: Step) -> io::Result<()> {
        self.at.as_ref().map_or(Ok(()), |at| at(step))
    }

    /// Passes `step`.
    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the shape of the version tests use")]
    pub(crate) fn reach(&self, _step: Step) -> io::Result<()> {
        Ok(())
    }
}
