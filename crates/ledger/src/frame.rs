//! The frame: a group of commands with their records, packed into one value of sled.
//!
//! It knows bytes, not meaning, and nothing of sled. Everything the index holds can be read from
//! the frames again without looking into a record. All numbers are big-endian:
//! ```text
//! format u8 · kind u8 · number u64 · first position u64 · commands u32 · records u32
//! per command: id 16 · initiative u8+text · principal u8+text · fingerprint 32
//!              · position of its first record u64 · its records in all u32
//!              · of them before this frame u32 · of them in this frame u32
//!              · answered sequence u64 · answered version u64 · recorded_at i64
//!              · stream names u16, each u16+text
//! per record:  index of its stream name u16 · version u64 · bytes u32+JSON
//! crc32c u32 over all before
//! ```
//! A changed layout is a new format number beside this one; frames are never rewritten.

mod decode;
mod encode;

use crate::Record;
use crate::append::CommandKey;

pub(crate) use encode::{Encoder, Unit};

/// The only layout so far.
const FORMAT: u8 = 1;

/// The longest value given to sled: beyond a quarter of a leaf's segment it would go to a file that
/// sled never syncs; 48 KiB was measured to stay clear of that (ledger.md, rule 3).
pub(crate) const FRAME_MAX_BYTES: usize = 48 * 1024;

const HEADER_BYTES: usize = 26;
const CRC_BYTES: usize = 4;

/// Whether a frame stands alone or is part of one command that needs several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Whole = 0,
    First = 1,
    Middle = 2,
    Last = 3,
}

/// A frame's place: its first position, and how many frames without records begin there before it.
///
/// The second half keeps frames apart whose commands all wrote nothing, and is 0 otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub position: u64,
    pub ordinal: u32,
}

impl Key {
    pub const FIRST: Self = Self { position: 0, ordinal: 0 };
    pub const BYTES: usize = 12;

    pub fn encode(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (position, ordinal) = bytes.split_at_mut(8);
        position.copy_from_slice(&self.position.to_be_bytes());
        ordinal.copy_from_slice(&self.ordinal.to_be_bytes());
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (position, ordinal) = bytes.split_first_chunk::<8>()?;
        let position = u64::from_be_bytes(*position);
        Some(Self { position, ordinal: u32::from_be_bytes(ordinal.try_into().ok()?) })
    }

    /// Where the frame after this one goes.
    pub fn after(self, records: usize) -> Self {
        match records {
            0 => Self { ordinal: self.ordinal.saturating_add(1), ..self },
            n => Self { position: self.position.saturating_add(n as u64), ordinal: 0 },
        }
    }
}

/// A command as a frame remembers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub key: CommandKey,
    pub fingerprint: [u8; 32],
    /// Position of its first record, or of the next one in the log when it has none.
    pub first_position: u64,
    /// Its records in all frames together.
    pub total: u32,
    /// How many of them came in frames before this one.
    pub offset: u32,
    pub sequence: u64,
    pub version: u64,
    pub recorded_at_us: i64,
}

/// A frame read back.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub key: Key,
    pub kind: Kind,
    /// Place among all frames of the log, from 0, gap-free.
    pub number: u64,
    pub commands: Vec<Command>,
    pub records: Vec<Record>,
}

impl Frame {
    /// The key and number of the frame that comes next.
    pub fn next(&self) -> (Key, u64) {
        (self.key.after(self.records.len()), self.number.saturating_add(1))
    }

    /// Whether this frame comes right after another, or is the very first.
    pub fn follows(&self, before: Option<&Self>) -> bool {
        let is_group_open = before.is_some_and(|frame| matches!(frame.kind, Kind::First | Kind::Middle));
        let goes_on = matches!(self.kind, Kind::Middle | Kind::Last);
        is_group_open == goes_on && (self.key, self.number) == before.map_or((Key::FIRST, 0), Self::next)
    }

    /// The record at a position, if it is in this frame.
    pub fn record(&self, position: u64) -> Option<&Record> {
        let index = position.checked_sub(self.key.position)?;
        self.records.get(usize::try_from(index).ok()?)
    }
}

#[cfg(test)]
mod tests;
