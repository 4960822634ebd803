//! deploy/nats.conf grants what the generated configuration grants, to the letter.

use std::{collections::BTreeSet, fs};

use bus::server::Home;
use tempfile::TempDir;

use crate::support::root;

/// The lines between `accounts {` and the end, without comments, passwords and layout.
fn grants(text: &str) -> BTreeSet<String> {
    let (_, accounts) = text.split_once("\naccounts {").expect("accounts");
    let lines = accounts.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once("password: ").map_or(line, |(before, _)| before).to_owned()).collect()
}

#[test]
fn the_operators_file_and_the_generated_one_grant_the_same() {
    let data = TempDir::new().unwrap();
    let contexts = ["agenda", "audit", "backbone", "communication", "measurement", "plan"];
    let home = Home::open(data.path(), &contexts).unwrap();
    home.add_partner("example").unwrap();
    let generated = fs::read_to_string(data.path().join("nats.conf")).unwrap();
    let operators = fs::read_to_string(root().join("deploy/nats.conf")).unwrap();
    assert_eq!(grants(&generated), grants(&operators));
}

#[test]
fn the_printed_block_is_the_one_of_the_file() {
    let login = bus::Login { user: "partner-example".to_owned(), password: "x".to_owned() };
    let block = bus::partner::config_block(&login);
    let operators = fs::read_to_string(root().join("deploy/nats.conf")).unwrap();
    let permissions = block.lines().nth(1).unwrap().trim();
    assert!(operators.contains(permissions), "{permissions}");
}

#[test]
fn no_password_is_printed_by_debug() {
    let login = bus::Login { user: "hub".to_owned(), password: "k123secret".to_owned() };
    assert!(!format!("{login:?}").contains("secret"));
}
