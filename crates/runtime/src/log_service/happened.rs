//! A part of one stream in the order in which it happened, which is not that of the log where history was imported.
//!
//! Knows no events. Each part walks the stream from its beginning and keeps no more than it answers, so that a stream
//! of hundreds of thousands of records takes time, and no memory.

use std::collections::BinaryHeap;

use bus::Bytes;
use domain::{
    meta::Visibility,
    time::{NotAMoment, Timestamp},
};
use tonic::Status;
use wire::pb::log::{ReadStreamRequest, ReadStreamResponse};

use super::Reader;
use crate::{
    refusals::{self, NoRule, Refused},
    view_host::known_at,
};

/// The most records in one part.
const MAX_RECORDS: u32 = 500;
/// The most bytes of records in one part: well below what a client takes in one message.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// When it happened, and its sequence.
type Place = (Timestamp, u64);

/// Which records count.
struct Wanted {
    stream: String,
    after: Option<Place>,
    limit: usize,
    to_sequence: u64,
    recorded_to: Option<Timestamp>,
    occurred_to: Option<Timestamp>,
    may_see: Visibility,
}

pub(super) async fn read(reader: Reader, asked: &ReadStreamRequest) -> Result<ReadStreamResponse, Status> {
    let may_see = reader.granted().await?;
    let wanted = wanted(asked, reader.head()?.sequence, may_see)?;
    let context = reader.core.context;
    let part = tokio::task::spawn_blocking(move || part(&reader, &wanted));
    let part = part.await.unwrap_or(Err(Refused::Busy));
    part.map_err(|refused| refusals::status(context, refused))
}

fn wanted(asked: &ReadStreamRequest, head: u64, may_see: Visibility) -> Result<Wanted, Status> {
    let moment = |field: &str, text: &str| -> Result<Option<Timestamp>, Status> {
        let wrong = |error: NotAMoment| refusals::malformed(field, &error.to_string());
        (!text.is_empty()).then(|| text.parse().map_err(wrong)).transpose()
    };
    let after = match &asked.after {
        None => None,
        Some(after) => moment("after.occurred_at", &after.occurred_at)?.map(|at| (at, after.sequence)),
    };
    if asked.stream.is_empty() {
        return Err(refusals::malformed("stream", "is empty; accepted is a stream such as `proposal/<id>`"));
    }
    if !(1..=MAX_RECORDS).contains(&asked.limit) {
        let accepted = format!("is {}; accepted is 1 to {MAX_RECORDS}", asked.limit);
        return Err(refusals::malformed("limit", &accepted));
    }
    Ok(Wanted {
        stream: asked.stream.clone(),
        after,
        limit: usize::try_from(asked.limit).unwrap_or(usize::MAX),
        to_sequence: if asked.to_sequence == 0 { head } else { asked.to_sequence.min(head) },
        recorded_to: moment("recorded_to", &asked.recorded_to)?,
        occurred_to: moment("occurred_to", &asked.occurred_to)?,
        may_see,
    })
}

fn part(reader: &Reader, wanted: &Wanted) -> Result<ReadStreamResponse, Refused<NoRule>> {
    let (ledger, initiative) = (&reader.ledger, &reader.initiative);
    let to = match wanted.recorded_to {
        Some(at) => known_at(ledger, initiative, wanted.to_sequence, at)?,
        None => wanted.to_sequence,
    };
    // The latest on top: what comes earlier drives it out.
    let mut first: BinaryHeap<(Place, Bytes)> = BinaryHeap::new();
    let mut is_end = true;
    for record in ledger.read_stream(initiative.as_str(), &wanted.stream, 1) {
        let record = record?;
        if record.sequence > to {
            break;
        }
        let Some(place) = counts(wanted, &record.bytes)? else { continue };
        first.push((place, record.bytes));
        if first.len() > wanted.limit {
            first.pop();
            is_end = false;
        }
    }
    let (mut records, mut bytes) = (Vec::new(), 0_usize);
    for (_, record) in first.into_sorted_vec() {
        bytes = bytes.saturating_add(record.len());
        if bytes > MAX_BYTES && !records.is_empty() {
            is_end = false;
            break;
        }
        records.push(record);
    }
    Ok(ReadStreamResponse { records, is_end, covered_to: to })
}

/// The place of a record that is wanted.
fn counts(wanted: &Wanted, bytes: &[u8]) -> Result<Option<Place>, Refused<NoRule>> {
    let record = views::Record::parse(bytes)?;
    let place = (record.occurred_at, record.sequence);
    let is_wanted = record.visibility <= wanted.may_see
        && wanted.after.is_none_or(|after| place > after)
        && wanted.occurred_to.is_none_or(|to| record.occurred_at <= to);
    Ok(is_wanted.then_some(place))
}
