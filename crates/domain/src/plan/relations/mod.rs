//! How activities stand to each other, kept free of cycles.
//!
//! `requires` and `precedes` both say that one activity waits for another, and no activity may wait for itself over
//! any number of others; a target that does not exist yet counts in the search too. Knows activities by key alone.
//! Source: domain.md, section 3.

mod graph;
mod search;
mod waiting;

pub use graph::{Relation, Relations};
pub(super) use waiting::{conflict, kept, not_completed};

use super::{Decision, State, action_plan, activity, event::Event, refusal::Refusal, value::RelationKind};
use crate::{
    decider::{Emitted, Streams},
    meta::Context,
};

/// The most relations of one plan: its state is held in memory and searched at each new one.
pub const MAX_RELATIONS: usize = 10_000;

/// Says how two activities stand to each other.
pub(super) fn relate(
    streams: &Streams<State>,
    (from, to, kind): (String, String, RelationKind),
    lag_days: i32,
    context: &Context,
) -> Decision {
    if from == to {
        return Err(Refusal::RelatesToItself { key: from });
    }
    if lag_days != 0 && kind != RelationKind::Precedes {
        return Err(Refusal::LagOnlyOnPrecedes { kind });
    }
    let plan = action_plan::of(streams)?;
    let first = activity::of(streams, &from)?;
    let second = activity::of(streams, &to);
    let pending = second.is_err() && context.scope.imported;
    if let (Err(unknown), false) = (&second, pending) {
        return Err(unknown.clone());
    }
    // Whoever leads either of the two says how they stand to each other; that an activity must wait, its own lead.
    let has_say = activity::require_say(first, context);
    let is_others = kind != RelationKind::Requires
        && second.as_ref().is_ok_and(|second| activity::require_say(second, context).is_ok());
    if !is_others {
        has_say?;
    }
    if let Some(old) = plan.relations.get(&from, &to, kind) {
        let has_agreed = match (&context.scope.actor.org, kind) {
            (Some(org), RelationKind::Duplicates) => old.by.contains(org),
            _ => true,
        };
        if (old.lag_days, old.pending) == (lag_days, pending) && has_agreed {
            return Ok(Vec::new());
        }
    } else if plan.relations.all.len() >= MAX_RELATIONS {
        return Err(Refusal::RelationLimit { most: MAX_RELATIONS });
    } else if let Some(path) = plan.relations.cycle(&from, &to, kind) {
        return Err(Refusal::WouldCloseCycle { path });
    }
    let conflict = match second {
        Ok(second) if kind == RelationKind::Precedes => conflict((&from, first), (&to, second), lag_days),
        _ => None,
    };
    let related = Event::ActivitiesRelated { from, to, kind, lag_days, pending };
    let events = [Some(related), conflict].into_iter().flatten();
    Ok(events.map(|event| Emitted::new(action_plan::stream(), event)).collect())
}

/// Says that two activities no longer stand so to each other.
pub(super) fn unrelate(
    streams: &Streams<State>,
    (from, to, kind): (String, String, RelationKind),
    context: &Context,
) -> Decision {
    let plan = action_plan::of(streams)?;
    let has_say = |key: &str| activity::of(streams, key).and_then(|one| activity::require_say(one, context));
    if kind == RelationKind::Requires || has_say(&to).is_err() {
        has_say(&from)?;
    }
    if plan.relations.get(&from, &to, kind).is_none() {
        return Ok(Vec::new());
    }
    Ok(vec![Emitted::new(action_plan::stream(), Event::ActivitiesUnrelated { from, to, kind })])
}
