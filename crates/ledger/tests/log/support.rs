//! What the tests of the log share: short ways to say "append this".

use std::path::Path;

use ledger::{Append, CommandKey, Ledger, Options, Record, StreamAppend};
use uuid::Uuid;

pub const NOW: i64 = 1_795_000_000_123_456;

/// Small bounds, so that a few records already reach the index's trees.
pub fn options(path: &Path) -> Options {
    Options { cache_bytes: 8 << 20, index_batch: 16, ..Options::new(path.join("ledger")) }
}

pub fn open(path: &Path) -> Ledger {
    Ledger::open(options(path)).unwrap()
}

pub fn key(id: u128) -> CommandKey {
    CommandKey { initiative: "cluj-school".into(), principal: "p_1".into(), id: Uuid::from_u128(id) }
}

/// One command with `records` records on one stream, whatever its version.
pub fn append(id: u128, stream: &str, records: usize) -> Append {
    Append {
        command: key(id),
        fingerprint: [1; 32],
        streams: vec![StreamAppend { stream: stream.into(), expected_version: None }],
        records: (0..records).map(|n| (0, format!(r#"{{"v":1,"command":"{id}","n":{n}"#))).collect(),
        recorded_at_us: NOW,
    }
}

pub fn expecting(mut append: Append, version: u64) -> Append {
    append.streams[0].expected_version = Some(version);
    append
}

pub fn all(records: impl Iterator<Item = Result<Record, ledger::Error>>) -> Vec<Record> {
    records.collect::<Result<_, _>>().unwrap()
}
