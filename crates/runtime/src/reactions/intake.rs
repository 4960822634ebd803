//! Reads another service's log for the reactions to it, and keeps in the book what they are to answer.
//!
//! Knows no event but by its type. A reaction that is new begins at the head: what was recorded before it is no
//! business of its, and that place is on disk before the first record is taken in.

use std::sync::{Arc, Mutex, PoisonError};

use domain::meta::ContextName;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use wire::pb::log::FollowResponse;

use super::book::Book;
use crate::{
    caller::service_key,
    follower::{self, Place},
    peers::Peers,
    secrets::Secret,
};

/// Records that concern no reaction are passed over so many at a time before that is written down.
const PASSED_OVER: u64 = 1_000;

/// What reads one log.
pub struct Intake {
    pub source: ContextName,
    /// Reactions by name, with the types of records that each names.
    pub wanted: Vec<(&'static str, &'static [&'static str])>,
    pub book: Arc<Book>,
    pub wake: Arc<Notify>,
    pub peers: Peers,
    pub secret: Secret,
    pub shutdown: CancellationToken,
}

/// Where one reaction stands.
pub(super) struct Standing {
    pub name: &'static str,
    pub types: &'static [&'static str],
    /// The first position that it has not been shown; none before it has begun.
    pub next: Option<u64>,
}

/// Reads for ever. Stops only where to go on would be wrong, and says so.
pub async fn run(intake: Intake) {
    let Intake { source, wanted, book, wake, peers, secret, shutdown } = intake;
    let Some(channel) = peers.channel(source).await else {
        tracing::error!(source = source.as_str(), "no address in [services]: reactions to it never happen");
        return;
    };
    let (place, standings) = match begin(&book, source, &wanted) {
        Ok(begun) => begun,
        Err(error) => {
            tracing::error!(%error, "the book of reactions cannot be read; they do not happen");
            return;
        }
    };
    let standings = Arc::new(Mutex::new(standings));
    let take = |message: FollowResponse| {
        let (book, standings, wake) = (Arc::clone(&book), Arc::clone(&standings), Arc::clone(&wake));
        async move {
            let taken = tokio::task::spawn_blocking(move || {
                let mut standings = standings.lock().unwrap_or_else(PoisonError::into_inner);
                take_in(&book, source, &mut standings, &message)
            });
            if taken.await.map_err(|error| error.to_string())?? {
                wake.notify_one();
            }
            Ok(())
        }
    };
    if let Err(stopped) = follower::follow_from(place, channel, &service_key(&secret), shutdown, take).await {
        tracing::error!(%stopped, "reactions to it have stopped; restart the service to try again");
    }
}

/// Where the log is to be read from, and where each reaction stands.
pub(super) fn begin(
    book: &Book,
    source: ContextName,
    wanted: &[(&'static str, &'static [&'static str])],
) -> rusqlite::Result<(Place, Vec<Standing>)> {
    let mut log_id = None;
    let mut standings = Vec::new();
    for (name, types) in wanted {
        let place = book.place(name, source.as_str())?;
        standings.push(Standing { name, types, next: place.as_ref().map(|(_, next)| *next) });
        log_id = log_id.or(place.map(|(log, _)| log));
    }
    // Where none has begun, the head is found by reading up to it.
    let next_position = standings.iter().filter_map(|standing| standing.next).min().unwrap_or_default();
    Ok((Place { context: source, next_position, log_id }, standings))
}

/// Takes one message in; whether something is to be answered.
pub(super) fn take_in(
    book: &Book,
    source: ContextName,
    standings: &mut [Standing],
    message: &FollowResponse,
) -> Result<bool, String> {
    let count = u64::try_from(message.records.len()).unwrap_or_default();
    let first = message.next_position.saturating_sub(count);
    let mut found = Vec::new();
    for (position, record) in (first..).zip(&message.records) {
        let head = views::Head::parse(record).map_err(|error| error.to_string())?;
        for standing in standings.iter() {
            let is_shown = standing.next.is_some_and(|next| next <= position);
            if is_shown && standing.types.contains(&head.type_name) && !is_imported(record)? {
                found.push((standing.name, head.initiative.to_owned(), record.as_ref()));
            }
        }
    }
    let next = message.next_position;
    let is_due = |standing: &Standing| match standing.next {
        // Only now the head is known.
        None => message.is_caught_up,
        Some(before) if before < next => {
            !found.is_empty() || message.is_caught_up || next.saturating_sub(before) >= PASSED_OVER
        }
        Some(_) => false,
    };
    let moved: Vec<(&str, u64)> =
        standings.iter().filter(|one| is_due(one)).map(|one| (one.name, next)).collect();
    if moved.is_empty() {
        return Ok(false);
    }
    book.take_in(source.as_str(), &message.log_id, &found, &moved).map_err(|error| error.to_string())?;
    let names: Vec<&str> = moved.iter().map(|(name, _)| *name).collect();
    let is_found = !found.is_empty();
    for standing in standings.iter_mut().filter(|one| names.contains(&one.name)) {
        standing.next = Some(next);
    }
    Ok(is_found)
}

/// History that came in makes nothing happen.
fn is_imported(record: &[u8]) -> Result<bool, String> {
    views::Record::parse(record).map(|record| record.imported).map_err(|error| error.to_string())
}
