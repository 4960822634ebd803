//! What of the plan a digest tells: milestones, and whose they are.
//!
//! Knows no reader. To tell more: an event in [`TYPES`] and its arm in [`tell`].

use super::Event;
use crate::digest::news::OfPlan;

/// The types of events that are news; [`tell`] passes over all others.
pub const TYPES: &[&str] = &[
    "plan.ActivityCancelled.v1",
    "plan.ActivityCompleted.v1",
    "plan.ActivityProposed.v1",
    "plan.CommitmentAccepted.v1",
    "plan.CommitmentFulfilled.v1",
    "plan.CommitmentReleased.v1",
    "plan.LeadTransferred.v1",
    "plan.MilestoneAchieved.v1",
    "plan.MilestoneAdded.v1",
    "plan.MilestoneDropped.v1",
    "plan.MilestoneRescheduled.v1",
    "plan.MilestoneRevised.v1",
];

/// What an event tells.
pub fn tell(event: Event) -> Option<OfPlan> {
    Some(match event {
        Event::ActivityProposed { lead_org, .. } => OfPlan::ActivityProposed { lead: lead_org },
        Event::LeadTransferred { to, .. } => OfPlan::LeadTransferred { to },
        Event::CommitmentAccepted { org, .. } => OfPlan::CommitmentAccepted { org },
        Event::CommitmentReleased { org, .. } | Event::CommitmentFulfilled { org, .. } => {
            OfPlan::CommitmentEnded { org }
        }
        Event::ActivityCompleted { .. } | Event::ActivityCancelled { .. } => OfPlan::ActivityEnded,
        Event::MilestoneAdded { milestone, title, due, .. } => {
            OfPlan::MilestoneAdded { milestone, title, due }
        }
        Event::MilestoneRevised { milestone, title, .. } => OfPlan::MilestoneRevised { milestone, title },
        Event::MilestoneRescheduled { milestone, to, .. } => {
            OfPlan::MilestoneRescheduled { milestone, due: to }
        }
        Event::MilestoneAchieved { milestone, .. } | Event::MilestoneDropped { milestone, .. } => {
            OfPlan::MilestoneEnded { milestone }
        }
        _ => return None,
    })
}
