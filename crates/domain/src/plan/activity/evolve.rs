//! How events change an activity. Total: what makes no sense after what came before is ignored.

use super::{
    super::{
        Event,
        command::{NewMilestone, Wording},
        value::{CommitmentRole, Span, Standing},
    },
    Activity, Commitment, CommitmentStanding, Milestone, MilestoneStanding,
};
use crate::ids::OrgId;

pub fn evolve_activity(activity: &mut Activity, event: Event) {
    match event {
        Event::ActivityRescheduled { start, end, .. } => (activity.start, activity.end) = (start, end),
        Event::ActivityRevised { title, .. } => activity.title = title,
        Event::IndicatorsLinked { indicators } => activity.indicators = indicators,
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
            let (title, target) = (added.title.clone(), added.target.clone());
            let wording = Wording { title, kind, target };
            all.insert(milestone, Milestone { added, wording, due, slips: 0, standing });
        }
        Event::MilestoneRevised { milestone, title, kind, target, .. } => {
            if let Some(one) = all.get_mut(&milestone) {
                one.wording = Wording { title, kind, target };
            }
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
