//! `hora sdmx`: a data set as SDMX-CSV 2.0, out and in.
//!
//! Out comes the public table, or with `--members` the values as members see them, as of any moment, with their history,
//! or only what was updated after a sequence. In go values, as a recording: all rows or none.
//! Source: SDMX 3.0, "SDMX-CSV field guide" (github.com/sdmx-twg/sdmx-csv). `write` and `read` know no hub.

mod read;
#[cfg(test)]
mod tests;
mod write;

use std::{collections::BTreeSet, fs, path::PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::{
    actors::Person,
    as_of::AsOf,
    client::Options,
    exchange::pages::{all, caller, items, text},
    failure::Failure,
};

/// Rows of one message: small beside the largest message a hub takes.
const ROWS_OF_A_MESSAGE: usize = 1_000;
/// The largest file read in: some times 50,000 rows, which is what a hub takes at once.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// SDMX-CSV out and in.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Writes a data set as SDMX-CSV 2.0
    Export(Export),
    /// Records the values of a file of SDMX-CSV 2.0, all or none
    Import(Import),
}

/// What is written.
#[derive(Debug, Clone, Args)]
pub struct Export {
    /// The slug of the initiative
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The code of the data set
    #[arg(long, value_name = "CODE")]
    data_set: String,
    /// As members see the values, not the public table
    #[arg(long)]
    members: bool,
    /// The values as of a moment, a sequence, or effective:MOMENT (SDMX: asOf)
    #[arg(long, value_name = "MOMENT|SEQUENCE|effective:MOMENT")]
    as_of: Option<AsOf>,
    /// Also the values that gave way to later ones (SDMX: includeHistory)
    #[arg(long)]
    include_history: bool,
    /// Only what was updated after a sequence (SDMX: updatedAfter)
    #[arg(long, value_name = "SEQUENCE", default_value_t = 0)]
    updated_after: u64,
    /// Where it is written; else printed
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

/// What is read in.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// The slug of the initiative
    #[arg(long, value_name = "SLUG", env = "HORA_INITIATIVE")]
    initiative: String,
    /// The code of the data set
    #[arg(long, value_name = "CODE")]
    data_set: String,
    /// A value that stands already gives way to one of the file
    #[arg(long)]
    replaces: bool,
    /// Only say what would be in the way
    #[arg(long)]
    dry_run: bool,
    /// The file
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
}

/// Runs it; gives what to print, which is text where a data set is printed.
///
/// # Errors
/// The file cannot be read, nobody answers, or the hub says no.
pub async fn run(command: &Command, options: &Options) -> Result<Value, Failure> {
    match command {
        Command::Export(what) => export(what, options).await,
        Command::Import(what) => import(what, options).await,
    }
}

async fn export(what: &Export, options: &Options) -> Result<Value, Failure> {
    let mut person = caller(&what.initiative, options)?;
    let (rpc, list) = match what.members {
        true => ("measurement/ListObservations", "observations"),
        false => ("measurement/ListPublished", "rows"),
    };
    let meta = what.as_of.as_ref().map_or_else(|| json!({}), |as_of| json!({"asOf": as_of.to_json()}));
    let request = json!({"meta": meta, "dataSet": what.data_set, "includeHistory": what.include_history,
        "updatedAfter": what.updated_after.to_string()});
    let rows = all(&mut person, rpc, list, &request).await?;
    let dims = dims(&mut person, &what.data_set).await?;
    let text = write::table(&what.data_set, &dims, &rows)?;
    match &what.out {
        Some(path) => {
            fs::write(path, text).with_context(|| path.display().to_string())?;
            Ok(json!({"file": path.display().to_string(), "rows": rows.len()}))
        }
        None => Ok(Value::String(text)),
    }
}

/// The disaggregations of a data set: every file has all of them, also where no row in it is told apart by one.
async fn dims(person: &mut Person, data_set: &str) -> Result<BTreeSet<String>, Failure> {
    let sets = all(person, "measurement/ListDataSets", "dataSets", &json!({})).await?;
    let set = sets.iter().find(|set| text(set, "code") == data_set);
    let codes: BTreeSet<&str> =
        set.into_iter().flat_map(|set| items(set, "indicators")).filter_map(Value::as_str).collect();
    let indicators = all(person, "measurement/ListIndicators", "indicators", &json!({})).await?;
    let of_set = indicators.iter().filter(|one| codes.contains(text(one, "code")));
    let definitions = of_set.filter_map(|one| one.get("definition"));
    let dims = definitions.flat_map(|definition| items(definition, "dims"));
    Ok(dims.map(|dim| text(dim, "code").to_owned()).collect())
}

async fn import(what: &Import, options: &Options) -> Result<Value, Failure> {
    let named = || what.file.display().to_string();
    let bytes = fs::metadata(&what.file).with_context(named)?.len();
    if bytes > MAX_BYTES {
        return Err(Failure::Usage(format!("{} has over {MAX_BYTES} bytes; split it", named())));
    }
    let rows = read::rows(&fs::read_to_string(&what.file).with_context(named)?)?;
    let parts = rows.chunks(ROWS_OF_A_MESSAGE).enumerate();
    let message = |(place, rows): (usize, &[Value])| match place {
        0 => {
            json!({"dataSet": what.data_set, "replaces": what.replaces, "dryRun": what.dry_run, "rows": rows})
        }
        _ => json!({"rows": rows}),
    };
    let messages = parts.map(message).collect();
    caller(&what.initiative, options)?.run_rows("measurement/RecordObservations", messages).await
}
