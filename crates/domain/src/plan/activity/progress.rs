//! Started, blocked, completed, cancelled; the same thing planned twice becomes one.
//!
//! Knows no timers. What an activity requires, and what waits for it, are guards.

use std::collections::BTreeSet;

use super::{
    super::{
        Decision, State, action_plan,
        event::Event,
        refusal::Refusal,
        relations,
        value::{RelationKind, Standing},
    },
    MilestoneStanding, led, live, of, one, require_say,
};
use crate::{decider::Streams, ids::OrgId, meta::Context, private::Private};

/// Begins work.
pub fn start(streams: &Streams<State>, key: &str, context: &Context) -> Decision {
    let activity = led(streams, key, context)?;
    let standing = activity.standing;
    match standing {
        Standing::InProgress => return Ok(Vec::new()),
        Standing::Blocked => return Err(Refusal::AlreadyStarted { key: key.to_owned(), standing }),
        _ => {}
    }
    if activity.accepted_lead().is_none() {
        return Err(Refusal::NoAcceptedLead { key: key.to_owned() });
    }
    let keys = relations::not_completed(action_plan::of(streams)?, streams, key);
    if !keys.is_empty() {
        return Err(Refusal::RequiredNotCompleted { keys });
    }
    one(key, Event::ActivityStarted {})
}

/// Says that work cannot go on.
pub fn block(
    streams: &Streams<State>,
    key: &str,
    reason: Option<Private>,
    blocked_by: Option<String>,
    context: &Context,
) -> Decision {
    let standing = led(streams, key, context)?.standing;
    if standing != Standing::InProgress {
        return Err(Refusal::NotInProgress { key: key.to_owned(), standing });
    }
    if let Some(other) = &blocked_by {
        of(streams, other)?;
    }
    let reason = reason.ok_or(Refusal::ReasonRequired)?;
    one(key, Event::ActivityBlocked { reason, blocked_by })
}

/// Says that work goes on.
pub fn unblock(streams: &Streams<State>, key: &str, context: &Context) -> Decision {
    let standing = led(streams, key, context)?.standing;
    match standing {
        Standing::InProgress => Ok(Vec::new()),
        Standing::Blocked => one(key, Event::ActivityUnblocked {}),
        _ => Err(Refusal::NotInProgress { key: key.to_owned(), standing }),
    }
}

/// Says that it is done.
pub fn complete(
    streams: &Streams<State>,
    key: &str,
    summary: String,
    results: Vec<String>,
    context: &Context,
) -> Decision {
    let activity = of(streams, key)?;
    let standing = activity.standing;
    match standing {
        Standing::Completed => return Err(Refusal::AlreadyCompleted { key: key.to_owned() }),
        Standing::InProgress | Standing::Blocked => {}
        _ if standing.is_over() => return Err(Refusal::ActivityOver { key: key.to_owned(), standing }),
        _ => return Err(Refusal::NotInProgress { key: key.to_owned(), standing }),
    }
    require_say(activity, context)?;
    let open = activity.milestones.iter().filter(|(_, milestone)| {
        matches!(milestone.standing, MilestoneStanding::Planned | MilestoneStanding::Missed)
    });
    let milestones: Vec<String> = open.map(|(key, _)| key.clone()).collect();
    if !milestones.is_empty() {
        return Err(Refusal::OpenMilestones { milestones });
    }
    one(key, Event::ActivityCompleted { summary, results })
}

/// Says that it will not be done.
pub fn cancel(
    streams: &Streams<State>,
    key: &str,
    reason: Private,
    acknowledged: BTreeSet<String>,
    context: &Context,
) -> Decision {
    let activity = of(streams, key)?;
    let standing = activity.standing;
    match standing {
        Standing::Cancelled => return Ok(Vec::new()),
        Standing::Completed => return Err(Refusal::AlreadyCompleted { key: key.to_owned() }),
        Standing::Merged => return Err(Refusal::ActivityOver { key: key.to_owned(), standing }),
        _ => {}
    }
    require_say(activity, context)?;
    let dependents = action_plan::of(streams)?.relations.dependents(key);
    let waits = |one: &&String| live(streams, one).is_ok() && !acknowledged.contains(*one);
    let keys: Vec<String> = dependents.filter(waits).cloned().collect();
    if !keys.is_empty() {
        return Err(Refusal::DependentsNotAcknowledged { keys });
    }
    one(key, Event::ActivityCancelled { reason, acknowledged })
}

/// Lets an activity go on in another that is the same. Whoever leads either one, and is not the caller, has agreed by
/// relating the two as duplicates.
pub fn merge(streams: &Streams<State>, keep: String, drop: String, context: &Context) -> Decision {
    if keep == drop {
        return Err(Refusal::MergesItself);
    }
    let dropped = of(streams, &drop)?;
    if dropped.merged_into.as_ref() == Some(&keep) {
        return Ok(Vec::new());
    }
    let (dropped, kept) = (live(streams, &drop)?, live(streams, &keep)?);
    let relations = &action_plan::of(streams)?.relations;
    let has_agreed = |org: &OrgId| {
        let said = |from: &str, to: &str| {
            relations.get(from, to, RelationKind::Duplicates).is_some_and(|one| one.by.contains(org))
        };
        context.scope.actor.org.as_ref() == Some(org) || said(&keep, &drop) || said(&drop, &keep)
    };
    let leads = [kept, dropped].into_iter().filter_map(|one| one.lead_org.as_ref());
    if let Some(org) = leads.into_iter().find(|org| !has_agreed(org)) {
        return Err(Refusal::OtherLeadHasNotAgreed { org: org.clone() });
    }
    let key = drop.clone();
    one(&key, Event::ActivitiesMerged { keep, drop })
}
