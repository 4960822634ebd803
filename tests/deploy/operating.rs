//! docs/operating.md says what is: each figure that a hub gives and no other, each code that a refusal can have with
//! its reasons, and commands that the command line takes.
//!
//! Reads the page's tables; knows no figure and no refusal. To hold another table: a function from rows to a set.

use std::{collections::BTreeMap, collections::BTreeSet, fs};

use hora::{actors::Person, failure::Failure};
use hora_tests::{
    process::{Process, nats_server},
    project_root, skip,
    wait::until,
};
use serde_json::json;
use tonic::{Code, Status};

use crate::{
    crash::{load, own_nats::figures},
    every::refusals::{EVERYWHERE, catalogues},
};

const BINARY: &str = env!("CARGO_BIN_EXE_hora-under-test");
/// Figures that begin with what no test waits for: a timer fires after days, on a clock that a process does not lend.
const RARE: [&str; 1] = ["hora_timers_total"];

fn page() -> String {
    fs::read_to_string(project_root().join("docs/operating.md")).unwrap()
}

/// The cells of the table whose first line begins so, without its head.
fn table(page: &str, head: &str) -> Vec<Vec<String>> {
    let lines = page.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let rows = lines.take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    rows.map(cells).collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The figures by name; the parts of a histogram are one.
fn names(told: &str) -> BTreeSet<String> {
    let lines = told.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let name = |line: &str| {
        let name = line.split(['{', ' ']).next().unwrap_or_default();
        let parts = ["_bucket", "_sum", "_count"];
        let of_histogram =
            parts.iter().find_map(|part| name.strip_suffix(part)).filter(|name| name.ends_with("_seconds"));
        of_histogram.unwrap_or(name).to_owned()
    };
    lines.map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_names_the_figures_of_a_hub_and_no_others() {
    let Some(nats) = nats_server() else {
        return skip("no nats-server; run tests/venv or set HORA_NATS_SERVER");
    };
    let mut hub = Process::start(BINARY, Some(nats)).await.unwrap();
    let mut world = load::world(&mut hub.admin().await.unwrap()).await;
    // A reaction, so that reactions are counted.
    let left = json!({"reason": "The funds end.", "openCommitments": "OPEN_COMMITMENTS_RELEASE"});
    world.voter.run("backbone/LeaveInitiative", left).await.unwrap();
    // A refusal, so that refusals are counted.
    Person::public(hub.places(), load::SLUG).run("agenda/RetireAgenda", json!({})).await.unwrap_err();
    let rows = table(&page(), "| name | labels |");
    let on_the_page: BTreeSet<String> = rows.iter().flat_map(|row| quoted(&row[0])).collect();
    let told = until("relays have told how far they are, and a reaction has run", || async {
        let told = figures(&hub).await;
        let (_head, body) = told.split_once("\r\n\r\n")?;
        let late = ["hora_relay_behind_records", "hora_reactions_total"];
        late.iter().all(|name| body.contains(name)).then(|| body.to_owned())
    });
    let mut told = names(&told.await.unwrap());
    told.extend(RARE.map(str::to_owned));
    assert_eq!(told, on_the_page, "the hub's figures, and those on the page");
    hub.stop().unwrap();
}

fn name_of(code: Code) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_uppercase());
    }
    name
}

/// What the command line ends with where the hub answers a code.
fn exit_code(name: &str) -> String {
    let code = (0..=16).map(Code::from).find(|code| name_of(*code) == name).unwrap();
    Failure::answered("asking", Status::new(code, "no")).exit_code().to_string()
}

#[test]
fn the_page_says_of_each_code_what_the_table_of_refusals_says() {
    let mut expected: BTreeMap<String, (String, String, BTreeSet<String>)> = BTreeMap::new();
    for (context, entries) in catalogues() {
        for entry in entries {
            let fresh = || (entry.http.to_string(), exit_code(entry.code), BTreeSet::new());
            let row = expected.entry(entry.code.to_owned()).or_insert_with(fresh);
            if context == EVERYWHERE {
                row.2.insert(entry.reason.to_owned());
            }
        }
    }
    let rows = table(&page(), "| gRPC | HTTP | exit |");
    let row =
        |cells: &Vec<String>| (cells[0].clone(), (cells[1].clone(), cells[2].clone(), quoted(&cells[5])));
    let on_the_page: BTreeMap<_, _> = rows.iter().map(row).collect();
    let codes: BTreeSet<_> = on_the_page.keys().chain(expected.keys()).collect();
    for code in codes {
        let (page, table) = (on_the_page.get(code), expected.get(code));
        assert_eq!(page, table, "the row of {code} in docs/operating.md is not what the code says");
    }
}

#[test]
fn the_commands_on_the_page_are_taken() {
    let page = page();
    let fences = page.split("```").skip(1).step_by(2);
    let lines: Vec<_> = fences.flat_map(str::lines).filter(|line| line.starts_with("hora ")).collect();
    assert!(lines.len() >= 5, "{lines:?}");
    for line in lines {
        let words = line.split('#').next().unwrap_or_default().split_whitespace();
        if let Err(error) = hora::cli::tree().try_get_matches_from(words) {
            panic!("{line}\n{error}");
        }
    }
}
