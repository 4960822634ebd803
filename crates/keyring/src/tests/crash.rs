//! The power goes between any two steps, also while a start finishes what an earlier crash interrupted.

use super::*;
use crate::Error;

const STEPS: [Step; 8] = [
    Step::BeforeWrite,
    Step::BeforeSync,
    Step::TombstonesDurable,
    Step::EpochPrepared,
    Step::KeysRewrapped,
    Step::EpochRenamed,
    Step::OldEpochOverwritten,
    Step::OldKeysRemoved,
];

/// A keyring whose shred of two keys stopped at `step`, and all that a later start is judged by.
struct Interrupted {
    folder: tempfile::TempDir,
    kept: DataKey,
    traces: [Traces; 2],
}

impl Interrupted {
    fn at(step: Step) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cut = Cut::default();
        let keyring = Keyring::open_with(folder.path(), MASTER, cut.faults()).unwrap();
        let kept = ensure_one(&keyring, text(1), ORGANIZATION);
        keyring.ensure(&[(text(2), PERSON), (text(3), PERSON)]).unwrap();
        let traces = [2, 3].map(|number| Traces::of(&keyring, text(number), PERSON));
        cut.set(Some(step));
        let refused = keyring.shred(&[text(2), text(3)]).unwrap_err();
        assert!(refused.to_string().contains(&format!("cut at {step:?}")), "{refused}");
        for number in [2, 3] {
            let found = keyring.key(&text(number)).unwrap();
            assert_eq!(found == Lookup::Shredded, is_durable(step), "{step:?}");
        }
        assert_eq!(keyring.key(&text(1)).unwrap(), Lookup::Key(kept.clone()));
        Self { folder, kept, traces }
    }

    /// After a start the shred never began, or is done to the last byte.
    fn check(&self, is_shredded: bool) {
        let keyring = open(self.folder.path());
        assert_eq!(keyring.key(&text(1)).unwrap(), Lookup::Key(self.kept.clone()));
        for traces in &self.traces {
            let found = keyring.key(&traces.subject).unwrap();
            assert_eq!(found == Lookup::Shredded, is_shredded);
            assert_eq!(traces.found(&keyring).is_empty(), is_shredded);
        }
        assert_eq!(names(self.folder.path()).len(), 3, "{:?}", names(self.folder.path()));
        ensure_one(&keyring, text(4), PERSON);
    }
}

/// Whether the tombstones are known to be durable when the power goes at `step`.
fn is_durable(step: Step) -> bool {
    !matches!(step, Step::BeforeWrite | Step::BeforeSync)
}

#[test]
fn a_shred_cut_at_any_step_never_began_or_is_finished_by_the_next_start() {
    for step in STEPS {
        // At BeforeSync the frame was written and the file is read back whole: the shred is taken as asked for.
        Interrupted::at(step).check(step != Step::BeforeWrite);
    }
}

#[test]
fn a_start_cut_at_any_step_is_finished_by_the_one_after() {
    for first in STEPS.into_iter().filter(|step| is_durable(*step)) {
        for second in STEPS.into_iter().filter(|step| is_durable(*step)) {
            let interrupted = Interrupted::at(first);
            let cut = Cut::at(second);
            if let Err(refused) = Keyring::open_with(interrupted.folder.path(), MASTER, cut.faults()) {
                assert!(matches!(refused, Error::Io { .. }), "{first:?}, {second:?}: {refused}");
            }
            interrupted.check(true);
        }
    }
}

#[test]
fn a_tombstone_torn_at_any_byte_leaves_the_keys_alive() {
    let interrupted = Interrupted::at(Step::TombstonesDurable);
    let path = interrupted.folder.path().join("keys.1");
    let whole = fs::read(&path).unwrap();
    let tombstones = 16 + 2 * 18 + 1;
    for length in whole.len() - tombstones..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let keyring = open(interrupted.folder.path());
        assert!(matches!(keyring.key(&text(2)).unwrap(), Lookup::Key(_)));
        assert!(matches!(keyring.key(&text(3)).unwrap(), Lookup::Key(_)));
    }
}

#[test]
fn an_interrupted_shred_is_finished_by_the_next_call_where_the_disk_is_known() {
    for step in [Step::TombstonesDurable, Step::EpochPrepared, Step::KeysRewrapped, Step::OldKeysRemoved] {
        let folder = tempfile::tempdir().unwrap();
        let cut = Cut::default();
        let keyring = Keyring::open_with(folder.path(), MASTER, cut.faults()).unwrap();
        ensure_one(&keyring, text(1), PERSON);
        let traces = Traces::of(&keyring, text(1), PERSON);
        cut.set(Some(step));
        keyring.shred(&[text(1)]).unwrap_err();
        cut.set(None);
        keyring.shred(&[text(1)]).unwrap();
        assert_eq!(traces.found(&keyring), [""; 0]);
        assert_eq!(keyring.epoch(), 2);
    }
}

#[test]
fn a_full_disk_refuses_the_batch_and_the_next_one_succeeds() {
    let folder = tempfile::tempdir().unwrap();
    let cut = Cut::at(Step::BeforeWrite);
    let keyring = Keyring::open_with(folder.path(), MASTER, cut.faults()).unwrap();
    assert!(matches!(keyring.ensure(&[(text(1), PERSON)]), Err(Error::NotStored { .. })));
    cut.set(None);
    let made = ensure_one(&keyring, text(1), PERSON);
    drop(keyring);
    assert_eq!(open(folder.path()).key(&text(1)).unwrap(), Lookup::Key(made));
}

#[test]
fn after_a_failed_sync_or_rename_nothing_is_written_until_the_keyring_is_opened_again() {
    for step in [Step::BeforeSync, Step::EpochRenamed] {
        let folder = tempfile::tempdir().unwrap();
        let cut = Cut::default();
        let keyring = Keyring::open_with(folder.path(), MASTER, cut.faults()).unwrap();
        let kept = ensure_one(&keyring, text(1), PERSON);
        ensure_one(&keyring, text(2), PERSON);
        cut.set(Some(step));
        keyring.shred(&[text(2)]).unwrap_err();
        cut.set(None);
        assert!(matches!(keyring.ensure(&[(text(3), PERSON)]), Err(Error::Broken { .. })));
        assert!(matches!(keyring.shred(&[text(1)]), Err(Error::Broken { .. })));
        assert_eq!(keyring.ensure(&[(text(1), PERSON)]).unwrap(), std::slice::from_ref(&kept));
        drop(keyring);
        let keyring = open(folder.path());
        assert_eq!(keyring.key(&text(1)).unwrap(), Lookup::Key(kept));
        ensure_one(&keyring, text(3), PERSON);
    }
}

#[test]
fn a_first_start_cut_short_begins_again() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    let path = |name: &str| folder.path().join(name);
    // As between the keys file and the rename, with the header half written.
    fs::rename(path("epoch"), path("epoch.next")).unwrap();
    let header = fs::read(path("keys.1")).unwrap();
    fs::write(path("keys.1"), &header[..7]).unwrap();
    ensure_one(&open(folder.path()), text(1), PERSON);
    assert_eq!(names(folder.path()), ["epoch", "keys.1", "lock"]);
}
