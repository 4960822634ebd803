//! `hora export`: tables that go out to people and come in again.
//!
//! | part | what |
//! |---|---|
//! | `template.rs`, `keys.rs` | a data set's period as a table to fill in, or with the values that stand |
//! | `plan_table.rs` | the plan as the table that `hora import table` takes |
//! | `grid.rs` | a table in memory: from CSV or XLSX, to CSV |
//! | `sheet.rs`, `cells.rs`, `limits.rs`, `addresses.rs` | reading XLSX: cells by address, what a number or a day is, how much is taken |
//! | `book.rs` | writing XLSX |
//! | `answers.rs` | what the hub refuses, with the addresses of a sheet |
//! | `pages.rs` | every row of a list, whoever asks |
//!
//! What comes in is sent by `import/`. Knows no rule: the hub reads the tables. To add a table: a file that makes its
//! header and rows, and a variant here.

mod addresses;
mod answers;
mod book;
mod cells;
mod grid;
mod keys;
mod limits;
pub(crate) mod pages;
mod plan_table;
mod sheet;
mod template;
#[cfg(test)]
mod tests;

use clap::Subcommand;
use serde_json::Value;

pub(crate) use answers::addressed;
pub(crate) use grid::{Grid, How};
pub(crate) use plan_table::DAYS;

use crate::{client::Options, failure::Failure};

/// Tables that go out.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Writes a table to be filled in for one period of a data set, or the values that stand in it
    Template(template::Template),
    /// Writes the plan as the table that `hora import table` takes
    Plan(plan_table::Plan),
}

/// Runs it; gives what was written.
///
/// # Errors
/// The file cannot be written, nobody answers, or the hub says no.
pub async fn run(command: &Command, options: &Options) -> Result<Value, Failure> {
    match command {
        Command::Template(what) => template::run(what, options).await,
        Command::Plan(what) => plan_table::run(what, options).await,
    }
}
