//! Runs a command: authorize, parse, load, decide, seal, append, answer. Exactly as ARCHITECTURE.md numbers it.
//!
//! Knows no context: it is generic over [`Decider`], and one of it stands in each service. Order matters here
//! and nowhere else: a stream's lock is held from loading to enqueueing, and released before the disk is waited
//! for, so that 64 callers on one stream share one sync and never conflict.

mod admit;
mod closed;
mod figures;
mod in_flight;
mod origin;
mod record;
mod sealing;
mod slots;

use std::{sync::Arc, time::Instant};

use domain::{
    decider::{Decider, Emitted, Streams},
    ids::{PersonId, Slug, StreamId, Uuid},
    meta::{Context, EventMeta, Scope},
    time::Timestamp,
};
use ledger::{Append, CommandKey, Ledger, StreamAppend};
use prost::Message;
use tonic::{Request, Status, Streaming};
use wire::{Done, Malformed, Meta};

pub use self::record::Cause;
use self::{
    admit::Admitted,
    figures::Figures,
    in_flight::InFlight,
    record::{Envelope, Written},
    slots::{Held, Slots},
};
use crate::{
    caller::Caller,
    core::Core,
    refusals::{self, Refused},
};

/// Tries again when the ledger has moved under a cached state, which only a failed group can cause.
const MAX_TRIES: u32 = 3;
/// The most messages of one client-streamed command: a row each of the largest, and some to spare.
const MAX_STREAMED_MESSAGES: usize = 51_000;
/// The most bytes of one client-streamed command.
const MAX_STREAMED_BYTES: usize = 32 * 1024 * 1024;

/// The executor of one service.
pub struct Executor<D: Decider> {
    core: Arc<Core>,
    ledger: Ledger,
    slots: Slots<D>,
    in_flight: InFlight,
    figures: Figures,
}

/// What a command came to, while its streams are held.
struct Decided<D: Decider> {
    named: Vec<StreamId>,
    held: Vec<Held<D>>,
    context: Context,
    now: Timestamp,
    events: Vec<Emitted<D::Event>>,
}

impl<D: Decider> Executor<D> {
    /// An executor over a service's ledger.
    pub fn new(core: Arc<Core>, ledger: Ledger) -> Self {
        Self {
            core,
            ledger,
            slots: Slots::new(),
            in_flight: InFlight::default(),
            figures: Figures::of(D::CONTEXT),
        }
    }

    /// Who a person of a source is in an initiative, for the parsers of imports.
    pub fn pseudonym(&self) -> impl Fn(&Slug, &str, &str) -> PersonId + Clone + use<D> {
        let secret = self.core.secret.clone();
        move |initiative, vocabulary, code| secret.pseudonym(initiative.as_str(), vocabulary, code)
    }

    /// Runs a unary command: `parse` is the context's.
    ///
    /// # Errors
    /// Any refusal; nothing has happened then.
    pub async fn run<M: Message>(
        &self,
        request: Request<M>,
        parse: impl FnOnce(&M) -> Result<(Meta, D::Command), Malformed>,
    ) -> Result<Done, Status> {
        self.run_one(request, parse).await.map_err(|refused| refusals::status(D::CONTEXT, refused))
    }

    async fn run_one<M: Message>(
        &self,
        request: Request<M>,
        parse: impl FnOnce(&M) -> Result<(Meta, D::Command), Malformed>,
    ) -> Result<Done, Refused<D::Refusal>> {
        let caller = Caller::of(&request)?;
        let message = request.into_inner();
        let fingerprint = self.fingerprint(&caller, [&message])?;
        let (meta, command) = parse(&message)?;
        self.execute(&caller, fingerprint, meta, command).await
    }

    /// Runs a client-streamed command: all messages are one command, all or none.
    ///
    /// # Errors
    /// Any refusal; nothing has happened then.
    pub async fn run_streamed<M: Message>(
        &self,
        request: Request<Streaming<M>>,
        parse: impl FnOnce(Vec<M>) -> Result<(Meta, D::Command), Malformed>,
    ) -> Result<Done, Status> {
        self.run_many(request, parse).await.map_err(|refused| refusals::status(D::CONTEXT, refused))
    }

