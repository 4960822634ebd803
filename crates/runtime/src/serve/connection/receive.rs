//! Takes a request in before anything is held for it: who sends slowly holds a place of their own and no turn.
//!
//! Knows of gRPC only the five bytes before a message. A request that streams both ways is let through with its
//! first message; one that is larger than anything we take is let through as it comes, to be refused where sizes are.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse as _, Response},
};
use futures::{StreamExt as _, stream};
use http::Request;
use http_body_util::{BodyExt as _, BodyStream};
use hyper::body::{Body as _, Incoming};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};
use wire::Malformed;

use crate::{
    json,
    refusals::{self, Refused},
};

/// The largest body of any kind: 32 MiB, as much as one command may stream.
const MAX_BODY_BYTES: usize = 32 * 1024 * 1024;
/// The largest message of gRPC: tonic's own bound; who announces more is refused without it.
const MAX_MESSAGE_BYTES: usize = 4 * 1024 * 1024;
/// The bytes before each gRPC message: compressed or not, and its length.
const FRAME_HEADER: usize = 5;
/// Bytes of a body that need no room: nearly all commands are shorter, so they never wait for long ones.
const SMALL: usize = 16 * 1024;
/// Bytes of longer bodies that may lie here at once, over all connections; eight of the longest.
const ROOM: usize = 8 * MAX_BODY_BYTES;
/// Room is given in pieces, since a semaphore counts in 32 bits.
const PIECE: usize = 1024;

/// How fast a body must come: so many bytes in each stretch of time, or its end.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub bytes: usize,
    pub within: Duration,
}

/// The room for long bodies that all connections share.
pub fn room() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(ROOM / PIECE))
}

/// The request once its body is here, and the room that it takes.
///
/// # Errors
/// The answer to who is too slow or breaks off, or when there is no room in time.
pub async fn whole(
    request: Request<Incoming>,
    pace: Pace,
    room: &Semaphore,
) -> Result<(Request<Body>, Vec<SemaphorePermit<'_>>), Box<Response>> {
    let (parts, mut body) = request.into_parts();
    let mut taken = Taken::default();
    let mut held = Vec::new();
    let mut stretch = Stretch::new(pace);
    while !body.is_end_stream() && !taken.is_enough(&parts) {
        let Ok(frame) = timeout_at(stretch.until, body.frame()).await else {
            return Err(refuse(&parts, too_slow(pace)));
        };
        let data = match frame {
            None => break,
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(_)) => return Err(refuse(&parts, Malformed::new("", "the message broke off").into())),
        };
        if taken.bytes.saturating_add(data.len()) > SMALL {
            let pieces = u32::try_from(data.len().div_ceil(PIECE)).unwrap_or(u32::MAX);
            match timeout_at(stretch.until, room.acquire_many(pieces)).await {
                Ok(Ok(permit)) => held.push(permit),
                _ => return Err(refuse(&parts, Refused::Busy)),
            }
        }
        stretch.took(data.len());
        taken.add(data);
    }
    Ok((Request::from_parts(parts, taken.into_body(body)), held))
}

fn too_slow(pace: Pace) -> Refused<refusals::NoRule> {
    let (bytes, seconds) = (pace.bytes, pace.within.as_secs());
    let wrong =
        format!("the message came too slowly; accepted are {bytes} bytes or its end each {seconds} s");
    Malformed::new("", wrong).into()
}

fn refuse(parts: &http::request::Parts, refused: Refused<refusals::NoRule>) -> Box<Response> {
    let status = refusals::at(parts.uri.path(), refused);
    let is_json = json::is_json(&parts.headers);
    Box::new(if is_json { json::refuse(&status) } else { status.into_http::<Body>().into_response() })
}

/// The time in which the next bytes must come.
struct Stretch {
    pace: Pace,
    until: Instant,
    come: usize,
}

impl Stretch {
    fn new(pace: Pace) -> Self {
        Self { pace, until: Instant::now() + pace.within, come: 0 }
    }

    fn took(&mut self, bytes: usize) {
        self.come = self.come.saturating_add(bytes);
        if self.come >= self.pace.bytes {
            *self = Self::new(self.pace);
        }
    }
}

/// What has come of a body.
#[derive(Default)]
struct Taken {
    chunks: Vec<Bytes>,
    bytes: usize,
    header: Vec<u8>,
}

impl Taken {
    fn add(&mut self, data: Bytes) {
        let missing = FRAME_HEADER.saturating_sub(self.header.len());
        self.header.extend(data.iter().take(missing));
        self.bytes = self.bytes.saturating_add(data.len());
        self.chunks.push(data);
    }

    /// Whether the rest need not be waited for.
    fn is_enough(&self, parts: &http::request::Parts) -> bool {
        if self.bytes == 0 || self.bytes > MAX_BODY_BYTES {
            return self.bytes > 0;
        }
        let Some(message) = self.first_message().filter(|_| !json::is_json(&parts.headers)) else {
            return false;
        };
        let streams_both_ways = || wire::json::method(parts.uri.path()).is_none();
        message > MAX_MESSAGE_BYTES
            || (self.bytes >= message.saturating_add(FRAME_HEADER) && streams_both_ways())
    }

    /// The length that the first message announces.
    fn first_message(&self) -> Option<usize> {
        let [_, length @ ..] = *self.header.first_chunk::<FRAME_HEADER>()?;
        usize::try_from(u32::from_be_bytes(length)).ok()
    }

    fn into_body(mut self, rest: Incoming) -> Body {
        if rest.is_end_stream() && self.chunks.len() <= 1 {
            return self.chunks.pop().map_or_else(Body::empty, Body::from);
        }
        let rest = BodyStream::new(rest)
            .map(|frame| frame.map(|frame| frame.into_data().unwrap_or_default()).map_err(axum::Error::new));
        Body::from_stream(stream::iter(self.chunks).map(Ok).chain(rest))
    }
}
