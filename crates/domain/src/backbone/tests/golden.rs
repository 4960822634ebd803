//! Golden records: every stored type decodes and encodes again to the same bytes, for ever.
//!
//! A new event type adds a file; no file is ever edited.

use std::{fs, path::PathBuf};

use super::*;
use crate::{
    decider::Event as _,
    private::{KeyOf, Owner},
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/backbone")
}

#[test]
fn every_stored_type_has_a_golden_record_and_no_other() {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    assert_eq!(names, Event::TYPES);
}

#[test]
fn golden_records_decode_and_encode_to_the_same_bytes() {
    for name in Event::TYPES {
        let stored = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
        let event = Event::decode(name, &stored).unwrap_or_else(|error| panic!("{name}: {error}"));
        let encoded = event.encode().unwrap();
        assert_eq!((encoded.type_name.as_str(), encoded.data.as_str()), (*name, stored.as_str()));
    }
}

#[test]
fn every_private_text_is_offered_for_sealing() {
    let scope = World::initiative().scope;
    for name in Event::TYPES {
        let stored = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
        let texts = stored.matches("\"commitment\"").count();
        let mut event = Event::decode(name, &stored).unwrap();
        let fields = event.private_fields(&scope);
        assert_eq!(fields.len(), texts, "{name}");
        let value: serde_json::Value = serde_json::from_str(&stored).unwrap();
        for field in fields {
            let place = value.pointer(&field.pointer);
            assert!(place.and_then(|place| place.get("sealed")).is_some(), "{name}{}", field.pointer);
        }
    }
}

#[test]
fn profiles_are_owned_by_the_person_and_reasons_by_the_organization() {
    let world = World::initiative();
    let mut event = Event::PersonRegistered {
        person: person("dan"),
        org: org("city"),
        name: text("Dan"),
        email: text("dan@city.example"),
    };
    let fields = event.private_fields(&world.scope);
    let is_persons = |field: &crate::private::Field<'_>| {
        field.key == KeyOf::Person && field.owner == Owner::Person(person("dan").to_string())
    };
    assert!(fields.iter().all(is_persons));
    let mut event = Event::WaiverRequested { request: id(2), reason: text("we must") };
    let owner = |world: &World, event: &mut Event| event.private_fields(&world.scope)[0].owner.clone();
    assert_eq!(owner(&world, &mut event), Owner::Organization(org("city").to_string()));
    let alone = world.by("ana", None);
    assert_eq!(owner(&alone, &mut event), Owner::Person(person("ana").to_string()));
}

#[test]
fn plain_text_is_never_stored() {
    assert!(Event::WaiverRequested { request: id(2), reason: text("we must") }.encode().is_err());
}
