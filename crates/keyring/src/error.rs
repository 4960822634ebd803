//! What can go wrong with a keyring, named by file and place. No message holds a key.

use std::io;
use std::path::{Path, PathBuf};

use crate::Subject;

/// Why the keyring could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The subject was shredded: its key is never opened and never made again.
    #[error("the key of {subject} was shredded; no key is ever made for it again")]
    Shredded {
        /// The shredded subject; for a new text of an erased person, `person:p_…`.
        subject: Subject,
    },
    /// The subject has a key, under another owner.
    #[error("{subject} has another owner in this keyring; ask with the owner it was made with")]
    OwnerDiffers {
        /// The subject asked for.
        subject: Subject,
    },
    /// More keys in one call than one frame takes.
    #[error("{asked} keys in one call; at most {most} are taken")]
    TooMany {
        /// How many were asked for.
        asked: usize,
        /// How many one call takes.
        most: usize,
    },
    /// The keys could not be written; nothing was made, a later call may succeed.
    #[error("the new keys were not stored: {reason}")]
    NotStored {
        /// What the write said.
        reason: String,
    },
    /// A sync or rename failed, so that what lies on the disk is unknown until it is read again.
    #[error("the keyring takes no more writes until it is opened again: {reason}")]
    Broken {
        /// What failed first.
        reason: String,
    },
    /// Another process, or another keyring in this one, holds the folder.
    #[error("the keyring {folder} is open elsewhere; only one process may hold it", folder = folder.display())]
    InUse {
        /// The folder of the keyring.
        folder: PathBuf,
    },
    /// The master key is not the one the epoch file was wrapped with.
    #[error("this master key does not open {file}; give the master key this keyring was made with", file = file.display())]
    WrongMasterKey {
        /// The epoch file.
        file: PathBuf,
    },
    /// Bytes that were acknowledged are not as they were written.
    #[error("{file} is corrupt at byte {offset}: {reason}; restore it from a backup", file = file.display())]
    Corrupt {
        /// The damaged file.
        file: PathBuf,
        /// Where the damage begins, in bytes from the start of the file.
        offset: u64,
        /// What was found.
        reason: &'static str,
    },
    /// Wrapped keys without the epoch file that opens them.
    #[error("{folder} holds wrapped keys but no epoch file; restore the epoch file that belongs to them", folder = folder.display())]
    EpochMissing {
        /// The folder of the keyring.
        folder: PathBuf,
    },
    /// An epoch file without its wrapped keys.
    #[error("{file} is missing; restore the keys file of the epoch that the epoch file names", file = file.display())]
    KeysMissing {
        /// The keys file that should be there.
        file: PathBuf,
    },
    /// Wrapped keys of a later epoch than the epoch file's: an old epoch file was restored.
    #[error("{file} is of a later epoch than the epoch file; restore the epoch file that belongs to it", file = file.display())]
    NewerKeys {
        /// The keys file of the later epoch.
        file: PathBuf,
    },
    /// The master key's file cannot be used.
    #[error("the master key {file} {reason}", file = file.display())]
    MasterKeyFile {
        /// The file of the master key.
        file: PathBuf,
        /// What is wrong with it and what would be accepted.
        reason: &'static str,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Random,
    /// The operating system refused a file operation.
    #[error("could not {action} {file}: {source}", file = file.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        file: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

/// Names the file and the action beside the system's answer.
pub(crate) fn io(action: &'static str, file: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Io { action, file: file.to_owned(), source }
}
