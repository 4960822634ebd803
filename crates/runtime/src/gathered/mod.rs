//! The records of all logs in one service, for a read model of several contexts: followed, kept, read at any cut.
//!
//! Knows no event: a service says what it needs of each record ([`Keep`]); the others are counted alone, so that a
//! moment is found among them too. Within one process and among five services the same: it follows `hora.log.v1.Log`,
//! and goes on where it stood. A log that is silent is named, never passed over.

mod store;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use domain::{meta::ContextName, time::Timestamp};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use wire::pb::log::FollowResponse;

pub use self::store::{Part, Wanted};
use self::store::{Place, Row, Store};
use crate::{
    caller::service_key,
    clock::Clock,
    follower,
    hub::{Hub, NotOpened},
    peers::Peers,
    refusals::Refused,
};

/// A log is silent when it was not heard of for longer: heartbeats come each second.
const SILENT: Duration = Duration::from_secs(10);
/// The longest a question waits for what it asks for.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// What is needed of a stored record of a context: all of it, a part, or nothing.
pub type Keep = for<'a> fn(ContextName, &str, &'a [u8]) -> Result<Option<Cow<'a, [u8]>>, views::Error>;

/// Which logs, by a name of the asker's: the initiative and the context of each.
pub type Logs<'a, K> = BTreeMap<K, (&'a str, ContextName)>;

/// The records of all logs.
pub struct Gathered {
    store: Store,
    clock: Clock,
    heard: Mutex<BTreeMap<ContextName, Heard>>,
    changed: watch::Sender<()>,
}

/// When a log was last known to be read to its end.
#[derive(Clone, Copy)]
struct Heard {
    since_start: Instant,
    at_us: i64,
}

impl Hub {
    /// Gathers all logs in a file until the hub stops.
    ///
    /// # Errors
    /// The file does not open.
    pub fn gather(&self, path: &Path, keep: Keep) -> Result<Arc<Gathered>, NotOpened> {
        let unusable = |source| NotOpened::Io {
            what: "cannot use",
            path: path.to_owned(),
            source: std::io::Error::other(source),
        };
        let gathered = Arc::new(Gathered {
            store: Store::open(path).map_err(unusable)?,
            clock: self.clock.clone(),
            heard: Mutex::default(),
            changed: watch::Sender::new(()),
        });
        for context in ContextName::SERVICES {
            let (gathered, peers) = (Arc::clone(&gathered), self.peers());
            let (key, shutdown) = (service_key(&self.secret), self.shutdown.clone());
            self.spawn(async move { gathered.follow(context, peers, &key, keep, shutdown).await });
        }
        Ok(gathered)
    }
}

impl Gathered {
    async fn follow(
        self: Arc<Self>,
        context: ContextName,
        peers: Peers,
        key: &str,
        keep: Keep,
        shutdown: CancellationToken,
    ) {
        let Some(channel) = peers.channel(context).await else {
            tracing::error!(
                context = context.as_str(),
                "no address in [services]: nothing of it is gathered"
            );
            return;
        };
        let place = match self.store.place(context) {
            Ok(place) => place,
            Err(error) => {
                tracing::error!(%error, "what was gathered cannot be read");
                return;
            }
        };
        let (next_position, log_id) = place.map_or((0, None), |place| (place.next, Some(place.log_id)));
        let place = follower::Place { context, next_position, log_id };
        let take = |message: FollowResponse| {
            let gathered = Arc::clone(&self);
            async move {
                let taken = tokio::task::spawn_blocking(move || gathered.take_in(context, keep, &message));
                taken.await.map_err(|error| error.to_string())?
            }
        };
        if let Err(stopped) = follower::follow_from(place, channel, key, shutdown, take).await {
            tracing::error!(%stopped, "a log is gathered no more");
        }
    }

