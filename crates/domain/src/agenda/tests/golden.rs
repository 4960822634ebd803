//! One stored `data` for each event type, never edited: it decodes and re-encodes to the same bytes.

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::{agenda::Event, decider::Event as _};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/agenda")
}

#[test]
fn every_type_has_one_golden_file_and_keeps_its_bytes() {
    let mut seen = BTreeSet::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let data = text.trim_end();
        let event = Event::decode(&name, data).unwrap_or_else(|error| panic!("{name}: {error}"));
        let again = event.encode().unwrap();
        assert_eq!((again.type_name.as_str(), again.data.as_str()), (name.as_str(), data));
        seen.insert(name);
    }
    let types: BTreeSet<String> = Event::TYPES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(seen, types);
    assert!(Event::TYPES.is_sorted());
}
