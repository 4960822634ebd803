//! The base tried with a toy context: words added and dropped.

use std::{convert::Infallible, io, path::Path};

use domain::{
    decider::Event,
    meta::Visibility,
    private::{MayOpen, Private},
};
use rusqlite::{Connection, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::{
    Coverage, Error, File, Place, PrivateCell, Record, Schema,
    fixture::{self, History, event_id},
    remove,
};

static TOY: Schema = Schema {
    context: "agenda",
    version: 3,
    ddl: &[
        "CREATE TABLE words (word TEXT PRIMARY KEY, occurred_at TEXT NOT NULL, note_sealed TEXT) STRICT",
        "CREATE TABLE counts (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT",
    ],
    apply: apply_toy,
};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
enum Toy {
    #[serde(rename = "agenda.Added.v1")]
    Added { word: String, note: Option<Private> },
    #[serde(rename = "agenda.Dropped.v1")]
    Dropped { word: String },
}

impl Event for Toy {
    const TYPES: &'static [&'static str] = &["agenda.Added.v1", "agenda.Dropped.v1"];
    fn visibility(&self) -> Visibility {
        Visibility::Members
    }
}

fn apply_toy(transaction: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    match record.event::<Toy>()? {
        Toy::Added { word, note } => {
            let note = PrivateCell::optional(record, "/note", note.as_ref(), MayOpen::Members)?;
            transaction
                .prepare_cached("INSERT OR REPLACE INTO words VALUES (?1, ?2, ?3)")?
                .execute(params![word, record.occurred_at.to_string(), note])?;
        }
        Toy::Dropped { word } => {
            transaction.prepare_cached("DELETE FROM words WHERE word = ?1")?.execute([word])?;
        }
    }
    transaction
        .prepare_cached("INSERT INTO counts VALUES (?1, 1) ON CONFLICT DO UPDATE SET count = count + 1")?
        .execute([record.type_name])?;
    Ok(())
}

fn added(history: &mut History, word: &str, note: Option<&Private>) {
    let event = Toy::Added { word: word.to_owned(), note: note.cloned() };
    history.push(&format!("word/{word}"), &event);
}

fn dropped(history: &mut History, word: &str) {
    history.push(&format!("word/{word}"), &Toy::Dropped { word: word.to_owned() });
}

fn history() -> History {
    let mut history = History::new("agenda");
    added(&mut history, "circle", None);
    added(&mut history, "dance", Some(&fixture::sealed("why")));
    dropped(&mut history, "circle");
    added(&mut history, "hora", None);
    history
}

