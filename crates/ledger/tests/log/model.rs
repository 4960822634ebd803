//! Random commands against a ledger in memory that is too simple to be wrong, with live readers
//! joining and the ledger reopening in between.

use std::collections::HashMap;
use std::path::Path;

use ledger::{Append, Appended, CommandKey, Error, Ledger, Options, Record, StreamAppend};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::random::{Random, rounds, seed};
use crate::support::*;

const STEPS: u64 = 60;
const INITIATIVES: [&str; 3] = ["brest", "cluj-school", "hub"];
const STREAMS: [&str; 4] = ["agenda", "plan", "proposal/1", "proposal/2"];

#[derive(Default)]
struct Model {
    /// Initiative and stream of every record, in order.
    records: Vec<(String, String)>,
    versions: HashMap<(String, String), u64>,
    sequences: HashMap<String, u64>,
    commands: HashMap<CommandKey, ([u8; 32], Expected)>,
}

/// What a command is to be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Expected {
    Stored { sequence: u64, version: u64, records: Vec<(u64, u64, String)>, is_repeat: bool },
    Reused,
    Conflict { stream: String, actual: u64 },
}

impl Model {
    fn append(&mut self, append: &Append) -> Expected {
        if let Some((fingerprint, expected)) = self.commands.get(&append.command) {
            return match expected.clone() {
                Expected::Stored { sequence, version, records, .. } if *fingerprint == append.fingerprint => {
                    Expected::Stored { sequence, version, records, is_repeat: true }
                }
                _ => Expected::Reused,
            };
        }
        let initiative = append.command.initiative.clone();
        for stream in &append.streams {
            let actual = self.version(&initiative, &stream.stream);
            if stream.expected_version.is_some_and(|expected| expected != actual) {
                return Expected::Conflict { stream: stream.stream.clone(), actual };
            }
        }
        let mut records = vec![];
        for (index, _) in &append.records {
            let stream = append.streams[*index].stream.clone();
            let sequence = self.sequences.entry(initiative.clone()).or_default();
            *sequence += 1;
            let version = self.versions.entry((initiative.clone(), stream.clone())).or_default();
            *version += 1;
            records.push((*sequence, *version, stream.clone()));
            self.records.push((initiative.clone(), stream));
        }
        let sequence = self.sequences.get(&initiative).copied().unwrap_or(0);
        let version = self.version(&initiative, &append.streams[0].stream);
        let expected = Expected::Stored { sequence, version, records, is_repeat: false };
        self.commands.insert(append.command.clone(), (append.fingerprint, expected.clone()));
        expected
    }

    fn version(&self, initiative: &str, stream: &str) -> u64 {
        self.versions.get(&(initiative.to_owned(), stream.to_owned())).copied().unwrap_or(0)
    }
}

fn as_expected(answer: Result<Appended, Error>) -> Expected {
    match answer {
        Ok(appended) => Expected::Stored {
            sequence: appended.sequence,
            version: appended.version,
            records: appended.records.iter().map(|r| (r.sequence, r.version, r.stream.to_string())).collect(),
            is_repeat: appended.is_repeat,
        },
        Err(Error::CommandIdReused) => Expected::Reused,
        Err(Error::VersionConflict { stream, actual, .. }) => Expected::Conflict { stream, actual },
        Err(other) => panic!("{other}"),
    }
}

