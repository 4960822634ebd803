//! Decides which commands of a group may be written, and gives their records their places.
//!
//! Later commands of a group see the earlier ones as if they were stored. It does not know what a
//! record says, and it writes nothing.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;

use crate::append::{Append, Appended, CommandKey, RECORD_MAX_BYTES};
use crate::frame::{Command, Encoder, Key, Unit};
use crate::index::{Entry, command_key, stream_key};
use crate::record::{Head, InitiativeHead, hash, tail};
use crate::shared::{Change, Shared};
use crate::{Error, Record};

/// What will be answered to a command once its group is on disk.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The command's place among those staged.
    Written(usize),
    /// A repeat of a command of the same group.
    RepeatOf(usize),
    Answered(Result<Appended, Error>),
}

#[derive(Debug)]
struct Staged {
    command: Command,
    records: Vec<Record>,
}

/// The group the writer is about to write.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    shared: &'a Arc<Shared>,
    next_position: u64,
    staged: Vec<Staged>,
    commands: HashMap<CommandKey, usize>,
    heads: HashMap<String, InitiativeHead>,
    versions: HashMap<Vec<u8>, u64>,
}

/// What to write, where the next frame goes, and what to publish afterwards.
#[derive(Debug)]
pub(crate) struct Plan {
    pub units: Vec<Unit>,
    pub next: (Key, u64),
    pub change: Change,
}

