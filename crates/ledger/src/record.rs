//! A stored record and the tail the writer puts behind what the caller hands it.
//!
//! It does not read the record's JSON: where a record stands is known from the frame around it.
//! The tail's four fields are bytes for ever (contracts.md); nothing is ever added to them.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::Error;

/// SHA-256 of a record's complete stored bytes.
pub type Hash = [u8; 32];

/// One stored record: where it stands, and its bytes exactly as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Place in this service's log, from 0.
    pub position: u64,
    /// The initiative it belongs to.
    pub initiative: Arc<str>,
    /// The stream it belongs to.
    pub stream: Arc<str>,
    /// Place among the initiative's records, from 1, gap-free.
    pub sequence: u64,
    /// Place in its stream, from 1, gap-free.
    pub version: u64,
    /// When it was recorded, in microseconds since 1970.
    pub recorded_at_us: i64,
    /// The stored JSON: hashed, published and exported as it is. A clone shares it.
    pub bytes: Bytes,
}

impl Record {
    /// SHA-256 of the stored bytes: what the next record of the initiative names as `prev`.
    pub fn hash(&self) -> Hash {
        hash(&self.bytes)
    }
}

/// The last durable record of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its position.
    pub position: u64,
    /// SHA-256 of its bytes.
    pub hash: Hash,
}

/// The last durable record of one initiative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InitiativeHead {
    /// Its sequence.
    pub sequence: u64,
    /// When it was recorded, in microseconds since 1970.
    pub recorded_at_us: i64,
    /// SHA-256 of its bytes.
    pub hash: Hash,
}

pub(crate) fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The end of a record as it is stored, closing brace included.
pub(crate) fn tail(
    sequence: u64,
    version: u64,
    recorded_at_us: i64,
    prev: Option<&Hash>,
) -> Result<String, Error> {
    let at = jiff::Timestamp::from_microsecond(recorded_at_us)
        .map_err(|_| Error::Unacceptable("recorded_at must lie between the years 1970 and 9999"))?;
    let mut text = String::with_capacity(TAIL_MAX_BYTES);
    let written =
        write!(text, r#","sequence":{sequence},"version":{version},"recorded_at":"{at:.6}","prev":"#);
    written.map_err(|_| Error::Unacceptable("recorded_at cannot be written"))?;
    match prev {
        Some(hash) => {
            text.push('"');
            text.push_str(&hex::encode(hash));
            text.push_str("\"}");
        }
        None => text.push_str("null}"),
    }
    Ok(text)
}

/// Room for the tail at the largest numbers, so that building one allocates once.
const TAIL_MAX_BYTES: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_written_as_the_contract_says() {
        let at = "2026-11-23T10:00:00.1Z".parse::<jiff::Timestamp>().unwrap().as_microsecond();
        assert_eq!(
            tail(1, 1, at, None).unwrap(),
            r#","sequence":1,"version":1,"recorded_at":"2026-11-23T10:00:00.100000Z","prev":null}"#
        );
        let prev = hash(b"{}");
        assert_eq!(
            tail(901, 17, 0, Some(&prev)).unwrap(),
            r#","sequence":901,"version":17,"recorded_at":"1970-01-01T00:00:00.000000Z","prev":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}"#
        );
        assert!(tail(u64::MAX, u64::MAX, i64::MAX / 40, Some(&prev)).unwrap().len() <= TAIL_MAX_BYTES);
    }
}
