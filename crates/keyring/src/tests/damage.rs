//! Torn tails are cut, damage is named, and a keyring never opens with the wrong parts.

use std::fs;

use super::*;
use crate::{Error, make_master_key, read_master_key};

/// A keyring of three frames with one, two and one key; the answer is where each frame ends.
fn three_frames(folder: &Path) -> Vec<usize> {
    let keyring = open(folder);
    let batches = [vec![1], vec![2, 3], vec![4]];
    let length = || fs::metadata(folder.join("keys.1")).unwrap().len().try_into().unwrap();
    let make = |batch: Vec<u32>| {
        let asked: Vec<_> = batch.into_iter().map(|number| (text(number), PERSON)).collect();
        keyring.ensure(&asked).unwrap();
        length()
    };
    batches.into_iter().map(make).collect()
}

#[test]
fn a_tail_torn_at_any_byte_costs_only_what_was_never_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let ends = three_frames(folder.path());
    let whole = fs::read(folder.path().join("keys.1")).unwrap();
    for length in 20..whole.len() {
        fs::write(folder.path().join("keys.1"), &whole[..length]).unwrap();
        let keyring = open(folder.path());
        let keys =
            [1, 3, 4].iter().zip(&ends).filter(|(_, end)| **end <= length).map(|(keys, _)| *keys).max();
        assert_eq!(keyring.owned_by(PERSON).len(), keys.unwrap_or(0), "cut at {length}");
        let made = ensure_one(&keyring, text(9), PERSON);
        drop(keyring);
        assert_eq!(open(folder.path()).key(&text(9)).unwrap(), Lookup::Key(made));
    }
}

#[test]
fn every_flipped_bit_is_damage_and_is_named_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    three_frames(folder.path());
    for name in ["keys.1", "epoch"] {
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        for place in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[place] ^= 1 << (place % 8);
            fs::write(&path, &flipped).unwrap();
            let refused = Keyring::open(folder.path(), MASTER).unwrap_err();
            let is_named = matches!(&refused, Error::Corrupt { file, .. } if *file == path);
            assert!(is_named, "{name} flipped at {place}: {refused}");
            assert_eq!(fs::read(&path).unwrap(), flipped);
        }
        fs::write(&path, &whole).unwrap();
    }
    assert_eq!(open(folder.path()).owned_by(PERSON).len(), 4);
}

#[test]
fn the_wrong_master_key_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let refused = Keyring::open(folder.path(), [1; 32]).unwrap_err();
    assert!(matches!(refused, Error::WrongMasterKey { .. }));
    assert!(refused.to_string().contains(&folder.path().join("epoch").display().to_string()));
}

#[test]
fn a_folder_is_held_by_one_keyring_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    assert!(matches!(Keyring::open(folder.path(), MASTER), Err(Error::InUse { .. })));
    drop(keyring);
    open(folder.path());
}

#[test]
fn parts_that_do_not_belong_together_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = open(folder.path());
    ensure_one(&keyring, text(1), PERSON);
    let old = fs::read(folder.path().join("epoch")).unwrap();
    let old_keys = fs::read(folder.path().join("keys.1")).unwrap();
    keyring.shred(&[text(1)]).unwrap();
    drop(keyring);
    let new = fs::read(folder.path().join("epoch")).unwrap();

    fs::remove_file(folder.path().join("epoch")).unwrap();
    assert!(matches!(Keyring::open(folder.path(), MASTER), Err(Error::EpochMissing { .. })));
    fs::write(folder.path().join("epoch"), &old).unwrap();
    assert!(matches!(Keyring::open(folder.path(), MASTER), Err(Error::KeysMissing { .. })));
    fs::write(folder.path().join("keys.1"), old_keys).unwrap();
    assert!(matches!(Keyring::open(folder.path(), MASTER), Err(Error::NewerKeys { .. })));
    fs::write(folder.path().join("epoch"), new).unwrap();
    assert_eq!(open(folder.path()).key(&text(1)).unwrap(), Lookup::Shredded);
}

#[test]
fn the_files_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("keyring");
    drop(open(&folder));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for name in names(&folder) {
        assert_eq!(mode(&folder.join(name)), 0o600);
    }
}

#[test]
fn a_master_key_file_is_private_outside_and_well_formed() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data");
    fs::create_dir(&data).unwrap();
    let file = parent.path().join("secrets/master");
    make_master_key(&file, &data).unwrap();
    let key = read_master_key(&file, &data).unwrap();
    assert_eq!(key, read_master_key(&file, &data).unwrap());
    assert_ne!(key, [0; 32]);
    assert!(make_master_key(&file, &data).is_err());
    assert!(matches!(make_master_key(&data.join("master"), &data), Err(Error::MasterKeyFile { .. })));
    assert!(matches!(read_master_key(&file, parent.path()), Err(Error::MasterKeyFile { .. })));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(read_master_key(&file, &data), Err(Error::MasterKeyFile { .. })));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&file, "too short\n").unwrap();
    assert!(matches!(read_master_key(&file, &data), Err(Error::MasterKeyFile { .. })));
}
