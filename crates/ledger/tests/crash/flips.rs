//! One flipped bit: refused or noticed, never a shorter log served as if it were whole.

use std::fs;
use std::path::{Path, PathBuf};

use ledger::{Error, Ledger, Record};
use tempfile::TempDir;

use crate::acknowledged::Acknowledged;
use crate::child;
use crate::random::{Random, seed};

const PLACES: u64 = 150;
const COMMANDS: u64 = 3_000;

/// What a flip led to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    refused: u32,
    noticed_reading: u32,
    untouched: u32,
}

/// A log as it lay, and what must be in it.
struct Image {
    folder: TempDir,
    records: Vec<Record>,
    acknowledged: Vec<Acknowledged>,
}

/// In memory where there is such a folder: what matters here is bytes, not disks.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a kill left behind.
fn killed(test: &str) -> Image {
    let folder = folder();
    let mut running = child::Running::start(test, folder.path());
    running.wait_for(COMMANDS);
    let acknowledged = running.kill();
    // Read from a copy: to open the image would already repair it.
    let whole = self::folder();
    copy(folder.path(), whole.path());
    let ledger = Ledger::open(child::options(whole.path())).unwrap();
    let records = ledger.read(0).collect::<Result<_, _>>().unwrap();
    Image { folder, records, acknowledged }
}

/// A log that was opened once, written, and closed in order.
fn closed() -> Image {
    let folder = folder();
    let ledger = Ledger::open(child::options(folder.path())).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut acknowledged = vec![];
    for n in 0..COMMANDS / 16 {
        let pending: Vec<_> =
            (0..16).map(|writer| (writer, ledger.submit(child::command(writer, n)).unwrap())).collect();
        for (writer, pending) in pending {
            let line = Acknowledged::line(writer, n, &runtime.block_on(pending).unwrap());
            acknowledged.push(Acknowledged::parse(line.trim_end()).unwrap());
        }
    }
    let records = ledger.read(0).collect::<Result<_, _>>().unwrap();
    ledger.close().unwrap();
    Image { folder, records, acknowledged }
}

/// Every file a bit can be flipped in, with its used part.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let log = folder.join("ledger/log");
    let mut paths: Vec<_> = fs::read_dir(&log).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.push(folder.join("ledger/head"));
    paths.sort();
    let files = paths.into_iter().filter(|path| path.is_file());
    files.map(|path| (path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap())).collect()
}

/// A bit in a used part: most fall into the database, every tenth into one of the small files.
fn choose(random: &mut Random, files: &[(PathBuf, Vec<u8>)]) -> (PathBuf, usize) {
    loop {
        let is_small = random.once_in(10);
        let (path, bytes) = &files[usize::try_from(random.below(files.len() as u64)).unwrap()];
        let place = usize::try_from(random.below(bytes.len().max(1) as u64)).unwrap();
        let end = bytes.len().min(place + 64);
        let is_used = bytes.get(place..end).is_some_and(|bytes| bytes.iter().any(|byte| *byte != 0));
        if is_used && path.ends_with("db") != is_small {
            return (path.clone(), place * 8 + usize::try_from(random.below(8)).unwrap());
        }
    }
}

fn flip(path: &Path, bit: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[bit / 8] ^= 1 << (bit % 8);
    fs::write(path, bytes).unwrap();
}

/// Reads everything in every way; whatever is answered without an error must be all there is.
fn read_everything(ledger: &Ledger, image: &Image) -> Result<(), Error> {
    let records = ledger.read(0).collect::<Result<Vec<_>, _>>()?;
    let count = records.len();
    let acknowledged =
        image.acknowledged.iter().filter_map(|command| command.last.as_ref()).map(|(n, _)| n + 1);
    // A group that was on its way when the kill came was never answered: it may go.
    let least = usize::try_from(acknowledged.max().unwrap_or(0)).unwrap();
    assert!(count >= least, "{count} records served as whole, but {least} were acknowledged");
    assert!(image.records.starts_with(&records), "other records are served than were stored");
    for initiative in ledger.initiatives()? {
        let mine = ledger.read_initiative(&initiative, 1).collect::<Result<Vec<_>, _>>()?;
        let expected = records.iter().filter(|record| *record.initiative == *initiative);
        assert!(mine.iter().eq(expected), "{initiative} is served shorter");
    }
    for command in &image.acknowledged {
        let seen = ledger.seen(&command.key)?.expect("an answered command is forgotten");
        assert_eq!(seen.appended.sequence, command.sequence);
        if let Some(last) = seen.appended.records.last() {
            let version = ledger.stream_version(&last.initiative, &last.stream)?;
            assert!(version >= last.version, "{} is at {version}, below {}", last.stream, last.version);
        }
    }
    ledger.verify().map(|_| ())
}

/// sled panics at damaged bytes, which is what the ledger turns into data loss: only panics of our
/// own are worth a word.
fn hush() {
    let speak = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("sled-")) {
            speak(panic);
        }
    }));
}

fn flip_many(image: &Image) {
    hush();
    let mut random = Random::new(seed());
    let files = files(image.folder.path());
    let mut counts = Counts::default();
    for _ in 0..PLACES {
        let (file, bit) = choose(&mut random, &files);
        println!("{} bit {bit}", file.display());
        let folder = folder();
        copy(image.folder.path(), folder.path());
        flip(&folder.path().join(&file), bit);
        match Ledger::open(child::options(folder.path())) {
            Err(_) => {
                counts.refused += 1;
                // A supervisor starts it again: what was refused once is not served the next time.
                if let Ok(ledger) = Ledger::open(child::options(folder.path())) {
                    drop(read_everything(&ledger, image));
                }
            }
            Ok(ledger) => match read_everything(&ledger, image) {
                Ok(()) => counts.untouched += 1,
                Err(_) => counts.noticed_reading += 1,
            },
        }
    }
    println!("{counts:?}");
    assert!(counts.refused + counts.noticed_reading > 0, "no flip hit anything: {counts:?}");
}

#[test]
fn a_flipped_bit_in_a_killed_log_is_never_served_as_whole() {
    if child::is_child() {
        return;
    }
    flip_many(&killed("flips::a_flipped_bit_in_a_killed_log_is_never_served_as_whole"));
}

#[test]
fn a_flipped_bit_in_a_closed_log_is_never_served_as_whole() {
    flip_many(&closed());
}
