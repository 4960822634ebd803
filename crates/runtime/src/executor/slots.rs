//! Locks and cached states of streams: one slot a stream, held from loading to enqueueing.
//!
//! Knows nothing of what a state means. A slot that anybody holds is never evicted, so that there are never two
//! locks for one stream; a slot whose append has not reached the disk is still held by the waiting command.

use std::{collections::BTreeMap, num::NonZeroUsize, sync::Arc, sync::Mutex};

use domain::{
    decider::{Decider, Emitted},
    ids::{Slug, StreamId},
    meta::EventMeta,
};
use ledger::Ledger;
use lru::LruCache;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::refusals::Refused;

/// Streams whose states are kept: memory does not grow with history; one more is folded from the log again.
const MAX_CACHED_STREAMS: NonZeroUsize = NonZeroUsize::new(8_192).unwrap();

/// A stream's state as of its last enqueued record.
struct Loaded<S> {
    /// Shared with the command that decides on it; a copy is made only if that command still reads it.
    state: Arc<S>,
    version: u64,
    /// Whether its first record was imported; none while the stream does not exist.
    is_imported: Option<bool>,
}

type Shared<D> = Arc<AsyncMutex<Option<Loaded<<D as Decider>::State>>>>;

/// The slots of one service.
pub struct Slots<D: Decider> {
    slots: Mutex<LruCache<(Slug, StreamId), Shared<D>>>,
}

/// A stream held by one command.
pub struct Held<D: Decider> {
    slot: Shared<D>,
    guard: OwnedMutexGuard<Option<Loaded<D::State>>>,
}

/// A stream that a command has written to and whose append it waits for.
pub struct Written<D: Decider>(Shared<D>);

impl<D: Decider> Slots<D> {
    /// No slots yet.
    pub fn new() -> Self {
        Self { slots: Mutex::new(LruCache::unbounded()) }
    }

    /// Locks the streams in byte order, loads those that are not cached, and gives them in the order named.
    pub async fn hold(
        &self,
        ledger: &Ledger,
        initiative: &Slug,
        named: &[StreamId],
    ) -> Result<Vec<Held<D>>, Refused<D::Refusal>> {
        let in_byte_order: BTreeMap<&StreamId, usize> =
            named.iter().enumerate().map(|(place, stream)| (stream, place)).collect();
        let mut held = Vec::with_capacity(named.len());
        for (stream, place) in in_byte_order {
            let slot = self.slot(initiative, stream);
            let mut guard = Arc::clone(&slot).lock_owned().await;
            if guard.is_none() {
                *guard = Some(load::<D>(ledger, initiative, stream).await?);
            }
            held.push((place, Held { slot, guard }));
        }
        held.sort_by_key(|(place, _)| *place);
        Ok(held.into_iter().map(|(_, held)| held).collect())
    }

    fn slot(&self, initiative: &Slug, stream: &StreamId) -> Shared<D> {
        let mut slots = self.slots.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(slot) = slots.get(&(initiative.clone(), stream.clone())) {
            return Arc::clone(slot);
        }
        if slots.len() >= MAX_CACHED_STREAMS.get() {
            evict_one(&mut slots);
        }
        let slot: Shared<D> = Arc::default();
        slots.put((initiative.clone(), stream.clone()), Arc::clone(&slot));
        slot
    }
}

/// Evicts the least recently used slot that nobody holds, looking at a few only: the rest waits its turn.
fn evict_one<K: std::hash::Hash + Eq + Clone, V>(slots: &mut LruCache<K, Arc<V>>) {
    const LOOKS: usize = 64;
    let found = slots.iter().rev().take(LOOKS).find(|(_, slot)| Arc::strong_count(slot) == 1);
    if let Some(key) = found.map(|(key, _)| key.clone()) {
        slots.pop(&key);
    }
}

async fn load<D: Decider>(
    ledger: &Ledger,
    initiative: &Slug,
    stream: &StreamId,
) -> Result<Loaded<D::State>, Refused<D::Refusal>> {
    let (ledger, initiative, stream) = (ledger.clone(), initiative.clone(), stream.clone());
    let folded = tokio::task::spawn_blocking(move || fold::<D>(&ledger, &initiative, &stream));
    folded.await.map_err(|_| Refused::Busy)?
}

fn fold<D: Decider>(
    ledger: &Ledger,
    initiative: &Slug,
    stream: &StreamId,
) -> Result<Loaded<D::State>, Refused<D::Refusal>> {
    let mut loaded = Loaded { state: Arc::default(), version: 0, is_imported: None };
    for record in ledger.read_stream(initiative.as_str(), stream.as_str(), 1) {
        let record = record?;
        let stored = views::Record::parse(&record.bytes)?;
        let event = stored.event::<D::Event>()?;
        let meta = stored.meta();
        D::evolve(Arc::make_mut(&mut loaded.state), &event, &meta);
        loaded.version = record.version;
        loaded.is_imported.get_or_insert(stored.imported);
    }
    Ok(loaded)
}

impl<D: Decider> Held<D> {
    /// The version the stream stands at.
    pub fn version(&self) -> u64 {
        self.guard.as_ref().map_or(0, |loaded| loaded.version)
    }

    /// The stream's state, shared.
    pub fn state(&self) -> Arc<D::State> {
        self.guard.as_ref().map(|loaded| Arc::clone(&loaded.state)).unwrap_or_default()
    }

    /// Whether the stream began as an imported one; none while it does not exist.
    pub fn is_imported(&self) -> Option<bool> {
        self.guard.as_ref().and_then(|loaded| loaded.is_imported)
    }
}

impl<D: Decider> Written<D> {
    /// Drops the cached state, to be loaded again from what the disk holds.
    pub async fn forget(&self) {
        *self.0.lock().await = None;
    }
}

/// Evolves the held states by what was enqueued and releases the locks.
pub fn evolve_and_release<D: Decider>(
    mut held: Vec<Held<D>>,
    named: &[StreamId],
    events: &[Emitted<D::Event>],
    metas: &[EventMeta],
) -> Vec<Written<D>> {
    for (emitted, meta) in events.iter().zip(metas) {
        let place = named.iter().position(|stream| *stream == emitted.stream);
        let slot = place.and_then(|place| held.get_mut(place));
        if let Some(loaded) = slot.and_then(|held| held.guard.as_mut()) {
            D::evolve(Arc::make_mut(&mut loaded.state), &emitted.event, meta);
            loaded.version = loaded.version.saturating_add(1);
            loaded.is_imported.get_or_insert(meta.imported);
        }
    }
    held.into_iter().map(|held| Written(held.slot)).collect()
}
