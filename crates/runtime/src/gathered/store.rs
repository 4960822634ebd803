//! The file of what was gathered: records by initiative, context and sequence, and how far each log was read.
//!
//! Knows no event and no follower. It is disposable: without it the logs are read again from their beginning. Records
//! and the place they bring their log to commit together, so none is missing below a place.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::meta::ContextName;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};

/// Records read at once: their bytes are held in memory until they are applied.
const RECORDS_A_PART: u32 = 2_000;

/// The file.
pub struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
}

/// How far a log was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The log's own id.
    pub log_id: String,
    /// The first position that was not read.
    pub next: u64,
    /// Whether it was ever read to its end.
    pub was_complete: bool,
}

/// A record as it is kept; none of its bytes where it is only counted.
pub struct Row<'a> {
    /// Whose.
    pub initiative: &'a str,
    /// Its sequence.
    pub sequence: u64,
    /// When it was recorded, in microseconds since 1970.
    pub recorded_us: i64,
    /// When it happened.
    pub occurred_us: i64,
    /// What of it is needed.
    pub bytes: Option<&'a [u8]>,
}

/// Which of an initiative's records are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Whose.
    pub initiative: &'a str,
    /// Of which context.
    pub context: ContextName,
    /// Behind this sequence…
    pub after: u64,
    /// …up to this one…
    pub to: u64,
    /// …and of those what had happened by then, in microseconds since 1970.
    pub occurred_us: Option<i64>,
}

/// Stored records in order of their sequences, and the sequence to go on behind; none after the last.
pub type Part = (Vec<Vec<u8>>, Option<u64>);

