//! `hora partner`: a partner service's login, durable consumer and ready snippet, beside a running `hora up` or on an
//! operator's own server.
//!
//! Knows no events. Runs on the hub's own machine, since it writes where the logins lie.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use runtime::broker::{self, Added, Grant};
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
        #[arg(long, value_name = "FOLDER", env = "HORA_HUB__DATA", default_value = "hora-data")]
        data: PathBuf,
        /// An operator's own NATS server, with the login `hub` in HORA_NATS_USER_HUB and HORA_NATS_PASSWORD_HUB.
        #[arg(long, value_name = "URL", env = "HORA_NATS__URL")]
        nats: Option<String>,
        /// The language of the snippet.
        #[arg(long, default_value = "python", value_parser = ["python", "rust"])]
        snippet: String,
    },
}

/// Runs it; gives what to print, and what stands below that for people: what is left to do, and the snippet.
///
/// # Errors
/// No server of this hub, or a name or grant that is not accepted.
pub async fn run(partner: &Partner) -> Result<(Value, String), Failure> {
    let Command::Add { name, initiatives, visibilities, contexts, data, nats, snippet } = &partner.command;
    let grants: Vec<Grant> = initiatives
        .iter()
        .map(|initiative| Grant {
            initiative: initiative.clone(),
            visibilities: visibilities.clone(),
            contexts: contexts.clone(),
        })
        .collect();
    let added = broker::add_partner(data, nats.as_deref(), name, &grants).await;
    let Added { credentials, users_entry, starts_again, silent } =
        added.context("the partner was not added")?;
    let credentials = credentials.display().to_string();
    let snippet = if snippet == "rust" { broker::RUST } else { broker::PYTHON };
    let next = format!("set -a; . {credentials}; set +a; then run the snippet below");
    let mut notes = Vec::new();
    if starts_again {
        notes.push("more is granted than before: all of it comes again, from the first record".to_owned());
    }
    for slug in silent {
        notes.push(format!(
            "nothing of `{slug}` has been published yet; if that is not the slug, add it again"
        ));
    }
    let Some(entry) = users_entry else {
        let answer = json!({"partner": name, "credentials": credentials, "notes": notes, "next": next});
        return Ok((answer, snippet.to_owned()));
    };
    let first =
        "add the entry below to the users of the account PARTNERS in nats.conf; nats-server --signal reload";
    let answer = json!({"partner": name, "credentials": credentials, "notes": notes, "first": first, "next": next, "users_entry": entry});
    Ok((answer, format!("{entry}\n{snippet}")))
}
