//! What holds for every one of a kind: every refusal, event, RPC and row of the table of roles.
//!
//! Walks catalogues, sources and descriptors, so a new refusal, event or RPC is covered (or complained about)
//! without a line here. Generated pages are compared with the code; `HORA_BLESS=1` writes them anew.
//!
//! To add a generated page: a function to text and a test that hands it to [`up_to_date`].

mod asyncapi;
mod attacks;
mod events;
mod lists;
mod operator;
mod policy;
mod python;
mod record;
pub mod refusals;
pub mod rpcs;
mod schema;
mod source;

use std::{env, fs, path::Path};

use hora_tests::project_root;

/// Says at the top of a generated page that it is one.
const GENERATED: &str = "Generated from the code and held to it by a test; do not edit. \
    After a change: `HORA_BLESS=1 cargo nextest run -p hora-tests up_to_date`.";

/// Compares a generated file with what lies at `path`; with `HORA_BLESS` set, writes it first.
fn up_to_date(path: &str, text: &str) {
    let file = project_root().join(path);
    if env::var_os("HORA_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).unwrap();
        fs::write(&file, text).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    let differs = text.lines().zip(there.lines()).find(|(is, was)| is != was);
    assert!(there == text, "{path} is not what the code says; first difference: {differs:#?}\n{GENERATED}");
}
