//! `hora import`: history of real programs comes in, through the same commands as everybody's.
//!
//! | part | what |
//! |---|---|
//! | `mapping/` | which column is what: presets, or a file of one's own |
//! | `table.rs`, `numbered.rs`, `quotes.rs`, `faults.rs` | reading files; which row it is; quotes that do not close; every bad row |
//! | `codes.rs`, `moment.rs` | codes of names; times |
//! | `sender.rs` | derived command ids, retries, what was there already |
//! | `init/` | the scaffold: convener, initiative, importers with their keys, an adopted agenda |
//! | `consultation/` | a conversation: statements, responses, moderation |
//! | `decisions/` | matters and roll calls, from JSON Lines or from long tables |
//! | `measurements/` | indicators, values of many organizations, corrections |
//! | `organizations/` | names that organizations had, and which went into which |
//! | `threads/` | conversations of another platform and their messages |
//! | `plan/` | versions of a plan, what was reported of it, changes of statuses and dependencies |
//! | `rows.rs`, `observations.rs` | a table of a plan, or of values, as of now |
//!
//! Everything is read and checked before anything is sent. Knows no data set: what one is like stands in its
//! mapping. To add a kind of history: a folder with `read` and `send`, a variant of `Command`.

mod codes;
mod consultation;
mod decisions;
pub(crate) mod faults;
mod init;
mod mapping;
mod measurements;
mod moment;
pub(crate) mod numbered;
mod observations;
mod organizations;
mod plan;
pub(crate) mod quotes;
mod rows;
mod sender;
pub(crate) mod table;
mod threads;

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::{client, failure::Failure};

/// History that comes in.
#[derive(Debug, Clone, Args)]
pub struct Import {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// Makes the scaffold, as an admin: initiative, organizations, importers with their keys, an adopted agenda
    Init(init::Init),
    /// Imports one conversation: its statements, every response, and the moderation
    Consultation(consultation::Files),
    /// Imports matters and their roll calls, from JSON Lines or from long tables
    Decisions(decisions::Files),
    /// Imports measurements of many organizations: recorded, submitted, approved, published, corrected
    Measurements(measurements::Files),
    /// Tells, as an admin, which names organizations of the hub had and which went into which
    Organizations(organizations::Files),
    /// Imports a plan: its versions and reports in the order in which they happened, or its log of changes
    Plan(plan::Files),
    /// Imports conversations of another platform: its threads, and the messages in them
    Threads(threads::Files),
    /// Records a table of values as of now, such as a template that was filled in, all or none
    Observations(observations::File),
    /// Takes a table of activities and milestones into the plan, as of now, all or none
    Table(rows::File),
}

/// Runs it; gives what to print.
///
/// # Errors
/// A mapping or row that is not taken, nobody answers, or the hub says no.
pub async fn run(import: &Import, options: &client::Options) -> Result<Value, Failure> {
    match &import.command {
        Command::Init(init) => init::run(init, options).await,
        Command::Consultation(files) => consultation::run(files, options).await,
        Command::Decisions(files) => decisions::run(files, options).await,
        Command::Measurements(files) => measurements::run(files, options).await,
        Command::Organizations(files) => organizations::run(files, options).await,
        Command::Plan(files) => plan::run(files, options).await,
        Command::Threads(files) => threads::run(files, options).await,
        Command::Observations(file) => observations::run(file, options).await,
        Command::Table(file) => rows::run(file, options).await,
    }
}
