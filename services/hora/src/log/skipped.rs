//! `hora log skipped`: what the services of this machine would have done by themselves, and were refused or cannot do yet.
//!
//! Asks no hub: whoever may read the data folder is its operator.

use std::path::Path;

use anyhow::Context as _;
use runtime::reactions::book::{Book, FILE, Skipped, Stuck};

use crate::{
    failure::Failure,
    output::{Answer, Format, Tree},
};

/// The most lines of one service: the first are printed, and the rest once those are looked into.
const MOST: u32 = 10_000;

/// Prints what waits, and all that was refused, in an initiative; service by service, oldest first.
///
/// # Errors
/// The data folder has no book that can be read.
pub fn show(data: &Path, initiative: &str, format: Format) -> Result<(), Failure> {
    let mut rows = Vec::new();
    for context in crate::CONTEXTS {
        let file = data.join(context).join(FILE);
        if !file.exists() {
            continue;
        }
        let cannot = || format!("{} cannot be read; name the hub's data folder with --data", file.display());
        let book = Book::open(&file).with_context(cannot)?;
        let waits = book.stuck(initiative).with_context(cannot)?;
        rows.extend(waits.into_iter().map(|stuck| waiting(context, stuck)));
        let skipped = book.skipped(initiative, 0, MOST).with_context(cannot)?;
        rows.extend(skipped.into_iter().map(|(_, skipped)| refused(context, skipped)));
    }
    Answer::of_rows(rows).print(format)
}

fn waiting(context: &str, stuck: Stuck) -> Vec<(&'static str, Tree)> {
    let Stuck { name, initiative: _, why } = stuck;
    row(context, "waits", [name, String::new(), String::new(), String::new(), why, String::new()])
}

fn refused(context: &str, skipped: Skipped) -> Vec<(&'static str, Tree)> {
    let Skipped { command: _, name, target, initiative: _, cause, reason, message, at } = skipped;
    row(context, "skipped", [name, target, cause, reason, message, at])
}

fn row(context: &str, what: &'static str, cells: [String; 6]) -> Vec<(&'static str, Tree)> {
    let names = ["reaction", "target", "cause", "reason", "message", "at"];
    let cells = names.into_iter().zip(cells.map(Tree::from));
    [("service", Tree::from(context)), ("what", what.into())].into_iter().chain(cells).collect()
}