impl<'a> Group<'a> {
    pub fn new(shared: &'a Arc<Shared>, next_position: u64) -> Self {
        Self {
            shared,
            next_position,
            staged: vec![],
            commands: HashMap::new(),
            heads: HashMap::new(),
            versions: HashMap::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.staged.is_empty()
    }

    /// Takes a command in, or says at once why not.
    pub fn stage(&mut self, append: Append) -> Outcome {
        match self.repeat(&append) {
            Ok(Some(outcome)) => return outcome,
            Ok(None) => {}
            Err(error) => return Outcome::Answered(Err(error)),
        }
        match self.place(append) {
            Ok(staged) => {
                self.commands.insert(staged.command.key.clone(), self.staged.len());
                self.staged.push(staged);
                Outcome::Written(self.staged.len() - 1)
            }
            Err(error) => Outcome::Answered(Err(error)),
        }
    }

    /// The answer of an outcome, now that the group is on disk.
    pub fn answer(&self, outcome: Outcome) -> Result<Appended, Error> {
        let (index, is_repeat) = match outcome {
            Outcome::Answered(answer) => return answer,
            Outcome::Written(index) => (index, false),
            Outcome::RepeatOf(index) => (index, true),
        };
        let Staged { command, records } =
            self.staged.get(index).ok_or(Error::Unacceptable("a command lost its place"))?;
        Ok(Appended {
            sequence: command.sequence,
            version: command.version,
            recorded_at_us: command.recorded_at_us,
            records: records.clone(),
            is_repeat,
        })
    }

    /// Packs what was staged.
    pub fn plan(&mut self, next: (Key, u64)) -> Result<Plan, Error> {
        let mut encoder = Encoder::new(next.0, next.1);
        let mut entries: Vec<Entry> = vec![];
        let mut all = vec![];
        for Staged { command, records } in &self.staged {
            let key = encoder.push(command, records)?;
            if entries.last().is_none_or(|entry| entry.frame != key) {
                entries.push(Entry::new(key));
            }
            if let Some(entry) = entries.last_mut() {
                entry.commands.push(command_key(&command.key));
                entry.push_records(records);
            }
            all.extend(records.iter().cloned());
        }
        let (units, key, number) = encoder.finish();
        let head = all.last().map(|last| Head { position: last.position, hash: last.hash() });
        let change = Change {
            frames: number,
            entries,
            records: all,
            head,
            heads: self.heads.drain().collect(),
            versions: self.versions.drain().collect(),
        };
        Ok(Plan { units, next: (key, number), change })
    }

    fn repeat(&self, append: &Append) -> Result<Option<Outcome>, Error> {
        if let Some(index) = self.commands.get(&append.command) {
            let is_same =
                self.staged.get(*index).is_some_and(|s| s.command.fingerprint == append.fingerprint);
            return if is_same { Ok(Some(Outcome::RepeatOf(*index))) } else { Err(Error::CommandIdReused) };
        }
        match self.shared.seen(&append.command)? {
            None => Ok(None),
            Some(seen) if seen.fingerprint == append.fingerprint => {
                Ok(Some(Outcome::Answered(Ok(seen.appended))))
            }
            Some(_) => Err(Error::CommandIdReused),
        }
    }

    /// Checks versions and gives every record its place; changes the group only when all is well.
    fn place(&mut self, append: Append) -> Result<Staged, Error> {
        let mut versions = self.versions_of(&append)?;
        let head = self.head_of(&append.command.initiative)?;
        let recorded_at_us = append.recorded_at_us.max(head.map_or(0, |head| head.recorded_at_us));
        let mut sequence = head.map_or(0, |head| head.sequence);
        let mut prev = head.map(|head| head.hash);
        let initiative: Arc<str> = append.command.initiative.as_str().into();
        let names: Vec<Arc<str>> = append.streams.iter().map(|s| s.stream.as_str().into()).collect();
        let mut records = Vec::with_capacity(append.records.len());
        for (index, text) in append.records {
            let (Some(version), Some(stream)) = (versions.get_mut(index), names.get(index)) else {
                return Err(Error::Unacceptable("a record names a stream of its command"));
            };
            *version += 1;
            sequence += 1;
            let bytes = complete(text, sequence, *version, recorded_at_us, prev.as_ref())?;
            prev = Some(hash(&bytes));
            let position = self.next_position + records.len() as u64;
            let (initiative, stream, version) = (initiative.clone(), stream.clone(), *version);
            records.push(Record { position, initiative, stream, sequence, version, recorded_at_us, bytes });
        }
        let command = Command {
            fingerprint: append.fingerprint,
            first_position: self.next_position,
            // At most RECORDS_MAX (append.rs).
            total: u32::try_from(records.len()).unwrap_or(u32::MAX),
            offset: 0,
            sequence,
            version: versions.first().copied().unwrap_or(0),
            recorded_at_us,
            key: append.command,
        };
        self.next_position += records.len() as u64;
        if let Some(hash) = prev.filter(|_| !records.is_empty()) {
            let head = InitiativeHead { sequence, recorded_at_us, hash };
            self.heads.insert(command.key.initiative.clone(), head);
            for (name, version) in names.iter().zip(versions) {
                self.versions.insert(stream_key(&initiative, name), version);
            }
        }
        Ok(Staged { command, records })
    }

    /// The version every stream of the command is at, once all are as expected.
    fn versions_of(&self, append: &Append) -> Result<Vec<u64>, Error> {
        let initiative = &append.command.initiative;
        let mut versions = Vec::with_capacity(append.streams.len());
        for stream in &append.streams {
            let staged = self.versions.get(&stream_key(initiative, &stream.stream)).copied();
            let actual = match staged {
                Some(version) => version,
                None => self.shared.stream_version(initiative, &stream.stream)?,
            };
            if let Some(expected) = stream.expected_version.filter(|expected| *expected != actual) {
                return Err(Error::VersionConflict { stream: stream.stream.clone(), expected, actual });
            }
            versions.push(actual);
        }
        Ok(versions)
    }

    fn head_of(&self, initiative: &str) -> Result<Option<InitiativeHead>, Error> {
        match self.heads.get(initiative) {
            Some(head) => Ok(Some(*head)),
            None => self.shared.initiative_head(initiative),
        }
    }
}

fn complete(
    text: String,
    sequence: u64,
    version: u64,
    recorded_at_us: i64,
    prev: Option<&crate::Hash>,
) -> Result<Bytes, Error> {
    let tail = tail(sequence, version, recorded_at_us, prev)?;
    let bytes = text.len() + tail.len();
    if bytes > RECORD_MAX_BYTES {
        return Err(Error::RecordTooLarge { bytes, max: RECORD_MAX_BYTES });
    }
    let mut complete = text.into_bytes();
    complete.reserve_exact(tail.len());
    complete.extend_from_slice(tail.as_bytes());
    Ok(Bytes::from(complete))
}
