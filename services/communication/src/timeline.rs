//! A thread's timeline: its messages and its subject's own events, merged by when they happened.
//!
//! Knows no subject's events: they are its service's, read there with the caller's own token and shown as recorded.
//! The order is that of (occurred_at, context, sequence), so a part goes on after its last entry in both sources.

use std::sync::Arc;

use domain::{
    communication::thread::Subject,
    ids::{Slug, StreamId, Uuid},
    meta::ContextName,
    time::Timestamp,
};
use runtime::{
    Parts, Reading,
    peers::{OnBehalf, Peers},
    refusals::{self, NoRule, Refused},
};
use tokio::sync::Semaphore;
use tonic::{Request, Status};
use views::communication as view;
use wire::{
    AsOf, Malformed, Question, communication as parse, next_page_token,
    pb::{
        communication::{
            GetTimelineRequest, GetTimelineResponse, SubjectEvent, TimelineEntry, timeline_entry::What,
        },
        log::{HappenedAt, ReadStreamRequest, ReadStreamResponse},
    },
};

use crate::answers::message_out;

/// Parts of a subject's stream read for one part of a timeline, at most: of a goal, most of the agenda is passed over.
const MAX_READS: usize = 200;
/// Records in each of those parts.
const READ: u32 = 500;
/// Timelines made at the same time. Each waits for another service, in one process for a turn of the same ones as it
/// has: were there as many of them as turns, none would ever get its events.
const MAX_TIMELINES: usize = 64;

/// Makes timelines.
#[derive(Clone)]
pub struct Timeline {
    parts: Parts,
    peers: Peers,
    turns: Arc<Semaphore>,
}

/// The place of an entry.
type Key = (Timestamp, ContextName, u64);

/// An entry, and its place.
type Placed = (Key, TimelineEntry);

/// What is asked, beside the thread.
struct Asked {
    question: Question,
    thread: Uuid,
    size: u32,
    after: Option<Key>,
}

/// The subject's events that a part needs, and whether they are all there are.
struct Events {
    entries: Vec<Placed>,
    is_end: bool,
    covered_to: u64,
}

impl Timeline {
    /// The timelines of a service.
    pub fn new(parts: &Parts, peers: Peers) -> Self {
        Self { parts: parts.clone(), peers, turns: Arc::new(Semaphore::new(MAX_TIMELINES)) }
    }

    /// A part of a thread's timeline.
    pub async fn part(&self, request: Request<GetTimelineRequest>) -> Result<GetTimelineResponse, Status> {
        let Ok(_turn) = self.turns.try_acquire() else {
            return Err(refused(Refused::TooManyRequests { max: MAX_TIMELINES }));
        };
        let caller = OnBehalf::of(&request);
        let query = |view: &views::Connection, asked: Asked, reading: &Reading| {
            let thread = view::thread(view, asked.thread, reading.may_see)?;
            let after = asked.after.map(|after| place_in(ContextName::Communication, after));
            let said = view::messages(view, asked.thread, reading.may_see, asked.size, after)?;
            Ok((asked, thread, said))
        };
        let (reading, (asked, thread, said)) = self.parts.views.ask(request, parse_asked, query).await?;
        let thread = reading.found(thread)?;
        let is_all_said = said.len() < usize::try_from(asked.size).unwrap_or(usize::MAX);
        let mut entries: Vec<Placed> = said.iter().map(|said| message(&reading, said)).collect();
        let mut answered = reading.answered();
        let mut has_more = !is_all_said;
        if let Subject::Ours { context, stream } = &thread.subject {
            let events = self.events(&caller, &asked, *context, stream).await?;
            has_more |= !events.is_end;
            // What comes after the last event that is known may come after others that are not.
            if let Some((last, _)) = events.entries.last().filter(|_| !events.is_end) {
                entries.retain(|(key, _)| key <= last);
            }
            if *context != ContextName::Communication {
                answered.cut.insert(context.as_str().to_owned(), events.covered_to);
            }
            entries.extend(events.entries);
        }
        entries.sort_by_key(|(key, _)| *key);
        let size = usize::try_from(asked.size).unwrap_or(usize::MAX);
        has_more |= entries.len() > size;
        entries.truncate(size);
        let full = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let token = |last: &Placed| written(last.0);
        let next = if has_more { reading.next(&entries, full, token) } else { String::new() };
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Ok(GetTimelineResponse { answered: Some(answered), entries, next_page_token: next })
    }

    /// What happened to the subject: enough for one part.
    async fn events(
        &self,
        caller: &OnBehalf,
        asked: &Asked,
        context: ContextName,
        subject: &StreamId,
    ) -> Result<Events, Status> {
        let goal = (subject.aggregate() == "goal").then(|| subject.key());
        let stream = if goal.is_some() { "agenda" } else { subject.as_str() };
        let mut after = asked.after.map(|after| place_in(context, after));
        let mut events = Events { entries: Vec::new(), is_end: false, covered_to: 0 };
        let enough = usize::try_from(asked.size).unwrap_or(usize::MAX);
        for _ in 0..MAX_READS {
            let request = ReadStreamRequest {
                initiative: asked.question.initiative.to_string(),
                stream: stream.to_owned(),
                after: after.map(|(at, sequence)| HappenedAt { occurred_at: at.to_string(), sequence }),
                limit: if goal.is_some() { READ } else { asked.size },
                ..self.until(&asked.question, context)?
            };
            let read = self.peers.read_stream(ContextName::Communication, context, caller, request).await?;
            after = take_in(&mut events, &read, context, goal)?;
            if events.is_end || events.entries.len() >= enough {
                return Ok(events);
            }
        }
        // Nothing is known of what comes after: no half answer.
        if events.entries.is_empty() { Err(refused(Refused::Busy)) } else { Ok(events) }
    }

