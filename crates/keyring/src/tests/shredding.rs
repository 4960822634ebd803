//! What a shred destroys, what it keeps, and what it forbids for good.

use std::thread;

use super::*;
use crate::Error;

#[test]
fn nothing_in_the_folder_brings_a_shredded_key_back() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    let kept = ensure_one(&keyring, text(1), ORGANIZATION);
    ensure_one(&keyring, text(2), PERSON);
    let traces = Traces::of(&keyring, text(2), PERSON);
    assert_eq!(traces.found(&keyring), ["epoch", "keys.1"]);
    keyring.shred(&[text(2)]).unwrap();
    assert_eq!(traces.found(&keyring), [""; 0]);
    assert_eq!(names(folder.path()), ["epoch", "keys.2", "lock"]);
    assert_eq!(keyring.key(&text(2)).unwrap(), Lookup::Shredded);
    assert_eq!(keyring.key(&text(1)).unwrap(), Lookup::Key(kept.clone()));
    drop(keyring);
    let keyring = open(folder.path());
    assert_eq!(keyring.key(&text(1)).unwrap(), Lookup::Key(kept));
    assert_eq!(keyring.key(&text(2)).unwrap(), Lookup::Shredded);
    assert_eq!(keyring.owned_by(PERSON), []);
}

#[test]
fn the_old_epoch_file_is_overwritten_where_it_lies() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("keyring");
    let keyring = open(&folder);
    ensure_one(&keyring, text(1), PERSON);
    // Another name for the same blocks, as someone who reads the raw disk would find them.
    let blocks = parent.path().join("blocks");
    fs::hard_link(folder.join("epoch"), &blocks).unwrap();
    keyring.shred(&[text(1)]).unwrap();
    assert_eq!(fs::read(blocks).unwrap(), [0; 92]);
}

#[test]
fn a_shredded_subject_never_gets_a_key_again_also_after_more_shreds() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    // The first never had a key: a list of shredded subjects is applied again after a restore.
    for number in [1, 2, 3] {
        if number > 1 {
            ensure_one(&keyring, text(number), PERSON);
        }
        keyring.shred(&[text(number)]).unwrap();
    }
    assert_eq!(keyring.epoch(), 3);
    drop(keyring);
    let keyring = open(folder.path());
    for number in [1, 2, 3] {
        let refused = keyring.ensure(&[(text(9), PERSON), (text(number), PERSON)]);
        assert!(matches!(refused, Err(Error::Shredded { subject }) if subject == text(number)));
    }
    assert_eq!(keyring.key(&text(9)).unwrap(), Lookup::Unknown);
}

#[test]
fn an_erased_person_gets_no_key_for_a_new_text() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    ensure_one(&keyring, Subject::Person(ANA), PERSON);
    keyring.shred(&[Subject::Person(ANA)]).unwrap();
    let refused = keyring.ensure(&[(text(1), PERSON)]);
    assert!(matches!(refused, Err(Error::Shredded { subject }) if subject == Subject::Person(ANA)));
    ensure_one(&keyring, text(1), ORGANIZATION);
}

#[test]
fn shredding_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    ensure_one(&keyring, text(1), PERSON);
    keyring.shred(&[text(1), text(1)]).unwrap();
    let before = files(folder.path());
    keyring.shred(&[text(1)]).unwrap();
    keyring.shred(&[]).unwrap();
    assert_eq!(files(folder.path()), before);
}

#[test]
fn survivors_of_many_frames_keep_their_keys_and_owners() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    let owner = |number| if number % 3 == 0 { PERSON } else { ORGANIZATION };
    let asked: Vec<_> = (0..9000).map(|number| (text(number), owner(number))).collect();
    let made = keyring.ensure(&asked).unwrap();
    keyring.shred(&keyring.owned_by(PERSON)).unwrap();
    drop(keyring);
    let keyring = open(folder.path());
    assert_eq!(keyring.owned_by(ORGANIZATION).len(), 6000);
    for ((subject, owner), key) in asked.into_iter().zip(made) {
        let expected = if owner == PERSON { Lookup::Shredded } else { Lookup::Key(key) };
        assert_eq!(keyring.key(&subject).unwrap(), expected);
    }
}

#[test]
fn keys_made_while_others_are_shredded_are_neither_lost_nor_revived() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    let make = |from: u32| {
        let keyring = keyring.clone();
        move || (from..from + 30).map(|number| ensure_one(&keyring, text(number), PERSON)).collect::<Vec<_>>()
    };
    let shred = {
        let keyring = keyring.clone();
        move || {
            for number in 1000..1010 {
                ensure_one(&keyring, text(number), PERSON);
                keyring.shred(&[text(number)]).unwrap();
            }
        }
    };
    let made = thread::scope(|scope| {
        let (left, right) = (scope.spawn(make(0)), scope.spawn(make(30)));
        scope.spawn(shred).join().unwrap();
        [left.join().unwrap(), right.join().unwrap()].concat()
    });
    drop(keyring);
    let keyring = open(folder.path());
    for (number, key) in (0..).zip(made) {
        assert_eq!(keyring.key(&text(number)).unwrap(), Lookup::Key(key));
    }
    for number in 1000..1010 {
        assert_eq!(keyring.key(&text(number)).unwrap(), Lookup::Shredded);
    }
}
