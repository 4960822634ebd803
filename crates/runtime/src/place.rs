//! Where a follower of a service's own log has come to, kept in a small file beside what it makes.
//!
//! Knows no follower. The ledger is held against these places when it opens: a log that is behind one of them, or has
//! another record there, is an old copy put back. To hold it against one more: a name in [`FILES`], and its writer
//! stores a [`Place`] among its own fields.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use ledger::{FollowerHead, Ledger};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Below a service's folder: how far its views are, and how far its partners were told.
pub const FILES: [&str; 2] = ["views/place.json", "relay.json"];

/// A record that a follower has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The log's own id.
    pub log_id: Uuid,
    /// The record's position.
    pub position: u64,
    /// SHA-256 of its bytes, lower hex.
    pub hash: String,
}

impl Place {
    /// The place of the record at a position of this log.
    ///
    /// # Errors
    /// The log cannot be read there; none when it does not reach that far.
    pub fn of(ledger: &Ledger, position: u64) -> Result<Option<Self>, ledger::Error> {
        let record = ledger.record(position)?;
        Ok(record.map(|record| Self { log_id: ledger.log_id(), position, hash: hex::encode(record.hash()) }))
    }

    /// Whether this log holds that record there.
    ///
    /// # Errors
    /// The log cannot be read there.
    pub fn is_of(&self, ledger: &Ledger) -> Result<bool, ledger::Error> {
        Ok(Self::of(ledger, self.position)?.as_ref() == Some(self))
    }
}

/// The places kept below a service's folder, each under the path of its file.
pub fn followers(folder: &Path) -> Vec<FollowerHead> {
    FILES.iter().filter_map(|file| witness(&folder.join(file))).collect()
}

/// A file that is not there, is torn, or names no record bears witness to nothing.
fn witness(file: &Path) -> Option<FollowerHead> {
    let place: Place = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    let mut hash = [0; 32];
    hex::decode_to_slice(&place.hash, &mut hash).ok()?;
    let name = file.display().to_string();
    Some(FollowerHead { name, log_id: place.log_id, position: place.position, hash })
}

/// The file of the follower that a refusal of the ledger names, if it names one.
pub fn named_by(error: &ledger::Error, followers: &[FollowerHead]) -> Option<PathBuf> {
    let ledger::Error::DataLoss { what, .. } = error else { return None };
    followers.iter().find(|follower| what.contains(&follower.name)).map(|follower| (&follower.name).into())
}

/// Replaces a file at once: a crash of the process leaves the old one or the new one, whole. A power cut may leave it
/// torn, and whoever reads it passes that over: a sync here would be one that commands wait for.
///
/// # Errors
/// The file system's.
pub fn replace(file: &Path, value: &impl Serialize) -> io::Result<()> {
    fs::rename(written(file, value)?.0, file)
}

/// The same over a power cut, for what nothing else can tell.
///
/// # Errors
/// The file system's.
pub fn replace_synced(file: &Path, value: &impl Serialize) -> io::Result<()> {
    let (beside, written) = written(file, value)?;
    written.sync_data()?;
    fs::rename(beside, file)
}

fn written(file: &Path, value: &impl Serialize) -> io::Result<(PathBuf, fs::File)> {
    let beside = file.with_extension("new");
    let mut written = fs::File::create(&beside)?;
    written.write_all(&serde_json::to_vec(value).map_err(io::Error::other)?)?;
    Ok((beside, written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_and_relay_bear_witness_and_what_is_torn_or_older_does_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("views")).unwrap();
        let [views, relay] = FILES.map(|file| folder.path().join(file));
        assert_eq!(followers(folder.path()), []);
        let place = Place { log_id: Uuid::from_u128(7), position: 41, hash: "0b".repeat(32) };
        replace(&views, &place).unwrap();
        let with_more = serde_json::json!({"stream_created": "2026", "last_stream_sequence": 9, "position": 40,
            "log_id": place.log_id, "hash": place.hash});
        replace_synced(&relay, &with_more).unwrap();
        let found = followers(folder.path());
        let said: Vec<_> = found.iter().map(|head| (head.name.as_str(), head.position, head.hash)).collect();
        assert_eq!(said, [(views.to_str().unwrap(), 41, [11; 32]), (relay.to_str().unwrap(), 40, [11; 32])]);
        let of = |what: String| ledger::Error::DataLoss { what, advice: String::new() };
        assert_eq!(
            named_by(&of(format!("follower {} is ahead", relay.display())), &found),
            Some(relay.clone())
        );
        assert_eq!(named_by(&of("a page is damaged".to_owned()), &found), None);
        fs::write(&views, "{\"log_id\"").unwrap();
        replace(
            &relay,
            &serde_json::json!({"stream_created": "2026", "last_stream_sequence": 9, "position": 40}),
        )
        .unwrap();
        assert_eq!(followers(folder.path()), [], "torn, and from before places named a record");
    }
}
