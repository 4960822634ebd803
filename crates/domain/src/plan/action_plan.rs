//! The plan of an initiative: its window, its strategies, the reviews; what relates its activities is `relations`.
//!
//! Knows no activity. Stream `plan`, one for each initiative.

use std::collections::{BTreeMap, BTreeSet};

use super::{Decision, State, event::Event, refusal::Refusal, relations::Relations, value::Span};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, StreamId},
    meta::Context,
    time::Date,
};

/// The plan, once created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionPlan {
    /// The version of the agenda it serves.
    pub agenda_version: u32,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Its strategies.
    pub strategies: BTreeMap<Code, Strategy>,
    /// How its activities stand to each other.
    pub relations: Relations,
    /// The periods that were looked back on.
    pub reviews: Vec<(Span, Vec<String>)>,
}

/// A way to reach some goals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy {
    /// Its title.
    pub title: String,
    /// The goals it serves.
    pub goals: BTreeSet<Code>,
}

/// The stream of the plan.
pub fn stream() -> StreamId {
    StreamId::singleton("plan")
}

/// The plan, once created.
pub(super) fn of(streams: &Streams<State>) -> Result<&ActionPlan, Refusal> {
    streams.get(&stream()).plan().ok_or(Refusal::NoPlan)
}

/// Begins the plan.
pub(super) fn create(
    streams: &Streams<State>,
    (agenda_version, from, to): (u32, Date, Date),
    context: &Context,
) -> Decision {
    if let Some(plan) = streams.get(&stream()).plan() {
        let is_same = (plan.agenda_version, plan.from, plan.to) == (agenda_version, from, to);
        return if is_same { Ok(Vec::new()) } else { Err(Refusal::PlanExists) };
    }
    let adopted = context.facts.agenda.version;
    if agenda_version == 0 || agenda_version > adopted {
        return Err(Refusal::AgendaNotAdopted { asked: agenda_version, adopted });
    }
    if to < from {
        return Err(Refusal::ToBeforeFrom { from, to });
    }
    Ok(vec![Emitted::new(stream(), Event::PlanCreated { agenda_version, from, to })])
}

/// Names a strategy.
pub(super) fn define_strategy(
    streams: &Streams<State>,
    code: Code,
    strategy: Strategy,
    context: &Context,
) -> Decision {
    let plan = of(streams)?;
    if let Some(old) = plan.strategies.get(&code) {
        return if *old == strategy { Ok(Vec::new()) } else { Err(Refusal::StrategyCodeTaken { code }) };
    }
    let goals = &context.facts.agenda.goals;
    if let Some(goal) = strategy.goals.iter().find(|goal| !goals.contains(*goal)) {
        return Err(Refusal::UnknownGoal { code: goal.clone() });
    }
    let Strategy { title, goals } = strategy;
    Ok(vec![Emitted::new(stream(), Event::StrategyDefined { code, title, goals })])
}

/// Gives a strategy another title, or other goals.
pub(super) fn revise_strategy(
    streams: &Streams<State>,
    code: Code,
    strategy: Strategy,
    reason: Option<String>,
    context: &Context,
) -> Decision {
    let old = of(streams)?.strategies.get(&code);
    let old = old.ok_or_else(|| Refusal::UnknownStrategy { code: code.clone() })?;
    if *old == strategy {
        return Ok(Vec::new());
    }
    // A goal that left the agenda stays named where it was: only what is new must stand there.
    let goals = &context.facts.agenda.goals;
    let mut added = strategy.goals.difference(&old.goals);
    if let Some(goal) = added.find(|goal| !goals.contains(*goal)) {
        return Err(Refusal::UnknownGoal { code: goal.clone() });
    }
    let reason = reason.ok_or(Refusal::ReasonRequired)?;
    let Strategy { title, goals } = strategy;
    Ok(vec![Emitted::new(stream(), Event::StrategyRevised { code, title, goals, reason })])
}

/// Looks back on a period.
pub(super) fn review(streams: &Streams<State>, period: Span, decisions: Vec<String>) -> Decision {
    let plan = of(streams)?;
    let Span { from, to } = period;
    if to < from {
        return Err(Refusal::ToBeforeFrom { from, to });
    }
    if plan.reviews.iter().any(|(span, told)| *span == period && *told == decisions) {
        return Ok(Vec::new());
    }
    if let Some((span, _)) = plan.reviews.iter().find(|(span, _)| span.overlaps(period)) {
        return Err(Refusal::PeriodOverlapsReview { from: span.from, to: span.to });
    }
    Ok(vec![Emitted::new(stream(), Event::PlanReviewed { from, to, decisions })])
}
