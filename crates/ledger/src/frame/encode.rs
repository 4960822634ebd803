//! Packs staged commands into frames. It does not know whether they may be stored.

use std::collections::HashMap;

use super::{CRC_BYTES, Command, FORMAT, FRAME_MAX_BYTES, HEADER_BYTES, Key, Kind};
use crate::{Error, Record};

/// What goes to sled in one call.
#[derive(Debug)]
pub(crate) enum Unit {
    /// One insert.
    One(Key, Vec<u8>),
    /// One atomic batch: a command that fills several frames.
    Atomic(Vec<(Key, Vec<u8>)>),
}

/// Collects commands into as few frames as they need.
#[derive(Debug)]
pub(crate) struct Encoder {
    /// Where the frame being filled goes.
    key: Key,
    number: u64,
    open: Block,
    units: Vec<Unit>,
}

/// The two halves of a frame while it grows.
#[derive(Debug, Default)]
struct Block {
    heads: Vec<u8>,
    bodies: Vec<u8>,
    commands: u32,
    records: usize,
}

impl Encoder {
    /// Begins at the place and number of the log's next frame.
    pub fn new(key: Key, number: u64) -> Self {
        Self { key, number, open: Block::default(), units: Vec::new() }
    }

    /// Adds one command, in order of position; answers the frame it begins in.
    pub fn push(&mut self, command: &Command, records: &[Record]) -> Result<Key, Error> {
        let block = Block::of(command, records)?;
        if block.frame_bytes() > FRAME_MAX_BYTES {
            return self.push_in_parts(command, records);
        }
        if self.open.frame_bytes() + block.bytes() > FRAME_MAX_BYTES {
            self.seal_open();
        }
        self.open.join(block);
        Ok(self.key)
    }

    /// What is to be written, and where the next frame goes.
    pub fn finish(mut self) -> (Vec<Unit>, Key, u64) {
        self.seal_open();
        (self.units, self.key, self.number)
    }

    fn seal_open(&mut self) {
        if self.open.commands == 0 {
            return;
        }
        let block = std::mem::take(&mut self.open);
        let (key, value) = self.seal(block, Kind::Whole);
        self.units.push(Unit::One(key, value));
    }

    fn seal(&mut self, block: Block, kind: Kind) -> (Key, Vec<u8>) {
        let key = self.key;
        self.key = key.after(block.records);
        let value = block.seal(kind, self.number, key.position);
        self.number += 1;
        (key, value)
    }

    fn push_in_parts(&mut self, command: &Command, records: &[Record]) -> Result<Key, Error> {
        self.seal_open();
        let begin = self.key;
        let mut parts = Vec::new();
        let mut rest = records;
        while !rest.is_empty() {
            let count = fitting(command, rest);
            let (part, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            let offset = narrow(records.len() - rest.len())?;
            let is_last = after.is_empty();
            let kind = match (parts.is_empty(), is_last) {
                (true, _) => Kind::First,
                (false, false) => Kind::Middle,
                (false, true) => Kind::Last,
            };
            let block = Block::of(&Command { offset, ..command.clone() }, part)?;
            parts.push(self.seal(block, kind));
            rest = after;
        }
        self.units.push(Unit::Atomic(parts));
        Ok(begin)
    }
}

/// How many of the records fit into one frame with the command; at least one, which always fits.
fn fitting(command: &Command, records: &[Record]) -> usize {
    let fixed = HEADER_BYTES + CRC_BYTES + head_bytes(command);
    let sizes = records.iter().scan(fixed, |total, record| {
        // Counts the name for every record: a little room is lost, never a bound.
        *total += record_bytes(record) + 2 + record.stream.len();
        Some(*total)
    });
    sizes.take_while(|total| *total <= FRAME_MAX_BYTES).count().max(1)
}

fn head_bytes(command: &Command) -> usize {
    16 + 1 + command.key.initiative.len() + 1 + command.key.principal.len() + 32 + 8 + 4 * 3 + 8 * 3 + 2
}

fn record_bytes(record: &Record) -> usize {
    2 + 8 + 4 + record.bytes.len()
}

impl Block {
    fn of(command: &Command, records: &[Record]) -> Result<Self, Error> {
        let mut names: Vec<&str> = Vec::new();
        let mut indexes: HashMap<&str, u16> = HashMap::new();
        let mut bodies = Vec::with_capacity(records.iter().map(record_bytes).sum());
        for record in records {
            let index = match indexes.get(&*record.stream) {
                Some(index) => *index,
                None => {
                    // A block this wide never fits a frame; its true parts are encoded again.
                    let index = u16::try_from(names.len()).unwrap_or(u16::MAX);
                    names.push(&record.stream);
                    indexes.insert(&record.stream, index);
                    index
                }
            };
            bodies.extend(index.to_be_bytes());
            bodies.extend(record.version.to_be_bytes());
            bodies.extend(narrow(record.bytes.len())?.to_be_bytes());
            bodies.extend_from_slice(&record.bytes);
        }
        let mut heads = Vec::with_capacity(head_bytes(command));
        heads.extend(command.key.id.as_bytes());
        for name in [&command.key.initiative, &command.key.principal] {
            heads.push(u8::try_from(name.len()).map_err(|_| TOO_WIDE)?);
            heads.extend(name.as_bytes());
        }
        heads.extend(command.fingerprint);
        heads.extend(command.first_position.to_be_bytes());
        heads.extend(command.total.to_be_bytes());
        heads.extend(command.offset.to_be_bytes());
        heads.extend(narrow(records.len())?.to_be_bytes());
        heads.extend(command.sequence.to_be_bytes());
        heads.extend(command.version.to_be_bytes());
        heads.extend(command.recorded_at_us.to_be_bytes());
        heads.extend(u16::try_from(names.len()).unwrap_or(u16::MAX).to_be_bytes());
        for name in names {
            heads.extend(u16::try_from(name.len()).map_err(|_| TOO_WIDE)?.to_be_bytes());
            heads.extend(name.as_bytes());
        }
        Ok(Self { heads, bodies, commands: 1, records: records.len() })
    }

    fn bytes(&self) -> usize {
        self.heads.len() + self.bodies.len()
    }

    fn frame_bytes(&self) -> usize {
        HEADER_BYTES + self.bytes() + CRC_BYTES
    }

    fn join(&mut self, other: Self) {
        self.heads.extend(other.heads);
        self.bodies.extend(other.bodies);
        self.commands += other.commands;
        self.records += other.records;
    }

    fn seal(self, kind: Kind, number: u64, position: u64) -> Vec<u8> {
        let mut value = Vec::with_capacity(self.frame_bytes());
        value.push(FORMAT);
        value.push(kind as u8);
        value.extend(number.to_be_bytes());
        value.extend(position.to_be_bytes());
        value.extend(self.commands.to_be_bytes());
        // At most 48 KiB of records, each with a header: the number is small.
        value.extend(u32::try_from(self.records).unwrap_or(u32::MAX).to_be_bytes());
        value.extend(self.heads);
        value.extend(self.bodies);
        value.extend(crc32c::crc32c(&value).to_be_bytes());
        value
    }
}

const TOO_WIDE: Error = Error::Unacceptable("a name is longer than its length field can say");

fn narrow(length: usize) -> Result<u32, Error> {
    u32::try_from(length).map_err(|_| TOO_WIDE)
}
