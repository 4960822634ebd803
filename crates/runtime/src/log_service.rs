//! `hora.log.v1.Log`: the logs of the services at this address, for followers inside and readers outside.
//!
//! Knows no events: records leave as they are stored, filtered by visibility alone. Who may read what is asked of
//! the table of roles once a stream begins and again with each heartbeat, so that a revoked key stops reading.

use std::{collections::BTreeMap, pin::Pin, sync::Arc, time::Duration};

use bus::Bytes;
use domain::{
    ids::Slug,
    meta::{ContextName, Visibility},
};
use ledger::{Ledger, Record};
use tokio::sync::mpsc;
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};
use wire::pb::{
    common,
    log::{
        FollowRequest, FollowResponse, HeadRequest, HeadResponse, LogHead, ReadRequest, ReadResponse,
        ReadStreamRequest, ReadStreamResponse, SubscribeRequest, SubscribeResponse, log_server::Log,
    },
};

mod happened;

use crate::{
    caller::Caller,
    clock::at_us,
    core::Core,
    refusals::{self, NoRule, Refused},
};

/// Bytes of records in one message: many records for each, and well below what a client takes in one.
const MESSAGE_BYTES: usize = 64 * 1024;
/// Between two signs of life.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Messages a slow reader may leave lying before the log waits for it, and as many read at once.
const MESSAGES_AHEAD: usize = 4;
/// The most records told to a follower at once, before they are cut into messages.
const RECORDS_AT_ONCE: usize = 512;
/// So many records at once are a busy log: what comes in the next moments is told together.
const BUSY_RECORDS: usize = 4;
/// Those moments: far below what a person notices, long enough that a follower is woken for many records.
const PACE: Duration = Duration::from_millis(2);

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;
type Out<T> = mpsc::Sender<Result<T, Status>>;

/// The logs served here, each with its service's core; their streams end when the hub stops.
#[derive(Clone)]
pub struct Logs {
    logs: BTreeMap<ContextName, (Arc<Core>, Ledger)>,
    shutdown: CancellationToken,
}

struct Reader {
    core: Arc<Core>,
    ledger: Ledger,
    caller: Arc<Caller>,
    initiative: Slug,
    wanted: Vec<Visibility>,
}

impl Logs {
    /// No logs yet.
    pub fn new(shutdown: CancellationToken) -> Self {
        Self { logs: BTreeMap::new(), shutdown }
    }

    /// Adds a service's log.
    pub fn add(&mut self, core: Arc<Core>, ledger: Ledger) {
        self.logs.insert(core.context, (core, ledger));
    }

    fn log(&self, context: &str) -> Result<&(Arc<Core>, Ledger), Status> {
        let only = (context.is_empty() && self.logs.len() == 1).then(|| self.logs.values().next()).flatten();
        let named = ContextName::parse(context).and_then(|name| self.logs.get(&name));
        only.or(named).ok_or_else(|| {
            let served: Vec<&str> = self.logs.keys().map(|name| name.as_str()).collect();
            let accepted = format!("`{context}` is no log served here; accepted are {}", served.join(", "));
            refusals::malformed("context", &accepted)
        })
    }

    fn reader(
        &self,
        caller: Arc<Caller>,
        context: &str,
        initiative: &str,
        visibilities: &[i32],
    ) -> Result<Reader, Status> {
        let (core, ledger) = self.log(context)?.clone();
        let initiative = initiative
            .parse::<Slug>()
            .map_err(|error| refusals::malformed("initiative", &error.to_string()))?;
        let wanted =
            visibilities.iter().map(|value| visibility(*value)).collect::<Option<Vec<_>>>().ok_or_else(
                || refusals::malformed("visibilities", "accepted are public, members and restricted"),
            )?;
        Ok(Reader { core, ledger, caller, initiative, wanted })
    }
}

fn visibility(value: i32) -> Option<Visibility> {
    match common::Visibility::try_from(value) {
        Ok(common::Visibility::Public) => Some(Visibility::Public),
        Ok(common::Visibility::Members) => Some(Visibility::Members),
        Ok(common::Visibility::Restricted) => Some(Visibility::Restricted),
        _ => None,
    }
}

impl Reader {
    /// The widest visibility the caller may read now.
    async fn granted(&self) -> Result<Visibility, Status> {
        if self.caller.is_internal {
            return Ok(Visibility::Restricted);
        }
        self.ask_roster().await.map_err(|refused| refusals::status(self.core.context, refused))
    }

    async fn ask_roster(&self) -> Result<Visibility, Refused<NoRule>> {
        let allowed = self.core.permit(&self.caller, &self.initiative, &BTreeMap::new()).await?;
        Ok(access::sees_up_to(allowed.actor.role, allowed.actor.org.as_ref()))
    }

