//! One atomic batch: all of it enters the stream, directly after the message the publisher believes to be
//! the last of its context, or none of it does.
//!
//! The batch headers are those of NATS ADR-50, written by hand. Knows no log and keeps no state.

use async_nats::{Client, HeaderMap};
use serde::Deserialize;
use tokio::time::timeout;

use crate::{
    Error, Outgoing,
    connect::REQUEST_TIMEOUT,
    stream::{ApiError, request, subjects_of},
};

/// The server's own limit for one atomic batch (2.12 and later).
pub(crate) const BATCH_MESSAGES: usize = 1_000;
/// The server holds a batch in memory until its commit; this keeps that small with the largest records.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// JetStream's "wrong last sequence", in its two forms.
const WRONG_LAST_SEQUENCE: [u64; 2] = [10_071, 10_164];
/// JetStream's "atomic publish is disabled".
const ATOMIC_DISABLED: u64 = 10_174;

/// What became of a batch.
pub(crate) enum Outcome {
    /// It is in the stream; the stream sequence of its last message.
    Stored(u64),
    /// Somebody else's message is last; nothing was stored.
    Overtaken,
}

#[derive(Deserialize)]
struct Ack {
    #[serde(default)]
    seq: u64,
    error: Option<ApiError>,
}

/// The longest beginning of `records` that makes one batch; never empty unless `records` is.
pub(crate) fn portion(records: &[Outgoing]) -> &[Outgoing] {
    let mut bytes = 0_usize;
    let fitting = records
        .iter()
        .take(BATCH_MESSAGES)
        .take_while(|record| {
            bytes = bytes.saturating_add(record.payload.len());
            bytes <= BATCH_BYTES
        })
        .count();
    records.get(..fitting.max(1)).unwrap_or(records)
}

/// Publishes `records` as one batch after `expected_last` (0 = the context has no message yet) and waits
/// for the stream's answer.
pub(crate) async fn publish(
    client: &Client,
    context: &str,
    expected_last: u64,
    records: &[Outgoing],
) -> Result<Outcome, Error> {
    let Some((commit, before)) = records.split_last() else { return Ok(Outcome::Stored(expected_last)) };
    let batch = Batch { id: new_id()?, context, expected_last };
    // A client that lost its connection queues, and its queue may be full: the same bound as for the answer.
    timeout(REQUEST_TIMEOUT, batch.send(client, before))
        .await
        .map_err(|_| Error::no_answer("a batch", "the connection does not take it"))??;
    let headers = batch.headers(commit, records.len(), true)?;
    let answer = request(client, &commit.subject()?, headers, commit.payload.clone()).await?;
    let ack: Ack = serde_json::from_slice(&answer.payload).map_err(|e| Error::no_answer("a batch", e))?;
    match ack.error {
        None => Ok(Outcome::Stored(ack.seq)),
        Some(error) if WRONG_LAST_SEQUENCE.contains(&error.err_code) => Ok(Outcome::Overtaken),
        Some(error) if error.err_code == ATOMIC_DISABLED => Err(Error::UnfitStream {
            stream: crate::STREAM,
            reason: "atomic batches are off; set allow_atomic, or start `hora up` with a login that may"
                .to_owned(),
        }),
        Some(error) => Err(Error::Refused {
            what: format!("a batch of {context}"),
            code: error.err_code,
            description: error.description,
        }),
    }
}

struct Batch<'a> {
    id: String,
    context: &'a str,
    expected_last: u64,
}

impl Batch<'_> {
    async fn send(&self, client: &Client, records: &[Outgoing]) -> Result<(), Error> {
        for (record, number) in records.iter().zip(1..) {
            let headers = self.headers(record, number, false)?;
            client
                .publish_with_headers(record.subject()?, headers, record.payload.clone())
                .await
                .map_err(|error| Error::no_answer("a batch", error))?;
        }
        Ok(())
    }

    fn headers(&self, record: &Outgoing, number: usize, is_commit: bool) -> Result<HeaderMap, Error> {
        let mut headers = record.headers()?;
        headers.insert("Nats-Batch-Id", self.id.as_str());
        headers.insert("Nats-Batch-Sequence", number.to_string());
        if number == 1 {
            headers.insert("Nats-Expected-Last-Subject-Sequence", self.expected_last.to_string());
            headers.insert("Nats-Expected-Last-Subject-Sequence-Subject", subjects_of(self.context));
        }
        if is_commit {
            headers.insert("Nats-Batch-Commit", "1");
        }
        Ok(headers)
    }
}

/// A fresh id for every attempt: what is left of an interrupted batch can never be completed by another.
fn new_id() -> Result<String, Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::no_answer("a batch", error))?;
    Ok(hex::encode(bytes))
}
