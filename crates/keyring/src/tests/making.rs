//! Making and finding keys.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::*;
use crate::keyring::Inner;
use crate::{Error, MAX_NEW_KEYS};

#[test]
fn a_key_is_the_same_however_often_it_is_asked_for_and_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    let asked =
        [(text(1), PERSON), (text(2), ORGANIZATION), (text(1), PERSON), (Subject::Person(ANA), PERSON)];
    let made = keyring.ensure(&asked).unwrap();
    assert!(made[0] == made[2] && made[0] != made[1] && made[1] != made[3]);
    assert_eq!(keyring.ensure(&asked).unwrap(), made);
    assert_eq!(keyring.syncs(), 1);
    drop(keyring);
    let keyring = open(folder.path());
    assert_eq!(keyring.key(&text(2)).unwrap(), Lookup::Key(made[1].clone()));
    assert_eq!(keyring.ensure(&asked).unwrap(), made);
    assert_eq!(keyring.key(&text(3)).unwrap(), Lookup::Unknown);
    assert_eq!(keyring.syncs(), 0);
}

#[test]
fn an_owner_finds_what_it_owns_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    let asked = [(text(3), PERSON), (text(1), PERSON), (text(2), ORGANIZATION), (text(4), Owner::Nobody)];
    keyring.ensure(&asked).unwrap();
    drop(keyring);
    let keyring = open(folder.path());
    assert_eq!(keyring.owned_by(PERSON), [text(1), text(3)]);
    assert_eq!(keyring.owned_by(ORGANIZATION), [text(2)]);
    assert_eq!(keyring.owned_by(Owner::Person([1; 16])), []);
}

#[test]
fn a_key_keeps_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    ensure_one(&keyring, text(1), ORGANIZATION);
    let refused = keyring.ensure(&[(text(2), PERSON), (text(1), PERSON)]);
    assert!(matches!(refused, Err(Error::OwnerDiffers { subject }) if subject == text(1)));
    let refused = keyring.ensure(&[(text(2), PERSON), (text(2), ORGANIZATION)]);
    assert!(matches!(refused, Err(Error::OwnerDiffers { subject }) if subject == text(2)));
    assert_eq!(keyring.key(&text(2)).unwrap(), Lookup::Unknown);
}

#[test]
fn more_keys_than_the_cache_holds_are_all_found() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    let asked: Vec<_> = (0..6000).map(|number| (text(number), PERSON)).collect();
    let made = keyring.ensure(&asked).unwrap();
    assert_eq!(keyring.syncs(), 1);
    assert_eq!(keyring.0.state().cache.len(), crate::CACHED_KEYS);
    for ((subject, _), key) in asked.iter().zip(made) {
        assert_eq!(keyring.key(subject).unwrap(), Lookup::Key(key));
    }
}

#[test]
fn one_call_takes_a_bounded_number() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    let asked = vec![(text(1), PERSON); MAX_NEW_KEYS + 1];
    assert!(matches!(keyring.ensure(&asked), Err(Error::TooMany { most: MAX_NEW_KEYS, .. })));
    assert_eq!(keyring.ensure(&[]).unwrap(), []);
}

/// Holds the first sync until `callers` wait behind it.
fn hold_first_sync(callers: usize, inner: Arc<OnceLock<Weak<Inner>>>) -> Faults {
    let is_first = AtomicBool::new(true);
    let at = move |step| {
        if step == Step::BeforeSync && is_first.swap(false, Ordering::SeqCst) {
            let inner = inner.get().unwrap().upgrade().unwrap();
            let deadline = Instant::now() + Duration::from_secs(20);
            while inner.staged() < callers {
                assert!(Instant::now() < deadline, "only {} callers came", inner.staged());
                thread::yield_now();
            }
        }
        Ok(())
    };
    Faults { at: Some(Arc::new(at)) }
}

#[test]
fn callers_that_wait_for_one_sync_share_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let handle = Arc::new(OnceLock::new());
    let keyring =
        Keyring::open_with(folder.path(), MASTER, hold_first_sync(31, Arc::clone(&handle))).unwrap();
    handle.set(Arc::downgrade(&keyring.0)).unwrap();
    thread::scope(|scope| {
        for number in 0..32 {
            let keyring = &keyring;
            scope.spawn(move || ensure_one(keyring, text(number), PERSON));
        }
    });
    assert_eq!(keyring.syncs(), 2);
    drop(keyring);
    assert_eq!(open(folder.path()).owned_by(PERSON).len(), 32);
}

#[test]
fn threads_that_ask_for_the_same_subjects_get_the_same_keys() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    let ask = |from: u32| {
        let keyring = keyring.clone();
        move || (0..40).map(|step| ensure_one(&keyring, text((from + step) % 40), PERSON)).collect::<Vec<_>>()
    };
    let (mut left, right) = thread::scope(|scope| {
        let (left, right) = (scope.spawn(ask(0)), scope.spawn(ask(20)));
        (left.join().unwrap(), right.join().unwrap())
    });
    left.rotate_left(20);
    assert_eq!(left, right);
}

#[test]
fn names_are_read_and_written_alike_and_nothing_else_is_taken() {
    let good = "text:0197a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b";
    assert_eq!(good.parse::<Subject>().unwrap().to_string(), good);
    let person = "person:p_00112233445566778899aabbccddeeff";
    assert_eq!(person.parse::<Subject>().unwrap().to_string(), person);
    for owner in ["p_00112233445566778899aabbccddeeff", "o_00112233445566778899aabbccddeeff", "none"] {
        assert_eq!(owner.parse::<Owner>().unwrap().to_string(), owner);
    }
    for bad in [
        "",
        "text:",
        &good.to_uppercase(),
        &good.replace('-', ""),
        "p_00112233445566778899aabbccddeeff",
        "person:p_00",
    ] {
        assert!(bad.parse::<Subject>().is_err(), "{bad}");
    }
    for bad in ["", "p_0", "s_00112233445566778899aabbccddeeff", "p_00112233445566778899AABBCCDDEEFF", "None"]
    {
        assert!(bad.parse::<Owner>().is_err(), "{bad}");
    }
}
