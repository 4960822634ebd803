//! The store: what is kept, what outlives a restart, and what an erasure leaves.

use std::{
    fs,
    path::Path,
    sync::{Arc, Barrier},
    thread,
};

use domain::{
    communication::personal::{Subscription, Watched, move_mark},
    digest::{Cut, Level, Rhythm},
    ids::Uuid,
    meta::ContextName,
    time::Timestamp,
};

use super::{
    rows,
    store::{NotKept, Store, Whose},
};

const ANA: Whose<'static> = Whose { initiative: "cluj", person: "p_zyxovermintha" };
const ION: Whose<'static> = Whose { initiative: "cluj", person: "p_ion" };
const THREAD: Uuid = Uuid::from_u128(7);

fn open(folder: &Path) -> Store {
    Store::open(&folder.join("personal.sqlite"), |_, person| person == "p_gone").unwrap()
}

fn cut(sequence: u64) -> Cut {
    let at = Timestamp::from_us(i64::try_from(sequence).unwrap()).unwrap();
    Cut { at, sequences: [(ContextName::Communication, sequence)].into() }
}

fn subscription(scope: Watched, digest: Rhythm) -> Subscription {
    Subscription { scope, level: Level::Mute, digest, tz: "Europe/Bucharest".to_owned() }
}

/// Fills everything of somebody, with so many threads.
fn fill(store: &Store, whose: Whose<'_>, threads: u128) {
    store
        .change::<_, rusqlite::Error>(whose, |transaction| {
            for thread in (0..threads).map(Uuid::from_u128) {
                let kept = subscription(Watched::Thread(thread), Rhythm::Daily);
                rows::subscribe(transaction, whose, &kept)?;
                rows::set_cursor(transaction, whose, thread, 7)?;
            }
            rows::set_mark(transaction, whose, &cut(3))
        })
        .unwrap();
}

impl From<NotKept> for rusqlite::Error {
    fn from(_: NotKept) -> Self {
        Self::InvalidQuery
    }
}

#[test]
fn what_is_kept_outlives_the_process_and_is_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let weekly = subscription(Watched::Initiative, Rhythm::Weekly { days: [1, 4].into() });
    let thread = subscription(Watched::Thread(THREAD), Rhythm::None);
    {
        let store = open(folder.path());
        let keep = |kept: &Subscription| {
            store
                .change::<_, NotKept>(ANA, |transaction| Ok(rows::subscribe(transaction, ANA, kept)?))
                .unwrap()
        };
        assert!(keep(&thread) && keep(&weekly));
        assert!(!keep(&weekly), "the same again changes nothing");
        store.change::<_, NotKept>(ANA, |t| Ok(rows::set_cursor(t, ANA, THREAD, 9)?)).unwrap();
        store.change::<_, NotKept>(ANA, |t| Ok(rows::set_mark(t, ANA, &cut(5))?)).unwrap();
    }
    let store = open(folder.path());
    assert_eq!(store.read(|c| rows::subscriptions(c, ANA)).unwrap(), [weekly, thread]);
    assert_eq!(store.read(|c| rows::cursors(c, ANA)).unwrap(), [(THREAD, 9)].into());
    assert_eq!(store.read(|c| rows::mark(c, ANA)).unwrap(), Some(cut(5)));
    assert_eq!(store.read(|c| rows::subscriptions(c, ION)).unwrap(), []);
    assert_eq!(store.read(|c| rows::cursors(c, ION)).unwrap(), [].into());
    assert_eq!(store.read(|c| rows::mark(c, ION)).unwrap(), None);
}

#[test]
fn an_erased_person_is_in_no_byte_of_the_files_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let lies_somewhere = || {
        fs::read_dir(folder.path()).unwrap().any(|file| {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            bytes.windows(ANA.person.len()).any(|window| window == ANA.person.as_bytes())
        })
    };
    // Enough for pages above pages, so that keys stand in inner pages too.
    fill(&store, ANA, 2_000);
    fill(&store, ION, 3);
    assert!(lies_somewhere());
    for _ in 0..2 {
        store.erase(ANA).unwrap();
        assert!(!lies_somewhere());
        assert_eq!(store.read(|c| rows::subscriptions(c, ION)).unwrap().len(), 3);
    }
}

#[test]
fn nothing_is_kept_of_who_is_erased() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let gone = Whose { person: "p_gone", ..ANA };
    let kept = store.change::<(), NotKept>(gone, |_| panic!("nothing is changed"));
    assert!(matches!(kept, Err(NotKept::Erased)));
}

#[test]
fn a_change_that_is_refused_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let refused = store.change::<(), NotKept>(ANA, |transaction| {
        rows::set_mark(transaction, ANA, &cut(5))?;
        Err(NotKept::Erased)
    });
    assert!(refused.is_err());
    assert_eq!(store.read(|c| rows::mark(c, ANA)).unwrap(), None);
}

#[test]
fn of_two_who_confirm_a_range_at_once_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(folder.path()));
    let (head, at_once) = (cut(99), Arc::new(Barrier::new(8)));
    let readers = (1..=8).map(|reader| {
        let (store, head, at_once) = (Arc::clone(&store), head.clone(), Arc::clone(&at_once));
        thread::spawn(move || {
            at_once.wait();
            store.change::<bool, NotKept>(ANA, |transaction| {
                let mark = rows::mark(transaction, ANA)?.unwrap_or_else(Cut::beginning);
                let Ok(Some(to)) = move_mark(&mark, &Cut::beginning(), cut(reader), &head) else {
                    return Ok(false);
                };
                rows::set_mark(transaction, ANA, &to)?;
                Ok(true)
            })
        })
    });
    let readers: Vec<_> = readers.collect();
    let moved: Vec<bool> = readers.into_iter().map(|reader| reader.join().unwrap().unwrap()).collect();
    assert_eq!(moved.iter().filter(|moved| **moved).count(), 1);
}
