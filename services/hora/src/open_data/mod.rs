//! `hora open-data`: all that anybody may read of an initiative, as a package of tables for everybody to take away.
//!
//! | part | what |
//! |---|---|
//! | `tables.toml`, `tables.rs` | the list of tables, and from which query each comes |
//! | `columns.rs`, `cells.rs` | their columns, from the descriptors, and what stands in them |
//! | `read.rs` | asking, all pages, one moment |
//! | `files.rs` | writing, whole or not at all |
//! | `package.rs`, `license.rs` | what stands beside the tables |
//!
//! It asks as the public, whatever key there is, so that nothing can come out that is not public. Knows no rule. To add
//! a table: a piece of `tables.toml`.

mod cells;
mod columns;
mod files;
mod license;
mod package;
mod read;
mod tables;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, path::PathBuf};

use clap::Args;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

use self::{
    files::Folder,
    license::License,
    package::{About, Part},
    read::{Outcome, Reader},
    tables::Table,
};
use crate::{
    actors::Person,
    as_of::{AsOf, stored},
    client::Options,
    exchange::pages::all,
    failure::Failure,
    progress,
};

/// What is published, and where it goes.
#[derive(Debug, Clone, Args)]
pub struct OpenData {
    /// The slug of the initiative
    #[arg(env = "HORA_INITIATIVE")]
    initiative: String,
    /// Where it is written: a folder, or a file that ends in .zip; nothing may be there yet
    #[arg(long, value_name = "FOLDER|FILE.zip")]
    out: PathBuf,
    /// The license that the initiative publishes its data under, by its SPDX identifier
    #[arg(long, value_name = "SPDX", default_value = "CC-BY-4.0")]
    license: License,
    /// As of a moment: what the hub knew then, or effective:MOMENT for what had happened in the world by then
    #[arg(long, value_name = "MOMENT|effective:MOMENT", value_parser = moment)]
    as_of: Option<AsOf>,
}

/// A sequence is of one log; this is of five.
fn moment(text: &str) -> Result<AsOf, String> {
    match text.parse()? {
        AsOf::RecordedAt(at) => Ok(AsOf::RecordedAt(at)),
        AsOf::EffectiveAt(at, None) => Ok(AsOf::EffectiveAt(at, None)),
        _ => Err("accepted is a moment: a sequence is of one log alone".to_owned()),
    }
}

/// Writes the package; gives how many rows each table has, and the sequences they are of.
///
/// # Errors
/// There is no such initiative, nobody answers, or the package cannot be written.
pub async fn run(what: &OpenData, options: &Options) -> Result<Value, Failure> {
    let public = |initiative: &str| Person::public(options.places.clone(), initiative);
    let registrations =
        all(&mut public("hub"), "backbone/ListInitiatives", "initiatives", &json!({})).await?;
    let of_it = |one: &Value| one.get("slug").and_then(Value::as_str) == Some(&what.initiative);
    let Some(registration) = registrations.into_iter().find(of_it) else {
        return Err(Failure::Usage(format!("the hub knows no initiative `{}`", what.initiative)));
    };
    let now = Timestamp::now();
    let today = TimeZone::UTC.to_datetime(now).date().to_string();
    let mut reader = Reader::new(public(&what.initiative), public("hub"), what.as_of.clone(), today);
    let folder = Folder::begin(&what.out)?;
    let parts = match tables(&mut reader, &folder).await {
        Ok(parts) => parts,
        Err(failure) => {
            folder.abandon();
            return Err(failure);
        }
    };
    let as_of = what.as_of.as_ref().map(AsOf::to_json).unwrap_or_default();
    let as_of = ["recorded_at", "effective_at"].iter().find_map(|kind| as_of.get(kind)?.as_str());
    let about = About {
        registration,
        license: what.license,
        made_at: stored(now),
        as_of: as_of.unwrap_or_default().to_owned(),
        sequences: reader.sequences,
        recorded: reader.recorded,
    };
    package::write(&folder, &about, &parts)?;
    folder.finish()?;
    let rows: BTreeMap<&str, u64> =
        parts.iter().map(|part| (part.table.name.as_str(), part.written.rows)).collect();
    Ok(json!({"package": what.out.display().to_string(), "license": what.license.id,
        "sequences": about.sequences, "tables": rows}))
}

/// Every table; those of one log of one moment.
async fn tables(reader: &mut Reader, folder: &Folder) -> Result<Vec<Part>, Failure> {
    let tables = Table::all()?;
    let bar = progress::bar("tables", tables.len());
    let mut parts = Vec::new();
    for of_one in tables.chunk_by(|one, other| one.context() == other.context()) {
        let mut found = log(reader, folder, of_one, &tables, &bar).await?;
        if found.is_none() {
            reader.pin();
            found = log(reader, folder, of_one, &tables, &bar).await?;
            reader.unpin();
        }
        // A log that is asked as of a sequence does not move.
        parts.extend(found.ok_or_else(|| anyhow::anyhow!("a log changed below an earlier moment of it"))?);
    }
    bar.finish_and_clear();
    Ok(parts)
}

/// The tables of one log; none where records came in meanwhile.
async fn log(
    reader: &mut Reader,
    folder: &Folder,
    of_one: &[Table],
    all: &[Table],
    bar: &indicatif::ProgressBar,
) -> Result<Option<Vec<Part>>, Failure> {
    let mut parts = Vec::new();
    for table in of_one {
        let asked_later = all.iter().filter_map(|later| later.each.as_ref());
        let mut wanted: Vec<&str> =
            asked_later.filter(|each| each.table == table.name).map(|each| each.column.as_str()).collect();
        wanted.dedup();
        let columns = columns::of(table)?;
        let mut file = folder.table(&table.file(), columns.iter().map(|column| column.name.as_str()))?;
        if reader.read(table, &columns, &wanted, &mut file).await? == Outcome::Moved {
            return Ok(None);
        }
        parts.push(Part { table: table.clone(), columns, written: file.finish()? });
        bar.inc(1);
    }
    Ok(Some(parts))
}