impl Store {
    /// Opens the file, or begins it.
    ///
    /// # Errors
    /// SQLite's.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let writer = Connection::open(path)?;
        writer.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
             CREATE TABLE IF NOT EXISTS place (
                 context TEXT PRIMARY KEY, log TEXT NOT NULL, next INTEGER NOT NULL, was_complete INTEGER NOT NULL
             ) STRICT;
             CREATE TABLE IF NOT EXISTS record (
                 initiative TEXT NOT NULL, context TEXT NOT NULL, sequence INTEGER NOT NULL,
                 recorded_us INTEGER NOT NULL, occurred_us INTEGER NOT NULL, bytes BLOB,
                 PRIMARY KEY (initiative, context, sequence)
             ) STRICT;
             CREATE INDEX IF NOT EXISTS record_by_time ON record (initiative, context, recorded_us, sequence);",
        )?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer) })
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far a log was read; none before the first message.
    ///
    /// # Errors
    /// SQLite's.
    pub fn place(&self, context: ContextName) -> rusqlite::Result<Option<Place>> {
        let of = "SELECT log, next, was_complete FROM place WHERE context = ?1";
        let place = |row: &rusqlite::Row<'_>| {
            Ok(Place { log_id: row.get(0)?, next: row.get(1)?, was_complete: row.get(2)? })
        };
        self.writer().query_row(of, [context.as_str()], place).optional()
    }

    /// Takes records of a log in and moves its place on, all or none.
    ///
    /// # Errors
    /// SQLite's.
    pub fn take_in(&self, context: ContextName, rows: &[Row<'_>], place: &Place) -> rusqlite::Result<()> {
        let mut connection = self.writer();
        let whole = connection.transaction()?;
        {
            let mut insert =
                whole.prepare_cached("INSERT OR IGNORE INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
            for row in rows {
                let Row { initiative, sequence, recorded_us, occurred_us, bytes } = row;
                insert.execute(params![
                    initiative,
                    context.as_str(),
                    sequence,
                    recorded_us,
                    occurred_us,
                    bytes
                ])?;
            }
            let mut stands = whole.prepare_cached(
                "INSERT INTO place VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE
                    SET log = ?2, next = ?3, was_complete = was_complete OR ?4",
            )?;
            let Place { log_id, next, was_complete } = place;
            stands.execute(params![context.as_str(), log_id, next, was_complete])?;
        }
        whole.commit()
    }

    /// Another connection, for whoever reads: the writer waits for nobody.
    fn reader(&self) -> rusqlite::Result<Connection> {
        Connection::open_with_flags(
            &self.path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
    }

    /// The last sequences of several logs, read at one moment.
    ///
    /// # Errors
    /// SQLite's.
    pub fn heads<K: Ord + Copy>(
        &self,
        of: &BTreeMap<K, (&str, ContextName)>,
    ) -> rusqlite::Result<BTreeMap<K, u64>> {
        self.last(of, i64::MAX)
    }

    /// The last sequences of several logs that had been recorded by a moment.
    ///
    /// # Errors
    /// SQLite's.
    pub fn last<K: Ord + Copy>(
        &self,
        of: &BTreeMap<K, (&str, ContextName)>,
        by_us: i64,
    ) -> rusqlite::Result<BTreeMap<K, u64>> {
        let mut reader = self.reader()?;
        let whole = reader.transaction()?;
        // No time goes back within an initiative, so the last one by its time has the highest sequence too.
        let mut select = whole.prepare(
            "SELECT sequence FROM record WHERE initiative = ?1 AND context = ?2 AND recorded_us <= ?3
                ORDER BY recorded_us DESC, sequence DESC LIMIT 1",
        )?;
        let mut last = |(initiative, context): &(&str, ContextName)| {
            let found = select.query_row(params![initiative, context.as_str(), by_us], |row| row.get(0));
            found.optional().map(Option::unwrap_or_default)
        };
        of.iter().map(|(log, whose)| Ok((*log, last(whose)?))).collect()
    }

    /// When a record was recorded, in microseconds since 1970.
    ///
    /// # Errors
    /// SQLite's.
    pub fn recorded(
        &self,
        initiative: &str,
        context: ContextName,
        sequence: u64,
    ) -> rusqlite::Result<Option<i64>> {
        let reader = self.reader()?;
        let of = "SELECT recorded_us FROM record WHERE initiative = ?1 AND context = ?2 AND sequence = ?3";
        reader.query_row(of, params![initiative, context.as_str(), sequence], |row| row.get(0)).optional()
    }

    /// Some of the records that are wanted and of which something is needed.
    ///
    /// # Errors
    /// SQLite's.
    pub fn records(&self, wanted: Wanted<'_>) -> rusqlite::Result<Part> {
        let reader = self.reader()?;
        let Wanted { initiative, context, after, to, occurred_us } = wanted;
        let mut select = reader.prepare(
            "SELECT sequence, bytes FROM record WHERE initiative = ?1 AND context = ?2
                AND sequence > ?3 AND sequence <= ?4 AND bytes IS NOT NULL
                AND (?5 IS NULL OR occurred_us <= ?5) ORDER BY sequence LIMIT ?6",
        )?;
        let of = params![initiative, context.as_str(), after, to, occurred_us, RECORDS_A_PART];
        let rows = select.query_map(of, |row| Ok((row.get::<_, u64>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        let (sequences, records): (Vec<u64>, Vec<Vec<u8>>) =
            rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().unzip();
        let is_full = u32::try_from(records.len()).is_ok_and(|count| count >= RECORDS_A_PART);
        let next = sequences.last().copied().filter(|_| is_full);
        Ok((records, next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: ContextName = ContextName::Plan;

    fn row(sequence: u64, occurred_us: i64, bytes: Option<&[u8]>) -> Row<'_> {
        let recorded_us = i64::try_from(sequence).unwrap() * 10;
        Row { initiative: "cluj", sequence, recorded_us, occurred_us, bytes }
    }

    fn place(next: u64, was_complete: bool) -> Place {
        Place { log_id: "a".to_owned(), next, was_complete }
    }

    #[test]
    fn what_was_taken_in_is_found_by_sequence_and_time_after_a_new_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gathered.sqlite");
        let store = Store::open(&path).unwrap();
        assert_eq!(store.place(PLAN).unwrap(), None);
        let rows = [row(1, 5, Some(b"one")), row(2, 50, None), row(3, 1, Some(b"three"))];
        store.take_in(PLAN, &rows, &place(7, true)).unwrap();
        // Told again, and no longer complete: nothing is lost.
        store.take_in(PLAN, &[row(3, 1, Some(b"other"))], &place(8, false)).unwrap();
        drop(store);
        let store = Store::open(&path).unwrap();
        assert_eq!(store.place(PLAN).unwrap(), Some(place(8, true)));
        let of = BTreeMap::from([('p', ("cluj", PLAN)), ('q', ("iasi", PLAN))]);
        assert_eq!(store.heads(&of).unwrap(), [('p', 3), ('q', 0)].into());
        assert_eq!(store.last(&of, 29).unwrap()[&'p'], 2);
        assert_eq!(store.last(&of, 9).unwrap()[&'p'], 0);
        assert_eq!(store.recorded("cluj", PLAN, 2).unwrap(), Some(20));
        let wanted =
            |after, to, occurred_us| Wanted { initiative: "cluj", context: PLAN, after, to, occurred_us };
        let found = |wanted| store.records(wanted).unwrap().0;
        assert_eq!(found(wanted(0, 3, None)), [b"one".to_vec(), b"three".to_vec()]);
        assert_eq!(found(wanted(1, 3, None)), [b"three".to_vec()]);
        assert_eq!(found(wanted(0, 2, None)), [b"one".to_vec()]);
        assert_eq!(found(wanted(0, 3, Some(4))), [b"three".to_vec()]);
    }
}
