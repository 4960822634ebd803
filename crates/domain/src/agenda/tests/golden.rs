//! One stored `data` for each event type, never edited: it decodes and re-encodes to the same bytes.

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::{
    agenda::{Event, facts},
    decider::Event as _,
    facts::Agenda,
    ids::{StreamId, Uuid},
    meta::{Actor, EventMeta, Role, Via},
};

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

#[test]
fn the_facts_name_every_type_that_says_something_to_them() {
    let meta = EventMeta {
        id: Uuid::nil(),
        occurred_at: "2026-01-01".parse().unwrap(),
        imported: false,
        actor: system(),
    };
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let event = Event::decode(&name, fs::read_to_string(&path).unwrap().trim_end()).unwrap();
        // Something to clear, to retire and to close, so that those events show.
        let open = [(Uuid::nil(), Default::default())].into();
        let before = Agenda {
            open,
            version: 7,
            goals: ["GOAL_OF_BEFORE".parse().unwrap()].into(),
            ..Agenda::default()
        };
        let mut after = before.clone();
        facts::apply(&mut after, &event, &meta);
        facts::apply_open(&mut after, &StreamId::of("proposal", Uuid::nil()), &event);
        assert_eq!(after != before, facts::TYPES.contains(&name.as_str()), "{name}");
    }
}

fn system() -> Actor {
    Actor { reference: "system".to_owned(), org: None, role: Role::System, via: Via::Timer }
}
