//! What a child said was on disk, and the check that it is.

use std::collections::HashMap;

use ledger::{Appended, CommandKey, Ledger};
use uuid::Uuid;

use crate::child::key;

/// One acknowledged command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    pub key: CommandKey,
    pub sequence: u64,
    pub version: u64,
    pub records: usize,
    /// Position and hash of the last record, when there is one.
    pub last: Option<(u64, String)>,
}

impl Acknowledged {
    pub fn line(writer: u64, n: u64, appended: &Appended) -> String {
        let key = key(writer, n);
        let last = appended.records.last().map(|record| (record.position, hex::encode(record.hash())));
        let (position, hash) = last.unwrap_or_default();
        format!(
            "ack {} {} {} {} {} {} {position} {hash}-\n",
            key.initiative,
            key.principal,
            key.id,
            appended.sequence,
            appended.version,
            appended.records.len(),
        )
    }

    pub fn parse(line: &str) -> Option<Self> {
        // libtest may put its own words before the first line; the last may be cut.
        let words: Vec<&str> = line.get(line.find("ack ")?..)?.strip_suffix('-')?.split(' ').collect();
        let [_, initiative, principal, id, sequence, version, records, position, hash] = words.as_slice()
        else {
            return None;
        };
        let last = (!hash.is_empty()).then(|| Some((position.parse().ok()?, (*hash).to_owned())));
        Some(Self {
            key: CommandKey {
                initiative: (*initiative).to_owned(),
                principal: (*principal).to_owned(),
                id: Uuid::parse_str(id).ok()?,
            },
            sequence: sequence.parse().ok()?,
            version: version.parse().ok()?,
            records: records.parse().ok()?,
            last: last.flatten(),
        })
    }
}

/// How many acknowledged commands are not there.
pub fn lost(ledger: &Ledger, acknowledged: &[Acknowledged]) -> usize {
    acknowledged.iter().filter(|command| !matches!(ledger.seen(&command.key), Ok(Some(_)))).count()
}

/// Panics unless everything acknowledged is there and the whole log is in order.
pub fn check(ledger: &Ledger, acknowledged: &[Acknowledged]) {
    let hashes: HashMap<u64, String> = ledger
        .read(0)
        .map(|record| record.map(|record| (record.position, hex::encode(record.hash()))).unwrap())
        .collect();
    for command in acknowledged {
        let seen = ledger.seen(&command.key).unwrap();
        let appended = seen.unwrap_or_else(|| panic!("lost: {command:?}")).appended;
        assert_eq!((appended.sequence, appended.version), (command.sequence, command.version), "{command:?}");
        assert_eq!(appended.records.len(), command.records, "{command:?}");
        if let Some((position, hash)) = &command.last {
            assert_eq!(hashes.get(position), Some(hash), "{command:?}");
        }
    }
    let verified = ledger.verify().unwrap();
    for (initiative, end) in &verified.initiatives {
        let count = ledger.read_initiative(initiative, 1).map(Result::unwrap).count();
        assert_eq!(count as u64, end.sequence, "{initiative}");
    }
}
