//! What each refusal of the plan answers: its reason, its kind, its field.
//!
//! Knows no status codes; messages stand in `refusal.rs`, values in `refusal_values.rs`, one of each in
//! `refusal_catalogue.rs`.

use std::collections::BTreeMap;

use super::refusal::Refusal;
use crate::decider::{self, BadRow, RefusalKind};

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
        self.values()
    }

    fn rows(&self) -> &[BadRow] {
        if let Self::BadRows { rows } = self { rows } else { &[] }
    }

    fn catalogue() -> Vec<Self> {
        super::refusal_catalogue::all()
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
