//! What an activity waits for, and dates that do not fit.

use super::super::{
    State,
    action_plan::ActionPlan,
    activity::{self, Activity},
    event::Event,
    standing::{Standing, days_between},
};
use crate::decider::Streams;

/// The most merges followed from one activity to the one that is kept.
const MAX_MERGES: usize = 10;

/// The conflict of two activities of which one precedes the other; none where the dates fit or one is over.
pub fn conflict(
    (before, first): (&str, &Activity),
    (behind, second): (&str, &Activity),
    lag_days: i32,
) -> Option<Event> {
    if first.standing.is_over() || second.standing.is_over() {
        return None;
    }
    let gap = days_between(first.end, second.start);
    (gap < i64::from(lag_days)).then(|| Event::ScheduleConflictDetected {
        before: before.to_owned(),
        behind: behind.to_owned(),
        ends: first.end,
        lag_days,
        starts: second.start,
    })
}

/// The activities an activity requires that are not completed; one that was merged counts as the one kept.
pub fn not_completed(plan: &ActionPlan, streams: &Streams<State>, key: &str) -> Vec<String> {
    let is_open = |required: &&String| {
        activity::of(streams, kept(streams, required)).map_or(true, |one| one.standing != Standing::Completed)
    };
    plan.relations.required(key).filter(is_open).cloned().collect()
}

/// The activity that an activity goes on in.
pub fn kept<'a>(streams: &'a Streams<State>, key: &'a str) -> &'a str {
    let mut at = key;
    for _ in 0..MAX_MERGES {
        match activity::of(streams, at).ok().and_then(|one| one.merged_into.as_deref()) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}
