//! `proto/surface.txt` is what the .proto files say; `HORA_BLESS=1` writes it anew after a review.

use std::{env, fs, path::Path};

use crate::sample;

#[test]
fn the_surface_is_as_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto/surface.txt");
    let surface = wire::surface();
    if env::var_os("HORA_BLESS").is_some() {
        fs::write(&path, &surface).unwrap();
    }
    let reviewed = fs::read_to_string(&path).unwrap_or_default();
    let is = |line: &&str, text: &str| !text.lines().any(|other| other == *line);
    let added: Vec<&str> = surface.lines().filter(|line| is(line, &reviewed)).collect();
    let gone: Vec<&str> = reviewed.lines().filter(|line| is(line, &surface)).collect();
    assert!(
        added.is_empty() && gone.is_empty() && surface == reviewed,
        "the surface differs from proto/surface.txt; gone or changed lines break callers.\n\
         added: {added:#?}\ngone: {gone:#?}\nonce reviewed: HORA_BLESS=1 cargo nextest run -p wire surface"
    );
}

#[test]
fn the_surface_shows_whatever_breaks_a_caller() {
    let before = wire::surface_of(&sample::pool());
    assert!(before.is_sorted_by_lines());
    for (from, to) in [
        ("string text = 2; repeated", "string text = 6; repeated"),
        ("uint32 weight", "uint64 weight"),
        ("uint32 weight", "optional uint32 weight"),
        ("repeated Part parts", "Part parts"),
        ("map<string, uint64> counts", "map<string, uint32> counts"),
        ("rpc Load(stream LoadRequest)", "rpc Load(LoadRequest)"),
        ("uint32 weight = 5", "oneof of { uint32 weight = 5; }"),
    ] {
        assert_ne!(wire::surface_of(&sample::pool_with(from, to)), before, "{to}");
    }
}

trait SortedByLines {
    fn is_sorted_by_lines(&self) -> bool;
}

impl SortedByLines for String {
    fn is_sorted_by_lines(&self) -> bool {
        self.lines().is_sorted()
    }
}
