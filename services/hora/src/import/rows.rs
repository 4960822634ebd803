//! `hora import table`: a plan as a table, from whoever may plan; all or none, every bad row told at once.
//!
//! Not history: the table happens now, and whose key it comes with answers for it. Knows no column; the hub reads it.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use super::table::Source;
use crate::{
    client::{self, Client},
    failure::Failure,
};

/// The command that takes it.
const TAKE_ROWS: &str = "/hora.plan.v1.PlanCommands/TakeRows";

/// A table of activities and milestones.
#[derive(Debug, Clone, Args)]
pub struct File {
    /// The initiative whose plan it is.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The table: columns activity, title, strategy, lead, start, end, milestone, milestone_title, due, target_value, target_unit, requires.
    #[arg(long, value_name = "FILE.csv")]
    file: PathBuf,
    /// Numbers are written as in 1,5.
    #[arg(long)]
    decimal_comma: bool,
    /// Only say what would be in the way.
    #[arg(long)]
    dry_run: bool,
    /// How many rows the table has, where that is known: half a file is then refused.
    #[arg(long, default_value_t = 0)]
    expected_rows: u32,
}

/// Sends it; gives what the hub answers.
///
/// # Errors
/// The file cannot be read, nobody answers, or the hub says no.
pub async fn run(file: &File, options: &client::Options) -> Result<Value, Failure> {
    let source = Source::read(&file.file)?;
    let request = json!({
        "meta": {"commandId": Uuid::now_v7().to_string(), "initiative": file.initiative},
        "csv": source.text, "decimalComma": file.decimal_comma, "dryRun": file.dry_run,
        "expectedRows": file.expected_rows,
    });
    Client::new(options)?.call(TAKE_ROWS, Some(&file.initiative), &request).await
}
