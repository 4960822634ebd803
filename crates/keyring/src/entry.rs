//! What one entry of a keys file says: a subject has this wrapped key, or a subject was shredded.
//!
//! `1 subject owner wrapped` (107 bytes) or `2 subject` (18 bytes). It does not know frames, files or epochs.

use crate::secret::WRAPPED_BYTES;
use crate::subject::NAME_BYTES;
use crate::{Owner, Subject};

const KEY: u8 = 1;
const TOMBSTONE: u8 = 2;

/// Length of an entry with a key, in bytes.
pub(crate) const KEY_ENTRY_BYTES: usize = 1 + NAME_BYTES + NAME_BYTES + WRAPPED_BYTES;
/// Length of a tombstone, in bytes.
pub(crate) const TOMBSTONE_BYTES: usize = 1 + NAME_BYTES;
/// Where the wrapped key begins inside an entry, in bytes.
const WRAPPED_AT: usize = 1 + NAME_BYTES + NAME_BYTES;

/// One entry of a keys file.
pub(crate) enum Entry {
    /// The subject's key, wrapped under the file's epoch key.
    Key { subject: Subject, owner: Owner, wrapped: [u8; WRAPPED_BYTES] },
    /// The subject was shredded, for good.
    Tombstone(Subject),
}

impl Entry {
    /// Appends the entry; the answer is where its wrapped key begins in `payload` (0 for a tombstone).
    pub(crate) fn encode(&self, payload: &mut Vec<u8>) -> usize {
        let start = payload.len();
        match self {
            Self::Key { subject, owner, wrapped } => {
                payload.push(KEY);
                payload.extend_from_slice(&subject.to_bytes());
                payload.extend_from_slice(&owner.to_bytes());
                payload.extend_from_slice(wrapped);
                start + WRAPPED_AT
            }
            Self::Tombstone(subject) => {
                payload.push(TOMBSTONE);
                payload.extend_from_slice(&subject.to_bytes());
                0
            }
        }
    }

    /// The first entry of `payload` and the rest; None if these are not the bytes of an entry.
    pub(crate) fn decode(payload: &[u8]) -> Option<(Self, &[u8])> {
        let (kind, rest) = payload.split_first()?;
        let (subject, rest) = rest.split_first_chunk::<NAME_BYTES>()?;
        let subject = Subject::from_bytes(*subject)?;
        match *kind {
            KEY => {
                let (owner, rest) = rest.split_first_chunk::<NAME_BYTES>()?;
                let (wrapped, rest) = rest.split_first_chunk::<WRAPPED_BYTES>()?;
                let owner = Owner::from_bytes(*owner)?;
                Some((Self::Key { subject, owner, wrapped: *wrapped }, rest))
            }
            TOMBSTONE => Some((Self::Tombstone(subject), rest)),
            _ => None,
        }
    }
}

/// All entries of a frame, each with the place of its wrapped key in the payload; None if one is malformed.
pub(crate) fn decode_all(payload: &[u8]) -> Option<Vec<(usize, Entry)>> {
    let mut entries = Vec::with_capacity(payload.len() / KEY_ENTRY_BYTES + 1);
    let mut rest = payload;
    while !rest.is_empty() {
        let start = payload.len() - rest.len();
        let (entry, after) = Entry::decode(rest)?;
        entries.push((start + WRAPPED_AT, entry));
        rest = after;
    }
    Some(entries)
}