    fn head(&self) -> Result<LogHead, Status> {
        let head =
            self.ledger.initiative_head(self.initiative.as_str()).map_err(|error| self.broken(error))?;
        let now = self.core.clock.now().to_string();
        let log_id = self.ledger.log_id().to_string();
        let head = head.map(|head| LogHead {
            sequence: head.sequence,
            hash: hex::encode(head.hash),
            recorded_at: at_us(head.recorded_at_us).to_string(),
            ..LogHead::default()
        });
        Ok(LogHead { log_id, now, ..head.unwrap_or_default() })
    }

    fn broken(&self, error: ledger::Error) -> Status {
        refusals::status::<NoRule>(self.core.context, error.into())
    }

    /// Sends the records from `next` to `to`, those the reader may see; gives the sequence after the last one.
    async fn send<T>(
        &self,
        out: &Out<T>,
        from: u64,
        to: u64,
        may_see: Visibility,
        message: impl Fn(Vec<Bytes>, u64) -> Result<T, Status>,
    ) -> Result<(), Status> {
        let mut next = from.max(1);
        while next <= to {
            for (records, covered_to) in self.batches(next, to, may_see).await? {
                next = covered_to.saturating_add(1);
                let sent = out.send(message(records, covered_to)).await;
                sent.map_err(|_| Status::cancelled("the reader went away"))?;
            }
        }
        Ok(())
    }

    /// Reads some messages' worth at once, off the async threads: each with the sequence it covers.
    async fn batches(
        &self,
        from: u64,
        to: u64,
        may_see: Visibility,
    ) -> Result<Vec<(Vec<Bytes>, u64)>, Status> {
        let (ledger, initiative, wanted) =
            (self.ledger.clone(), self.initiative.clone(), self.wanted.clone());
        let read = tokio::task::spawn_blocking(move || {
            let (mut batches, mut records, mut bytes) = (Vec::new(), Vec::new(), 0_usize);
            let mut covered_to = from.saturating_sub(1);
            for record in ledger.read_initiative(initiative.as_str(), from) {
                let record = record?;
                if record.sequence > to || batches.len() >= MESSAGES_AHEAD {
                    break;
                }
                covered_to = record.sequence;
                let visibility = views::visibility_of(&record.bytes)?;
                if visibility <= may_see && (wanted.is_empty() || wanted.contains(&visibility)) {
                    bytes = bytes.saturating_add(record.bytes.len());
                    records.push(record.bytes);
                }
                if bytes >= MESSAGE_BYTES {
                    batches.push((std::mem::take(&mut records), covered_to));
                    bytes = 0;
                }
            }
            if covered_to < from {
                // The head says that there is more: to go on would be to go on for ever.
                let what = format!("{} ends before its record {from}", initiative.as_str());
                let advice = "stop the hub and run `hora doctor`".to_owned();
                return Err(ledger::Error::DataLoss { what, advice }.into());
            }
            if batches.last().is_none_or(|(_, covered)| *covered < covered_to) {
                batches.push((records, covered_to));
            }
            Ok::<_, Refused<NoRule>>(batches)
        });
        let read = read.await.unwrap_or(Err(Refused::Busy));
        read.map_err(|refused| refusals::status(self.core.context, refused))
    }
}

#[tonic::async_trait]
impl Log for Logs {
    type ReadStream = Answers<ReadResponse>;
    type SubscribeStream = Answers<SubscribeResponse>;
    type FollowStream = Answers<FollowResponse>;

    async fn read(&self, request: Request<ReadRequest>) -> Result<Response<Self::ReadStream>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let reader = self.reader(caller, &asked.context, &asked.initiative, &asked.visibilities)?;
        let may_see = reader.granted().await?;
        let head = reader.head()?;
        let to = if asked.to_sequence == 0 { head.sequence } else { asked.to_sequence.min(head.sequence) };
        Ok(Response::new(stream(&self.shutdown, async move |out| {
            let message =
                |records, covered_to| Ok(ReadResponse { records, covered_to, head: Some(head.clone()) });
            if asked.from_sequence > to {
                // Nothing to send is an answer too: the head.
                let sent = out.send(message(Vec::new(), to)).await;
                return sent.map_err(|_| Status::cancelled("the reader went away"));
            }
            reader.send(&out, asked.from_sequence, to, may_see, message).await
        })))
    }

    async fn subscribe(
        &self,
        request: Request<SubscribeRequest>,
    ) -> Result<Response<Self::SubscribeStream>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let reader = self.reader(caller, &asked.context, &asked.initiative, &asked.visibilities)?;
        reader.granted().await?;
        Ok(Response::new(stream(&self.shutdown, async move |out| {
            follow_initiative(reader, asked.from_sequence, out).await
        })))
    }

    async fn read_stream(
        &self,
        request: Request<ReadStreamRequest>,
    ) -> Result<Response<ReadStreamResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let reader = self.reader(caller, &asked.context, &asked.initiative, &[])?;
        Ok(Response::new(happened::read(reader, &asked).await?))
    }

    async fn head(&self, request: Request<HeadRequest>) -> Result<Response<HeadResponse>, Status> {
        let caller = Caller::of(&request)?;
        let asked = request.into_inner();
        let reader = self.reader(caller, &asked.context, &asked.initiative, &[])?;
        reader.granted().await?;
        Ok(Response::new(HeadResponse { head: Some(reader.head()?) }))
    }

    async fn follow(&self, request: Request<FollowRequest>) -> Result<Response<Self::FollowStream>, Status> {
        let caller = Caller::of(&request)?;
        if !caller.is_internal {
            return Err(refusals::denied("log.Follow is for the hub's own services; use Subscribe"));
        }
        let asked = request.into_inner();
        let (core, ledger) = self.log(&asked.context)?.clone();
        Ok(Response::new(stream(&self.shutdown, async move |out| {
            follow_log(core, ledger, asked.from_position, out).await
        })))
    }
}

