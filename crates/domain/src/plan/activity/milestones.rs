//! What is to be reached by when: added, rescheduled, achieved, missed, dropped.
//!
//! Knows no timer: whether a day has passed is told by the context's time.

use super::{
    super::{
        Decision, State,
        command::{NewMilestone, Wording},
        event::Event,
        refusal::Refusal,
        standing::days_between,
    },
    Milestone, MilestoneStanding, led, of, one,
};
use crate::{
    decider::Streams,
    ids::Code,
    meta::{Context, ContextName},
    private::Private,
    time::Date,
};

/// The most milestones of one activity, dropped ones left out: more are several activities.
pub const MAX_MILESTONES: usize = 50;

/// Adds something to be reached. History may add again what a revision before had dropped; it begins anew.
pub fn add(
    streams: &Streams<State>,
    key: &str,
    code: Option<Code>,
    new: NewMilestone,
    context: &Context,
) -> Decision {
    let activity = led(streams, key, context)?;
    let scope = &context.scope;
    let milestone = match (code, &new.external_ref) {
        (Some(code), _) => code.to_string(),
        (None, Some(external)) if scope.imported => {
            external.derived_id(&scope.initiative, ContextName::Plan.as_str(), "milestone").to_string()
        }
        (None, _) => scope.new_id.to_string(),
    };
    // A later version may bring back what one before it had dropped.
    let is_back = |old: &Milestone| scope.imported && old.standing == MilestoneStanding::Dropped;
    if let Some(old) = activity.milestones.get(&milestone).filter(|old| !is_back(old)) {
        let is_same = old.added == new;
        return if is_same { Ok(Vec::new()) } else { Err(Refusal::MilestoneCodeTaken { key: milestone }) };
    }
    if !activity.span().holds(new.due) {
        return Err(Refusal::DueOutsideActivity { start: activity.start, end: activity.end });
    }
    let are_wanted = activity.milestones.values().filter(|one| one.standing != MilestoneStanding::Dropped);
    if are_wanted.count() >= MAX_MILESTONES {
        return Err(Refusal::MilestoneLimit { most: MAX_MILESTONES });
    }
    let NewMilestone { title, due, kind, target, evidence_required, external_ref } = new;
    one(key, Event::MilestoneAdded { milestone, title, due, kind, target, evidence_required, external_ref })
}

/// A milestone that is still wanted, in an activity in which something can be done.
fn wanted<'a>(
    streams: &'a Streams<State>,
    key: &str,
    name: &str,
    context: &Context,
) -> Result<&'a Milestone, Refusal> {
    led(streams, key, context)?;
    let milestone = any(streams, key, name)?;
    if milestone.standing == MilestoneStanding::Dropped {
        return Err(Refusal::MilestoneIsDropped { key: name.to_owned() });
    }
    Ok(milestone)
}

fn any<'a>(streams: &'a Streams<State>, key: &str, name: &str) -> Result<&'a Milestone, Refusal> {
    let found = of(streams, key)?.milestones.get(name);
    found.ok_or_else(|| Refusal::UnknownMilestone { key: name.to_owned() })
}

/// Gives it another day.
pub fn reschedule(
    streams: &Streams<State>,
    key: &str,
    milestone: String,
    due: Date,
    reason: Option<String>,
    context: &Context,
) -> Decision {
    let activity = led(streams, key, context)?;
    let old = wanted(streams, key, &milestone, context)?;
    if let MilestoneStanding::Achieved { on } = old.standing {
        return Err(Refusal::AlreadyAchieved { key: milestone, on });
    }
    if old.due == due {
        return Err(Refusal::SameDate);
    }
    if !activity.span().holds(due) {
        return Err(Refusal::DueOutsideActivity { start: activity.start, end: activity.end });
    }
    let reason = reason.ok_or(Refusal::ReasonRequired)?;
    let (from, slips) = (old.due, old.slips.saturating_add(1));
    let slip_days = days_between(from, due);
    one(key, Event::MilestoneRescheduled { milestone, from, to: due, slip_days, slips, reason })
}

/// Puts it otherwise; also one that was achieved: what was reached of it stands beside what is wanted now.
pub fn revise(
    streams: &Streams<State>,
    key: &str,
    milestone: String,
    wording: Wording,
    reason: Option<String>,
    context: &Context,
) -> Decision {
    if wanted(streams, key, &milestone, context)?.wording == wording {
        return Ok(Vec::new());
    }
    let reason = reason.ok_or(Refusal::ReasonRequired)?;
    let Wording { title, kind, target } = wording;
    one(key, Event::MilestoneRevised { milestone, title, kind, target, reason })
}

/// Says that it was reached on a day.
pub fn achieve(
    streams: &Streams<State>,
    key: &str,
    (milestone, on): (String, Date),
    evidence: Option<Private>,
    context: &Context,
) -> Decision {
    let old = wanted(streams, key, &milestone, context)?;
    if let MilestoneStanding::Achieved { on: then } = old.standing {
        let is_same = then == on;
        return if is_same {
            Ok(Vec::new())
        } else {
            Err(Refusal::AlreadyAchieved { key: milestone, on: then })
        };
    }
    let today = context.now.date();
    if on > today {
        return Err(Refusal::OnInFuture { on, today });
    }
    if old.added.evidence_required && evidence.is_none() {
        return Err(Refusal::EvidenceRequired { key: milestone });
    }
    one(key, Event::MilestoneAchieved { milestone, on, evidence })
}

/// Says that it is no longer wanted; also one that was achieved, when the plan is revised.
pub fn drop_one(
    streams: &Streams<State>,
    key: &str,
    milestone: String,
    reason: Private,
    context: &Context,
) -> Decision {
    led(streams, key, context)?;
    if any(streams, key, &milestone)?.standing == MilestoneStanding::Dropped {
        return Ok(Vec::new());
    }
    one(key, Event::MilestoneDropped { milestone, reason })
}

/// Says that its day has passed.
pub fn miss(streams: &Streams<State>, key: &str, milestone: String, context: &Context) -> Decision {
    let old = wanted(streams, key, &milestone, context)?;
    let due = old.due;
    match old.standing {
        MilestoneStanding::Missed => return Ok(Vec::new()),
        MilestoneStanding::Achieved { on } => return Err(Refusal::AlreadyAchieved { key: milestone, on }),
        _ => {}
    }
    if context.now.date() <= due {
        return Err(Refusal::NotDueYet { key: milestone, due });
    }
    one(key, Event::MilestoneMissed { milestone, due })
}
