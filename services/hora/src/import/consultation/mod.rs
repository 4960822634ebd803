//! `hora import consultation`: one conversation becomes one consultation.
//!
//! `read.rs` turns the files into rows of commands, `send.rs` sends them. The statements come first, then every
//! response in order of time (and of the file, where two are of the same moment), then the moderation, for which
//! sources have no time: it is dated to the last response.

mod read;
mod send;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use clap::Args;
use runtime::clock::Clock;
use serde_json::{Value, json};

use super::{
    mapping::{self, Choice},
    sender::Sender,
};
use crate::{client, failure::Failure};

/// The files of one conversation.
#[derive(Debug, Clone, Args)]
pub struct Files {
    #[command(flatten)]
    choice: Choice,
    /// The initiative that the conversation comes into.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The statements, one a row.
    #[arg(long, value_name = "FILE.csv")]
    comments: PathBuf,
    /// The responses, one a row.
    #[arg(long, value_name = "FILE.csv")]
    votes: PathBuf,
    /// Keys and values, among them the question.
    #[arg(long, value_name = "FILE.csv")]
    summary: Option<PathBuf>,
    /// What is asked; else what the summary says.
    #[arg(long, value_name = "TEXT")]
    question: Option<String>,
    /// What the source calls the conversation; else what the summary says, else the initiative's slug.
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
}

/// Reads, sends, and says what came of it.
///
/// # Errors
/// A row that is not taken, nobody answers, or the hub says no.
pub async fn run(files: &Files, options: &client::Options) -> Result<Value, Failure> {
    let whole = files.choice.load()?;
    let mapping = mapping::part(whole.consultation.as_ref(), "consultation", &whole.title)?;
    let conversation = read::read(files, &whole.vocabulary, mapping, Clock::default().now())?;
    let mut sender = Sender::open(options, &files.initiative).await?;
    send::send(&conversation, &mut sender).await?;
    Ok(json!({
        "initiative": files.initiative,
        "consultation": conversation.code,
        "statements": conversation.statements.len(),
        "responses": conversation.responses.len(),
        "moderated": conversation.moderations.len(),
        "added": sender.added,
        "alreadyThere": sender.already_there,
    }))
}
