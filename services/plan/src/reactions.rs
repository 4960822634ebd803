//! What the plan does by itself: a task of a meeting becomes a milestone, a dropped goal orphans its activities, a
//! milestone whose day has passed is missed.
//!
//! Knows no rule: each of these is a command like any other, and may be refused. To add one: an entry here, and its
//! RPC in the row `react` of the table of roles.

use domain::{
    agenda::{self, value::Change},
    communication,
    facts::{Facts, Plan},
    ids::{Code, StreamId},
    meta::ContextName,
    plan::{Command, Event, command::NewMilestone, value::MilestoneKind},
    time::Timestamp,
};
use runtime::{
    reactions::{Deed, Does, Reaction},
    timers::{Due, Note, Timer},
};

pub fn does() -> Does<Command> {
    Does {
        reactions: vec![
            Reaction {
                name: "milestone_from_action_item",
                of: ContextName::Communication,
                types: &["communication.ActionItemConverted.v1"],
                reads: &[ContextName::Communication],
                react: milestone,
            },
            Reaction {
                name: "orphan_activities",
                of: ContextName::Agenda,
                types: &["agenda.AgendaAmended.v1"],
                reads: &[ContextName::Agenda, ContextName::Plan],
                react: orphans,
            },
        ],
        timers: vec![Timer {
            kind: "miss_milestone",
            types: &[
                "plan.ActivitiesMerged.v1",
                "plan.ActivityCancelled.v1",
                "plan.ActivityCompleted.v1",
                "plan.MilestoneAchieved.v1",
                "plan.MilestoneAdded.v1",
                "plan.MilestoneDropped.v1",
                "plan.MilestoneMissed.v1",
                "plan.MilestoneRescheduled.v1",
            ],
            note: milestone_due,
            fire: miss,
        }],
    }
}

fn milestone(record: &views::Record<'_>, _: &Facts) -> Result<Vec<Deed<Command>>, views::Error> {
    let communication::Event::ActionItemConverted { item, activity, due, meeting_title, .. } =
        record.event()?
    else {
        return Ok(Vec::new());
    };
    let kind = MilestoneKind::Milestone;
    let milestone = NewMilestone {
        title: meeting_title,
        due,
        kind,
        target: None,
        evidence_required: false,
        external_ref: None,
    };
    let command = Command::AddMilestone { activity: activity.key().to_owned(), code: None, milestone };
    Ok(vec![Deed { target: item.to_string(), rpc: "AddMilestone", command }])
}

fn orphans(record: &views::Record<'_>, facts: &Facts) -> Result<Vec<Deed<Command>>, views::Error> {
    let agenda::Event::AgendaAmended { changes, .. } = record.event()? else { return Ok(Vec::new()) };
    let dropped = changes.into_iter().filter_map(|change| match change {
        Change::DropGoal { code } => Some(code),
        Change::SetGoal { .. } | Change::SetSection { .. } => None,
    });
    let dropped: Vec<Code> = dropped.collect();
    let activities = served_by(&facts.plan, &dropped);
    let deed = |stream: &StreamId| {
        let command = Command::MarkOrphaned { activity: stream.key().to_owned() };
        Deed { target: stream.to_string(), rpc: "MarkOrphaned", command }
    };
    // One that still serves a goal is not orphaned; the rule knows, and so do the facts.
    let goals = &facts.agenda.goals;
    let is_orphan = |stream: &&StreamId| goals_of(&facts.plan, stream).all(|goal| !goals.contains(goal));
    Ok(activities.filter(is_orphan).map(deed).collect())
}

fn served_by<'a>(plan: &'a Plan, dropped: &'a [Code]) -> impl Iterator<Item = &'a StreamId> {
    plan.activities.keys().filter(move |stream| goals_of(plan, stream).any(|goal| dropped.contains(goal)))
}

fn goals_of<'a>(plan: &'a Plan, activity: &StreamId) -> impl Iterator<Item = &'a Code> {
    let strategy = plan.activities.get(activity).and_then(|led| plan.strategies.get(&led.strategy));
    strategy.into_iter().flatten()
}

/// A milestone is late from the day after the one it was due on.
fn milestone_due(record: &views::Record<'_>) -> Result<Vec<Note>, views::Error> {
    Ok(vec![match record.event()? {
        Event::MilestoneAdded { milestone: what, due, .. }
        | Event::MilestoneRescheduled { milestone: what, to: due, .. } => {
            Note::Due { what, at: Timestamp::from_date(due).plus_days(1) }
        }
        Event::MilestoneAchieved { milestone: what, .. }
        | Event::MilestoneDropped { milestone: what, .. }
        | Event::MilestoneMissed { milestone: what, .. } => Note::Over { what },
        _ => Note::AllOver,
    }])
}

fn miss(due: &Due) -> Option<Deed<Command>> {
    let activity = due.stream.key().to_owned();
    let command = Command::MissMilestone { activity, milestone: due.what.clone() };
    Some(Deed { target: format!("{}/{}", due.stream, due.what), rpc: "MissMilestone", command })
}
