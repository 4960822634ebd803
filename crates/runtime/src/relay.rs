//! Adapts a service's ledger to the bus: stored records as outgoing events, and the relay's place on disk.
//!
//! Knows nothing of NATS. A record's `previous` is the sequence before it with the same initiative and
//! visibility ([`seen`]), so that a partner with a partial grant sees a gap only where there is one.

mod seen;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bus::{Endpoint, Outgoing, Relay, RelayCheckpoint, Source, SourceError};
use ledger::{Ledger, Record};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::seen::Seen;
use crate::{
    clock::Clock,
    place::{self, Place},
    telemetry,
};

const MICROSECONDS: i64 = 1_000_000;

/// A service's ledger, as the relay reads it.
#[derive(Clone)]
struct LedgerSource {
    hub: String,
    ledger: Ledger,
    seen: Arc<Mutex<Seen>>,
    seen_file: PathBuf,
    /// The first position that is not published, as far as is known.
    next: Arc<AtomicU64>,
}

/// What is kept: where the relay is in the stream, and which record of which log that is.
#[derive(Serialize, Deserialize)]
struct Kept {
    stream_created: String,
    last_stream_sequence: u64,
    position: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
}

/// The two logins of a relay.
pub struct Logins {
    /// May publish the service's context.
    pub publisher: Endpoint,
    /// May make the stream, which it does where the stream goes away under the relay.
    pub maker: Endpoint,
}

/// Publishes a service's log until `shutdown`; its place is kept in `folder`, in `relay.json`. Where it must stop
/// for the operator to decide (another stream, a record that is not ours) it says so, and how far behind it is
/// goes on being told.
pub async fn run(
    logins: Logins,
    hub: String,
    context: &'static str,
    ledger: Ledger,
    folder: PathBuf,
    clock: Clock,
    shutdown: CancellationToken,
) {
    let seen_file = folder.join("relay-seen.json");
    let seen = Arc::new(Mutex::new(Seen::load(&seen_file, &ledger)));
    let source = LedgerSource { hub, ledger, seen, seen_file, next: Arc::default() };
    let _figures = behind(context, &source, clock);
    if let Err(error) = publish(logins, context, &source, &folder.join("relay.json"), shutdown.clone()).await
    {
        tracing::error!(context, %error, "the relay has stopped; partners are no longer told");
    }
    if let Err(error) = source.seen().keep(&source.seen_file, &source.ledger, true) {
        tracing::warn!(context, %error, "what came before cannot be kept; the next start reads the log");
    }
    shutdown.cancelled().await;
}

async fn publish(
    logins: Logins,
    context: &'static str,
    source: &LedgerSource,
    file: &Path,
    shutdown: CancellationToken,
) -> Result<(), bus::Error> {
    let checkpoint = load(file).map_err(|error| bus::Error::Source(error.into()))?;
    if let Some(checkpoint) = &checkpoint {
        source.published(checkpoint.position);
    }
    let store = |checkpoint: &RelayCheckpoint| {
        source.published(checkpoint.position);
        store(file, &source.ledger, checkpoint)
    };
    let relay = Relay::new(logins.publisher, context, source.clone()).with_maker(logins.maker);
    relay.run(checkpoint, store, shutdown).await
}

/// The figures of how far partners are behind, as long as they are held.
fn behind(context: &'static str, source: &LedgerSource, clock: Clock) -> telemetry::Probe {
    let (ledger, next) = (source.ledger.clone(), Arc::clone(&source.next));
    telemetry::probe(move || {
        let next = next.load(Ordering::Relaxed);
        let end = ledger.head().map_or(0, |head| head.position.saturating_add(1));
        let oldest = ledger.record(next).ok().flatten();
        let since_us = oldest.map_or(0, |oldest| clock.now_us().saturating_sub(oldest.recorded_at_us));
        telemetry::set("hora_relay_behind_records", context, end.saturating_sub(next));
        let seconds = u64::try_from(since_us / MICROSECONDS).unwrap_or_default();
        telemetry::set("hora_relay_behind_seconds", context, seconds);
    })
}

impl LedgerSource {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn published(&self, position: u64) {
        self.next.store(position.saturating_add(1), Ordering::Relaxed);
    }

    fn batch(&self, from: u64, max: usize) -> Result<Vec<Outgoing>, SourceError> {
        let mut seen = self.seen();
        seen.settle(&self.ledger, from)?;
        seen.keep(&self.seen_file, &self.ledger, false)?;
        self.ledger.read(from).take(max).map(|record| outgoing(&mut seen, &self.hub, &record?)).collect()
    }
}

impl Source for LedgerSource {
    async fn next_batch(&self, from: u64, max: usize) -> Result<Vec<Outgoing>, SourceError> {
        let source = self.clone();
        tokio::task::spawn_blocking(move || source.batch(from, max)).await?
    }

    async fn find(&self, initiative: &str, sequence: u64) -> Result<Option<(u64, String)>, SourceError> {
        let Some(record) = self.ledger.read_initiative(initiative, sequence).next() else { return Ok(None) };
        let record = record?;
        let stored = views::Record::parse(&record.bytes)?;
        Ok((record.sequence == sequence).then(|| (record.position, stored.id.to_string())))
    }

    fn head(&self) -> watch::Receiver<Option<u64>> {
        self.ledger.subscribe()
    }
}

fn outgoing(seen: &mut Seen, hub: &str, record: &Record) -> Result<Outgoing, SourceError> {
    let stored = views::Record::parse(&record.bytes)?;
    Ok(Outgoing {
        position: record.position,
        event_id: stored.id.to_string(),
        hub: hub.to_owned(),
        initiative: record.initiative.to_string(),
        visibility: stored.visibility.as_str().to_owned(),
        context: stored.context.to_string(),
        event_type: stored.type_name.to_owned(),
        stream: record.stream.to_string(),
        recorded_at: stored.recorded_at.to_string(),
        sequence: record.sequence,
        previous: seen.hand_out(record, stored.visibility),
        correlation: stored.correlation.to_string(),
        traceparent: stored.trace.map(|trace| trace.to_string()),
        payload: record.bytes.clone(),
    })
}

fn load(file: &Path) -> io::Result<Option<RelayCheckpoint>> {
    let kept = match fs::read(file) {
        Ok(bytes) => serde_json::from_slice::<Kept>(&bytes).map_err(io::Error::other)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let Kept { stream_created, last_stream_sequence, position, .. } = kept;
    Ok(Some(RelayCheckpoint { stream_created, last_stream_sequence, position }))
}

/// A crash leaves the old place or the new one. Either is right, since the stream itself says what it holds.
fn store(file: &Path, ledger: &Ledger, checkpoint: &RelayCheckpoint) -> io::Result<()> {
    let place = Place::of(ledger, checkpoint.position).map_err(io::Error::other)?;
    let kept = Kept {
        stream_created: checkpoint.stream_created.clone(),
        last_stream_sequence: checkpoint.last_stream_sequence,
        position: checkpoint.position,
        log_id: place.as_ref().map(|place| place.log_id),
        hash: place.map(|place| place.hash),
    };
    place::replace_synced(file, &kept)
}
