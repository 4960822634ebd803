//! What an activity is for: its goals left the agenda, or it stands under another strategy.
//!
//! Knows the goals of the agenda as a fact. Whoever leads is told once: an activity is marked orphaned until it is
//! linked anew, or cancelled.

use super::{
    super::{Decision, State, action_plan, event::Event, refusal::Refusal},
    led, live, one,
};
use crate::{decider::Streams, ids::Code, meta::Context, private::Private};

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