fn random_append(random: &mut Random, model: &Model, sent: &[Append]) -> Append {
    if !sent.is_empty() && random.once_in(6) {
        let index = usize::try_from(random.below(sent.len() as u64)).unwrap();
        let mut again = sent[index].clone();
        if random.once_in(3) {
            again.fingerprint[0] ^= 1;
        }
        return again;
    }
    let initiative = INITIATIVES[usize::try_from(random.below(3)).unwrap()];
    let mut streams: Vec<StreamAppend> = vec![];
    for stream in STREAMS {
        if random.once_in(2) {
            let version = model.version(initiative, stream);
            let expected_version = if random.once_in(12) { version + 1 } else { version };
            streams.push(StreamAppend { stream: stream.into(), expected_version: Some(expected_version) });
        }
    }
    if streams.is_empty() {
        streams.push(StreamAppend { stream: "agenda".into(), expected_version: None });
    }
    // Now and then one that needs several frames, and one that writes nothing.
    let (count, bytes) = match random.below(12) {
        0 => (0, 0),
        1 => (3 + random.below(4), 20_000),
        _ => (1 + random.below(4), random.below(600)),
    };
    let padding = "x".repeat(usize::try_from(bytes).unwrap());
    let is_guarded = streams.iter().all(|stream| stream.expected_version.is_some());
    let writable = if is_guarded { streams.len() as u64 } else { 1 };
    let records = (0..count)
        .map(|n| {
            let index = usize::try_from(random.below(writable)).unwrap();
            (index, format!(r#"{{"n":{n},"padding":"{padding}""#))
        })
        .collect();
    Append {
        command: CommandKey {
            initiative: initiative.into(),
            principal: format!("p_{}", random.below(3)),
            id: Uuid::from_u64_pair(random.next(), random.next()),
        },
        fingerprint: [3; 32],
        streams,
        records,
        recorded_at_us: NOW + i64::try_from(random.below(1_000)).unwrap(),
    }
}

fn open_small(path: &Path) -> Ledger {
    Ledger::open(Options { index_batch: 40, index_backlog: 120, group_commands: 7, ..options(path) }).unwrap()
}

/// A live reader from a random place: everything it saw, and where it began.
type Joined = (u64, JoinHandle<Vec<Record>>);

fn join(random: &mut Random, ledger: &Ledger) -> Joined {
    let from = random.below(ledger.head().map_or(1, |head| head.position + 2));
    let mut tail = ledger.tail(from);
    let joined = tokio::spawn(async move {
        let mut records = vec![];
        while let Some(record) = tail.next().await {
            records.push(record.unwrap());
        }
        records
    });
    (from, joined)
}

/// Closes, and holds what every live reader saw against the log.
async fn close(ledger: Ledger, joined: Vec<Joined>) {
    let records = all(ledger.read(0));
    ledger.close().unwrap();
    for (from, reader) in joined {
        let seen = reader.await.unwrap();
        let expected = records.get(usize::try_from(from).unwrap()..).unwrap_or_default();
        assert_eq!(seen.len(), expected.len(), "a reader from {from}");
        assert!(seen == expected, "a reader from {from}");
    }
}

fn check_whole(ledger: &Ledger, model: &Model) {
    let records = all(ledger.read(0));
    let places: Vec<_> =
        records.iter().map(|record| (record.initiative.to_string(), record.stream.to_string())).collect();
    assert_eq!(places, model.records);
    for initiative in INITIATIVES {
        let expected: Vec<_> = records.iter().filter(|r| &*r.initiative == initiative).cloned().collect();
        assert!(all(ledger.read_initiative(initiative, 1)) == expected);
        let head = ledger.initiative_head(initiative).unwrap();
        assert_eq!(
            head.map(|head| (head.sequence, head.hash)),
            expected.last().map(|r| (r.sequence, r.hash()))
        );
        for stream in STREAMS {
            let expected: Vec<_> = expected.iter().filter(|r| &*r.stream == stream).cloned().collect();
            assert!(all(ledger.read_stream(initiative, stream, 1)) == expected);
            assert_eq!(ledger.stream_version(initiative, stream).unwrap(), expected.len() as u64);
        }
    }
    for (key, (fingerprint, expected)) in &model.commands {
        let seen = ledger.seen(key).unwrap().unwrap();
        let Expected::Stored { sequence, version, records, .. } = expected.clone() else { continue };
        assert_eq!(seen.fingerprint, *fingerprint);
        let again = Expected::Stored { sequence, version, records, is_repeat: true };
        assert_eq!(as_expected(Ok(seen.appended)), again);
    }
    let verified = ledger.verify().unwrap();
    assert_eq!((verified.records, verified.commands), (records.len() as u64, model.commands.len() as u64));
}

async fn run(seed: u64) {
    let mut random = Random::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = open_small(folder.path());
    let (mut model, mut sent, mut joined) = (Model::default(), vec![], vec![]);
    for _ in 0..STEPS {
        if random.once_in(4) {
            joined.push(join(&mut random, &ledger));
        }
        if random.once_in(12) {
            close(ledger, std::mem::take(&mut joined)).await;
            ledger = open_small(folder.path());
        }
        let mut waiting = vec![];
        for _ in 0..=random.below(20) {
            let append = random_append(&mut random, &model, &sent);
            let expected = model.append(&append);
            waiting.push((ledger.submit(append.clone()).unwrap(), expected));
            sent.push(append);
        }
        for (pending, expected) in waiting {
            assert_eq!(as_expected(pending.await), expected);
        }
    }
    check_whole(&ledger, &model);
    close(ledger, joined).await;
    check_whole(&open_small(folder.path()), &model);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_does_what_the_model_does() {
    let seed = seed();
    for round in 0..rounds(6, 100) {
        println!("round {round}: seed {}", seed.wrapping_add(round));
        run(seed.wrapping_add(round)).await;
    }
}
