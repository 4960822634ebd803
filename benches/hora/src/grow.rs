//! P4 and P5: one hub as its log grows. Throughput and memory on the way; then opening and reading what is there.
//!
//! Knows the log's folder, since opening it is measured apart from the hub around it.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::Args;

use crate::{
    circle::Circle,
    hub::Hub,
    load::{self, Until},
    peer::UmaDb,
    replay,
    rounds::load_average,
    subject::{self, Subject},
};

/// Calls in flight.
const IN_FLIGHT: usize = 64;
/// Opening and reading are repeated so often.
const ROUNDS: usize = 5;

/// How far the log grows.
#[derive(Debug, Args)]
pub struct Grow {
    /// The hub's binary, built for release.
    #[arg(long)]
    hub: PathBuf,
    /// The binary of `benches/peers`.
    #[arg(long)]
    peers: PathBuf,
    /// Where logs are written; on the disk that is measured.
    #[arg(long)]
    scratch: PathBuf,
    /// Events at which throughput and memory are taken.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    at: Vec<u64>,
    /// Seconds of measuring at each.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
}

/// Runs it.
pub async fn run(grow: &Grow) -> anyhow::Result<()> {
    std::fs::create_dir_all(&grow.scratch)?;
    let scratch = tempfile::TempDir::new_in(&grow.scratch)?;
    let mut hub = Hub::start(&grow.hub, scratch.path()).await?;
    let mut circle = Circle::fill(&mut hub.admin().await?).await?;
    println!("resident with an empty log: {} MiB", hub.resident_mib()?);
    let mut events = 0;
    for at in &grow.at {
        events += seed(&hub, &mut circle, at.saturating_sub(events)).await?;
        let resident = hub.resident_mib()?;
        let callers = subject::callers(Subject::Record, &hub.url(), IN_FLIGHT, Some(&mut circle)).await?;
        let measured = load::run(callers, Until::Elapsed(Duration::from_secs(grow.seconds))).await?;
        println!(
            "at {events} events: {:.0}/s @{IN_FLIGHT}, p99 {} us, resident {resident} MiB, load {}",
            measured.per_s,
            measured.p99_us,
            load_average()?
        );
        events += u64::try_from(measured.calls)?;
    }
    println!("the log holds {events} records of measurement");
    let umadb = UmaDb::start(&grow.peers, scratch.path()).await?;
    umadb.seed(events).await?;
    for round in 1..=ROUNDS {
        let ours = replay::read(&hub.url(), &mut circle.staff).await?;
        let theirs = umadb.read().await?;
        println!(
            "replay {round}: hora {:.0}/s ({:.0} MB/s, {} B a record), umadb {theirs:.0}/s, ratio {:.2}, load {}",
            ours.per_s(),
            ours.mb_per_s(),
            ours.bytes_a_record(),
            ours.per_s() / theirs,
            load_average()?
        );
    }
    println!("resident after reading: {} MiB", hub.resident_mib()?);
    drop(umadb);
    open(&mut hub).await
}

async fn seed(hub: &Hub, circle: &mut Circle, events: u64) -> anyhow::Result<u64> {
    let callers = subject::callers(Subject::Record, &hub.url(), subject::SEEDERS, Some(circle)).await?;
    let calls = usize::try_from(events)? / callers.len();
    Ok(u64::try_from(load::run(callers, Until::Calls(calls)).await?.calls)?)
}

/// The log alone, then the whole hub.
async fn open(hub: &mut Hub) -> anyhow::Result<()> {
    hub.stop()?;
    for round in 1..=ROUNDS {
        let folder = hub.data().join("measurement/ledger");
        let alone = open_log(&folder)?;
        let whole = hub.run().await?;
        println!(
            "open {round}: the log {} ms, the hub {} ms, resident {} MiB, load {}",
            alone.as_millis(),
            whole.as_millis(),
            hub.resident_mib()?,
            load_average()?
        );
        hub.stop()?;
    }
    Ok(())
}

fn open_log(folder: &Path) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let ledger = ledger::Ledger::open(ledger::Options::new(folder))?;
    let took = start.elapsed();
    ledger.close()?;
    Ok(took)
}
