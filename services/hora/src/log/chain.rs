//! Walks the chain of one initiative's records in one service, and says where it first breaks.
//!
//! Checked of every record: its fields in their order and without white space, the sequence without gaps, the version
//! of its stream, the hash of the record before it, and that its moment does not lie before that of the one before.
//! Knows no network; records are handed in as they come, so a history of any length fits in memory.

use std::collections::BTreeMap;

use prost::bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::record::{FIELDS, Record};
use crate::output::Tree;

/// Whole numbers stay below 2^53, so that every reader of JSON reads the same.
const MAX_WHOLE: u64 = 1 << 53;

/// Which records are handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// All: a gap is a fault.
    Whole,
    /// Those the reader may see: behind a gap nothing but order can be checked.
    Partial,
}

/// The chain as far as it has been walked.
#[derive(Debug)]
pub struct Chain {
    context: String,
    initiative: String,
    coverage: Coverage,
    records: u64,
    sequence: u64,
    hash: String,
    recorded_at: String,
    gaps: u64,
    versions: BTreeMap<String, u64>,
}

impl Chain {
    /// A chain of which nothing has been seen.
    pub fn new(context: &str, initiative: &str, coverage: Coverage) -> Self {
        Self {
            context: context.to_owned(),
            initiative: initiative.to_owned(),
            coverage,
            records: 0,
            sequence: 0,
            hash: String::new(),
            recorded_at: String::new(),
            gaps: 0,
            versions: BTreeMap::new(),
        }
    }

    /// Takes the next record.
    ///
    /// # Errors
    /// The first bad place, and what is wrong there.
    pub fn push(&mut self, bytes: Bytes) -> Result<(), String> {
        let expected = self.sequence.saturating_add(1);
        let at = |what: String| format!("sequence {expected}: {what}");
        let record = Record::parse(bytes).map_err(at)?;
        self.check_grammar(&record).map_err(at)?;
        let is_next = record.sequence == expected;
        self.check_order(&record, is_next).map_err(at)?;
        self.check_version(&record).map_err(|what| format!("sequence {}: {what}", record.sequence))?;
        if is_next {
            self.check_prev(&record).map_err(at)?;
        } else {
            self.gaps = self.gaps.saturating_add(1);
        }
        self.records = self.records.saturating_add(1);
        self.sequence = record.sequence;
        self.hash = hex::encode(Sha256::digest(&record.bytes));
        self.recorded_at = record.recorded_at;
        Ok(())
    }

    fn check_grammar(&self, record: &Record) -> Result<(), String> {
        let Tree::Object(fields) = &record.tree else { return Err("is no json object".to_owned()) };
        let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
        if let Some((place, name)) = names
            .iter()
            .zip(FIELDS)
            .enumerate()
            .find(|(_, (is, must))| is != must)
            .map(|(place, (is, _))| (place, is))
        {
            let must = FIELDS.get(place).copied().unwrap_or_default();
            return Err(format!("`{name}` stands where `{must}` must stand"));
        }
        if names.len() != FIELDS.len() {
            return Err(format!("has {} fields; a record has {}", names.len(), FIELDS.len()));
        }
        if record.tree.compact().as_bytes() != record.bytes.as_ref() {
            return Err("the bytes are not compact json as it is stored".to_owned());
        }
        if record.sequence >= MAX_WHOLE || record.version >= MAX_WHOLE {
            return Err("a number is 2^53 or more".to_owned());
        }
        let initiative = record.tree.get("initiative").and_then(Tree::as_text).unwrap_or_default();
        if record.context != self.context || initiative != self.initiative {
            let (context, expected) = (&record.context, format!("{}/{}", self.initiative, self.context));
            return Err(format!("is a record of {initiative}/{context} in the log of {expected}"));
        }
        Ok(())
    }

    fn check_order(&self, record: &Record, is_next: bool) -> Result<(), String> {
        if record.sequence <= self.sequence {
            return Err(format!("the record there says sequence {}; the order is broken", record.sequence));
        }
        if !is_next && self.coverage == Coverage::Whole {
            return Err(format!(
                "is missing, the next record says {}; where your key may not see every record, say --partial",
                record.sequence
            ));
        }
        if record.recorded_at < self.recorded_at {
            return Err(format!(
                "was recorded at {}, before the one before it ({})",
                record.recorded_at, self.recorded_at
            ));
        }
        Ok(())
    }

    fn check_version(&mut self, record: &Record) -> Result<(), String> {
        let before = self.versions.insert(record.stream.clone(), record.version).unwrap_or_default();
        let is_right = match self.coverage {
            Coverage::Whole => record.version == before.saturating_add(1),
            Coverage::Partial => record.version > before,
        };
        let expected = before.saturating_add(1);
        is_right
            .then_some(())
            .ok_or_else(|| format!("version {} of {}; expected is {expected}", record.version, record.stream))
    }

    fn check_prev(&self, record: &Record) -> Result<(), String> {
        let prev = record.tree.get("prev");
        let is_right = if self.sequence == 0 {
            prev == Some(&Tree::Null)
        } else {
            prev.and_then(Tree::as_text) == Some(self.hash.as_str())
        };
        let before = self.sequence;
        is_right.then_some(()).ok_or_else(|| match before {
            0 => "`prev` of the first record is not null".to_owned(),
            before => format!("`prev` is not the hash of record {before}: one of the two was changed"),
        })
    }

    /// Compares with the head the service says it has.
    ///
    /// # Errors
    /// Another record is last, or has another hash.
    pub fn check_head(&self, sequence: u64, hash: &str) -> Result<(), String> {
        if sequence == self.sequence {
            let is_right = self.records == 0 || hash == self.hash;
            return is_right.then_some(()).ok_or_else(|| {
                format!(
                    "sequence {sequence}: the head is said to have the hash {hash}; the record has {}",
                    self.hash
                )
            });
        }
        if sequence < self.sequence || self.coverage == Coverage::Whole {
            return Err(format!(
                "sequence {}: the head is said to be {sequence}, the last record is {}",
                self.sequence.saturating_add(1),
                self.sequence
            ));
        }
        Ok(())
    }

    /// What was found, when all holds.
    pub fn summary(&self) -> String {
        let Self { records, hash, gaps, .. } = self;
        let head = if hash.is_empty() { "no head".to_owned() } else { format!("head {hash}") };
        match gaps {
            0 => format!("{records} records, {head}, ok"),
            gaps => format!("{records} records, {head}, ok between {gaps} gaps of what is not open to you"),
        }
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
