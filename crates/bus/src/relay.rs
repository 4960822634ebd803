//! The relay: one service's log into the stream, every record once and in order.
//!
//! It waits for the answer to each batch before sending the next. A refused batch means that somebody else
//! published: it reads the last message of its context and goes on from there; so two relays, a crash
//! between answer and checkpoint, or a restart neither skip nor repeat. While NATS is away it waits and
//! then catches up; a stream that is deleted under it is made again and filled from the log. It knows nothing of
//! commands: they never wait for it.

use std::{io, time::Duration};

use async_nats::{Client, connection::State};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::{
    Endpoint, Error, Source,
    batch::{self, BATCH_MESSAGES, Outcome},
    connect::{check_version, connect},
    place::{self, Place, RelayCheckpoint},
    stream,
};

const WAIT_FIRST: Duration = Duration::from_millis(50);
/// After an outage of any length the relay goes on this soon.
const WAIT_MOST: Duration = Duration::from_secs(2);
/// A stream that is deleted while nothing is published is missed this soon; two short questions each time.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Publishes one context's log.
pub struct Relay<S> {
    endpoint: Endpoint,
    maker: Option<Endpoint>,
    context: String,
    source: S,
}

impl<S: Source> Relay<S> {
    /// A relay for the log of `context`, speaking to NATS as `endpoint` says.
    pub fn new(endpoint: Endpoint, context: impl Into<String>, source: S) -> Self {
        Self { endpoint, maker: None, context: context.into(), source }
    }

    /// The same, with the login that makes the stream again where it goes away under the relay.
    #[must_use]
    pub fn with_maker(self, maker: Endpoint) -> Self {
        Self { maker: Some(maker), ..self }
    }

    /// Runs until `shutdown`, or until the source ends and everything is published; calls `store` after
    /// every acknowledged batch. Returns an error only where waiting cannot help: a server too old, a
    /// stream that is another, a log that is another or cannot be read, a checkpoint that cannot be kept.
    pub async fn run(
        self,
        checkpoint: Option<RelayCheckpoint>,
        mut store: impl FnMut(&RelayCheckpoint) -> io::Result<()>,
        shutdown: CancellationToken,
    ) -> Result<(), Error> {
        let mut run =
            Run { relay: &self, checkpoint, client: None, stream: None, failures: 0, store: &mut store };
        loop {
            let result = tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                result = run.publish_all() => result,
            };
            let error = match result {
                Err(error) if error.is_transient() => error,
                other => return other,
            };
            let error = tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                left = run.mend(error) => left,
            };
            let Some(error) = error else { continue };
            let wait = run.next_wait();
            if run.failures == 1 && error.is_away() {
                warn!(context = self.context, %error, "nats is away; commands go on and the relay will catch up");
            } else if run.failures == 1 {
                warn!(context = self.context, %error, "partners are not told now; commands go on and the relay will catch up");
            } else {
                debug!(context = self.context, %error, failures = run.failures, "the relay waits");
            }
            tokio::select! {
                () = shutdown.cancelled() => return Ok(()),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}

struct Run<'a, S, F> {
    relay: &'a Relay<S>,
    checkpoint: Option<RelayCheckpoint>,
    client: Option<Client>,
    /// When the stream was created that this run has seen.
    stream: Option<String>,
    failures: u32,
    store: &'a mut F,
}

impl<S: Source, F: FnMut(&RelayCheckpoint) -> io::Result<()>> Run<'_, S, F> {
    /// Publishes until the source ends or something fails.
    async fn publish_all(&mut self) -> Result<(), Error> {
        let client = self.client().await?;
        let mut head = self.relay.source.head();
        let mut place = self.place(&client).await?;
        loop {
            head.borrow_and_update();
            let records =
                self.relay.source.next_batch(place.next, BATCH_MESSAGES).await.map_err(Error::Source)?;
            let portion = batch::portion(&records);
            let Some(last) = portion.last() else {
                match tokio::time::timeout(LOOK_EVERY, head.changed()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_ended)) => return Ok(()),
                    Err(_nothing_new) => {
                        let client = self.client().await?;
                        place = self.place(&client).await?;
                    }
                }
                continue;
            };
            match batch::publish(&client, &self.relay.context, place.last_stream_sequence, portion).await? {
                Outcome::Stored(stream_sequence) => {
                    place.next = last.position.saturating_add(1);
                    place.last_stream_sequence = stream_sequence;
                    self.keep(&place)?;
                }
                Outcome::Overtaken => {
                    let found = self.place(&client).await?;
                    if found == place {
                        return Err(Error::Overtaken { context: self.relay.context.clone() });
                    }
                    place = found;
                }
            }
        }
    }

    /// The connection, made once; while it is down nothing is handed to it, so that no half of a batch
    /// waits in its queue.
    async fn client(&mut self) -> Result<Client, Error> {
        let endpoint = &self.relay.endpoint;
        if let Some(client) = &self.client {
            if client.connection_state() != State::Connected {
                let reason = "the connection is down".to_owned();
                return Err(Error::Unreachable { url: endpoint.url.clone(), reason });
            }
            check_version(client, &endpoint.url)?;
            return Ok(client.clone());
        }
        let client = connect(endpoint, &format!("hora relay {}", self.relay.context)).await?;
        self.client = Some(client.clone());
        Ok(client)
    }

    async fn place(&mut self, client: &Client) -> Result<Place, Error> {
        let relay = self.relay;
        let place = place::find(client, &relay.context, &relay.source, self.checkpoint.as_ref()).await?;
        self.stream = Some(place.stream_created.clone());
        self.keep(&place)?;
        Ok(place)
    }

    /// Makes a stream again that this run has seen and that is gone. One that it has not seen is left to whoever makes
    /// the first: what is missing at another server must not look as if it had been deleted. Gives back what it
    /// cannot mend.
    async fn mend(&mut self, error: Error) -> Option<Error> {
        let (Error::NoStream { .. }, Some(maker), Some(gone)) = (&error, &self.relay.maker, &self.stream)
        else {
            return Some(error);
        };
        let context = &self.relay.context;
        let made = match connect(maker, &format!("hora relay {context}")).await {
            Ok(client) => stream::replace(&client, gone).await,
            Err(away) => Err(away),
        };
        match made {
            Ok(is_new) => {
                if is_new {
                    warn!(
                        context,
                        "the stream was deleted; there is a new one, which is filled from the log. The partners' \
                         consumers went with the old one: run hora partner add again for each"
                    );
                }
                // Seen anew before it is made anew, so that this cannot go round and round.
                self.stream = None;
                None
            }
            Err(cause) => {
                debug!(context, %cause, "the stream cannot be made again now");
                Some(error)
            }
        }
    }

    fn keep(&mut self, place: &Place) -> Result<(), Error> {
        if self.failures > 0 {
            info!(context = self.relay.context, "the relay is back on the bus");
            self.failures = 0;
        }
        let Some(checkpoint) = place.checkpoint() else { return Ok(()) };
        if self.checkpoint.as_ref() != Some(&checkpoint) {
            (self.store)(&checkpoint).map_err(Error::Checkpoint)?;
            self.checkpoint = Some(checkpoint);
        }
        Ok(())
    }

    fn next_wait(&mut self) -> Duration {
        let doublings = self.failures.min(8);
        self.failures = self.failures.saturating_add(1);
        WAIT_FIRST.saturating_mul(1 << doublings).min(WAIT_MOST)
    }
}
