//! Tests of the whole keyring, with actors shared by all of them.

mod crash;
mod damage;
mod making;
mod shredding;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::fault::{Faults, Step};
use crate::{DataKey, Keyring, Lookup, Owner, Subject};

const MASTER: [u8; 32] = [0x4d; 32];
const ANA: [u8; 16] = [0xaa; 16];
const PERSON: Owner = Owner::Person(ANA);
const ORGANIZATION: Owner = Owner::Organization([0x0c; 16]);

fn text(number: u32) -> Subject {
    let mut id = [0x11; 16];
    id[12..].copy_from_slice(&number.to_be_bytes());
    Subject::Text(id)
}

fn open(folder: &Path) -> Keyring {
    Keyring::open(folder, MASTER).unwrap()
}

fn ensure_one(keyring: &Keyring, subject: Subject, owner: Owner) -> DataKey {
    keyring.ensure(&[(subject, owner)]).unwrap().remove(0)
}

/// Faults that fail at one step, as often as it is passed while it is set.
#[derive(Clone, Default)]
struct Cut(Arc<Mutex<Option<Step>>>);

impl Cut {
    fn at(step: Step) -> Self {
        Self(Arc::new(Mutex::new(Some(step))))
    }

    fn set(&self, step: Option<Step>) {
        *self.0.lock().unwrap() = step;
    }

    fn faults(&self) -> Faults {
        let cut = Arc::clone(&self.0);
        let at = move |step| match *cut.lock().unwrap() {
            Some(set) if set == step => Err(std::io::Error::other(format!("cut at {step:?}"))),
            _ => Ok(()),
        };
        Faults { at: Some(Arc::new(at)) }
    }
}

/// The name and bytes of every file in `folder`.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_iter().map(|(name, _)| name).collect()
}

/// Everything from which the key of a subject could come back.
struct Traces {
    subject: Subject,
    owner: Owner,
    secrets: Vec<Vec<u8>>,
}

impl Traces {
    /// The key, its wrapped bytes, the epoch key and its wrapped bytes, as they are now.
    fn of(keyring: &Keyring, subject: Subject, owner: Owner) -> Self {
        let Lookup::Key(key) = keyring.key(&subject).unwrap() else { panic!("{subject} has no key") };
        let epoch_key = keyring.0.state().file.key.bytes().to_vec();
        let mut secrets = vec![key.bytes().to_vec(), epoch_key];
        for (name, bytes) in files(&keyring.0.folder) {
            if name == "epoch" {
                secrets.push(bytes[16..88].to_vec());
            } else if let Some(at) = find(&bytes, &[subject.to_bytes(), owner.to_bytes()].concat()) {
                secrets.push(bytes[at + 34..at + 34 + 72].to_vec());
            }
        }
        assert_eq!(secrets.len(), 4);
        Self { subject, owner, secrets }
    }

    /// Which of them a file of `keyring` still holds, or lets a surviving key open.
    fn found(&self, keyring: &Keyring) -> Vec<String> {
        let file = Arc::clone(&keyring.0.state().file);
        let opens = |window: &[u8]| {
            let wrapped = window.try_into().unwrap();
            file.unwrap(self.subject, self.owner, &wrapped, 0).is_ok()
        };
        files(&keyring.0.folder)
            .into_iter()
            .filter(|(_, bytes)| {
                self.secrets.iter().any(|secret| find(bytes, secret).is_some())
                    || bytes.windows(72).any(opens)
            })
            .map(|(name, _)| name)
            .collect()
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