    async fn run_many<M: Message>(
        &self,
        request: Request<Streaming<M>>,
        parse: impl FnOnce(Vec<M>) -> Result<(Meta, D::Command), Malformed>,
    ) -> Result<Done, Refused<D::Refusal>> {
        let caller = Caller::of(&request)?;
        let mut stream = request.into_inner();
        let (mut messages, mut bytes) = (Vec::new(), 0_usize);
        while let Some(message) =
            stream.message().await.map_err(|status| Refused::Broken(Box::new(status)))?
        {
            bytes = bytes.saturating_add(message.encoded_len());
            if messages.len() >= MAX_STREAMED_MESSAGES || bytes > MAX_STREAMED_BYTES {
                return Err(Refused::TooMuch {
                    max_messages: MAX_STREAMED_MESSAGES,
                    max_bytes: MAX_STREAMED_BYTES,
                });
            }
            messages.push(message);
        }
        let fingerprint = self.fingerprint(&caller, &messages)?;
        let (meta, command) = parse(messages)?;
        self.execute(&caller, fingerprint, meta, command).await
    }

    fn fingerprint<'a, M: Message + 'a>(
        &self,
        caller: &Caller,
        messages: impl IntoIterator<Item = &'a M>,
    ) -> Result<[u8; 32], Refused<D::Refusal>> {
        let bytes = wire::fingerprint::of(&caller.method, messages)
            .map_err(|error| Refused::Unreadable(error.to_string()))?;
        Ok(self.core.secret.hmac(&bytes))
    }

    /// Runs a parsed command.
    ///
    /// # Errors
    /// Any refusal; nothing has happened then.
    pub async fn execute(
        &self,
        caller: &Caller,
        fingerprint: [u8; 32],
        meta: Meta,
        command: D::Command,
    ) -> Result<Done, Refused<D::Refusal>> {
        let started = Instant::now();
        let watched = self.core.security_log.watch(caller, &meta.initiative);
        let result = self.admit_and_decide(caller, fingerprint, meta, command).await;
        if let (Some(watched), Err(refused)) = (watched, &result) {
            self.core.security_log.note(watched, caller, refused).await;
        }
        self.figures.count(&result, started.elapsed());
        result
    }

    async fn admit_and_decide(
        &self,
        caller: &Caller,
        fingerprint: [u8; 32],
        meta: Meta,
        command: D::Command,
    ) -> Result<Done, Refused<D::Refusal>> {
        let admitted = admit::admit::<D>(&self.core, &self.ledger, caller, &meta, &command).await?;
        let command = D::resolve(command, &admitted.facts);
        let key = CommandKey {
            initiative: meta.initiative.as_str().to_owned(),
            principal: admitted.scope.actor.reference.clone(),
            id: meta.command_id,
        };
        let _entered = self.in_flight.enter(&key).await;
        if let Some(seen) = self.ledger.seen(&key)? {
            return if seen.fingerprint == fingerprint {
                Ok(record::answer_again::<D::Event, _>(&seen)?)
            } else {
                Err(Refused::CommandIdReused { id: key.id })
            };
        }
        // After what was answered before: the same command id gives the same answer, however late.
        closed::check(D::CONTEXT, &caller.rpc(), &admitted)?;
        for _ in 0..MAX_TRIES {
            let attempt = self.attempt(&key, fingerprint, &meta, &command, &admitted).await;
            match attempt {
                Err(Refused::Ledger(ledger::Error::VersionConflict { .. })) => {}
                other => return other,
            }
        }
        Err(Refused::Busy)
    }

