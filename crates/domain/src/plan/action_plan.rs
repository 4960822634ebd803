//! The plan of an initiative: its window, its strategies; relations between activities come here too.
//!
//! Knows no activity. Stream `plan`, one for each initiative.

use std::collections::{BTreeMap, BTreeSet};

use super::{State, event::Event, refusal::Refusal};
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

/// Begins the plan.
pub(super) fn create(
    streams: &Streams<State>,
    (agenda_version, from, to): (u32, Date, Date),
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
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
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let plan = streams.get(&stream()).plan().ok_or(Refusal::NoPlan)?;
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
