//! What is handed to the ledger and what it answers. It does not know what a command means.
//!
//! To add a bound: a constant with its reason here, and its check in [`Append::check`].

use std::collections::HashSet;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;
use uuid::Uuid;

use crate::{Error, Record};

/// A record is at most this long (contracts.md), so that a frame of 48 KiB holds any of them.
pub const RECORD_MAX_BYTES: usize = 40_000;
/// The longest initiative or principal: their length is stored in one byte.
pub const NAME_MAX_BYTES: usize = 255;
/// The longest stream name: far above any of contracts.md, low enough to stay small in a frame.
pub const STREAM_MAX_BYTES: usize = 512;
/// The most records or streams of one command: what the largest import chunk needs, twice over.
pub const RECORDS_MAX: usize = 65_536;
/// The most bytes of one command: 400 frames in one atomic batch is what was measured on sled.
pub const COMMAND_MAX_BYTES: usize = 16 * 1024 * 1024;

/// Under what a command is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommandKey {
    /// The initiative it acts in; every stream of the append belongs to it.
    pub initiative: String,
    /// Who sent it, as the pseudonym in that initiative.
    pub principal: String,
    /// Its id, chosen by the caller.
    pub id: Uuid,
}

/// A stream that a command writes to or depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamAppend {
    /// The stream's name inside the initiative.
    pub stream: String,
    /// The version it must be at; 0 = must not exist. A stream without records is a guard and
    /// must state one.
    pub expected_version: Option<u64>,
}

/// One command's records: all or none of them are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// Under what it is remembered.
    pub command: CommandKey,
    /// Tells a repeat of this command from another that came with the same id.
    pub fingerprint: [u8; 32],
    /// The streams written to and the guards; the first is the one whose version is answered.
    pub streams: Vec<StreamAppend>,
    /// In order of sequence: the index into `streams`, and the JSON object without its closing
    /// brace. May be empty: the command is remembered all the same.
    pub records: Vec<(usize, String)>,
    /// The caller's `now` in microseconds since 1970; stored is this or the initiative's last
    /// `recorded_at`, whichever is later.
    pub recorded_at_us: i64,
}

impl Append {
    /// Refuses what can be refused before it waits in the queue.
    pub(crate) fn check(&self) -> Result<(), Error> {
        check_name(&self.command.initiative)?;
        check_name(&self.command.principal)?;
        let bounds = [
            ("records", self.records.len(), RECORDS_MAX),
            ("streams", self.streams.len(), RECORDS_MAX),
            ("bytes", self.bytes(), COMMAND_MAX_BYTES),
        ];
        for (what, actual, max) in bounds {
            if actual > max {
                return Err(Error::CommandTooLarge { what, actual, max });
            }
        }
        if self.recorded_at_us < 0 {
            return Err(Error::Unacceptable("recorded_at must lie between the years 1970 and 9999"));
        }
        self.check_streams()?;
        self.check_records()
    }

    /// What it takes up while it waits.
    pub(crate) fn bytes(&self) -> usize {
        self.records.iter().map(|(_, text)| text.len()).sum()
    }

    fn check_streams(&self) -> Result<(), Error> {
        if self.streams.is_empty() {
            return Err(Error::Unacceptable("a command names at least one stream"));
        }
        let mut names = HashSet::new();
        for StreamAppend { stream, .. } in &self.streams {
            if stream.is_empty() || stream.len() > STREAM_MAX_BYTES {
                return Err(Error::Unacceptable("a stream name has 1 to 512 bytes"));
            }
            if !names.insert(stream) {
                return Err(Error::Unacceptable("a stream is named once in a command"));
            }
        }
        Ok(())
    }

    fn check_records(&self) -> Result<(), Error> {
        let mut is_written = vec![false; self.streams.len()];
        for (stream, text) in &self.records {
            match is_written.get_mut(*stream) {
                Some(mark) => *mark = true,
                None => return Err(Error::Unacceptable("a record names a stream of its command")),
            }
            if text.len() > RECORD_MAX_BYTES {
                return Err(Error::RecordTooLarge { bytes: text.len(), max: RECORD_MAX_BYTES });
            }
            if !text.starts_with('{') {
                return Err(Error::Unacceptable("a record is a JSON object without its closing brace"));
            }
        }
        let mut streams = self.streams.iter().zip(is_written);
        if streams.any(|(stream, is_written)| !is_written && stream.expected_version.is_none())
            && !self.records.is_empty()
        {
            return Err(Error::Unacceptable("a guard states the version it expects"));
        }
        Ok(())
    }
}

fn check_name(name: &str) -> Result<(), Error> {
    if name.is_empty() || name.len() > NAME_MAX_BYTES {
        return Err(Error::Unacceptable("an initiative and a principal have 1 to 255 bytes"));
    }
    Ok(())
}

/// The answer to a command: its records are on disk, through a power cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Sequence of its last record, or where the initiative stood when it wrote none.
    pub sequence: u64,
    /// Version of its first stream afterwards.
    pub version: u64,
    /// When it was recorded, in microseconds since 1970.
    pub recorded_at_us: i64,
    /// Its records as stored.
    pub records: Vec<Record>,
    /// Whether this is the answer of an earlier time, given again.
    pub is_repeat: bool,
}

/// What is remembered of an answered command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The fingerprint it came with.
    pub fingerprint: [u8; 32],
    /// What it was answered, marked as a repeat.
    pub appended: Appended,
}

/// An append that has its place in the queue; resolves to its answer. To drop it takes nothing back.
#[derive(Debug)]
pub struct Pending {
    pub(crate) answer: oneshot::Receiver<Result<Appended, Error>>,
}

impl Future for Pending {
    type Output = Result<Appended, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // A writer that went away without an answer is a ledger that closed before its turn came.
        Pin::new(&mut self.answer).poll(context).map(|answer| answer.unwrap_or(Err(Error::Closed)))
    }
}
