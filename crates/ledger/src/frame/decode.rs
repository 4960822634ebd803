//! Reads a frame back, slicing its records without copying. Whatever does not fit is data loss.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use uuid::Uuid;

use super::{CRC_BYTES, Command, FORMAT, Frame, Key, Kind};
use crate::append::CommandKey;
use crate::{Error, Record};

/// A command with what its records need: how many are here, and the names of their streams.
struct Head {
    command: Command,
    count: u32,
    initiative: Arc<str>,
    streams: Vec<Arc<str>>,
}

impl Frame {
    /// Reads the frame stored under a key.
    pub fn decode(key: Key, bytes: &Bytes) -> Result<Self, Error> {
        read_frame(key, bytes)
            .ok_or_else(|| Error::data_loss(format!("the frame at position {} is damaged", key.position)))
    }
}

fn read_frame(key: Key, bytes: &Bytes) -> Option<Frame> {
    let (body, crc) = bytes.split_at_checked(bytes.len().checked_sub(CRC_BYTES)?)?;
    if crc32c::crc32c(body).to_be_bytes() != crc {
        return None;
    }
    let mut reader = Reader { rest: body, at: 0 };
    if reader.u8()? != FORMAT {
        return None;
    }
    let kind = kind(reader.u8()?)?;
    let number = reader.u64()?;
    if reader.u64()? != key.position {
        return None;
    }
    let (commands, records) = (reader.u32()?, reader.u32()?);
    let heads = (0..commands).map(|_| head(&mut reader)).collect::<Option<Vec<_>>>()?;
    let mut frame = Frame { key, kind, number, commands: vec![], records: vec![] };
    frame.records.reserve(usize::try_from(records).ok()?.min(body.len()));
    for head in heads {
        read_records(&mut frame, bytes, &mut reader, &head)?;
        frame.commands.push(head.command);
    }
    let is_complete = reader.rest.is_empty() && frame.records.len() == usize::try_from(records).ok()?;
    is_complete.then_some(frame)
}

fn read_records(frame: &mut Frame, bytes: &Bytes, reader: &mut Reader<'_>, head: &Head) -> Option<()> {
    let command = &head.command;
    // A command's records have the sequences up to the one it was answered.
    let before = command.sequence.checked_sub(command.total.into())?.checked_add(command.offset.into())?;
    for index in 0..u64::from(head.count) {
        let stream = head.streams.get(usize::from(reader.u16()?))?.clone();
        let version = reader.u64()?;
        let length = usize::try_from(reader.u32()?).ok()?;
        let range = reader.skip(length)?;
        frame.records.push(Record {
            position: frame.key.position.checked_add(frame.records.len() as u64)?,
            initiative: head.initiative.clone(),
            stream,
            sequence: before.checked_add(index)?.checked_add(1)?,
            version,
            recorded_at_us: command.recorded_at_us,
            bytes: bytes.slice(range),
        });
    }
    Some(())
}

fn head(reader: &mut Reader<'_>) -> Option<Head> {
    let id = Uuid::from_bytes(reader.array()?);
    let length = usize::from(reader.u8()?);
    let initiative = reader.text(length)?;
    let length = usize::from(reader.u8()?);
    let principal = reader.text(length)?;
    let fingerprint = reader.array()?;
    let first_position = reader.u64()?;
    let (total, offset, count) = (reader.u32()?, reader.u32()?, reader.u32()?);
    let (sequence, version) = (reader.u64()?, reader.u64()?);
    let recorded_at_us = i64::from_be_bytes(reader.array()?);
    let names = reader.u16()?;
    let stream = |reader: &mut Reader<'_>| {
        let length = usize::from(reader.u16()?);
        reader.text(length).map(Arc::from)
    };
    let streams = (0..names).map(|_| stream(reader)).collect::<Option<Vec<_>>>()?;
    let key = CommandKey { initiative: initiative.to_owned(), principal: principal.to_owned(), id };
    let command =
        Command { key, fingerprint, first_position, total, offset, sequence, version, recorded_at_us };
    Some(Head { command, count, initiative: Arc::from(initiative), streams })
}

fn kind(byte: u8) -> Option<Kind> {
    [Kind::Whole, Kind::First, Kind::Middle, Kind::Last].into_iter().find(|kind| *kind as u8 == byte)
}

/// Takes numbers and texts off the front, and knows how far it has come.
struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        self.at += length;
        Some(taken)
    }

    fn skip(&mut self, length: usize) -> Option<Range<usize>> {
        let start = self.at;
        self.take(length)?;
        Some(start..self.at)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_be_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    fn text(&mut self, length: usize) -> Option<&'a str> {
        std::str::from_utf8(self.take(length)?).ok()
    }
}
