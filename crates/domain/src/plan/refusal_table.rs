//! What each refusal of the plan answers: its reason, its kind, its field, its values.
//!
//! Knows no status codes and no message; those stand in `refusal.rs`.

use std::collections::BTreeMap;

use super::{
    refusal::Refusal,
    value::{RelationKind, Standing},
};
use crate::{
    decider::{self, BadRow, RefusalKind},
    ids::{Code, OrgId, Uuid},
    time::Date,
};

impl decider::Refusal for Refusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::AgendaNotAdopted { .. } => "agenda_not_adopted",
            Self::ToBeforeFrom { .. } => "to_before_from",
            Self::PlanExists => "plan_exists",
            Self::NoPlan => "no_plan",
            Self::StrategyCodeTaken { .. } => "strategy_code_taken",
            Self::UnknownGoal { .. } => "unknown_goal",
            Self::UnknownStrategy { .. } => "unknown_strategy",
            Self::PeriodOverlapsReview { .. } => "period_overlaps_review",
            Self::ActivityCodeTaken { .. } => "activity_code_taken",
            Self::NotAMember { .. } => "not_a_member",
            Self::MemberSuspended { .. } => "member_suspended",
            Self::EndBeforeStart { .. } => "end_before_start",
            Self::OutsidePlanWindow { .. } => "outside_plan_window",
            Self::UnknownActivity { .. } => "unknown_activity",
            Self::ActivityOver { .. } => "activity_over",
            Self::AlreadyCompleted { .. } => "already_completed",
            Self::AlreadyStarted { .. } => "already_started",
            Self::NotInProgress { .. } => "not_in_progress",
            Self::NoAcceptedLead { .. } => "no_accepted_lead",
            Self::RequiredNotCompleted { .. } => "required_not_completed",
            Self::NotOrphaned { .. } => "not_orphaned",
            Self::ReasonRequired => "reason_required",
            Self::OpenMilestones { .. } => "open_milestones",
            Self::DependentsNotAcknowledged { .. } => "dependents_not_acknowledged",
            Self::OtherLeadHasNotAgreed { .. } => "other_lead_has_not_agreed",
            Self::MergesItself => "merges_itself",
            other => other.reason_of_parts(),
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Self::PlanExists
            | Self::StrategyCodeTaken { .. }
            | Self::ActivityCodeTaken { .. }
            | Self::MilestoneCodeTaken { .. }
            | Self::AlreadyCommitted { .. } => RefusalKind::Exists,
            Self::ToBeforeFrom { .. }
            | Self::ReasonRequired
            | Self::TooManyRows { .. }
            | Self::BadRows { .. } => RefusalKind::Malformed,
            Self::UnknownGoal { .. }
            | Self::UnknownActivity { .. }
            | Self::UnknownMilestone { .. }
            | Self::UnknownCommitment { .. } => RefusalKind::NotFound,
            Self::OutsidePlanWindow { .. }
            | Self::DueOutsideActivity { .. }
            | Self::OnInFuture { .. }
            | Self::NotDueYet { .. } => RefusalKind::OutOfRange,
            Self::NotAuthorizedForOrg { .. } | Self::NotOwnOrganization { .. } | Self::NotTheLead { .. } => {
                RefusalKind::Denied
            }
            Self::MilestoneLimit { .. } | Self::RelationLimit { .. } => RefusalKind::Limit,
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::AgendaNotAdopted { .. } => "agenda_version",
            Self::ToBeforeFrom { .. } | Self::WouldCloseCycle { .. } | Self::RelatesToItself { .. } => "to",
            Self::StrategyCodeTaken { .. }
            | Self::ActivityCodeTaken { .. }
            | Self::MilestoneCodeTaken { .. } => "code",
            Self::UnknownGoal { .. } => "goals",
            Self::UnknownStrategy { .. } => "strategy",
            Self::PeriodOverlapsReview { .. } => "period",
            Self::NotAMember { .. } | Self::MemberSuspended { .. } | Self::NotAuthorizedForOrg { .. } => {
                "org"
            }
            Self::EndBeforeStart { .. } => "end",
            Self::OutsidePlanWindow { .. } => "start",
            Self::UnknownActivity { .. } => "activity_id",
            Self::ReasonRequired => "reason",
            Self::DependentsNotAcknowledged { .. } => "acknowledge_dependents",
            Self::DueOutsideActivity { .. } | Self::SameDate => "due",
            Self::UnknownMilestone { .. } => "milestone_id",
            Self::OnInFuture { .. } => "on",
            Self::EvidenceRequired { .. } => "evidence",
            Self::LagOnlyOnPrecedes { .. } => "lag_days",
            Self::TooManyRows { .. } | Self::BadRows { .. } => "rows",
            _ => return None,
        })
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
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

    fn rows(&self) -> &[BadRow] {
        if let Self::BadRows { rows } = self { rows } else { &[] }
    }

    fn catalogue() -> Vec<Self> {
        let Ok(code) = "CODE".parse::<Code>() else { return Vec::new() };
        let (from, to) = (Date::ZERO, Date::ZERO);
        let (key, org) = (|| "CODE".to_owned(), || OrgId::from_uuid(Uuid::nil()));
        let keys = || vec![key()];
        let standing = Standing::Completed;
        vec![
            Self::AgendaNotAdopted { asked: 1, adopted: 0 },
            Self::ToBeforeFrom { from, to },
            Self::PlanExists,
            Self::NoPlan,
            Self::StrategyCodeTaken { code: code.clone() },
            Self::UnknownGoal { code: code.clone() },
            Self::UnknownStrategy { code },
            Self::PeriodOverlapsReview { from, to },
            Self::ActivityCodeTaken { key: key() },
            Self::NotAMember { org: org() },
            Self::MemberSuspended { org: org() },
            Self::EndBeforeStart { start: from, end: to },
            Self::OutsidePlanWindow { from, to },
            Self::UnknownActivity { key: key() },
            Self::ActivityOver { key: key(), standing },
            Self::AlreadyCompleted { key: key() },
            Self::AlreadyStarted { key: key(), standing },
            Self::NotInProgress { key: key(), standing },
            Self::NoAcceptedLead { key: key() },
            Self::RequiredNotCompleted { keys: keys() },
            Self::NotOrphaned { key: key() },
            Self::ReasonRequired,
            Self::OpenMilestones { milestones: keys() },
            Self::DependentsNotAcknowledged { keys: keys() },
            Self::OtherLeadHasNotAgreed { org: org() },
            Self::MergesItself,
            Self::NotAuthorizedForOrg { org: org() },
            Self::LeadAlreadyTaken { org: org() },
            Self::AlreadyCommitted { org: org() },
            Self::UnknownCommitment { org: org() },
            Self::NotOwnOrganization { org: org() },
            Self::NotTheLead { org: org() },
            Self::AlreadyFulfilled { org: org() },
            Self::DueOutsideActivity { start: from, end: to },
            Self::MilestoneLimit { most: 50 },
            Self::MilestoneCodeTaken { key: key() },
            Self::UnknownMilestone { key: key() },
            Self::AlreadyAchieved { key: key(), on: from },
            Self::MilestoneIsDropped { key: key() },
            Self::SameDate,
            Self::OnInFuture { on: from, today: to },
            Self::EvidenceRequired { key: key() },
            Self::NotDueYet { key: key(), due: from },
            Self::RelatesToItself { key: key() },
            Self::WouldCloseCycle { path: keys() },
            Self::LagOnlyOnPrecedes { kind: RelationKind::Requires },
            Self::RelationLimit { most: 10_000 },
            Self::TooManyRows { count: 0 },
            Self::BadRows { rows: Vec::new() },
        ]
    }
}

