//! `hora import measurements`: indicators, data sets, and the values of many organizations with their corrections.
//!
//! `read.rs` reads the tables as the mapping lays them out (`columns.rs`, `row.rs`, `fits.rs`, `dictionary.rs`),
//! `release.rs` tells what was said first from what corrected it, `send.rs` sends (`parts.rs`, `definitions.rs`,
//! `values.rs`, `explain.rs`, `there.rs`, `organizations.rs`). To lay out a table in another way: a field of the
//! mapping, read in `row`.

mod columns;
mod definitions;
mod dictionary;
mod explain;
mod fits;
mod organizations;
mod parts;
mod read;
mod release;
mod row;
mod send;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tests;
mod there;
mod values;

use std::{collections::BTreeSet, path::PathBuf};

use clap::Args;
use runtime::clock::Clock;
use serde_json::{Value, json};

use super::{
    faults::Faults,
    mapping::{self, Choice},
};
use crate::{client::Options, failure::Failure};
use dictionary::Dictionary;

/// The files of the measurements.
#[derive(Debug, Clone, Args)]
pub struct Files {
    #[command(flatten)]
    choice: Choice,
    /// The initiative that the measurements come into.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The key of the second importer, who approves; else `approver.key` beside the importer's.
    #[arg(long, value_name = "FILE")]
    approver_key_file: Option<PathBuf>,
    /// Reads and checks everything, and sends nothing; says which codes were made of which words.
    #[arg(long)]
    dry_run: bool,
    /// Each table as the mapping names it, and its file; a file may be given under several names.
    #[arg(value_name = "TABLE:FILE.csv", required = true)]
    tables: Vec<String>,
}

/// Reads, sends, and says what came of it.
///
/// # Errors
/// A row that is not taken, nobody answers, or the hub says no.
pub async fn run(files: &Files, options: &Options) -> Result<Value, Failure> {
    let whole = files.choice.load()?;
    let mapping = mapping::part(whole.measurements.as_ref(), "measurements", &whole.title)?;
    let mut faults = Faults::new(Clock::default().now());
    let mut dictionary = Dictionary::new(mapping, &whole.vocabulary).map_err(Failure::Usage)?;
    let tables = read::tables(&files.tables, mapping, &mut dictionary, &mut faults)?;
    faults.finish()?;
    let told = release::told(&tables, mapping);
    let organizations: BTreeSet<&String> = told.keys().map(|(_, org)| org).collect();
    let mut summary = json!({
        "initiative": files.initiative,
        "organizations": organizations.len(),
        "values": told.values().map(release::Told::values).sum::<usize>(),
        "corrections": told.values().map(release::Told::corrections).sum::<usize>(),
        "passedOver": tables.passed_over,
    });
    let Some(said) = summary.as_object_mut() else { return Ok(summary) };
    if files.dry_run {
        said.insert("codes".to_owned(), json!(dictionary.derived()));
        return Ok(summary);
    }
    let mut lanes = send::Lanes::open(options, &approver(files, options), &files.initiative).await?;
    let sent = lanes.send(mapping, &told, &dictionary).await?;
    let (added, already_there) = lanes.counted();
    said.insert("explained".to_owned(), json!(sent.explained));
    said.insert("publishedAt".to_owned(), json!(sent.published_at));
    said.insert("added".to_owned(), json!(added));
    said.insert("alreadyThere".to_owned(), json!(already_there));
    Ok(summary)
}

/// The same places with the second importer's key.
fn approver(files: &Files, options: &Options) -> Options {
    let beside = || options.key_file.as_ref().map(|file| file.with_file_name("approver.key"));
    Options { places: options.places.clone(), key_file: files.approver_key_file.clone().or_else(beside) }
}
