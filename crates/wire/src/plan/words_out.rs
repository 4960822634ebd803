//! The words that the plan's messages share, on their way out.
//!
//! Knows shapes only. To add a word: its variant in proto and in `domain::plan::value`, an arm here and in `words`.

use domain::plan::value::{CommitmentRole, MilestoneKind, RelationKind, Resources, TargetValue};

use crate::pb::plan as pb;

/// A role on its way out.
pub fn role_out(role: CommitmentRole) -> pb::CommitmentRole {
    match role {
        CommitmentRole::Lead => pb::CommitmentRole::Lead,
        CommitmentRole::Contribute => pb::CommitmentRole::Contribute,
        CommitmentRole::Fund => pb::CommitmentRole::Fund,
        CommitmentRole::Advise => pb::CommitmentRole::Advise,
    }
}

/// A kind of milestone on its way out.
pub fn milestone_kind_out(kind: MilestoneKind) -> pb::MilestoneKind {
    match kind {
        MilestoneKind::Milestone => pb::MilestoneKind::Milestone,
        MilestoneKind::Target => pb::MilestoneKind::Target,
    }
}

/// A kind of relation on its way out.
pub fn relation_kind_out(kind: RelationKind) -> pb::RelationKind {
    match kind {
        RelationKind::Precedes => pb::RelationKind::Precedes,
        RelationKind::Requires => pb::RelationKind::Requires,
        RelationKind::Reinforces => pb::RelationKind::Reinforces,
        RelationKind::Duplicates => pb::RelationKind::Duplicates,
    }
}

/// Resources on their way out.
pub fn resources_out(resources: &Resources) -> pb::Resources {
    let money = resources
        .money
        .as_ref()
        .map(|money| pb::Money { amount_minor: money.amount_minor, currency: money.currency.clone() });
    pb::Resources { minutes: resources.minutes, money }
}

/// A target on its way out.
pub fn target_out(target: &TargetValue) -> pb::TargetValue {
    pb::TargetValue { value: target.value.clone(), unit: target.unit.clone() }
}