fn words(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare_cached("SELECT word FROM words ORDER BY word")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn memory() -> File {
    File::open(Place::Memory, &TOY, Coverage::Whole).unwrap()
}

#[test]
fn the_toy_holds_the_laws() {
    fixture::hold_the_laws(&TOY, &history());
}

#[test]
fn rows_and_checkpoint_come_together() {
    let mut file = memory();
    let history = history();
    let first = file.apply_batch(history.records().take(2)).unwrap().clone();
    assert_eq!((first.sequence, first.initiative.as_deref()), (2, Some(fixture::INITIATIVE)));
    assert_eq!(first.recorded_at.as_deref(), Some("2026-02-01T00:00:00.000002Z"));
    let mut reader = file.reader().unwrap();
    assert_eq!(reader.read(words).unwrap(), (first, vec!["circle".to_owned(), "dance".to_owned()]));
    file.apply_batch(history.records()).unwrap();
    let (last, now) = reader.read(words).unwrap();
    assert_eq!((last.sequence, now), (4, vec!["dance".to_owned(), "hora".to_owned()]));
    assert_eq!(&last, file.checkpoint());
    assert_eq!(reader.checkpoint().unwrap(), last);
}

#[test]
fn the_checkpoint_hash_is_that_of_the_last_record() {
    let history = history();
    let file = history.view(&TOY);
    let mut next = History::new("agenda");
    for _ in 0..5 {
        added(&mut next, "x", None);
    }
    let record = next.records().nth(4).unwrap().unwrap();
    let mut file_of_other_log = file;
    let error = file_of_other_log.apply_batch([Ok::<_, Infallible>(record)]).unwrap_err();
    assert!(matches!(error, Error::Broken { sequence: 5 }), "{error:?}");
}

#[test]
fn a_failed_batch_leaves_nothing() {
    let mut history = history();
    history.push_raw("word/x", "agenda.Unknown.v1", "members", "{}");
    let mut file = memory();
    file.apply_batch(history.records().take(1)).unwrap();
    let before = file.digest().unwrap();
    let error = file.apply_batch(history.records()).unwrap_err();
    assert!(matches!(&error, Error::At { source, .. } if matches!(**source, Error::Data { .. })));
    assert_eq!(error.to_string(), "record 5 (`agenda.Unknown.v1`) could not be applied");
    assert_eq!((file.checkpoint().sequence, file.digest().unwrap()), (1, before));
    file.apply_batch(history.records().take(4)).unwrap();
    assert_eq!(file.checkpoint().sequence, 4);

    let broken = [Err::<&[u8], _>(io::Error::other("disk"))];
    assert!(matches!(file.apply_batch(broken), Err(Error::Source(_))));
}

#[test]
fn a_gap_is_an_error_but_for_a_subset() {
    let history = history();
    let odd = || history.records().step_by(2);
    assert!(matches!(memory().apply_batch(odd()), Err(Error::Gap { expected: 2, found: 3 })));
    let mut subset = File::open(Place::Memory, &TOY, Coverage::Subset).unwrap();
    assert_eq!(subset.apply_batch(odd()).unwrap().sequence, 3);
    let again = subset.apply_batch(history.records().take(2)).unwrap();
    assert_eq!(again.sequence, 3, "what lies behind is passed over");
}

#[test]
fn records_of_elsewhere_are_refused() {
    let mut other = History::new("plan");
    added(&mut other, "x", None);
    assert!(matches!(memory().apply_batch(other.records()), Err(Error::Elsewhere { what: "context", .. })));
    let mut file = history().view(&TOY);
    let records: Vec<Vec<u8>> = history().records().map(|record| record.unwrap().to_vec()).collect();
    let moved = String::from_utf8(records[0].clone()).unwrap().replace(fixture::INITIATIVE, "elsewhere");
    let error = file.apply_batch([Ok::<_, Infallible>(moved)]).unwrap_err();
    assert!(matches!(error, Error::Elsewhere { what: "initiative", .. }), "{error:?}");
    for bytes in ["", "{}", "{\"v\":2}"] {
        assert!(matches!(file.apply_batch([Ok::<_, Infallible>(bytes)]), Err(Error::Record(_))), "{bytes}");
    }
}

#[test]
fn a_file_of_another_schema_is_refused_and_can_be_removed() {
    static NEWER: Schema = Schema { version: 4, ..TOY_COPY };
    static OTHER_TABLES: Schema = Schema { ddl: &["CREATE TABLE a (b TEXT) STRICT"], ..TOY_COPY };
    const TOY_COPY: Schema = Schema { context: "agenda", version: 3, ddl: &[], apply: apply_toy };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(TOY.file_name());
    assert!(path.ends_with("agenda-v3.sqlite"));
    drop(File::open(Place::Path(&path), &TOY, Coverage::Whole).unwrap());
    let refused =
        |schema, coverage| File::open(Place::Path(&path), schema, coverage).unwrap_err().to_string();
    assert!(refused(&NEWER, Coverage::Whole).contains("the version of the view is `3` where `4` was due"));
    assert!(refused(&OTHER_TABLES, Coverage::Whole).contains("hash of the view's tables"));
    assert!(refused(&TOY, Coverage::Subset).contains("coverage"));
    remove(&path).unwrap();
    remove(&path).unwrap();
    assert!(File::open(Place::Path(&path), &NEWER, Coverage::Whole).is_ok());
}

#[test]
fn a_table_must_be_strict() {
    static LOOSE: Schema =
        Schema { context: "agenda", version: 1, ddl: &["CREATE TABLE loose (a)"], apply: apply_toy };
    let error = File::open(Place::Memory, &LOOSE, Coverage::Whole).unwrap_err();
    assert!(matches!(error, Error::NotStrict(name) if name == "loose"));
}

#[test]
fn a_reader_cannot_write_and_sees_one_state() {
    let history = history();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("view.sqlite");
    let mut file = File::open(Place::Path(&path), &TOY, Coverage::Whole).unwrap();
    file.apply_batch(history.records().take(1)).unwrap();
    let mut reader = file.reader().unwrap();
    let (checkpoint, (before, after)) = reader
        .read(|connection| {
            let before = words(connection)?;
            file.apply_batch(history.records())?;
            Ok::<_, Error>((before, words(connection)?))
        })
        .unwrap();
    assert_eq!((checkpoint.sequence, &before), (1, &after));
    assert_eq!(reader.checkpoint().unwrap().sequence, 4);
    let write = reader.read(|connection| Ok::<_, Error>(connection.execute("DELETE FROM words", [])?));
    assert!(matches!(write, Err(Error::Sqlite(_))));
}

#[test]
fn a_view_survives_being_closed_and_two_that_are_open_apply_each_record_once() {
    let history = history();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("view.sqlite");
    let open = |path: &Path| File::open(Place::Path(path), &TOY, Coverage::Whole).unwrap();
    open(&path).apply_batch(history.records().take(3)).unwrap();
    let (mut one, mut other) = (open(&path), open(&path));
    assert_eq!(one.checkpoint().sequence, 3);
    one.apply_batch(history.records()).unwrap();
    assert_eq!(other.checkpoint().sequence, 3);
    assert_eq!(other.apply_batch(history.records()).unwrap(), one.checkpoint());
    assert_eq!(other.digest().unwrap(), history.view(&TOY).digest().unwrap());
}

#[test]
fn private_text_comes_out_sealed_with_its_place() {
    let file = history().view(&TOY);
    let sql = "SELECT note_sealed FROM words WHERE word = ?1";
    let note = |word: &str| {
        let read =
            |connection: &Connection| Ok::<_, Error>(connection.query_row(sql, [word], |row| row.get(0))?);
        file.reader().unwrap().read::<Option<PrivateCell>, _>(read).unwrap().1
    };
    let cell = note("dance").unwrap();
    assert_eq!((cell.event.to_string(), cell.field.as_str()), (event_id(2), "/note"));
    assert_eq!((Private::Sealed(cell.sealed), cell.may_open), (fixture::sealed("why"), MayOpen::Members));
    assert_eq!(note("hora"), None);
    let plain = Private::Plain("secret".to_owned());
    let history = history();
    let record = Record::parse(history.records().next().unwrap().unwrap()).unwrap();
    assert!(matches!(PrivateCell::new(&record, "/note", &plain, MayOpen::Public), Err(Error::Plain)));
}

#[test]
fn the_digest_counts_rows_and_commitments_not_ciphertext() {
    let change = |sql: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("view.sqlite");
        let mut file = File::open(Place::Path(&path), &TOY, Coverage::Whole).unwrap();
        file.apply_batch(history().records()).unwrap();
        let before = file.digest().unwrap();
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        file.digest().map(|after| after == before)
    };
    assert!(change("UPDATE words SET note_sealed = replace(note_sealed, 'c2VhbGVk', 'b3RoZXI')").unwrap());
    assert!(change("UPDATE words SET rowid = rowid + 100").unwrap());
    for counted in [
        "UPDATE words SET note_sealed = json_set(note_sealed, '$.commitment', '00')",
        "UPDATE words SET note_sealed = NULL",
        "UPDATE words SET word = 'x' WHERE word = 'hora'",
        "UPDATE counts SET count = count + 1",
        "DELETE FROM counts",
    ] {
        assert!(!change(counted).unwrap(), "{counted}");
    }
    assert!(matches!(change("UPDATE words SET note_sealed = 'open'"), Err(Error::NotSealed(_))));
}

#[test]
fn a_record_tells_its_stream_and_meta() {
    let mut history = History::new("agenda");
    history.at("2026-03-01T00:00:00.000000Z").push_raw("agenda", "agenda.Added.v1", "public", "{}");
    history.push_raw("submission/A/o_1/2026", "agenda.Added.v1", "restricted", "{}");
    let bytes: Vec<&[u8]> = history.records().map(Result::unwrap).collect();
    let (one, two) = (Record::parse(bytes[0]).unwrap(), Record::parse(bytes[1]).unwrap());
    assert_eq!((one.aggregate(), one.key(), one.prev, one.version), ("agenda", "", None, 1));
    assert_eq!((two.aggregate(), two.key()), ("submission", "A/o_1/2026"));
    assert_eq!(one.meta().occurred_at.to_string(), "2026-03-01T00:00:00.000000Z");
    assert_eq!(
        (one.meta().id.to_string(), one.meta().actor.reference.as_str()),
        (event_id(1), fixture::ACTOR)
    );
    assert_eq!(one.cause, None);
}
