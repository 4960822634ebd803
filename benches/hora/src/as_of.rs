//! P8: a query as of an earlier moment, first and then kept, beside the same query now.
//!
//! Each first question is of another moment, so that nothing of it is kept yet.

use std::{path::PathBuf, time::Duration, time::Instant};

use clap::Args;
use hora::actors::Person;
use serde_json::{Value, json};

use crate::{
    circle::{Circle, DATA_SET},
    hub::Hub,
    load::{self, Until},
    rounds::load_average,
    subject::{self, Subject},
};

/// Questions of one kind in a round; the median is told.
const QUESTIONS: usize = 21;

/// How far the log goes.
#[derive(Debug, Args)]
pub struct AsOf {
    /// The hub's binary, built for release.
    #[arg(long)]
    hub: PathBuf,
    /// Where the log is written.
    #[arg(long)]
    scratch: PathBuf,
    /// Events of the initiative.
    #[arg(long, default_value_t = 100_000)]
    events: usize,
    /// Rounds, A B A B.
    #[arg(long, default_value_t = 5)]
    rounds: u64,
}

/// Runs it.
pub async fn run(as_of: &AsOf) -> anyhow::Result<()> {
    let hub = Hub::start(&as_of.hub, &as_of.scratch).await?;
    let mut circle = Circle::fill(&mut hub.admin().await?).await?;
    let callers = subject::callers(Subject::Record, &hub.url(), subject::SEEDERS, Some(&mut circle)).await?;
    let calls = as_of.events / callers.len();
    let events = load::run(callers, Until::Calls(calls)).await?.calls;
    println!("{events} events in the initiative, resident {} MiB", hub.resident_mib()?);
    let list = json!({"dataSet": DATA_SET, "page": {"pageSize": 100}});
    let page = json!({"dataSet": DATA_SET, "page": {"pageSize": 100}});
    let kinds = [("ListObservations", list), ("ListSubmissions", page)];
    for (rpc, request) in &kinds {
        ask(&mut circle.staff, rpc, request, None).await?;
    }
    for round in 1..=as_of.rounds {
        for (rpc, request) in &kinds {
            let sequence = u64::try_from(events)?.saturating_sub(round * 7);
            let first = ask(&mut circle.staff, rpc, request, Some(sequence - u64::from(*rpc == "ListSubmissions"))).await?;
            let kept = median(&mut circle.staff, rpc, request, Some(sequence - u64::from(*rpc == "ListSubmissions"))).await?;
            let now = median(&mut circle.staff, rpc, request, None).await?;
            println!(
                "round {round} {rpc:<16} first {:.0} ms, kept {:.2} ms, now {:.2} ms, kept/now {:.2}, resident {} MiB, load {}",
                ms(first),
                ms(kept),
                ms(now),
                ms(kept) / ms(now),
                hub.resident_mib()?,
                load_average()?
            );
        }
    }
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

async fn median(person: &mut Person, rpc: &str, request: &Value, sequence: Option<u64>) -> anyhow::Result<Duration> {
    let mut taken = Vec::with_capacity(QUESTIONS);
    for _ in 0..QUESTIONS {
        taken.push(ask(person, rpc, request, sequence).await?);
    }
    taken.sort_unstable();
    Ok(taken.get(QUESTIONS / 2).copied().unwrap_or_default())
}

async fn ask(person: &mut Person, rpc: &str, request: &Value, sequence: Option<u64>) -> anyhow::Result<Duration> {
    let mut request = request.clone();
    if let (Some(sequence), Some(fields)) = (sequence, request.as_object_mut()) {
        fields.insert("meta".to_owned(), json!({"asOf": {"sequence": sequence.to_string()}}));
    }
    let start = Instant::now();
    let answer = person.ask(&format!("measurement/{rpc}"), request).await;
    let answer = answer.map_err(|failure| anyhow::anyhow!("{rpc}: {}", failure.text()))?;
    let took = start.elapsed();
    let is_told = ["observations", "submissions"].iter().any(|list| {
        answer.get(list).and_then(Value::as_array).is_some_and(|rows| !rows.is_empty())
    });
    anyhow::ensure!(is_told, "{rpc} answers nothing");
    Ok(took)
}
