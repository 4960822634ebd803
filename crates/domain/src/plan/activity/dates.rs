//! Other dates of an activity, and the conflicts they make with what stands before and behind it.
//!
//! Knows no calendar: nobody's dates are moved but those asked for.

use super::{
    super::{
        Decision, State, action_plan, event::Event, refusal::Refusal, relations, standing::days_between,
    },
    MilestoneStanding, led, of, stream,
};
use crate::{
    decider::{Emitted, Streams},
    meta::Context,
    time::Date,
};

/// Gives an activity other dates.
pub fn reschedule(
    streams: &Streams<State>,
    key: &str,
    (start, end): (Date, Date),
    reason: Option<String>,
    context: &Context,
) -> Decision {
    let activity = led(streams, key, context)?;
    if (activity.start, activity.end) == (start, end) {
        return Err(Refusal::SameDate);
    }
    if end < start {
        return Err(Refusal::EndBeforeStart { start, end });
    }
    let plan = action_plan::of(streams)?;
    if start < plan.from || end > plan.to {
        return Err(Refusal::OutsidePlanWindow { from: plan.from, to: plan.to });
    }
    let counts = activity.milestones.values().filter(|one| one.standing != MilestoneStanding::Dropped);
    if counts.into_iter().any(|one| one.due < start || one.due > end) {
        return Err(Refusal::DueOutsideActivity { start, end });
    }
    let reason = reason.ok_or(Refusal::ReasonRequired)?;
    let (from_start, from_end) = (activity.start, activity.end);
    let slip_days = days_between(from_end, end);
    let event = Event::ActivityRescheduled { from_start, from_end, start, end, slip_days, reason };
    let mut moved = activity.clone();
    (moved.start, moved.end) = (start, end);
    let conflicts = plan.relations.sequences(key).into_iter().filter_map(|(before, behind, lag_days)| {
        let other = |name: &str| if name == key { Some(&moved) } else { of(streams, name).ok() };
        relations::conflict((&before, other(&before)?), (&behind, other(&behind)?), lag_days)
    });
    let mut emitted = vec![Emitted::new(stream(key), event)];
    emitted.extend(conflicts.map(|event| Emitted::new(action_plan::stream(), event)));
    Ok(emitted)
}
