//! What an activity is called and what it is for: another title, the indicators it should move; its goals left the
//! agenda, or it stands under another strategy.
//!
//! Knows the goals of the agenda as a fact. Whoever leads is told once: an activity is marked orphaned until it is
//! linked anew, or cancelled.

use std::collections::BTreeSet;

use super::{
    super::{Decision, State, action_plan, event::Event, refusal::Refusal},
    led, live, one,
};
use crate::{decider::Streams, ids::Code, meta::Context, private::Private};

/// Gives an activity another title.
pub fn revise(
    streams: &Streams<State>,
    key: &str,
    title: String,
    reason: Option<String>,
    context: &Context,
) -> Decision {
    if led(streams, key, context)?.title == title {
        return Ok(Vec::new());
    }
    let reason = reason.ok_or(Refusal::ReasonRequired)?;
    one(key, Event::ActivityRevised { title, reason })
}

/// Says which indicators an activity should move: all of them.
pub fn link_indicators(
    streams: &Streams<State>,
    key: &str,
    indicators: BTreeSet<Code>,
    context: &Context,
) -> Decision {
    if led(streams, key, context)?.indicators == indicators {
        return Ok(Vec::new());
    }
    one(key, Event::IndicatorsLinked { indicators })
}

/// Says that no goal of an activity stands in the agenda any more.
pub fn mark_orphaned(streams: &Streams<State>, key: &str, context: &Context) -> Decision {
    let activity = live(streams, key)?;
    if activity.is_orphaned {
        return Ok(Vec::new());
    }
    let plan = action_plan::of(streams)?;
    let strategy = activity.strategy.clone();
    let goals = plan.strategies.get(&strategy).map(|one| one.goals.clone()).unwrap_or_default();
    let agenda = &context.facts.agenda.goals;
    if goals.is_empty() || goals.iter().any(|goal| agenda.contains(goal)) {
        return Err(Refusal::NotOrphaned { key: key.to_owned() });
    }
    one(key, Event::ActivityOrphaned { strategy, goals })
}

/// Puts an activity under another strategy.
pub fn relink(streams: &Streams<State>, key: &str, to: Code, reason: Private, context: &Context) -> Decision {
    let activity = led(streams, key, context)?;
    if activity.strategy == to {
        return Ok(Vec::new());
    }
    if !action_plan::of(streams)?.strategies.contains_key(&to) {
        return Err(Refusal::UnknownStrategy { code: to });
    }
    one(key, Event::ActivityRelinked { from: activity.strategy.clone(), to, reason })
}
