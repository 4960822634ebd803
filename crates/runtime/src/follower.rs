//! Follows another service's log over gRPC: catch-up, then live, from wherever it stood, for ever.
//!
//! Knows nothing of what records say; `take` does. The same in one process and in seven: only the channel differs.

use std::{future::ready, time::Duration};

use domain::meta::ContextName;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Status, metadata::MetadataValue, transport::Channel};
use wire::pb::log::{FollowRequest, FollowResponse, log_client::LogClient};

/// The first pause after a broken connection; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause: a service that came back is followed again within this time.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// After about a second of trying, whoever runs this hub is told, once.
const WORTH_A_LINE: Duration = Duration::from_millis(800);
/// Silence longer than this is a broken connection: the owner sends a heartbeat each second.
const SILENCE: Duration = Duration::from_secs(5);
/// A message of a log carries about 64 KiB of records; one record has at most 40,000 bytes.
const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;

/// What a follower is told.
pub enum News<'a> {
    /// A stored record, in order of position.
    Record(&'a [u8]),
    /// Everything up to now has been told.
    CaughtUp,
}

/// Why a follower stops for good.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The log is another one than before.
    #[error("the log of {context} was {before} and is now {now}; its followers must be reset by hand")]
    AnotherLog {
        /// Whose log.
        context: &'static str,
        /// Its id before.
        before: String,
        /// Its id now.
        now: String,
    },
    /// A record cannot be taken in.
    #[error("a record of {context} cannot be taken in: {why}")]
    NotTaken {
        /// Whose log.
        context: &'static str,
        /// Why.
        why: String,
    },
}

/// Follows the whole log of `context` from its beginning until `shutdown`.
///
/// # Errors
/// [`Stopped`]: going on would mean to know something wrong.
pub async fn follow(
    channel: Channel,
    service_key: &str,
    context: ContextName,
    shutdown: CancellationToken,
    mut take: impl FnMut(News<'_>) -> Result<(), String>,
) -> Result<(), Stopped> {
    let beginning = Place { context, next_position: 0, log_id: None };
    follow_from(beginning, channel, service_key, shutdown, |message| ready(tell(&message, &mut take))).await
}

/// Follows a log from a place on, message by message: `take` gives its place back when it has kept what it needs.
///
/// # Errors
/// [`Stopped`]: going on would mean to know something wrong.
pub async fn follow_from<F: Future<Output = Result<(), String>>>(
    mut place: Place,
    channel: Channel,
    service_key: &str,
    shutdown: CancellationToken,
    mut take: impl FnMut(FollowResponse) -> F,
) -> Result<(), Stopped> {
    let context = place.context;
    let (mut pause, mut is_told) = (FIRST_PAUSE, false);
    loop {
        let before = place.next_position;
        let result = tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            result = follow_once(&channel, service_key, &mut place, &mut take) => result,
        };
        match result {
            Err(Broken::Stop(stopped)) => return Err(stopped),
            // Services start in any order and come back by themselves; only what does not is worth a line.
            Err(Broken::Retry(status)) if pause >= WORTH_A_LINE && !is_told => {
                tracing::warn!(context = context.as_str(), %status, "its log cannot be followed; trying on");
                is_told = true;
            }
            Err(Broken::Retry(status)) => {
                tracing::debug!(context = context.as_str(), %status, "following again");
            }
            Ok(()) => {}
        }
        if place.next_position > before {
            is_told = false;
        }
        pause = if place.next_position > before { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Where a follower stands.
#[derive(Debug, Clone)]
pub struct Place {
    /// In whose log.
    pub context: ContextName,
    /// The first position that it has not taken in.
    pub next_position: u64,
    /// The log's own id, once it is known: another log is never gone on with.
    pub log_id: Option<String>,
}

enum Broken {
    Retry(Status),
    Stop(Stopped),
}

async fn follow_once<F: Future<Output = Result<(), String>>>(
    channel: &Channel,
    service_key: &str,
    place: &mut Place,
    take: &mut impl FnMut(FollowResponse) -> F,
) -> Result<(), Broken> {
    let mut client = LogClient::new(channel.clone()).max_decoding_message_size(MAX_MESSAGE_BYTES);
    let from_position = place.next_position;
    let mut request =
        Request::new(FollowRequest { context: place.context.as_str().to_owned(), from_position });
    let bearer = MetadataValue::try_from(format!("Bearer {service_key}"));
    let bearer = bearer.map_err(|_| Broken::Retry(Status::internal("the service key is no metadata")))?;
    request.metadata_mut().insert("authorization", bearer);
    let mut stream = client.follow(request).await.map_err(Broken::Retry)?.into_inner();
    loop {
        let message = tokio::time::timeout(SILENCE, stream.message()).await;
        let message = message.map_err(|_| Broken::Retry(Status::deadline_exceeded("silent")))?;
        match message.map_err(Broken::Retry)? {
            Some(message) => take_in(place, message, take).await.map_err(Broken::Stop)?,
            None => return Ok(()),
        }
    }
}

async fn take_in<F: Future<Output = Result<(), String>>>(
    place: &mut Place,
    message: FollowResponse,
    take: &mut impl FnMut(FollowResponse) -> F,
) -> Result<(), Stopped> {
    let context = place.context.as_str();
    let before = place.log_id.get_or_insert_with(|| message.log_id.clone());
    if *before != message.log_id {
        return Err(Stopped::AnotherLog { context, before: before.clone(), now: message.log_id });
    }
    let next_position = message.next_position;
    take(message).await.map_err(|why| Stopped::NotTaken { context, why })?;
    place.next_position = next_position;
    Ok(())
}

fn tell(
    message: &FollowResponse,
    take: &mut impl FnMut(News<'_>) -> Result<(), String>,
) -> Result<(), String> {
    message.records.iter().try_for_each(|record| take(News::Record(record)))?;
    if message.is_caught_up { take(News::CaughtUp) } else { Ok(()) }
}
