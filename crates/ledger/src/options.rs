//! How a ledger is opened. Every bound of the ledger that can be chosen is here, with its default.

use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

use crate::Hash;

/// Where the log lies and how much of the machine it may use.
#[derive(Clone, Debug)]
pub struct Options {
    /// The ledger's folder; made when absent.
    pub path: PathBuf,
    /// What the log's cache may take in memory.
    pub cache_bytes: u64,
    /// How many commands may wait for the writer.
    pub queue_commands: usize,
    /// How many bytes of commands may wait for the writer.
    pub queue_bytes: usize,
    /// How many commands one sync may cover at most.
    pub group_commands: usize,
    /// How many commands and records wait in memory before the index is written.
    pub index_batch: usize,
    /// How many may wait before the writer waits for the index.
    pub index_backlog: usize,
    /// How long one write may take; after it the ledger has failed, since sled may wait for a full disk for ever.
    pub write_patience: Duration,
    /// How far those who read this log have come; a log that is behind or different is refused.
    pub followers: Vec<FollowerHead>,
    /// The folder of backups, so that a refusal can name the newest.
    pub copies: Option<PathBuf>,
    /// Deletes the index and builds it again from the log.
    pub is_index_rebuilt: bool,
}

impl Options {
    /// The defaults: 64 MiB of cache, and bounds that hold one service well within 200 MiB.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            cache_bytes: 64 * 1024 * 1024,
            // Four groups: enough to keep the disk busy, little enough to answer within a second.
            queue_commands: 4_096,
            // Four of the largest commands.
            queue_bytes: 64 * 1024 * 1024,
            // Above this a group no longer gains from sharing its sync, and its first one waits.
            group_commands: 1_024,
            // About 8 thousand commands of one record: large enough that a stream's chunk is
            // rewritten rarely, small enough to index in a tenth of a second.
            index_batch: 16_384,
            // 64 k commands of one record: some 30 MiB.
            index_backlog: 131_072,
            // Twelve times what one command in a hundred took (2.5 s) on a disk that compilers and tests shared.
            write_patience: Duration::from_secs(30),
            followers: Vec::new(),
            copies: None,
            is_index_rebuilt: false,
        }
    }
}

/// How far a follower has read: what it last saw must still be in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowerHead {
    /// Its name, for the refusal.
    pub name: String,
    /// The log it read.
    pub log_id: Uuid,
    /// The position it has seen last.
    pub position: u64,
    /// SHA-256 of the record there.
    pub hash: Hash,
}