    /// As of when the subject's events are: at the moment asked about, by the peer's own log.
    fn until(&self, question: &Question, peer: ContextName) -> Result<ReadStreamRequest, Status> {
        let to_sequence = question.cut.get(peer.as_str()).copied().unwrap_or_default();
        let mut until = ReadStreamRequest { to_sequence, ..Default::default() };
        match question.as_of {
            None => {}
            Some(AsOf::RecordedAt(at)) => until.recorded_to = at.to_string(),
            Some(AsOf::Sequence(known)) => until.recorded_to = self.recorded(&question.initiative, known)?,
            Some(AsOf::EffectiveAt { at, known_at }) => {
                until.occurred_to = at.to_string();
                if let Some(known) = known_at.filter(|_| to_sequence == 0) {
                    until.recorded_to = self.recorded(&question.initiative, known)?;
                }
            }
        }
        Ok(until)
    }

    /// When the record of a sequence of ours was recorded; long ago for none.
    fn recorded(&self, initiative: &Slug, sequence: u64) -> Result<String, Status> {
        let record = self.parts.ledger.read_initiative(initiative.as_str(), sequence.max(1)).next();
        let record = record.transpose().map_err(|error| refused(error.into()))?;
        let us = record.filter(|_| sequence > 0).map_or(0, |record| record.recorded_at_us);
        Ok(Timestamp::from_us(us).map(|at| at.to_string()).unwrap_or_default())
    }
}

fn refused(refused: Refused<NoRule>) -> Status {
    refusals::status(ContextName::Communication, refused)
}

fn parse_asked(request: &GetTimelineRequest) -> Result<(Question, Asked), Malformed> {
    let (question, asked) = parse::parse_get_timeline(request)?;
    let after = asked.page.after.as_deref().map(read_key).transpose()?;
    let asked = Asked { question: question.clone(), thread: asked.thread, size: asked.page.size, after };
    Ok((question, asked))
}

/// From where one source goes on after an entry: sequences of another source at the same moment do not compare.
fn place_in(context: ContextName, (at, of, sequence): Key) -> (Timestamp, u64) {
    match context.cmp(&of) {
        std::cmp::Ordering::Less => (at, i64::MAX.unsigned_abs()),
        std::cmp::Ordering::Equal => (at, sequence),
        std::cmp::Ordering::Greater => (at, 0),
    }
}

fn message(reading: &Reading, said: &view::Message) -> Placed {
    let key = (said.posted_at, ContextName::Communication, said.sequence);
    (key, entry(key, said.id.to_string(), What::Message(message_out(reading, said))))
}

/// Takes in what a peer gave, passing over what is not of the goal; gives where to go on.
fn take_in(
    events: &mut Events,
    read: &ReadStreamResponse,
    context: ContextName,
    goal: Option<&str>,
) -> Result<Option<(Timestamp, u64)>, Status> {
    (events.is_end, events.covered_to) = (read.is_end, read.covered_to);
    let mut after = None;
    for bytes in &read.records {
        let record = views::Record::parse(bytes).map_err(|error| refused(error.into()))?;
        after = Some((record.occurred_at, record.sequence));
        if goal.is_some_and(|goal| !names_goal(&record, goal)) {
            continue;
        }
        let key = (record.occurred_at, context, record.sequence);
        let event = SubjectEvent {
            r#type: record.type_name.to_owned(),
            stream: record.stream.to_owned(),
            actor: record.actor.reference.clone(),
            org: record.actor.org.as_ref().map(ToString::to_string).unwrap_or_default(),
            recorded_at: record.recorded_at.to_string(),
            data_json: record.data.get().to_owned(),
        };
        events.entries.push((key, entry(key, record.id.to_string(), What::Event(event))));
    }
    Ok(after)
}

/// Whether an event of the agenda is one of the goal: it names its code, alone or among its changes.
fn names_goal(record: &views::Record<'_>, goal: &str) -> bool {
    let data: serde_json::Value = serde_json::from_str(record.data.get()).unwrap_or_default();
    let is_it = |of: &serde_json::Value| of.get("code").and_then(serde_json::Value::as_str) == Some(goal);
    is_it(&data)
        || data.get("changes").and_then(serde_json::Value::as_array).is_some_and(|all| all.iter().any(is_it))
}

fn entry((at, context, sequence): Key, event_id: String, what: What) -> TimelineEntry {
    let (occurred_at, context) = (at.to_string(), context.as_str().to_owned());
    TimelineEntry { occurred_at, context, sequence, event_id, what: Some(what) }
}

fn written((at, context, sequence): Key) -> String {
    next_page_token(&[at.to_string(), context.as_str().to_owned(), sequence.to_string()])
}

fn read_key(key: &[String]) -> Result<Key, Malformed> {
    let wrong = || Malformed::new("page.page_token", "is not of a timeline; accepted is its next_page_token");
    let [at, context, sequence] = key else { return Err(wrong()) };
    let context = ContextName::parse(context).ok_or_else(wrong)?;
    Ok((at.parse().map_err(|_| wrong())?, context, sequence.parse().map_err(|_| wrong())?))
}
