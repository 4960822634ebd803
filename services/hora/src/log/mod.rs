//! `hora log tail|show|verify`: the records of one service as they are stored.
//!
//! Knows the envelope of a record and how records are chained; never what an event means. To add a look at the log: a
//! variant of [`Command`] and a function here.

pub mod chain;
pub mod follow;
pub mod print;
pub mod read;
pub mod record;
mod security;
mod skipped;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::{
    client::Client,
    failure::Failure,
    output::{self, Answer, Format},
    progress,
};

use chain::Chain;
use follow::Following;
use print::Printer;
use read::Reading;
use record::Record;

/// Which log.
#[derive(Debug, Clone, Args)]
pub struct Which {
    /// Whose log.
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(crate::CONTEXTS))]
    pub context: String,
    /// The slug of the initiative.
    #[arg(long, env = "HORA_INITIATIVE")]
    pub initiative: String,
}

/// Looks at a log.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Prints the last records, one a line; as JSON the stored bytes
    Tail {
        /// Which log.
        #[command(flatten)]
        which: Which,
        /// The first sequence wanted, instead of the last records
        #[arg(long, value_name = "SEQUENCE")]
        from: Option<u64>,
        /// How many of the last records
        #[arg(long, default_value_t = 10, conflicts_with = "from")]
        last: u64,
        /// Goes on with records as they come, over ends of the hub
        #[arg(long)]
        follow: bool,
    },
    /// Prints one record, indented
    Show {
        /// Which log.
        #[command(flatten)]
        which: Which,
        /// Its sequence
        sequence: u64,
    },
    /// Walks the whole chain and names the first bad place (exit code 5), or what your key may not see of it (6)
    Verify {
        /// Which log.
        #[command(flatten)]
        which: Which,
        /// Be content with what your key may see: gaps that its rights explain are no failure
        #[arg(long)]
        partial: bool,
    },
    /// Prints the refused governance commands that the services of this machine keep
    Security {
        /// The hub's data folder
        #[arg(long, value_name = "FOLDER", env = "HORA_HUB__DATA", default_value = "hora-data")]
        data: PathBuf,
    },
    /// Prints what the services of this machine would have done by themselves and were refused, or cannot do yet
    Skipped {
        /// The hub's data folder
        #[arg(long, value_name = "FOLDER", env = "HORA_HUB__DATA", default_value = "hora-data")]
        data: PathBuf,
        /// The initiative
        #[arg(long, env = "HORA_INITIATIVE")]
        initiative: String,
    },
}

/// Runs one.
///
/// # Errors
/// Nobody answers, the hub says no, or the chain does not hold.
pub async fn run(client: &mut Client, format: Format, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Tail { which, from, last, follow } => {
            let from = match from {
                Some(from) => *from,
                None => head(client, which).await?.saturating_sub(*last).saturating_add(1),
            };
            if *follow {
                follow_on(client, format, which, from).await
            } else {
                tail(client, format, which, from).await
            }
        }
        Command::Security { data } => security::show(data, format),
        Command::Skipped { data, initiative } => skipped::show(data, initiative, format),
        Command::Show { which, sequence } => show(client, format, which, *sequence).await,
        Command::Verify { which, partial } => {
            let chain = verify(client, format, which).await?;
            match chain.unseen() {
                Some(unseen) if !partial => Err(Failure::Unseen(unseen)),
                _ => Ok(()),
            }
        }
    }
}

/// Stored bytes as a record.
///
/// # Errors
/// They are none.
pub fn parse(bytes: prost::bytes::Bytes) -> Result<Record, Failure> {
    Record::parse(bytes).map_err(|what| Failure::Broken(format!("a stored record cannot be read: {what}")))
}

/// The sequence of the last record.
async fn head(client: &mut Client, which: &Which) -> Result<u64, Failure> {
    let head = crate::status::head(client, &which.context, &which.initiative).await?;
    Ok(head.sequence)
}

async fn tail(client: &mut Client, format: Format, which: &Which, from: u64) -> Result<(), Failure> {
    let mut reading = Reading::open(client, &which.context, &which.initiative, from, 0).await?;
    let mut printer = Printer::new(format);
    while let Some(bytes) = reading.next().await? {
        printer.print(&parse(bytes)?)?;
    }
    Ok(())
}

async fn follow_on(client: &mut Client, format: Format, which: &Which, from: u64) -> Result<(), Failure> {
    let mut following = Following::open(client, &which.context, &which.initiative, from).await?;
    let mut printer = Printer::new(format);
    loop {
        printer.print(&parse(following.next().await?)?)?;
    }
}

async fn show(client: &mut Client, format: Format, which: &Which, sequence: u64) -> Result<(), Failure> {
    let mut reading = Reading::open(client, &which.context, &which.initiative, sequence, sequence).await?;
    let found = match reading.next().await? {
        Some(bytes) => Some(parse(bytes)?),
        None => None,
    };
    let record = found.filter(|record| record.sequence == sequence).ok_or_else(|| {
        let status = tonic::Status::not_found("there is no such record, or it is not open to you");
        Failure::answered(format!("log show {sequence}"), status)
    })?;
    match format {
        Format::Table | Format::Json => output::line(&record.tree.pretty()),
        Format::Jsonl | Format::Csv => Printer::new(format).print(&record),
    }
}

async fn verify(client: &mut Client, format: Format, which: &Which) -> Result<Chain, Failure> {
    let mut reading = Reading::open(client, &which.context, &which.initiative, 1, 0).await?;
    let mut chain = Chain::new(&which.context, &which.initiative);
    let count = progress::count("records");
    let walked = walk(&mut reading, &mut chain, &count).await;
    count.finish_and_clear();
    walked?;
    if let Some(head) = reading.head() {
        chain.finish(head.sequence, &head.hash).map_err(Failure::Broken)?;
    }
    if format == Format::Table {
        output::line(&chain.summary())?;
        return Ok(chain);
    }
    let row = vec![
        ("context", which.context.clone().into()),
        ("initiative", which.initiative.clone().into()),
        ("result", chain.summary().into()),
    ];
    Answer::of_rows(vec![row]).print(format)?;
    Ok(chain)
}

async fn walk(
    reading: &mut Reading,
    chain: &mut Chain,
    count: &indicatif::ProgressBar,
) -> Result<(), Failure> {
    while let Some(bytes) = reading.next().await? {
        chain.push(bytes).map_err(Failure::Broken)?;
        count.inc(1);
    }
    Ok(())
}
