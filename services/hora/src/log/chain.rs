//! Walks the chain of one initiative's records in one service, and says where it first breaks.
//!
//! Checked of every record: its fields in their order and without white space, the sequence without gaps, the version
//! of its stream, the hash of the record before it, and that its moment does not lie before that of the one before.
//! What the reader's key may not see leaves gaps. A gap is a fault only where it is proven to be one: by a key that
//! sees everything, or by versions that more records are missing from than the gaps have room for.
//! Knows no network; records are handed in as they come, so a history of any length fits in memory.

use std::collections::BTreeMap;

use prost::bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::record::{FIELDS, Record};
use crate::output::Tree;

/// Whole numbers stay below 2^53, so that every reader of JSON reads the same.
const MAX_WHOLE: u64 = 1 << 53;

/// The widest visibility: whose key is given such a record is given all.
const WIDEST: &str = "restricted";
/// Gaps that are named; of more, how many there are.
const GAPS_NAMED: usize = 20;

/// The chain as far as it has been walked.
#[derive(Debug)]
pub struct Chain {
    context: String,
    initiative: String,
    records: u64,
    sequence: u64,
    hash: String,
    recorded_at: String,
    sees_all: bool,
    gaps: u64,
    named_gaps: Vec<(u64, u64)>,
    missing: u64,
    missing_versions: u64,
    versions: BTreeMap<String, u64>,
}

impl Chain {
    /// A chain of which nothing has been seen.
    pub fn new(context: &str, initiative: &str) -> Self {
        Self {
            context: context.to_owned(),
            initiative: initiative.to_owned(),
            records: 0,
            sequence: 0,
            hash: String::new(),
            recorded_at: String::new(),
            sees_all: false,
            gaps: 0,
            named_gaps: Vec::new(),
            missing: 0,
            missing_versions: 0,
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
        self.check_order(&record).map_err(at)?;
        let is_next = record.sequence == expected;
        if !is_next {
            self.skip(expected, record.sequence.saturating_sub(1));
        }
        self.check_version(&record).map_err(|what| format!("sequence {}: {what}", record.sequence))?;
        if is_next {
            self.check_prev(&record).map_err(at)?;
        }
        self.sees_all |= record.tree.get("visibility").and_then(Tree::as_text) == Some(WIDEST);
        self.records = self.records.saturating_add(1);
        self.sequence = record.sequence;
        self.hash = hex::encode(Sha256::digest(&record.bytes));
        self.recorded_at = record.recorded_at;
        Ok(())
    }

    /// Notes a gap.
    fn skip(&mut self, first: u64, last: u64) {
        self.gaps = self.gaps.saturating_add(1);
        self.missing = self.missing.saturating_add(last.saturating_sub(first)).saturating_add(1);
        if self.named_gaps.len() < GAPS_NAMED {
            self.named_gaps.push((first, last));
        }
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

    fn check_order(&self, record: &Record) -> Result<(), String> {
        if record.sequence <= self.sequence {
            return Err(format!("the record there says sequence {}; the order is broken", record.sequence));
        }
        if record.recorded_at < self.recorded_at {
            return Err(format!(
                "was recorded at {}, before the one before it ({})",
                record.recorded_at, self.recorded_at
            ));
        }
        Ok(())
    }

    /// Each version that is missing from a stream is a record in a gap, and no record in two.
    fn check_version(&mut self, record: &Record) -> Result<(), String> {
        let Record { version, stream, .. } = record;
        let before = self.versions.insert(stream.clone(), *version).unwrap_or_default();
        let expected = before.saturating_add(1);
        self.missing_versions = self.missing_versions.saturating_add(version.saturating_sub(expected));
        if *version < expected || (self.missing == 0 && *version > expected) {
            return Err(format!("version {version} of {stream}; expected is {expected}"));
        }
        if self.missing_versions > self.missing {
            let Self { missing, missing_versions, .. } = self;
            return Err(format!(
                "version {version} of {stream} after {before}: {missing_versions} versions are missing so far, and \
                 the gaps have room for {missing} records"
            ));
        }
        Ok(())
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

    /// Ends the walk: compares with the head the service says it has, and looks whether a gap is a fault.
    ///
    /// # Errors
    /// Another record is last, or has another hash; or records are missing for a key that sees all.
    pub fn finish(&mut self, sequence: u64, hash: &str) -> Result<(), String> {
        let next = self.sequence.saturating_add(1);
        if sequence < self.sequence {
            return Err(format!(
                "sequence {next}: the head is said to be {sequence}, the last record is {}",
                self.sequence
            ));
        }
        if sequence > self.sequence {
            self.skip(next, sequence);
        } else if self.records > 0 && hash != self.hash {
            return Err(format!(
                "sequence {sequence}: the head is said to have the hash {hash}; the record has {}",
                self.hash
            ));
        }
        match self.named_gaps.first() {
            Some((first, _)) if self.sees_all => {
                Err(format!("sequence {first}: is missing, and your key sees records of every visibility"))
            }
            _ => Ok(()),
        }
    }

    /// The sequences that were not handed in, and how many; none where there are none.
    pub fn unseen(&self) -> Option<String> {
        let mut named: Vec<String> = self
            .named_gaps
            .iter()
            .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
            .collect();
        if self.gaps > u64::try_from(GAPS_NAMED).unwrap_or(u64::MAX) {
            named.push("…".to_owned());
        }
        (self.gaps > 0).then(|| format!("{} ({} in all)", named.join(", "), self.missing))
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
