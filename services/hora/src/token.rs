//! `hora token`: the first admin by the setup link, keys for people and services, revocation.
//!
//! Knows no rules. A key's secret is made here; the hub is told its hash.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use runtime::{clock::Clock, setup};
use serde_json::{Value, json};
use tonic::Status;
use uuid::Uuid;

use crate::{
    client::{self, Client, key},
    failure::Failure,
    keys::Fresh,
};

/// Keys and who holds them.
#[derive(Debug, Clone, Args)]
pub struct Token {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// Makes the first admin with the setup link; without --link prints a new link (on the hub's own machine).
    Setup {
        /// The link that `hora up` printed.
        #[arg(long, value_name = "LINK")]
        link: Option<String>,
        /// The hub's data folder, to print a new link.
        #[arg(long, value_name = "FOLDER", env = "HORA_HUB__DATA", default_value = "hora-data")]
        data: PathBuf,
        /// Where to keep the admin's key; your configuration folder when absent.
        #[arg(long, value_name = "FILE")]
        save: Option<PathBuf>,
        /// How long the key lives.
        #[arg(long, default_value_t = 365)]
        days: i64,
    },
    /// Issues a key for a person (`p_…`) or service (`s_…`) of an initiative, and prints it once.
    Issue {
        /// The initiative.
        #[arg(long, value_name = "SLUG")]
        initiative: String,
        /// Whose key.
        #[arg(long, value_name = "P_OR_S")]
        holder: String,
        /// How long the key lives.
        #[arg(long, default_value_t = 365)]
        days: i64,
    },
    /// Ends a key at once.
    Revoke {
        /// The key's id.
        #[arg(long, value_name = "UUID")]
        key_id: String,
    },
    /// Exchanges your key for a token of ten minutes, for other gRPC clients.
    Exchange {
        /// The initiative, or `hub`.
        #[arg(long, value_name = "SLUG")]
        initiative: String,
    },
}

/// Runs it; gives what to print.
///
/// # Errors
/// Nobody answers, or the hub says no.
pub async fn run(token: &Token, options: &client::Options) -> Result<Value, Failure> {
    match &token.command {
        Command::Setup { link: None, data, .. } => another_link(options, data),
        Command::Setup { link: Some(link), save, days, .. } => {
            complete(options, link, save.clone(), *days).await
        }
        Command::Issue { initiative, holder, days } => issue(options, initiative, holder, *days).await,
        Command::Revoke { key_id } => {
            let meta = json!({"initiative": "hub", "commandId": Uuid::now_v7().to_string()});
            let request = json!({"meta": meta, "keyId": key_id});
            let path = "/hora.backbone.v1.BackboneCommands/RevokeKey";
            Client::new(options)?.call(path, Some("hub"), &request).await
        }
        Command::Exchange { initiative } => {
            let mut client = Client::new(options)?;
            let key =
                client.key().context("there is no key: name one with --key-file or HORA_KEY")?.secret.clone();
            let request = json!({"key": key, "initiative": initiative});
            client.call("/hora.backbone.v1.Tokens/Exchange", None, &request).await
        }
    }
}

fn another_link(options: &client::Options, data: &Path) -> Result<Value, Failure> {
    let shown = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let shown = shown.display();
    if setup::has_ended(data) {
        let why = format!(
            "the hub of {shown} has an admin already, so a setup link would be refused; the admin issues keys with \
             `hora token issue`"
        );
        return Err(Failure::answered("token setup", Status::failed_precondition(why)));
    }
    if !data.join("hub.secret").is_file() {
        let why = format!("{shown} is no data folder of a hub; name it with --data");
        return Err(Failure::Usage(why));
    }
    let secret = setup::issue(data, Clock::default().now_us())
        .with_context(|| format!("you may not write to the data folder {shown}"))?;
    Ok(json!({"link": format!("{}/setup#{secret}", options.places.hub), "valid": "once, within 30 minutes"}))
}

fn in_days(days: i64) -> String {
    Clock::default().now().plus_days(days).to_string()
}

async fn complete(
    options: &client::Options,
    link: &str,
    save: Option<PathBuf>,
    days: i64,
) -> Result<Value, Failure> {
    let (hub, secret) =
        link.split_once("/setup#").context("this is no setup link; accepted is http://…/setup#…")?;
    let mut places = options.places.clone();
    hub.clone_into(&mut places.hub);
    let fresh = Fresh::generate()?;
    let request = json!({
        "meta": {"initiative": "hub", "commandId": Uuid::now_v7().to_string()},
        "setupSecret": secret, "keyHash": fresh.hash(), "expiresAt": in_days(days),
    });
    let path = "/hora.backbone.v1.BackboneCommands/CompleteSetup";
    let done = Client::with_key(places, None).call(path, None, &request).await?;
    let key_id = done.get("keyId").and_then(Value::as_str).unwrap_or_default();
    let key = fresh.key(key_id)?;
    let file =
        save.or_else(key::configured).context("there is no configuration folder; name a file with --save")?;
    key::write(&file, &key)?;
    Ok(json!({"account": done.get("accountId"), "keyId": key_id, "savedTo": file.display().to_string()}))
}

async fn issue(
    options: &client::Options,
    initiative: &str,
    holder: &str,
    days: i64,
) -> Result<Value, Failure> {
    let fresh = Fresh::generate()?;
    let expires_at = in_days(days);
    let request =
        json!({"initiative": initiative, "holder": holder, "keyHash": fresh.hash(), "expiresAt": expires_at});
    let path = "/hora.backbone.v1.Tokens/IssueKey";
    let done = Client::new(options)?.call(path, Some(initiative), &request).await?;
    let key_id = done.get("keyId").and_then(Value::as_str).unwrap_or_default();
    Ok(json!({"key": fresh.key(key_id)?, "keyId": key_id, "expiresAt": expires_at}))
}