impl Refusal {
    fn reason_of_parts(&self) -> &'static str {
        match self {
            Self::NotAuthorizedForOrg { .. } => "not_authorized_for_org",
            Self::LeadAlreadyTaken { .. } => "lead_already_taken",
            Self::AlreadyCommitted { .. } => "already_committed",
            Self::UnknownCommitment { .. } => "unknown_commitment",
            Self::NotOwnOrganization { .. } => "not_own_organization",
            Self::NotTheLead { .. } => "not_the_lead",
            Self::AlreadyFulfilled { .. } => "already_fulfilled",
            Self::DueOutsideActivity { .. } => "due_outside_activity",
            Self::MilestoneLimit { .. } => "milestone_limit",
            Self::MilestoneCodeTaken { .. } => "milestone_code_taken",
            Self::UnknownMilestone { .. } => "unknown_milestone",
            Self::AlreadyAchieved { .. } => "already_achieved",
            Self::MilestoneIsDropped { .. } => "milestone_is_dropped",
            Self::SameDate => "same_date",
            Self::OnInFuture { .. } => "on_in_future",
            Self::EvidenceRequired { .. } => "evidence_required",
            Self::NotDueYet { .. } => "not_due_yet",
            Self::RelatesToItself { .. } => "relates_to_itself",
            Self::WouldCloseCycle { .. } => "would_close_cycle",
            Self::LagOnlyOnPrecedes { .. } => "lag_only_on_precedes",
            Self::RelationLimit { .. } => "relation_limit",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::BadRows { .. } => "bad_rows",
            _ => "",
        }
    }
}
