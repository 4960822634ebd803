//! `hora partner`: a partner service's login, durable consumer and ready snippet, beside a running `hora up`.
//!
//! Knows no events. Runs on the hub's own machine, since it writes where the server's logins lie.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use runtime::broker::{self, Grant};
use serde_json::{Value, json};

use crate::failure::Failure;

/// Partner services on NATS.
#[derive(Debug, Clone, Args)]
pub struct Partner {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// Adds a partner: prints where its credentials are and a subscriber to run.
    Add {
        /// The partner's name: a-z, 0-9, - and _.
        name: String,
        /// An initiative it may read; may be repeated.
        #[arg(long = "initiative", value_name = "SLUG", required = true)]
        initiatives: Vec<String>,
        /// What it may read: public, members, restricted; may be repeated.
        #[arg(long = "visibility", value_name = "WORD", default_value = "public",
            value_parser = ["public", "members", "restricted"])]
        visibilities: Vec<String>,
        /// A context it may read; all when absent; may be repeated.
        #[arg(long = "context", value_name = "WORD", value_parser = ["agenda", "backbone", "communication", "measurement", "plan"])]
        contexts: Vec<String>,
        /// The hub's data folder.
        #[arg(long, value_name = "FOLDER", default_value = "hora-data")]
        data: PathBuf,
        /// The language of the snippet.
        #[arg(long, default_value = "python", value_parser = ["python", "rust"])]
        snippet: String,
    },
}

/// Runs it; gives what to print, and the snippet.
///
/// # Errors
/// No server of this hub, or a name or grant that is not accepted.
pub async fn run(partner: &Partner) -> Result<(Value, &'static str), Failure> {
    let Command::Add { name, initiatives, visibilities, contexts, data, snippet } = &partner.command;
    let grants: Vec<Grant> = initiatives
        .iter()
        .map(|initiative| Grant {
            initiative: initiative.clone(),
            visibilities: visibilities.clone(),
            contexts: contexts.clone(),
        })
        .collect();
    let file = broker::add_partner(data, name, &grants).await.context("the partner was not added")?;
    let text = if snippet == "rust" { broker::RUST } else { broker::PYTHON };
    let next = format!("set -a; . {}; set +a; then run the snippet below", file.display());
    Ok((json!({"partner": name, "credentials": file.display().to_string(), "next": next}), text))
}
