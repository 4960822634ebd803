//! Which cut a question about health means, and which moment says there what is late.
//!
//! Knows no figure. Of an earlier moment the hub's knowledge is taken by the time each record was recorded at.

use std::collections::BTreeMap;

use domain::{
    ids::Slug,
    meta::{ContextName, HUB},
    time::Timestamp,
};
use runtime::{
    gathered::Logs,
    refusals::{NoRule, Refused},
};
use views::health::Log;
use wire::{AsOf, Question, backbone::GetHealth};

use super::{Health, Refusal};

/// The first so many records of each log, of those what had happened by a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Cut {
    pub sequences: BTreeMap<Log, u64>,
    pub effective_us: Option<i64>,
}

/// What is asked, once it is known.
pub struct Asked {
    pub initiative: Slug,
    /// None for now.
    pub cut: Option<Cut>,
    /// The moment that says what is late, where the question names it.
    pub at: Option<Timestamp>,
    /// The moment of the hub's knowledge that was asked for.
    pub recorded_at: Option<Timestamp>,
    /// Whose records may be missing.
    pub silent: Vec<ContextName>,
}

impl Cut {
    pub fn of(&self, log: Log) -> u64 {
        self.sequences.get(&log).copied().unwrap_or_default()
    }
}

/// Where the logs of an initiative's health lie.
pub fn logs(initiative: &Slug) -> Logs<'_, Log> {
    let whose = |log: Log| if log == Log::Hub { HUB } else { initiative.as_str() };
    Log::ALL.into_iter().map(|log| (log, (whose(log), log.context()))).collect()
}

/// The sequences that a caller named, by log.
fn named(sequences: &BTreeMap<String, u64>) -> BTreeMap<Log, u64> {
    let of = |log: Log| sequences.get(log.as_str()).map(|sequence| (log, *sequence));
    Log::ALL.into_iter().filter_map(of).collect()
}

/// Waits for what is asked for, and says which cut it is.
pub async fn resolve(health: &Health, question: Question, asked: GetHealth) -> Result<Asked, Refusal> {
    let gathered = &health.gathered;
    let Question { initiative, min_sequence, as_of, cut } = question;
    let logs = logs(&initiative);
    gathered.begun().await?;
    let mut wanted = named(&asked.after);
    let least = wanted.entry(Log::Backbone).or_default();
    *least = min_sequence.max(*least);
    let mut answer = Asked {
        initiative: initiative.clone(),
        cut: None,
        at: asked.at,
        recorded_at: None,
        silent: Vec::new(),
    };
    match as_of {
        Some(AsOf::RecordedAt(at)) => {
            answer.silent = gathered.once_heard(at).await;
            gathered.reach::<_, NoRule>(&logs, &wanted).await?;
            let sequences = gathered.known_at(&logs, at)?;
            answer.cut = Some(Cut { sequences, effective_us: None });
            (answer.at, answer.recorded_at) = (Some(at), Some(at));
        }
        _ if !cut.is_empty() => {
            let sequences = named(&cut);
            check_there(health, &logs, &sequences).await?;
            let effective = effective(as_of);
            answer.cut = Some(Cut { sequences, effective_us: effective.map(Timestamp::as_us) });
            answer.at = asked.at.or(effective);
        }
        _ => {
            // What was answered here before is in the answer: this service's own log is near.
            for log in [Log::Backbone, Log::Hub] {
                let (whose, _) = logs.get(&log).copied().unwrap_or((HUB, ContextName::Backbone));
                let head = health.parts.ledger.initiative_head(whose)?.map_or(0, |head| head.sequence);
                let least = wanted.entry(log).or_default();
                *least = head.max(*least);
            }
            gathered.reach::<_, NoRule>(&logs, &wanted).await?;
            answer.silent = gathered.silent();
            if let Some(at) = effective(as_of) {
                let sequences = gathered.heads(&logs)?;
                answer.cut = Some(Cut { sequences, effective_us: Some(at.as_us()) });
                answer.at = Some(at);
            }
        }
    }
    Ok(answer)
}

fn effective(as_of: Option<AsOf>) -> Option<Timestamp> {
    match as_of {
        Some(AsOf::EffectiveAt { at, .. }) => Some(at),
        _ => None,
    }
}

/// A cut that names more than there is, is of no moment yet.
async fn check_there(
    health: &Health,
    logs: &Logs<'_, Log>,
    sequences: &BTreeMap<Log, u64>,
) -> Result<(), Refusal> {
    match health.gathered.reach::<_, NoRule>(logs, sequences).await {
        Err(Refused::NotSeenYet { context, wanted, seen }) => Err(Refused::OutsideHistory(format!(
            "cut names sequence {wanted} of {context}; accepted are 0 to {seen}, the last one gathered"
        ))),
        other => other,
    }
}

/// The moment that says what is late: the one asked for, of a cut the last at which a record of it was recorded, or now.
pub fn moment(health: &Health, asked: &Asked, cut: &Cut) -> Result<Timestamp, Refusal> {
    if let Some(at) = asked.at {
        return Ok(at);
    }
    if asked.cut.is_none() {
        return Ok(health.parts.core.clock.now());
    }
    let mut last = None;
    for (log, (whose, context)) in logs(&asked.initiative) {
        // Other initiatives go on in `hub`: what is recorded there says nothing of when this one was looked at.
        if log != Log::Hub {
            last = last.max(health.gathered.recorded((whose, context), cut.of(log))?);
        }
    }
    Ok(last.unwrap_or_else(|| health.parts.core.clock.now()))
}
