//! `hora import organizations`: the names that organizations of the hub had, and which of them went into which.
//!
//! Done by an admin of the hub, as `import init` is: names and successions belong to no initiative. An admin's commands
//! have no derived ids (contracts.md gives those to importers), so what the hub knows already is asked first and not
//! told again. Names come before successions, since one that has ended takes no name.
//!
//! `read.rs` reads the files, `missing.rs` tells what the hub lacks, `known.rs` asks it. Knows no initiative.

mod known;
mod missing;
mod read;
#[cfg(test)]
mod tests;

use anyhow::Context as _;
use clap::Args;
use runtime::clock::Clock;
use serde_json::{Value, json};

use super::{
    faults::Faults,
    mapping::{self, Choice},
};
use crate::{
    actors::Person,
    client::{self, key},
    failure::Failure,
};
use known::Known;
use missing::{Counts, Missing};

/// The files of the organizations' history.
#[derive(Debug, Clone, Args)]
pub struct Files {
    #[command(flatten)]
    choice: Choice,
    /// Reads and checks everything, asks the hub what it knows, and sends nothing.
    #[arg(long)]
    dry_run: bool,
    /// Each table as the mapping names it, and its file: names, mergers, or both.
    #[arg(value_name = "TABLE:FILE.csv", required = true)]
    tables: Vec<String>,
}

/// Reads, tells the hub what it does not know, and says what came of it.
///
/// # Errors
/// A row that is not taken, no admin's key, nobody answers, or the hub says no.
pub async fn run(files: &Files, options: &client::Options) -> Result<Value, Failure> {
    let whole = files.choice.load()?;
    let mapping = mapping::part(whole.organizations.as_ref(), "organizations", &whole.title)?;
    let mut faults = Faults::new(Clock::default().now());
    let told = read::tables(&files.tables, mapping, &mut faults)?;
    faults.finish()?;
    let key = key::find(options.key_file.as_deref())?
        .context("this is done by an admin of the hub: name the admin's key with --key-file")?;
    let mut admin = Person::with_key(options.places.clone(), &key.secret, "hub", "admin");
    let mut known = Known::ask(&mut admin, &whole.vocabulary).await?;
    let (mut renames, mut names) = (Vec::new(), Counts::default());
    for (code, changes) in &told.names {
        let Some(org) = known.find(code) else {
            names.not_registered += 1;
            continue;
        };
        if known.is_called_only(&org, changes) {
            names.already_there += 1;
            continue;
        }
        let there = known.names(&mut admin, &org).await?;
        let has_ended = known.successor(&org).is_some();
        renames.extend(missing::names(&org, changes, &there, has_ended, &mut names));
    }
    let (successions, mergers) = missing::mergers(&told.mergers, &mut known);
    if !files.dry_run {
        for one in renames.iter().chain(&successions) {
            tell(&mut admin, one).await?;
        }
    }
    Ok(json!({"names": names.told(), "mergers": mergers.told(), "dryRun": files.dry_run}))
}

async fn tell(admin: &mut Person, what: &Missing) -> Result<(), Failure> {
    let (rpc, request) = match what {
        Missing::Name { org, name, from } => (
            "backbone/RenameOrganization",
            json!({"organizationId": org, "name": name, "from": from.to_string()}),
        ),
        Missing::Succession { org, into, on } => (
            "backbone/SucceedOrganization",
            json!({"organizationId": org, "into": into, "on": on.to_string()}),
        ),
    };
    admin.run(rpc, request).await.map(drop)
}
