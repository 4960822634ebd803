//! Rounds of calls, one subject after the other and again: A B A B.
//!
//! Ratios are taken within one run, between medians; the load of the machine stands beside each figure.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use clap::Args;

use crate::{
    circle::Circle,
    hub::Hub,
    load::{self, Measured, Until},
    peer::{Server, UmaDb},
    subject::{self, Subject},
};

/// What the rounds are made of.
#[derive(Debug, Args)]
pub struct Rounds {
    /// The hub's binary, built for release.
    #[arg(long)]
    hub: PathBuf,
    /// The binary of `benches/peers`, where UmaDB is measured.
    #[arg(long)]
    peers: Option<PathBuf>,
    /// Where logs are written; on the disk that is measured.
    #[arg(long)]
    scratch: PathBuf,
    /// What is called, in this order.
    #[arg(long, value_enum, value_delimiter = ',')]
    subjects: Vec<Subject>,
    /// Calls in flight.
    #[arg(long, value_delimiter = ',')]
    in_flight: Vec<usize>,
    /// Rounds of each.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of one round.
    #[arg(long, default_value_t = 12)]
    seconds: u64,
    /// Events that the logs hold before.
    #[arg(long, default_value_t = 0)]
    events: u64,
}

struct Field {
    noop: Server,
    hub: Hub,
    circle: Circle,
    umadb: Option<UmaDb>,
    _scratch: tempfile::TempDir,
}

/// Runs them and prints a line for each, then medians and spread.
pub async fn run(rounds: &Rounds) -> anyhow::Result<()> {
    let mut field = Field::start(rounds).await?;
    let mut all: BTreeMap<(usize, usize), Vec<Measured>> = BTreeMap::new();
    for round in 1..=rounds.rounds {
        for in_flight in &rounds.in_flight {
            for (place, subject) in rounds.subjects.iter().enumerate() {
                let before = field.figures().await?;
                let measured = field.measure(*subject, *in_flight, rounds.seconds).await?;
                let after = field.figures().await?;
                println!(
                    "round {round} @{in_flight:<3} {:<11} {:>8.0}/s p50 {:>6} us p99 {:>7} us{} load {}",
                    format!("{subject:?}"),
                    measured.per_s,
                    measured.p50_us,
                    measured.p99_us,
                    syncs(&before, &after),
                    load_average()?
                );
                all.entry((*in_flight, place)).or_default().push(measured);
            }
        }
    }
    for ((in_flight, place), measured) in all {
        let rates = sorted(measured.iter().map(|one| one.per_s).collect());
        let [least, median, most] = [0, rates.len() / 2, rates.len() - 1].map(|at| rates[at]);
        let p99 = sorted(measured.iter().map(|one| one.p99_us as f64).collect())[measured.len() / 2];
        let subject = format!("{:?}", rounds.subjects[place]);
        println!(
            "median @{in_flight:<3} {subject:<11} {median:>8.0}/s ({least:.0}..{most:.0}) p99 {p99:.0} us"
        );
    }
    println!("hub resident {} MiB", field.hub.resident_mib()?);
    Ok(())
}

/// Commands, syncs of logs, syncs of keys, seconds of the hub's CPU.
type Figures = [f64; 4];

fn syncs(before: &Figures, after: &Figures) -> String {
    let [commands, syncs, keys, cpu_s] = [0, 1, 2, 3].map(|at| after[at] - before[at]);
    if commands < 1.0 {
        return String::new();
    }
    let keys = if keys > 0.0 { format!(" + {:.3} of keys", keys / commands) } else { String::new() };
    format!(" syncs/command {:.3}{keys} hub cpu/command {:.1} us", syncs / commands, cpu_s * 1e6 / commands)
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

/// The machine's load over the last minute, so that a figure taken beside a compiler is seen.
pub fn load_average() -> anyhow::Result<String> {
    let text = std::fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().unwrap_or_default().to_owned())
}

impl Field {
    async fn start(rounds: &Rounds) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&rounds.scratch)?;
        let scratch = tempfile::TempDir::new_in(&rounds.scratch)?;
        let noop = Server::noop().await?;
        let hub = Hub::start(&rounds.hub, scratch.path()).await?;
        let circle = Circle::fill(&mut hub.admin().await?).await?;
        let umadb = match &rounds.peers {
            Some(peers) => {
                let umadb = UmaDb::start(peers, scratch.path()).await?;
                umadb.seed(rounds.events).await?;
                Some(umadb)
            }
            None => None,
        };
        let mut field = Self { noop, hub, circle, umadb, _scratch: scratch };
        field.seed(rounds.events).await?;
        Ok(field)
    }

    /// Fills the log of measurement with commands, which is what its events come from.
    async fn seed(&mut self, events: u64) -> anyhow::Result<()> {
        if events == 0 {
            return Ok(());
        }
        let callers =
            subject::callers(Subject::Record, &self.hub.url(), subject::SEEDERS, Some(&mut self.circle))
                .await?;
        let calls = usize::try_from(events)? / callers.len();
        let seeded = load::run(callers, Until::Calls(calls)).await?;
        println!("seeded {} commands at {:.0}/s", seeded.calls, seeded.per_s);
        Ok(())
    }

    async fn measure(
        &mut self,
        subject: Subject,
        in_flight: usize,
        seconds: u64,
    ) -> anyhow::Result<Measured> {
        let until = Until::Elapsed(Duration::from_secs(seconds));
        let callers = match (subject, &self.umadb) {
            (Subject::Umadb, Some(umadb)) => return umadb.load(in_flight, seconds).await,
            (Subject::Noop, _) => subject::callers(subject, &self.noop.url(), in_flight, None).await?,
            (Subject::NoopToken | Subject::NoopStream, _) => {
                subject::callers(subject, &self.noop.url(), in_flight, Some(&mut self.circle)).await?
            }
            _ => subject::callers(subject, &self.hub.url(), in_flight, Some(&mut self.circle)).await?,
        };
        load::run(callers, until).await
    }

    async fn figures(&self) -> anyhow::Result<Figures> {
        Ok([
            self.hub.figure("hora_commands_total").await?,
            self.hub.figure("hora_syncs_total").await?,
            self.hub.figure("hora_key_syncs_total").await?,
            self.hub.cpu_s()?,
        ])
    }
}
