//! `hora import threads`: conversations of another platform become threads and messages.
//!
//! `read.rs` turns the files into requests, `send.rs` sends them: the threads first, then every message in order of
//! time (and of the file, where two are of the same moment).

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

/// The files of the conversations.
#[derive(Debug, Clone, Args)]
pub struct Files {
    #[command(flatten)]
    choice: Choice,
    /// The initiative that the conversations come into.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// What is talked about, one a row.
    #[arg(long, value_name = "FILE.csv")]
    threads: PathBuf,
    /// The messages, one a row.
    #[arg(long, value_name = "FILE.csv")]
    messages: PathBuf,
}

/// Reads, sends, and says what came of it.
///
/// # Errors
/// A row that is not taken, nobody answers, or the hub says no.
pub async fn run(files: &Files, options: &client::Options) -> Result<Value, Failure> {
    let whole = files.choice.load()?;
    let mapping = mapping::part(whole.threads.as_ref(), "threads", &whole.title)?;
    let talks = read::read(files, &whole.vocabulary, mapping, Clock::default().now())?;
    let mut sender = Sender::of_communication(options, &files.initiative).await?;
    send::send(&talks, &mut sender).await?;
    Ok(json!({
        "initiative": files.initiative,
        "threads": talks.threads.len(),
        "messages": talks.messages.len(),
        "withoutText": talks.messages.iter().filter(|message| message.body.is_empty()).count(),
        "answeringMissing": talks.messages.iter().filter(|message| message.answers_missing()).count(),
        "added": sender.added,
        "alreadyThere": sender.already_there,
    }))
}
