//! One of each refusal of the plan, for `docs/refusals.md` and for the test that each is provoked.

use super::{
    refusal::Refusal,
    value::{RelationKind, Standing},
};
use crate::{
    ids::{Code, OrgId, Uuid},
    time::Date,
};

/// One of each.
pub(super) fn all() -> Vec<Refusal> {
    let Ok(code) = "CODE".parse::<Code>() else { return Vec::new() };
    let (from, to) = (Date::ZERO, Date::ZERO);
    let (key, org) = (|| "CODE".to_owned(), || OrgId::from_uuid(Uuid::nil()));
    let keys = || vec![key()];
    let standing = Standing::Completed;
    vec![
        Refusal::AgendaNotAdopted { asked: 1, adopted: 0 },
        Refusal::ToBeforeFrom { from, to },
        Refusal::PlanExists,
        Refusal::NoPlan,
        Refusal::StrategyCodeTaken { code: code.clone() },
        Refusal::UnknownGoal { code: code.clone() },
        Refusal::UnknownStrategy { code },
        Refusal::PeriodOverlapsReview { from, to },
        Refusal::ActivityCodeTaken { key: key() },
        Refusal::NotAMember { org: org() },
        Refusal::MemberSuspended { org: org() },
        Refusal::EndBeforeStart { start: from, end: to },
        Refusal::OutsidePlanWindow { from, to },
        Refusal::UnknownActivity { key: key() },
        Refusal::ActivityOver { key: key(), standing },
        Refusal::AlreadyCompleted { key: key() },
        Refusal::AlreadyStarted { key: key(), standing },
        Refusal::NotInProgress { key: key(), standing },
        Refusal::NoAcceptedLead { key: key() },
        Refusal::RequiredNotCompleted { keys: keys() },
        Refusal::NotOrphaned { key: key() },
        Refusal::ReasonRequired,
        Refusal::OpenMilestones { milestones: keys() },
        Refusal::DependentsNotAcknowledged { keys: keys() },
        Refusal::OtherLeadHasNotAgreed { org: org() },
        Refusal::MergesItself,
        Refusal::NotAuthorizedForOrg { org: org() },
        Refusal::LeadAlreadyTaken { org: org() },
        Refusal::AlreadyCommitted { org: org() },
        Refusal::UnknownCommitment { org: org() },
        Refusal::NotOwnOrganization { org: org() },
        Refusal::NotTheLead { org: org() },
        Refusal::AlreadyFulfilled { org: org() },
        Refusal::DueOutsideActivity { start: from, end: to },
        Refusal::MilestoneLimit { most: 50 },
        Refusal::MilestoneCodeTaken { key: key() },
        Refusal::UnknownMilestone { key: key() },
        Refusal::AlreadyAchieved { key: key(), on: from },
        Refusal::MilestoneIsDropped { key: key() },
        Refusal::SameDate,
        Refusal::OnInFuture { on: from, today: to },
        Refusal::EvidenceRequired { key: key() },
        Refusal::NotDueYet { key: key(), due: from },
        Refusal::RelatesToItself { key: key() },
        Refusal::WouldCloseCycle { path: keys() },
        Refusal::LagOnlyOnPrecedes { kind: RelationKind::Requires },
        Refusal::RelationLimit { most: 10_000 },
        Refusal::TooManyRows { count: 0 },
        Refusal::BadRows { rows: Vec::new() },
    ]
}
