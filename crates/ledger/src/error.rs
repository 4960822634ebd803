//! What can go wrong with the log. It does not know gRPC: one table elsewhere turns these into codes.
//!
//! To add one: a variant here that says what would be accepted, and a row in that table.

use std::path::{Path, PathBuf};

/// Why the ledger did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// More commands wait than the queue may hold.
    #[error("the ledger's queue is full at {max} commands; try again in a moment")]
    QueueFull {
        /// How many commands, or bytes of them, may wait.
        max: usize,
    },
    /// The ledger was closed; the command was not written.
    #[error("the ledger is closed; open it again to append")]
    Closed,
    /// A write or sync failed. Nothing after it is acknowledged and the process must end, because
    /// only a new open can tell what the disk holds.
    #[error("the ledger stopped after a failed write; restart the process: {cause}")]
    Failed {
        /// What the operating system or sled said.
        cause: String,
    },
    /// The command id was answered before, for a request with another fingerprint.
    #[error("the command id was used for another request; send a new id with a new request")]
    CommandIdReused,
    /// A stream is not at the version the caller decided on.
    #[error("stream {stream} is at version {actual}, not {expected}")]
    VersionConflict {
        /// The stream that moved.
        stream: String,
        /// What the caller expected; 0 = must not exist.
        expected: u64,
        /// Where the stream is.
        actual: u64,
    },
    /// A record would be longer than a record may be.
    #[error("the record has {bytes} bytes; at most {max} are accepted")]
    RecordTooLarge {
        /// Its length once complete.
        bytes: usize,
        /// The most that is accepted.
        max: usize,
    },
    /// A command has more records, streams or bytes than one command may have.
    #[error("the command has {actual} {what}; at most {max} are accepted")]
    CommandTooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        actual: usize,
        /// The most that is accepted.
        max: usize,
    },
    /// The append contradicts itself: our own bug, not a caller's.
    #[error("the append cannot be taken: {0}")]
    Unacceptable(&'static str),
    /// The history cannot be read whole. The ledger never serves the rest of it as if it were all.
    #[error("history cannot be read whole: {what}; {advice}")]
    DataLoss {
        /// What is missing or different.
        what: String,
        /// What the operator can do.
        advice: String,
    },
    /// Flushes do not reach the disk in this build.
    #[error(transparent)]
    NotDurable(#[from] durable::NotDurable),
    /// Another process, or an unfinished close, holds the ledger.
    #[error("the ledger at {path} is open elsewhere; one process at a time may open it")]
    Locked {
        /// The ledger's folder.
        path: PathBuf,
    },
    /// The operating system refused a file call.
    #[error("{what} failed: {source}")]
    Io {
        /// The call and the file.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What to do when nothing more is known than that bytes are damaged.
pub(crate) const ADVICE: &str =
    "stop the service, keep its folder, and restore the newest backup with `hora restore`";

impl Error {
    pub(crate) fn data_loss(what: impl Into<String>) -> Self {
        Self::DataLoss { what: what.into(), advice: ADVICE.to_owned() }
    }

    pub(crate) fn io(what: &str, path: &Path, source: std::io::Error) -> Self {
        Self::Io { what: format!("{what} {}", path.display()), source }
    }

    pub(crate) fn failed(cause: impl Into<String>) -> Self {
        Self::Failed { cause: cause.into() }
    }

    /// Names the copy to restore where the general advice stood.
    pub(crate) fn with_advice(self, better: Option<String>) -> Self {
        match (self, better) {
            (Self::DataLoss { what, .. }, Some(advice)) => Self::DataLoss { what, advice },
            (other, _) => other,
        }
    }
}
