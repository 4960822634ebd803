//! `hora import decisions`: matters and what was decided on them.
//!
//! `lines.rs` and `tables.rs` read the two ways in which sources lay roll calls out into what `told.rs` describes;
//! `chain.rs` makes matters and decisions of it, `voters.rs` the positions; `send.rs` sends them.

mod chain;
mod lines;
mod send;
mod tables;
#[cfg(test)]
mod tests;
mod told;
mod voters;

use std::path::PathBuf;

use clap::Args;
use runtime::clock::Clock;
use serde_json::{Value, json};

use super::{
    faults::Faults,
    mapping::{self, Choice, Decisions},
    sender::Sender,
};
use crate::{client, failure::Failure};
use told::{Members, Told};

/// The files of the decisions, laid out one way or the other.
#[derive(Debug, Clone, Args)]
pub struct Files {
    #[command(flatten)]
    choice: Choice,
    /// The initiative that the decisions come into.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// One matter a line, with its history and votes inside.
    #[arg(
        long,
        value_name = "FILE.jsonl",
        required_unless_present = "rollcalls",
        conflicts_with = "rollcalls"
    )]
    file: Option<PathBuf>,
    /// One roll call a row.
    #[arg(long, value_name = "FILE.csv", requires = "votes")]
    rollcalls: Option<PathBuf>,
    /// One vote a row.
    #[arg(long, value_name = "FILE.csv", requires = "rollcalls")]
    votes: Option<PathBuf>,
    /// One member of a body a row: who has no row among the votes is then listed as absent.
    #[arg(long, value_name = "FILE.csv")]
    members: Option<PathBuf>,
}

impl Files {
    fn read(&self, mapping: &Decisions, faults: &mut Faults) -> Result<Told, Failure> {
        let told = match (&self.file, &self.rollcalls, &self.votes) {
            (Some(file), _, _) => lines::read(file, mapping, faults),
            (None, Some(rollcalls), Some(votes)) => tables::read(rollcalls, votes, mapping, faults),
            _ => Err(Failure::Usage("accepted is --file, or --rollcalls with --votes".to_owned())),
        }?;
        if told.matters.is_empty() && faults.is_empty() {
            return Err(Failure::Usage(format!("{} holds no matter", told.file)));
        }
        Ok(told)
    }
}

/// Reads, sends, and says what came of it.
///
/// # Errors
/// A row that is not taken, nobody answers, or the hub says no.
pub async fn run(files: &Files, options: &client::Options) -> Result<Value, Failure> {
    let whole = files.choice.load()?;
    let mapping = mapping::part(whole.decisions.as_ref(), "decisions", &whole.title)?;
    let mut faults = Faults::new(Clock::default().now());
    let told = files.read(mapping, &mut faults)?;
    let members = match &files.members {
        Some(path) => Members::read(path, mapping, &mut faults)?,
        None => Members::default(),
    };
    let chains = chain::chains(&told, &members, &whole.vocabulary, mapping, &mut faults);
    faults.finish()?;
    let mut sender = Sender::open(options, &files.initiative).await?;
    send::send(&chains, &mut sender).await?;
    Ok(json!({
        "initiative": files.initiative,
        "bodies": chains.bodies.len(),
        "matters": chains.matters.len(),
        "decisions": chains.decisions(),
        "added": sender.added,
        "alreadyThere": sender.already_there,
        "withoutRollCall": told.without_roll_call,
        "undoNothing": chains.undo_nothing,
        "columnsNotFound": told.columns_not_found,
    }))
}