/// Records as they come, and a heartbeat each second without any; the grant is looked at again each time.
async fn follow_initiative(reader: Reader, from: u64, out: Out<SubscribeResponse>) -> Result<(), Status> {
    let mut next = from.max(1);
    let mut end = reader.ledger.subscribe();
    loop {
        end.mark_unchanged();
        let may_see = reader.granted().await?;
        let head = reader.head()?;
        let message = |records: Vec<Bytes>, covered_to: u64| {
            Ok(SubscribeResponse { is_heartbeat: false, records, covered_to, head: Some(head.clone()) })
        };
        reader.send(&out, next, head.sequence, may_see, message).await?;
        next = next.max(head.sequence.saturating_add(1));
        if tokio::time::timeout(HEARTBEAT, end.changed()).await.is_err() {
            let covered_to = next.saturating_sub(1);
            let heartbeat =
                SubscribeResponse { is_heartbeat: true, records: Vec::new(), covered_to, head: Some(head) };
            out.send(Ok(heartbeat)).await.map_err(|_| Status::cancelled("the reader went away"))?;
        }
    }
}

/// The whole log, for the hub's own services.
async fn follow_log(
    core: Arc<Core>,
    ledger: Ledger,
    from: u64,
    out: Out<FollowResponse>,
) -> Result<(), Status> {
    let log_id = ledger.log_id().to_string();
    let end = ledger.subscribe();
    let is_caught_up = |next: u64| end.borrow().is_none_or(|last| last < next);
    let message = |records, next_position, is_caught_up| {
        Ok(FollowResponse { records, next_position, log_id: log_id.clone(), is_caught_up })
    };
    let mut tail = ledger.tail(from);
    let mut next = from;
    if is_caught_up(next) {
        tell(&out, message(Vec::new(), next, true)).await?;
    }
    loop {
        let Ok(read) = tokio::time::timeout(HEARTBEAT, tail.next_chunk(RECORDS_AT_ONCE)).await else {
            tell(&out, message(Vec::new(), next, is_caught_up(next))).await?;
            continue;
        };
        let read = read.unwrap_or(Err(ledger::Error::Closed));
        let records = read.map_err(|error| refusals::status::<NoRule>(core.context, error.into()))?;
        let is_busy = records.len() >= BUSY_RECORDS;
        for batch in by_size(records) {
            next = batch.last().map_or(next, |last| last.position.saturating_add(1));
            let records = batch.into_iter().map(|record| record.bytes).collect();
            tell(&out, message(records, next, is_caught_up(next))).await?;
        }
        if is_busy && is_caught_up(next) {
            tokio::time::sleep(PACE).await;
        }
    }
}

async fn tell<T>(out: &Out<T>, message: Result<T, Status>) -> Result<(), Status> {
    out.send(message).await.map_err(|_| Status::cancelled("the follower went away"))
}

/// Records in messages of about [`MESSAGE_BYTES`], each of at least one.
fn by_size(records: Vec<Record>) -> Vec<Vec<Record>> {
    let mut batches: Vec<Vec<Record>> = Vec::new();
    let mut bytes = MESSAGE_BYTES;
    for record in records {
        if bytes >= MESSAGE_BYTES {
            batches.push(Vec::new());
            bytes = 0;
        }
        bytes = bytes.saturating_add(record.bytes.len());
        if let Some(batch) = batches.last_mut() {
            batch.push(record);
        }
    }
    batches
}

/// Runs `produce` beside the answer; it ends when the reader goes away.
fn stream<T: Send + 'static, F>(
    shutdown: &CancellationToken,
    produce: impl FnOnce(Out<T>) -> F + Send + 'static,
) -> Answers<T>
where
    F: Future<Output = Result<(), Status>> + Send + 'static,
{
    let (out, answers) = mpsc::channel(MESSAGES_AHEAD);
    let shutdown = shutdown.clone();
    tokio::spawn(async move {
        let errors = out.clone();
        let produced = tokio::select! {
            () = shutdown.cancelled() => Err(Status::unavailable("the service is stopping; go on from where you are")),
            produced = produce(out) => produced,
        };
        if let Err(status) = produced {
            // A reader that went away takes no more answers, and needs none.
            let _gone = errors.send(Err(status)).await;
        }
    });
    Box::pin(ReceiverStream::new(answers))
}
