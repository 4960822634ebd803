//! `hora import measurements`: indicators, a data set, and the values of many organizations with their corrections.
//!
//! `read.rs` reads the tables as the mapping lays them out, `release.rs` tells what was said first from what corrected
//! it, `send.rs` sends: definitions, then for each organization its agreement, its values, submitted, approved by the
//! second importer, published, and corrected. To lay out a table in another way: a field of the mapping, read in `read`.

mod read;
mod release;
mod send;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::Args;
use runtime::clock::Clock;
use serde_json::{Value, json};

use super::{
    faults::Faults,
    mapping::{self, Choice},
    sender::Sender,
};
use crate::{client::Options, failure::Failure};

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
    /// Reads and checks everything, and sends nothing.
    #[arg(long)]
    dry_run: bool,
    /// Each table as the mapping names it, and its file.
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
    let tables = read::tables(&files.tables, mapping, &mut faults)?;
    faults.finish()?;
    let told = release::told(&tables, mapping);
    let summary = json!({
        "initiative": files.initiative,
        "organizations": told.len(),
        "values": told.values().map(release::Told::values).sum::<usize>(),
        "corrections": told.values().map(release::Told::corrections).sum::<usize>(),
    });
    if files.dry_run {
        return Ok(summary);
    }
    let mut importer = Sender::of_measurement(options, &files.initiative).await?;
    let mut approver = Sender::of_measurement(&approver(files, options), &files.initiative).await?;
    let hash = tables.hash;
    let sent = send::Sending { mapping, hash: &hash, importer: &mut importer, approver: &mut approver };
    let sent = sent.all(&told, options, &files.initiative).await?;
    let mut summary = summary;
    if let Some(summary) = summary.as_object_mut() {
        summary.insert("explained".to_owned(), json!(sent.explained));
        summary.insert("publishedAt".to_owned(), json!(sent.published_at));
        summary.insert("added".to_owned(), json!(importer.added + approver.added));
        summary.insert("alreadyThere".to_owned(), json!(importer.already_there + approver.already_there));
    }
    Ok(summary)
}

/// The same places with the second importer's key.
fn approver(files: &Files, options: &Options) -> Options {
    let beside = || options.key_file.as_ref().map(|file| file.with_file_name("approver.key"));
    Options { places: options.places.clone(), key_file: files.approver_key_file.clone().or_else(beside) }
}
