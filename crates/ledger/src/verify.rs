//! Walks a whole log and believes nothing: every place is counted again, every chain hashed again.
//!
//! It checks structure, not meaning; the auditor's tools read what the records say. Memory grows
//! with the number of streams, 24 bytes each. To add a check: a line in [`Walk::take`].

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::frame::Frame;
use crate::index::{List, damaged, initiative_key, stream_key};
use crate::record::{hash, tail};
use crate::shared::Shared;
use crate::{Error, Hash, Record};

/// A log that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many records it has.
    pub records: u64,
    /// How many frames they are packed in.
    pub frames: u64,
    /// How many commands it remembers.
    pub commands: u64,
    /// How many streams it has.
    pub streams: u64,
    /// Its initiatives, by name.
    pub initiatives: BTreeMap<String, VerifiedInitiative>,
}

/// One initiative whose chain is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedInitiative {
    /// Its last sequence, which is the number of its records.
    pub sequence: u64,
    /// When its last record was stored, in microseconds since 1970.
    pub recorded_at_us: i64,
    /// SHA-256 of its last record.
    pub hash: Hash,
    /// The position of its last record.
    pub position: u64,
}

pub(crate) fn verify(shared: &Arc<Shared>) -> Result<Verified, Error> {
    let frames = shared.frames();
    // Taken before the walk: what leaves the overlay meanwhile is in the trees by the time they are read.
    let waiting = shared.index.waiting_streams();
    let mut walk = Walk::default();
    let mut before: Option<Frame> = None;
    while walk.frames < frames {
        let next = match &before {
            Some(frame) => shared.store.frame_after(frame.key)?,
            None => shared.store.first_frame()?,
        };
        let frame = next.ok_or_else(|| missing(walk.records))?;
        if !frame.follows(before.as_ref()) {
            return Err(missing(walk.records));
        }
        walk.frames += 1;
        walk.commands += frame.commands.iter().filter(|command| command.offset == 0).count() as u64;
        for record in &frame.records {
            walk.take(record)?;
        }
        before = Some(frame);
    }
    let streams = walk.versions.len() as u64;
    check_index(shared, &mut walk, waiting)?;
    Ok(Verified {
        records: walk.records,
        frames: walk.frames,
        commands: walk.commands,
        streams,
        initiatives: walk.initiatives,
    })
}

/// Every initiative and stream of the log must be in the index, as far as the walk has seen it.
fn check_index(shared: &Arc<Shared>, walk: &mut Walk, waiting: Vec<Arc<[u8]>>) -> Result<(), Error> {
    for (name, initiative) in &walk.initiatives {
        let place = (initiative.sequence, initiative.position);
        let found = shared.index.postings(List::Initiative, &initiative_key(name), initiative.sequence)?;
        if found.first() != Some(&place) {
            return Err(damaged(&format!("the index has lost the end of {name}")));
        }
    }
    let versions = &mut walk.versions;
    shared.index.each_stream(waiting, |key, version| {
        let expected = versions.remove(&short(key));
        let is_behind = expected.is_some_and(|expected| version < expected);
        if is_behind { Err(damaged("the index has lost the end of a stream")) } else { Ok(()) }
    })?;
    if versions.is_empty() { Ok(()) } else { Err(damaged("the index has lost a stream")) }
}

#[derive(Debug, Default)]
struct Walk {
    records: u64,
    frames: u64,
    commands: u64,
    initiatives: BTreeMap<String, VerifiedInitiative>,
    /// By the first half of a hash of the stream's name: no two streams will ever share one.
    versions: HashMap<[u8; 16], u64>,
}

impl Walk {
    fn take(&mut self, record: &Record) -> Result<(), Error> {
        let before = self.initiatives.get(&*record.initiative);
        let version =
            self.versions.entry(short(&stream_key(&record.initiative, &record.stream))).or_default();
        let expected_end = tail(
            before.map_or(0, |before| before.sequence) + 1,
            *version + 1,
            record.recorded_at_us,
            before.map(|before| &before.hash),
        )?;
        let goes_back = before.is_some_and(|before| before.recorded_at_us > record.recorded_at_us);
        let is_placed = record.position == self.records
            && record.sequence == before.map_or(0, |before| before.sequence) + 1
            && record.version == *version + 1;
        if !is_placed || goes_back || !record.bytes.ends_with(expected_end.as_bytes()) {
            return Err(Error::data_loss(format!(
                "the record at position {} does not follow the one before it in {} or {}",
                record.position, record.initiative, record.stream
            )));
        }
        *version += 1;
        self.records += 1;
        let verified = VerifiedInitiative {
            sequence: record.sequence,
            recorded_at_us: record.recorded_at_us,
            hash: hash(&record.bytes),
            position: record.position,
        };
        self.initiatives.insert(record.initiative.to_string(), verified);
        Ok(())
    }
}

fn short(key: &[u8]) -> [u8; 16] {
    let digest: Hash = Sha256::digest(key).into();
    digest.first_chunk::<16>().copied().unwrap_or_default()
}

fn missing(position: u64) -> Error {
    Error::data_loss(format!("the record at position {position} is missing"))
}
