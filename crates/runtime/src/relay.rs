//! Adapts a service's ledger to the bus: stored records as outgoing events, and the relay's place on disk.
//!
//! Knows nothing of NATS. A record's `previous` is the sequence before it with the same initiative and
//! visibility, so that a partner with a partial grant sees a gap only where there is one.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bus::{Endpoint, Outgoing, Relay, RelayCheckpoint, Source, SourceError};
use domain::meta::Visibility;
use ledger::{Ledger, Record};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The last sequence seen of each initiative and visibility, up to a position.
#[derive(Default)]
struct Seen {
    next_position: u64,
    last: BTreeMap<(Arc<str>, Visibility), u64>,
}

/// A service's ledger, as the relay reads it.
struct LedgerSource {
    hub: String,
    ledger: Ledger,
    seen: Arc<Mutex<Seen>>,
}

/// Publishes a service's log until `shutdown`; its place is kept in `file`.
///
/// # Errors
/// What the operator must decide: another stream, a record that is not ours.
pub async fn run(
    endpoint: Endpoint,
    hub: String,
    context: &'static str,
    ledger: Ledger,
    file: PathBuf,
    shutdown: CancellationToken,
) -> Result<(), bus::Error> {
    let source = LedgerSource { hub, ledger, seen: Arc::default() };
    let checkpoint = load(&file).map_err(|error| bus::Error::Source(error.into()))?;
    Relay::new(endpoint, context, source).run(checkpoint, |place| store(&file, place), shutdown).await
}

impl Source for LedgerSource {
    async fn next_batch(&self, from: u64, max: usize) -> Result<Vec<Outgoing>, SourceError> {
        let (ledger, hub, seen) = (self.ledger.clone(), self.hub.clone(), Arc::clone(&self.seen));
        tokio::task::spawn_blocking(move || {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.next_position != from {
                *seen = Seen::before(&ledger, from)?;
            }
            ledger.read(from).take(max).map(|record| seen.outgoing(&hub, &record?)).collect()
        })
        .await?
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

impl Seen {
    /// What had been seen before a position: one pass over the log, when a relay starts.
    fn before(ledger: &Ledger, position: u64) -> Result<Self, SourceError> {
        let mut seen = Self::default();
        for record in ledger.read(0) {
            let record = record?;
            if record.position >= position {
                break;
            }
            let visibility = views::Record::parse(&record.bytes)?.visibility;
            seen.last.insert((Arc::clone(&record.initiative), visibility), record.sequence);
        }
        seen.next_position = position;
        Ok(seen)
    }

    fn outgoing(&mut self, hub: &str, record: &Record) -> Result<Outgoing, SourceError> {
        let stored = views::Record::parse(&record.bytes)?;
        let key = (Arc::clone(&record.initiative), stored.visibility);
        let previous = self.last.insert(key, record.sequence);
        self.next_position = record.position.saturating_add(1);
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
            previous,
            correlation: stored.correlation.to_string(),
            traceparent: stored.trace.map(|trace| trace.to_string()),
            payload: record.bytes.clone(),
        })
    }
}

fn load(file: &Path) -> io::Result<Option<RelayCheckpoint>> {
    match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Written beside and renamed: a crash leaves the old place or the new one. Either is right, since the stream
/// itself says what it holds.
fn store(file: &Path, place: &RelayCheckpoint) -> io::Result<()> {
    let beside = file.with_extension("new");
    let mut written = fs::File::create(&beside)?;
    written.write_all(&serde_json::to_vec(place).map_err(io::Error::other)?)?;
    written.sync_data()?;
    fs::rename(&beside, file)
}
