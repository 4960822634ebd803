//! Reading what is durable, in order, without gaps. A gap is an error, never an early end.
//!
//! Records are slices of their frame; nothing is copied and no JSON is read.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::frame::{Frame, Key};
use crate::index::{List, Posting};
use crate::shared::Shared;
use crate::{Error, Record};

/// The records of the log from a position on, to where it ends at each step.
///
/// After the end it may be asked again; after an error it has ended.
#[derive(Debug)]
pub struct LogReader {
    shared: Arc<Shared>,
    next: u64,
    after: Option<Key>,
    records: VecDeque<Record>,
    has_failed: bool,
}

impl LogReader {
    pub(crate) fn new(shared: Arc<Shared>, from: u64) -> Self {
        Self { shared, next: from, after: None, records: VecDeque::new(), has_failed: false }
    }

    fn read(&mut self) -> Result<Option<Record>, Error> {
        loop {
            while let Some(record) = self.records.pop_front() {
                if record.position == self.next {
                    self.next += 1;
                    return Ok(Some(record));
                }
                if record.position > self.next {
                    return Err(gap(self.next));
                }
            }
            if self.next >= self.shared.records() {
                return Ok(None);
            }
            let frame = match self.after {
                Some(key) => self.shared.store.frame_after(key)?,
                None => self.shared.store.frame_at(self.next)?,
            };
            let frame = frame.ok_or_else(|| gap(self.next))?;
            // A frame that ends before what was asked for is followed by one that holds it; were it
            // missing too, the next turn finds no frame or one that begins too late.
            self.after = Some(frame.key);
            self.records = frame.records.into();
        }
    }
}

impl Iterator for LogReader {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let read = self.read().transpose();
        self.has_failed = matches!(read, Some(Err(_)));
        read
    }
}

fn gap(position: u64) -> Error {
    Error::data_loss(format!("the record at position {position} is missing"))
}

/// The records of one initiative or stream, from a sequence or version on.
#[derive(Debug)]
pub struct ListReader {
    shared: Arc<Shared>,
    list: List,
    key: Vec<u8>,
    next: u64,
    places: VecDeque<Posting>,
    frame: Option<Frame>,
    has_failed: bool,
}

impl ListReader {
    pub(crate) fn new(shared: Arc<Shared>, list: List, key: Vec<u8>, from: u64) -> Self {
        // Sequences and versions begin at 1; from 0 is from the start too.
        let next = from.max(1);
        Self { shared, list, key, next, places: VecDeque::new(), frame: None, has_failed: false }
    }

    fn read(&mut self) -> Result<Option<Record>, Error> {
        if self.places.is_empty() {
            self.places = self.shared.index.postings(self.list, &self.key, self.next)?.into();
        }
        let Some((n, position)) = self.places.pop_front() else { return Ok(None) };
        if n != self.next {
            return Err(self.misplaced(position));
        }
        let is_near = self.frame.as_ref().is_some_and(|frame| frame.record(position).is_some());
        if !is_near {
            self.frame = self.shared.store.frame_at(position)?;
        }
        let record = self.frame.as_ref().and_then(|frame| frame.record(position)).cloned();
        let record = record.filter(|record| self.is_mine(record)).ok_or_else(|| self.misplaced(position))?;
        self.next += 1;
        Ok(Some(record))
    }

    fn is_mine(&self, record: &Record) -> bool {
        use crate::index::{initiative_key, stream_key};
        let (key, n) = match self.list {
            List::Stream => (stream_key(&record.initiative, &record.stream), record.version),
            List::Initiative => (initiative_key(&record.initiative), record.sequence),
        };
        n == self.next && key == self.key
    }

    fn misplaced(&self, position: u64) -> Error {
        Error::data_loss(format!("place {} of a list is not at position {position} of the log", self.next))
    }
}

impl Iterator for ListReader {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let read = self.read().transpose();
        self.has_failed = matches!(read, Some(Err(_)));
        read
    }
}
