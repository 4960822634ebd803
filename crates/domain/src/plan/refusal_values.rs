//! The values in a refusal of the plan that a program may want, by name.

use std::collections::BTreeMap;

use super::refusal::Refusal;

impl Refusal {
    pub(super) fn values(&self) -> BTreeMap<&'static str, String> {
        let list = |keys: &[String]| keys.join(",");
        let pairs = match self {
            Self::AgendaNotAdopted { asked, adopted } => {
                vec![("asked", asked.to_string()), ("adopted", adopted.to_string())]
            }
            Self::StrategyCodeTaken { code }
            | Self::UnknownGoal { code }
            | Self::UnknownStrategy { code } => vec![("code", code.to_string())],
            Self::ActivityCodeTaken { key }
            | Self::UnknownActivity { key }
            | Self::AlreadyCompleted { key }
            | Self::NoAcceptedLead { key }
            | Self::NotOrphaned { key }
            | Self::RelatesToItself { key } => vec![("activity", key.clone())],
            Self::ActivityOver { key, standing }
            | Self::AlreadyStarted { key, standing }
            | Self::NotInProgress { key, standing } => {
                vec![("activity", key.clone()), ("status", standing.to_string())]
            }
            Self::NotAMember { org }
            | Self::MemberSuspended { org }
            | Self::OtherLeadHasNotAgreed { org }
            | Self::NotAuthorizedForOrg { org }
            | Self::LeadAlreadyTaken { org }
            | Self::AlreadyCommitted { org }
            | Self::UnknownCommitment { org }
            | Self::NotOwnOrganization { org }
            | Self::NotTheLead { org }
            | Self::AlreadyFulfilled { org } => vec![("org", org.to_string())],
            Self::OutsidePlanWindow { from, to } | Self::PeriodOverlapsReview { from, to } => {
                vec![("from", from.to_string()), ("to", to.to_string())]
            }
            Self::RequiredNotCompleted { keys } | Self::DependentsNotAcknowledged { keys } => {
                vec![("activities", list(keys))]
            }
            Self::OpenMilestones { milestones } => vec![("milestones", list(milestones))],
            Self::DueOutsideActivity { start, end } => {
                vec![("start", start.to_string()), ("end", end.to_string())]
            }
            Self::MilestoneLimit { most } | Self::RelationLimit { most } => vec![("most", most.to_string())],
            Self::MilestoneCodeTaken { key }
            | Self::UnknownMilestone { key }
            | Self::MilestoneIsDropped { key }
            | Self::EvidenceRequired { key } => vec![("milestone", key.clone())],
            Self::AlreadyAchieved { key, on } => vec![("milestone", key.clone()), ("on", on.to_string())],
            Self::NotDueYet { key, due } => vec![("milestone", key.clone()), ("due", due.to_string())],
            Self::WouldCloseCycle { path } => vec![("path", list(path))],
            Self::TooManyRows { count } => vec![("count", count.to_string())],
            _ => Vec::new(),
        };
        pairs.into_iter().collect()
    }
}
