//! Answers what stands in the book: commands of this service, each tried until it is done or refused.
//!
//! Knows no event. Records of one initiative and reaction are answered in their order; others do not wait for them.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{
    decider::Decider,
    ids::{Slug, Uuid, derived_command_id},
    meta::{ContextName, Via},
};
use futures::{StreamExt as _, stream};
use metrics::counter;
use tokio::sync::Notify;

use super::{
    Act, Deed, Outcome, Reaction, act,
    book::{Book, Skipped, Waiting},
};
use crate::{
    executor::{Cause, Executor},
    hub::Parts,
    refusals::{NoRule, Refused},
    telemetry,
};

/// The first pause after something could not be done; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest: what came back is noticed within this time.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Initiatives that are answered at the same time.
const AT_ONCE: usize = 8;

/// What answers the records that a service's reactions wait for.
pub struct Worker<D: Decider> {
    parts: Parts,
    executor: Arc<Executor<D>>,
    book: Arc<Book>,
    reactions: BTreeMap<&'static str, Reaction<D::Command>>,
}

/// A record that could not be answered: when it is tried again, and the pause before that.
#[derive(Clone, Copy)]
struct Pause {
    until: Instant,
    length: Duration,
}

/// A record, parsed as far as commands need it.
struct Origin {
    initiative: Slug,
    ms: u64,
    correlation: Uuid,
    cause: Cause,
}

impl<D: Decider> Worker<D> {
    pub fn new(
        parts: Parts,
        executor: Arc<Executor<D>>,
        book: Arc<Book>,
        reactions: BTreeMap<&'static str, Reaction<D::Command>>,
    ) -> Self {
        Self { parts, executor, book, reactions }
    }

    /// Answers for ever.
    pub async fn run(self, wake: Arc<Notify>) {
        let (context, of_probe) = (D::CONTEXT.as_str(), Arc::clone(&self.book));
        let _probe = telemetry::probe(move || {
            if let Ok(behind) = of_probe.behind() {
                telemetry::set("hora_reactions_behind_records", context, behind);
            }
        });
        let mut pauses: BTreeMap<i64, Pause> = BTreeMap::new();
        loop {
            let now = Instant::now();
            let is_left_alone = |number: i64| pauses.get(&number).is_some_and(|pause| now < pause.until);
            let next = self.book.next(is_left_alone);
            let next = next.unwrap_or_else(|error| {
                tracing::error!(context, %error, "the book of reactions cannot be read; trying on");
                Vec::new()
            });
            if next.is_empty() {
                let nearest = pauses.values().map(|pause| pause.until.saturating_duration_since(now)).min();
                let _ended = tokio::time::timeout(nearest.unwrap_or(LONGEST_PAUSE), wake.notified()).await;
                continue;
            }
            let worker = &self;
            let answers = stream::iter(next)
                .map(|waiting| async move { (waiting.number, worker.answer(&waiting).await) })
                .buffer_unordered(AT_ONCE);
            for (number, answered) in answers.collect::<Vec<_>>().await {
                let Err(why) = answered else {
                    pauses.remove(&number);
                    continue;
                };
                let before = pauses.get(&number).map(|pause| pause.length);
                let length = before.map_or(FIRST_PAUSE, |before| (before * 2).min(LONGEST_PAUSE));
                if length == LONGEST_PAUSE && before != Some(LONGEST_PAUSE) {
                    tracing::warn!(context, why, "a record cannot be reacted to; trying on");
                }
                pauses.insert(number, Pause { until: Instant::now() + length, length });
                if let Err(error) = self.book.waits(number, &why) {
                    tracing::error!(context, %error, "the book of reactions cannot be written; trying on");
                }
            }
        }
    }

    /// Answers one record; why not, where it is to be tried again.
    async fn answer(&self, waiting: &Waiting) -> Result<(), String> {
        let Some(reaction) = self.reactions.get(waiting.reaction.as_str()) else {
            return Err("this version has no such reaction".to_owned());
        };
        let (origin, deeds) = self.deeds(reaction, &waiting.record).await?;
        let mut skipped = Vec::new();
        for deed in deeds {
            let event = origin.cause.id.to_string();
            let command = derived_command_id(origin.ms, &[&event, reaction.name, &deed.target]);
            let target = deed.target.clone();
            let source = (origin.cause.context.as_str().to_owned(), origin.cause.sequence);
            let around = Act {
                initiative: origin.initiative.clone(),
                via: Via::Reaction,
                id: command,
                correlation: origin.correlation,
                cause: Some(origin.cause.clone()),
                after: [source].into(),
            };
            let outcome = act(&self.parts.core, &self.executor, around, deed).await;
            let counted = |outcome: &'static str| {
                let (context, reaction) = (D::CONTEXT.as_str(), reaction.name);
                counter!("hora_reactions_total", "context" => context, "reaction" => reaction, "outcome" => outcome)
                    .increment(1);
            };
            match outcome {
                Outcome::Done => counted("done"),
                Outcome::Later { why } => {
                    counted("later");
                    return Err(why);
                }
                Outcome::Skipped { reason, message } => {
                    counted("skipped");
                    skipped.push(Skipped {
                        command,
                        name: reaction.name.to_owned(),
                        target,
                        initiative: waiting.initiative.clone(),
                        cause: format!("{}/{}", origin.cause.context.as_str(), origin.cause.sequence),
                        reason: reason.to_owned(),
                        message,
                        at: self.parts.core.clock.now().to_string(),
                    });
                }
            }
        }
        let (book, number) = (Arc::clone(&self.book), waiting.number);
        let answered = tokio::task::spawn_blocking(move || book.answered(number, &skipped));
        answered.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    }

    /// The commands that a record asks for, on facts that have seen it and all of the own log.
    async fn deeds(
        &self,
        reaction: &Reaction<D::Command>,
        bytes: &[u8],
    ) -> Result<(Origin, Vec<Deed<D::Command>>), String> {
        let origin = origin(reaction.of, bytes)?;
        let mut after = BTreeMap::from([(reaction.of.as_str().to_owned(), origin.cause.sequence)]);
        if reaction.reads.contains(&D::CONTEXT) {
            let head = self.parts.ledger.initiative_head(origin.initiative.as_str());
            let head = head.map_err(|error| error.to_string())?.map_or(0, |head| head.sequence);
            after.insert(D::CONTEXT.as_str().to_owned(), head);
        }
        let facts = self.parts.core.facts.of::<NoRule>(&origin.initiative, reaction.reads, &after).await;
        let facts = facts.map_err(|refused: Refused<NoRule>| refused.to_string())?;
        let record = views::Record::parse(bytes).map_err(|error| error.to_string())?;
        let deeds = (reaction.react)(&record, &facts).map_err(|error| error.to_string())?;
        Ok((origin, deeds))
    }
}

fn origin(context: ContextName, bytes: &[u8]) -> Result<Origin, String> {
    let record = views::Record::parse(bytes).map_err(|error| error.to_string())?;
    Ok(Origin {
        initiative: record.initiative.parse().map_err(|error| format!("{error}"))?,
        ms: u64::try_from(record.recorded_at.as_us().div_euclid(1_000)).unwrap_or_default(),
        correlation: record.correlation,
        cause: Cause { context, sequence: record.sequence, id: record.id },
    })
}
