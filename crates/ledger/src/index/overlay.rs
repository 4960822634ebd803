//! What the index's trees do not hold yet, in memory. It does not know how the trees are written.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use super::{List, Posting, command_key, initiative_key, stream_key};
use crate::Record;
use crate::frame::{Frame, Key};

/// Places given out at once: about as many as a chunk of the trees holds.
const POSTINGS_AT_ONCE: usize = 2_048;

/// What the index keeps of one frame.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub frame: Key,
    pub commands: Vec<Vec<u8>>,
    pub places: Vec<Place>,
}

/// Where one record stands.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub stream: Arc<[u8]>,
    pub version: u64,
    pub initiative: Arc<[u8]>,
    pub sequence: u64,
    pub position: u64,
}

impl Entry {
    pub fn new(frame: Key) -> Self {
        Self { frame, commands: vec![], places: vec![] }
    }

    pub fn of(frame: &Frame) -> Self {
        let mut entry = Self::new(frame.key);
        // A command is indexed once, in the frame where it begins.
        let begun = frame.commands.iter().filter(|command| command.offset == 0);
        entry.commands.extend(begun.map(|command| command_key(&command.key)));
        entry.push_records(&frame.records);
        entry
    }

    pub fn push_records(&mut self, records: &[Record]) {
        let mut streams: HashMap<(&str, &str), Arc<[u8]>> = HashMap::new();
        let mut initiatives: HashMap<&str, Arc<[u8]>> = HashMap::new();
        self.places.extend(records.iter().map(|record| {
            Place {
                stream: streams
                    .entry((&record.initiative, &record.stream))
                    .or_insert_with(|| stream_key(&record.initiative, &record.stream).into())
                    .clone(),
                version: record.version,
                initiative: initiatives
                    .entry(&record.initiative)
                    .or_insert_with(|| initiative_key(&record.initiative).into())
                    .clone(),
                sequence: record.sequence,
                position: record.position,
            }
        }));
    }

    fn weight(&self) -> usize {
        self.commands.len() + self.places.len()
    }
}

/// The entries that wait, and the ways to look into them.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    waiting: VecDeque<Arc<Entry>>,
    entries: usize,
    commands: HashMap<Vec<u8>, Key>,
    streams: HashMap<Arc<[u8]>, VecDeque<Posting>>,
    initiatives: HashMap<Arc<[u8]>, VecDeque<Posting>>,
}

impl Overlay {
    pub fn add(&mut self, entry: Entry) {
        self.entries += entry.weight();
        for command in &entry.commands {
            self.commands.insert(command.clone(), entry.frame);
        }
        for place in &entry.places {
            let list = self.streams.entry(place.stream.clone()).or_default();
            list.push_back((place.version, place.position));
            let list = self.initiatives.entry(place.initiative.clone()).or_default();
            list.push_back((place.sequence, place.position));
        }
        self.waiting.push_back(Arc::new(entry));
    }

    /// The oldest entries, up to a weight; they stay until [`Overlay::forget`].
    pub fn oldest(&self, weight: usize) -> Vec<Arc<Entry>> {
        let taken = self.waiting.iter().scan(0, |total, entry| {
            let is_within = *total < weight;
            *total += entry.weight();
            is_within.then(|| entry.clone())
        });
        taken.collect()
    }

    /// Drops as many of the oldest entries as are in the trees now.
    pub fn forget(&mut self, count: usize) {
        for entry in self.waiting.drain(..count.min(self.waiting.len())) {
            self.entries -= entry.weight();
            for command in &entry.commands {
                self.commands.remove(command);
            }
            for place in &entry.places {
                pop(&mut self.streams, &place.stream);
                pop(&mut self.initiatives, &place.initiative);
            }
        }
    }

    pub fn entries(&self) -> usize {
        self.entries
    }

    pub fn command(&self, key: &[u8]) -> Option<Key> {
        self.commands.get(key).copied()
    }

    pub fn last(&self, list: List, key: &[u8]) -> Option<Posting> {
        self.list(list).get(key)?.back().copied()
    }

    /// The next places from one on, not all of them: a reader that takes a few must not pay for the rest. Empty
    /// when they begin later, because then the trees hold it.
    pub fn postings(&self, list: List, key: &[u8], from: u64) -> Vec<Posting> {
        let Some(waiting) = self.list(list).get(key) else { return vec![] };
        match waiting.front() {
            Some((first, _)) if *first <= from => {
                let start = waiting.partition_point(|(n, _)| *n < from);
                waiting.range(start..).take(POSTINGS_AT_ONCE).copied().collect()
            }
            _ => vec![],
        }
    }

    pub fn initiatives(&self) -> BTreeSet<String> {
        let names = self.initiatives.keys().filter_map(|key| str::from_utf8(key.get(1..)?).ok());
        names.map(str::to_owned).collect()
    }

    pub fn streams(&self) -> Vec<Arc<[u8]>> {
        self.streams.keys().cloned().collect()
    }

    fn list(&self, list: List) -> &HashMap<Arc<[u8]>, VecDeque<Posting>> {
        match list {
            List::Stream => &self.streams,
            List::Initiative => &self.initiatives,
        }
    }
}

fn pop(lists: &mut HashMap<Arc<[u8]>, VecDeque<Posting>>, key: &Arc<[u8]>) {
    if let Some(list) = lists.get_mut(key) {
        list.pop_front();
        if list.is_empty() {
            lists.remove(key);
        }
    }
}
