//! Where a relay stands: in which stream, after which message, before which record.
//!
//! The stream itself is the truth about what it holds; the checkpoint tells whether it is the same stream,
//! and saves a question to the log. Publishes nothing.

use async_nats::Client;
use serde::{Deserialize, Serialize};
use tracing::warn;

use crate::{
    Error, STREAM, Source,
    stream::{self, Identity},
};

/// What a relay keeps on disk after every acknowledged batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayCheckpoint {
    /// Creation time of the stream, in the server's own words (RFC 3339).
    pub stream_created: String,
    /// Stream sequence of this context's last message.
    pub last_stream_sequence: u64,
    /// Position in the log of the record in that message.
    pub position: u64,
}

/// Where to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub stream_created: String,
    /// 0 when the context has no message yet.
    pub last_stream_sequence: u64,
    /// The first position not in the stream.
    pub next: u64,
}

impl Place {
    /// What to keep, unless nothing was ever published.
    pub(crate) fn checkpoint(&self) -> Option<RelayCheckpoint> {
        let position = self.next.checked_sub(1).filter(|_| self.last_stream_sequence > 0)?;
        Some(RelayCheckpoint {
            stream_created: self.stream_created.clone(),
            last_stream_sequence: self.last_stream_sequence,
            position,
        })
    }
}

/// Reads the stream and finds the record its last message of `context` came from. A stream that was made in the place
/// of the checkpoint's is begun anew.
pub(crate) async fn find<S: Source>(
    client: &Client,
    context: &str,
    source: &S,
    checkpoint: Option<&RelayCheckpoint>,
) -> Result<Place, Error> {
    let Identity { created: stream_created, replaces } = stream::identity(client).await?;
    let checkpoint = checkpoint.filter(|known| replaces.as_ref() != Some(&known.stream_created));
    if let Some(known) = checkpoint
        && known.stream_created != stream_created
    {
        return Err(Error::AnotherStream {
            context: context.to_owned(),
            stream: STREAM,
            known: known.stream_created.clone(),
            found: stream_created,
        });
    }
    let Some(last) = stream::last_of(client, context).await? else {
        if checkpoint.is_some() {
            warn!(context, "the stream no longer holds what it acknowledged; publishing from the start");
        }
        return Ok(Place { stream_created, last_stream_sequence: 0, next: 0 });
    };
    let last_stream_sequence = last.stream_sequence;
    if let Some(known) = checkpoint
        && known.last_stream_sequence == last_stream_sequence
    {
        return Ok(Place { stream_created, last_stream_sequence, next: known.position.saturating_add(1) });
    }
    match source.find(&last.initiative, last.sequence).await.map_err(Error::Source)? {
        Some((position, id)) if id == last.event_id => {
            Ok(Place { stream_created, last_stream_sequence, next: position.saturating_add(1) })
        }
        _ => Err(Error::ForeignEvent {
            context: context.to_owned(),
            event: format!("{} (initiative {}, sequence {})", last.event_id, last.initiative, last.sequence),
        }),
    }
}
