//! The state of one stream of the plan, and how events change it.
//!
//! Total: an event that makes no sense after what came before is ignored.

use super::{
    Event,
    action_plan::{ActionPlan, Strategy},
    activity::{Activity, Commitment, CommitmentStanding, Milestone, MilestoneStanding},
    command::{NewActivity, NewMilestone},
    relations::{Relation, Relations},
    value::{CommitmentRole, Span, Standing},
};
use crate::{ids::OrgId, meta::EventMeta};

/// The state of one stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing has happened.
    #[default]
    Absent,
    /// Of `plan`.
    Plan(Box<ActionPlan>),
    /// Of `activity/<CODE or id>`.
    Activity(Box<Activity>),
}

impl State {
    /// The plan, where it is one.
    pub fn plan(&self) -> Option<&ActionPlan> {
        if let Self::Plan(plan) = self { Some(plan) } else { None }
    }

    /// The activity, where it is one.
    pub fn activity(&self) -> Option<&Activity> {
        if let Self::Activity(activity) = self { Some(activity) } else { None }
    }
}

pub(super) fn evolve(state: &mut State, event: Event, meta: &EventMeta) {
    match (state, event) {
        (state, Event::PlanCreated { agenda_version, from, to }) => {
            let (strategies, relations, reviews) = Default::default();
            *state = State::Plan(Box::new(ActionPlan {
                agenda_version,
                from,
                to,
                strategies,
                relations,
                reviews,
            }));
        }
        (
            state,
            Event::ActivityProposed {
                title, strategy, lead_org, start, end, indicators, external_ref, ..
            },
        ) => {
            let new = NewActivity { title, strategy, lead_org, start, end, indicators, external_ref };
            *state = State::Activity(Box::new(Activity::new(new)));
        }
        (State::Plan(plan), event) => evolve_plan(plan, event, meta),
        (State::Activity(activity), event) => evolve_activity(activity, event),
        (State::Absent, _) => {}
    }
}

fn evolve_plan(plan: &mut ActionPlan, event: Event, meta: &EventMeta) {
    let relations: &mut Relations = &mut plan.relations;
    match event {
        Event::StrategyDefined { code, title, goals } => {
            plan.strategies.insert(code, Strategy { title, goals });
        }
        Event::PlanReviewed { from, to, decisions } => plan.reviews.push((Span { from, to }, decisions)),
        Event::ActivitiesRelated { from, to, kind, lag_days, pending } => {
            let by = meta.actor.org.iter().cloned().collect();
            relations.add((from, to, kind), Relation { lag_days, pending, by });
        }
        Event::ActivitiesUnrelated { from, to, kind } => relations.remove(&(from, to, kind)),
        _ => {}
    }
}

fn evolve_activity(activity: &mut Activity, event: Event) {
    match event {
        Event::ActivityRescheduled { start, end, .. } => (activity.start, activity.end) = (start, end),
        Event::ActivityOrphaned { .. } => activity.is_orphaned = true,
        Event::ActivityRelinked { to, .. } => (activity.strategy, activity.is_orphaned) = (to, false),
        Event::ActivityStarted {} | Event::ActivityUnblocked {} => activity.standing = Standing::InProgress,
        Event::ActivityBlocked { .. } => activity.standing = Standing::Blocked,
        Event::ActivityCompleted { .. } => activity.standing = Standing::Completed,
        Event::ActivityCancelled { .. } => activity.standing = Standing::Cancelled,
        Event::ActivitiesMerged { keep, .. } => {
            activity.standing = Standing::Merged;
            activity.merged_into = Some(keep);
        }
        Event::LeadTransferred { to, .. } => {
            // Whoever led before no longer does; the new lead accepts by committing itself.
            let old = activity.accepted_lead().filter(|org| **org != to).cloned();
            if let Some(org) = old {
                set(activity, (org, CommitmentRole::Lead), CommitmentStanding::Released);
            }
            activity.lead_org = Some(to);
            settle(activity);
        }
        Event::ExternalStatusNoted { vocabulary, value } => {
            activity.external_status.insert(vocabulary, value);
        }
        event => evolve_commitments(activity, event),
    }
}

fn evolve_commitments(activity: &mut Activity, event: Event) {
    match event {
        Event::CommitmentOffered { org, role, resources, from, to } => {
            let (span, standing) = (Span { from, to }, CommitmentStanding::Offered);
            activity.commitments.insert((org, role), Commitment { resources, span, standing });
        }
        Event::CommitmentAmended { org, role, resources, from, to } => {
            if let Some(one) = activity.commitments.get_mut(&(org, role)) {
                (one.resources, one.span) = (resources, Span { from, to });
            }
        }
        Event::CommitmentAccepted { org, role } => {
            if role == CommitmentRole::Lead {
                activity.lead_org = Some(org.clone());
            }
            set(activity, (org, role), CommitmentStanding::Accepted);
            settle(activity);
        }
        Event::CommitmentReleased { org, role, .. } => {
            set(activity, (org, role), CommitmentStanding::Released);
            settle(activity);
        }
        Event::CommitmentFulfilled { org, role } => set(activity, (org, role), CommitmentStanding::Fulfilled),
        event => evolve_milestones(activity, event),
    }
}

fn set(activity: &mut Activity, key: (OrgId, CommitmentRole), standing: CommitmentStanding) {
    if let Some(one) = activity.commitments.get_mut(&key) {
        one.standing = standing;
    }
}

/// Before work begins an activity is committed exactly while somebody has accepted to lead it.
fn settle(activity: &mut Activity) {
    if matches!(activity.standing, Standing::Proposed | Standing::Committed) {
        let has_lead = activity.accepted_lead().is_some();
        activity.standing = if has_lead { Standing::Committed } else { Standing::Proposed };
    }
}

fn evolve_milestones(activity: &mut Activity, event: Event) {
    let all = &mut activity.milestones;
    match event {
        Event::MilestoneAdded { milestone, title, due, kind, target, evidence_required, external_ref } => {
            let added = NewMilestone { title, due, kind, target, evidence_required, external_ref };
            let standing = MilestoneStanding::Planned;
            all.insert(milestone, Milestone { added, due, slips: 0, standing });
        }
        Event::MilestoneRescheduled { milestone, to, slips, .. } => {
            if let Some(one) = all.get_mut(&milestone) {
                (one.due, one.slips, one.standing) = (to, slips, MilestoneStanding::Planned);
            }
        }
        Event::MilestoneAchieved { milestone, on, .. } => {
            stand(all.get_mut(&milestone), MilestoneStanding::Achieved { on });
        }
        Event::MilestoneDropped { milestone, .. } => {
            stand(all.get_mut(&milestone), MilestoneStanding::Dropped);
        }
        Event::MilestoneMissed { milestone, .. } => {
            stand(all.get_mut(&milestone), MilestoneStanding::Missed);
        }
        _ => {}
    }
}

fn stand(milestone: Option<&mut Milestone>, standing: MilestoneStanding) {
    if let Some(one) = milestone {
        one.standing = standing;
    }
}