    fn take_in(&self, context: ContextName, keep: Keep, message: &FollowResponse) -> Result<(), String> {
        // Before the records: what came while they were taken in is not known yet.
        let heard = Heard { since_start: Instant::now(), at_us: self.clock.now_us() };
        let mut rows = Vec::with_capacity(message.records.len());
        let mut kept = Vec::with_capacity(message.records.len());
        for bytes in &message.records {
            let record = views::Record::parse(bytes).map_err(|error| error.to_string())?;
            let needed = keep(context, record.initiative, bytes).map_err(|error| error.to_string())?;
            kept.push((record, needed));
        }
        for (record, needed) in &kept {
            rows.push(Row {
                initiative: record.initiative,
                sequence: record.sequence,
                recorded_us: record.recorded_at.as_us(),
                occurred_us: record.occurred_at.as_us(),
                bytes: needed.as_deref(),
            });
        }
        let was_complete = message.is_caught_up;
        let place = Place { log_id: message.log_id.clone(), next: message.next_position, was_complete };
        let is_first = message.is_caught_up && !self.lock().contains_key(&context);
        if !rows.is_empty() || is_first {
            self.store.take_in(context, &rows, &place).map_err(|error| error.to_string())?;
        }
        if message.is_caught_up {
            self.lock().insert(context, heard);
        }
        self.changed.send_replace(());
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ContextName, Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The contexts that are silent: what they recorded meanwhile is not here.
    pub fn silent(&self) -> Vec<ContextName> {
        let heard = self.lock();
        let is_silent = |context: &ContextName| {
            heard.get(context).is_none_or(|heard| heard.since_start.elapsed() > SILENT)
        };
        ContextName::SERVICES.into_iter().filter(is_silent).collect()
    }

    /// The contexts that were not heard of since a moment: what they recorded before it may be missing here.
    pub fn silent_since(&self, moment: Timestamp) -> Vec<ContextName> {
        let heard = self.lock();
        let is_silent =
            |context: &ContextName| heard.get(context).is_none_or(|heard| heard.at_us < moment.as_us());
        ContextName::SERVICES.into_iter().filter(is_silent).collect()
    }

    /// Waits for what every log said up to a moment, as long as they speak; says which did not.
    pub async fn once_heard(&self, moment: Timestamp) -> Vec<ContextName> {
        let mut changed = self.changed.subscribe();
        let deadline = tokio::time::Instant::now() + MAX_WAIT;
        loop {
            let missing = self.silent_since(moment);
            let silent = self.silent();
            if missing.iter().all(|context| silent.contains(context))
                || tokio::time::timeout_at(deadline, changed.changed()).await.is_err()
            {
                return missing;
            }
        }
    }

    /// Waits until logs have been gathered up to these sequences.
    ///
    /// # Errors
    /// They have not been in time.
    pub async fn reach<K: Ord + Copy, R>(
        &self,
        logs: &Logs<'_, K>,
        wanted: &BTreeMap<K, u64>,
    ) -> Result<(), Refused<R>> {
        let mut changed = self.changed.subscribe();
        let deadline = tokio::time::Instant::now() + MAX_WAIT;
        loop {
            let heads = self.heads(logs)?;
            let missing = wanted.iter().find_map(|(log, wanted)| {
                let seen = heads.get(log).copied().unwrap_or_default();
                let (_, context) = logs.get(log).filter(|_| seen < *wanted)?;
                Some(Refused::NotSeenYet { context: context.as_str(), wanted: *wanted, seen })
            });
            let Some(missing) = missing else { return Ok(()) };
            if tokio::time::timeout_at(deadline, changed.changed()).await.is_err() {
                return Err(missing);
            }
        }
    }

    /// That every log was read to its end once: before that nothing can be said of now.
    ///
    /// # Errors
    /// One was not, and is not in time.
    pub async fn begun<R>(&self) -> Result<(), Refused<R>> {
        let mut changed = self.changed.subscribe();
        let deadline = tokio::time::Instant::now() + MAX_WAIT;
        loop {
            let mut missing = None;
            for context in ContextName::SERVICES {
                let place = self.store.place(context).map_err(views::Error::from)?;
                if !place.is_some_and(|place| place.was_complete) {
                    missing = Some(Refused::PeerAway { context: context.as_str() });
                }
            }
            let Some(missing) = missing else { return Ok(()) };
            if tokio::time::timeout_at(deadline, changed.changed()).await.is_err() {
                return Err(missing);
            }
        }
    }

    /// The last sequences of several logs, read at one moment.
    ///
    /// # Errors
    /// The file's.
    pub fn heads<K: Ord + Copy>(&self, logs: &Logs<'_, K>) -> Result<BTreeMap<K, u64>, views::Error> {
        Ok(self.store.heads(logs)?)
    }

    /// The last sequences of several logs that had been recorded by a moment.
    ///
    /// # Errors
    /// The file's.
    pub fn known_at<K: Ord + Copy>(
        &self,
        logs: &Logs<'_, K>,
        at: Timestamp,
    ) -> Result<BTreeMap<K, u64>, views::Error> {
        Ok(self.store.last(logs, at.as_us())?)
    }

    /// When a record was recorded.
    ///
    /// # Errors
    /// The file's.
    pub fn recorded(
        &self,
        (initiative, context): (&str, ContextName),
        sequence: u64,
    ) -> Result<Option<Timestamp>, views::Error> {
        Ok(self.store.recorded(initiative, context, sequence)?.and_then(Timestamp::from_us))
    }

    /// Some of the records that are wanted, in order.
    ///
    /// # Errors
    /// The file's.
    pub fn records(&self, wanted: Wanted<'_>) -> Result<Part, views::Error> {
        Ok(self.store.records(wanted)?)
    }
}