    async fn attempt(
        &self,
        key: &CommandKey,
        fingerprint: [u8; 32],
        meta: &Meta,
        command: &D::Command,
        admitted: &Admitted,
    ) -> Result<Done, Refused<D::Refusal>> {
        let mut decided = self.decide(meta, command, admitted).await?;
        let owners = sealing::text_owners(&admitted.scope, &mut decided.events);
        let mut ids = Vec::new();
        if owners.iter().any(Option::is_some) {
            // Keys wait for the disk, and 64 callers on one stream must share that sync too: so no lock is held
            // meanwhile, and what was decided is decided again. An orphan key is harmless.
            drop(decided);
            ids = sealing::make_text_keys(&self.core.keyring, &owners).await?;
            decided = self.decide(meta, command, admitted).await?;
            if sealing::text_owners(&admitted.scope, &mut decided.events) != owners {
                ids.clear();
            }
        }
        let Decided { named, held, context, now, events } = decided;
        let (records, metas, events) = self.write_records(meta, admitted, &context, events, &ids).await?;
        let (texts, types) = records.into_iter().map(|record| (record.text, record.type_name)).unzip();
        let append = Append {
            command: key.clone(),
            fingerprint,
            streams: named
                .iter()
                .zip(&held)
                .map(|(stream, held)| StreamAppend {
                    stream: stream.as_str().to_owned(),
                    expected_version: Some(held.version()),
                })
                .collect(),
            records: record::placed(&named, &events, texts)?,
            recorded_at_us: now.as_us(),
        };
        let pending = self.ledger.submit(append)?;
        let slots = slots::evolve_and_release::<D>(held, &named, &events, &metas);
        match pending.await {
            Ok(appended) => Ok(record::answer(&appended, &events, &metas, types)),
            Err(error) => {
                // Whatever was decided on the states of a failed group must be decided again.
                for slot in slots {
                    slot.forget().await;
                }
                Err(error.into())
            }
        }
    }

    /// Locks and loads what the command touches, and decides; the locks are held by the answer.
    async fn decide(
        &self,
        meta: &Meta,
        command: &D::Command,
        admitted: &Admitted,
    ) -> Result<Decided<D>, Refused<D::Refusal>> {
        let (named, held, streams) = self.hold_and_load(command, &admitted.scope).await?;
        let now = self.core.stamp(&self.ledger, meta.initiative.as_str())?;
        if let (Some(expected), Some(first)) = (meta.expected_version, held.first()) {
            let actual = first.version();
            if expected != actual {
                return Err(Refused::VersionConflict { expected, actual });
            }
        }
        let context = Context {
            scope: admitted.scope.clone(),
            now: meta.occurred_at.unwrap_or(now),
            facts: admitted.facts.clone(),
            approvals: D::approvals(command, &streams),
        };
        let events = D::decide(&streams, command.clone(), &context).map_err(Refused::Rule)?;
        origin::check(&named, &held, &events, admitted)?;
        origin::check_moments(&events, admitted, now)?;
        Ok(Decided { named, held, context, now, events })
    }

    /// Locks the streams a command names, loads them, and starts again with the larger set when they name more.
    async fn hold_and_load(
        &self,
        command: &D::Command,
        scope: &Scope,
    ) -> Result<(Vec<StreamId>, Vec<Held<D>>, Streams<D::State>), Refused<D::Refusal>> {
        let mut named = D::streams(command, scope);
        loop {
            let held = self.slots.hold(&self.ledger, &scope.initiative, &named).await?;
            let mut streams = Streams::default();
            for (stream, held) in named.iter().zip(&held) {
                streams.insert(stream.clone(), held.state());
            }
            let more: Vec<_> = D::more_streams(command, scope, &streams)
                .into_iter()
                .filter(|stream| !streams.contains(stream))
                .collect();
            if more.is_empty() {
                return Ok((named, held, streams));
            }
            drop(held);
            named.extend(more);
        }
    }

    async fn write_records(
        &self,
        meta: &Meta,
        admitted: &Admitted,
        context: &Context,
        mut events: Vec<Emitted<D::Event>>,
        ids: &[Option<Uuid>],
    ) -> Result<(Vec<Written>, Vec<EventMeta>, Vec<Emitted<D::Event>>), Refused<D::Refusal>> {
        let metas: Vec<EventMeta> = events
            .iter()
            .zip(ids.iter().copied().chain(std::iter::repeat(None)))
            .map(|(emitted, id)| EventMeta {
                id: id.unwrap_or_else(Uuid::now_v7),
                occurred_at: emitted.occurred_at.unwrap_or(context.now),
                imported: context.scope.imported,
                actor: context.scope.actor.clone(),
            })
            .collect();
        sealing::seal_all(&self.core.keyring, &context.scope, &mut events, &metas).await?;
        self.figures.count_key_syncs(self.core.keyring.syncs());
        let envelope = Envelope::new(D::CONTEXT, meta, admitted, context);
        let records = events
            .iter()
            .zip(&metas)
            .map(|(emitted, event_meta)| envelope.write(emitted, event_meta))
            .collect::<Result<Vec<_>, _>>()?;
        Ok((records, metas, events))
    }
}
