//! `hora import init`: what must stand before history can come in.
//!
//! The admin registers the organizations and the initiative (registered, not launched), makes a member of the convener's
//! staff, and asks for two imports; the staff grants them, since no one person may. The importer then drafts the agenda
//! and records that the convener adopted it. Run again, it goes on where it stopped: what is there is left as it is,
//! keys and names stand in the folder.
//!
//! `setup.rs` makes flags and mapping into what is wanted, `hub.rs` and `people.rs` ask the hub for it, `folder.rs`
//! keeps the keys, `agenda.rs` has the agenda adopted.

mod agenda;
mod folder;
pub mod hub;
mod people;
mod setup;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use runtime::clock::Clock;
use serde_json::{Value, json};

use super::mapping::{self, Choice};
use crate::{
    actors::Person,
    client::{self, key},
    failure::Failure,
};
use folder::Folder;
use people::{People, Wanted};
use setup::Setup;

/// The longest import grant (domain: `import_too_long`).
const GRANT_DAYS: i64 = 90;

/// What is wanted beyond the mapping.
#[derive(Debug, Clone, Args)]
pub struct Init {
    #[command(flatten)]
    choice: Choice,
    /// The slug of the initiative to make.
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// Its name; else the mapping's, else the slug.
    #[arg(long)]
    name: Option<String>,
    /// The problem it takes on; else the mapping's.
    #[arg(long)]
    problem: Option<String>,
    /// What it is about: education, health, homelessness, environment, community_development, other.
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// Where; else the mapping's.
    #[arg(long)]
    area: Option<String>,
    /// Organizations, one a row: code, name, sector (may be absent); the first convenes unless another is named.
    #[arg(long, value_name = "FILE.csv")]
    orgs: Option<PathBuf>,
    /// Who convenes: a code of --orgs, of the hub, or a new one.
    #[arg(long, value_name = "CODE")]
    convener_code: Option<String>,
    /// The name of a convener that is new.
    #[arg(long, value_name = "NAME", requires = "convener_code")]
    convener_name: Option<String>,
    /// The sector of a convener that is new.
    #[arg(long, value_name = "SECTOR", requires = "convener_code")]
    convener_sector: Option<String>,
    /// The member of the convener's staff who grants the imports as the second person.
    #[arg(long, value_name = "NAME", default_value = "Steward of the import")]
    staff_name: String,
    /// The e-mail address of that person.
    #[arg(long, value_name = "ADDRESS", default_value = "steward@hub.invalid")]
    staff_email: String,
    /// The day the agenda was drafted and adopted; else the mapping's, else today.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// How many days the importers may import.
    #[arg(long, default_value_t = GRANT_DAYS, value_parser = clap::value_parser!(i64).range(1..=GRANT_DAYS))]
    days: i64,
    /// Where the keys are kept; else `<slug>-import` here.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// Makes the scaffold, and says what to run next.
///
/// # Errors
/// A flag or row that is not taken, no admin's key, nobody answers, or the hub says no.
pub async fn run(init: &Init, options: &client::Options) -> Result<Value, Failure> {
    let mapping = init.choice.load()?;
    let scaffold = mapping::part(mapping.scaffold.as_ref(), "scaffold", &mapping.title)?;
    let now = Clock::default().now();
    let setup = Setup::new(init, scaffold, &mapping, now)?;
    let key = key::find(options.key_file.as_deref())?
        .context("this is done by an admin of the hub: name the admin's key with --key-file")?;
    let places = &options.places;
    let mut folder =
        Folder::open(init.out.clone().unwrap_or_else(|| format!("{}-import", setup.slug).into()))?;
    let mut admin = Person::with_key(places.clone(), &key.secret, "hub", "admin");
    let organizations = hub::organizations(&mut admin, &setup).await?;
    let convener = organizations.get(&setup.convener).context("the convener was not registered")?.clone();
    hub::initiative(&mut admin, &setup, &convener).await?;
    let mut people = People::new(places, &key.secret, &setup, &convener);
    people.staff(&mut folder).await?;
    people.invite(organizations.values()).await?;
    // Half as long will do, so that the same command again asks nobody for what is there.
    let wanted = Wanted { until: now.plus_days(init.days), at_least: now.plus_days(init.days / 2) };
    let until = people.importers(&mut folder, &wanted).await?.to_string();
    let importer = folder.key("importer")?;
    let agenda = agenda::adopt(places, &importer, &setup, &convener).await?;
    let file = folder.file("importer");
    let next = format!(
        "hora import {} {} --initiative {} --key-file {}",
        mapping.command(),
        init.choice.words(),
        setup.slug,
        file.display()
    );
    Ok(json!({
        "initiative": setup.slug,
        "convener": { "code": setup.convener, "id": convener },
        "organizations": organizations.len(),
        "agenda": agenda,
        "keys": folder.path().display().to_string(),
        "importUntil": until,
        "next": next,
        "notes": mapping.notes,
    }))
}
