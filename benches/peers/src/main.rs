//! UmaDB, the Rust event store that the ledger is measured beside: its server, and a client that loads it.
//!
//! Knows nothing of Hora; `benches/hora` starts this program and reads the one JSON line it prints. To add a peer: a
//! word in [`main`], and its dependency in this package, which nobody else compiles.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use futures::{StreamExt as _, future::try_join_all};
use tokio::sync::oneshot;
use umadb_client::{AsyncUmaDbClient, UmaDbClient};
use umadb_dcb::{DcbEvent, DcbEventStoreAsync as _};
use umadb_server::{ServerOptions, StorageOptions, start_server_with_options};
use uuid::Uuid;

/// Bytes of an event, as performance.md says.
const EVENT_BYTES: usize = 500;
/// Events of one seeding request.
const SEED_BATCH: usize = 1_000;
/// Callers that share one connection; the same for Hora and for the no-op.
const CALLERS_A_CONNECTION: usize = 16;
/// Streams that the events are spread over; the same as for Hora.
const STREAMS: usize = 6_400;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve", path, address] => serve(path, address).await,
        ["seed", url, events] => seed(url, events.parse()?).await,
        ["load", url, in_flight, seconds] => load(url, in_flight.parse()?, 1, seconds.parse()?).await,
        ["batches", url, events, writers, seconds] => {
            load(url, writers.parse()?, events.parse()?, seconds.parse()?).await
        }
        ["read", url] => read(url).await,
        _ => bail!(
            "accepted are: serve FILE ADDRESS | seed URL EVENTS | load URL IN_FLIGHT SECONDS | \
             batches URL EVENTS WRITERS SECONDS | read URL"
        ),
    }
}

/// Serves a store with UmaDB's own defaults, which sync every append.
async fn serve(path: &str, address: &str) -> anyhow::Result<()> {
    let (stop, stopped) = oneshot::channel();
    let options = ServerOptions {
        listen_addr: address.to_owned(),
        tls: None,
        api_key: None,
        storage: StorageOptions::default().db_path(path),
    };
    tokio::spawn(async move {
        let _signal = tokio::signal::ctrl_c().await;
        let _gone = stop.send(());
    });
    start_server_with_options(options, stopped).await.map_err(|error| anyhow::anyhow!("{error}"))
}

async fn connect(url: &str) -> anyhow::Result<AsyncUmaDbClient> {
    Ok(UmaDbClient::new(url.to_owned()).connect_async().await?)
}

fn event(number: usize) -> DcbEvent {
    DcbEvent {
        event_type: "ObservationsRecorded".to_owned(),
        tags: vec![format!("submission/{}", number % STREAMS)],
        data: vec![b'x'; EVENT_BYTES],
        uuid: Some(Uuid::now_v7()),
        ..DcbEvent::default()
    }
}

async fn seed(url: &str, events: usize) -> anyhow::Result<()> {
    let client = connect(url).await?;
    let held = client.head().await?.unwrap_or_default();
    let mut number = usize::try_from(held)?;
    while number < events {
        let end = events.min(number + SEED_BATCH);
        client.append((number..end).map(event).collect(), None, None).await?;
        number = end;
    }
    println!("{{\"events\":{number}}}");
    Ok(())
}

/// So many requests in flight, each of so many events, without a condition; what is told are events a second.
async fn load(url: &str, in_flight: usize, events: usize, seconds: u64) -> anyhow::Result<()> {
    let clients = try_join_all((0..in_flight.div_ceil(CALLERS_A_CONNECTION)).map(|_| connect(url))).await?;
    let clients: Vec<_> = clients.into_iter().map(std::sync::Arc::new).collect();
    let start = Instant::now();
    let end = start + Duration::from_secs(seconds);
    let callers = (0..in_flight).map(|caller| {
        let client = clients[caller % clients.len()].clone();
        tokio::spawn(async move {
            let (mut number, mut taken_us) = (caller * 101, Vec::new());
            while Instant::now() < end {
                let sent = Instant::now();
                client.append((number..number + events).map(event).collect(), None, None).await?;
                taken_us.push(u64::try_from(sent.elapsed().as_micros())?);
                number += events;
            }
            anyhow::Ok(taken_us)
        })
    });
    let mut taken_us = Vec::new();
    for caller in try_join_all(callers).await? {
        taken_us.extend(caller?);
    }
    let elapsed = start.elapsed().as_secs_f64();
    taken_us.sort_unstable();
    let at = |share: usize| taken_us.get(taken_us.len() * share / 100).copied().unwrap_or_default();
    println!(
        "{{\"per_s\":{:.0},\"p50_us\":{},\"p99_us\":{}}}",
        (taken_us.len() * events) as f64 / elapsed,
        at(50),
        at(99)
    );
    Ok(())
}

async fn read(url: &str) -> anyhow::Result<()> {
    let client = connect(url).await?;
    let start = Instant::now();
    let mut events = client.read(None, None, false, None).await?;
    let (mut count, mut bytes) = (0_u64, 0_usize);
    while let Some(event) = events.next().await {
        bytes += event.context("reading")?.event.data.len();
        count += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{{\"events\":{count},\"bytes\":{bytes},\"seconds\":{seconds:.3}}}");
    Ok(())
}
