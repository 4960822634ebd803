//! Milestones, commitments and relations on their way out.

use runtime::Reading;
use views::plan as view;
use wire::pb::plan as pb;

use super::{role, text_of};

pub fn milestone(one: view::Milestone, reading: &Reading) -> pb::Milestone {
    let kind = match one.kind.as_str() {
        "milestone" => pb::MilestoneKind::Milestone,
        "target" => pb::MilestoneKind::Target,
        _ => pb::MilestoneKind::Unspecified,
    };
    pb::Milestone {
        activity_id: one.activity,
        milestone_id: one.id,
        title: one.title,
        due: one.due.to_string(),
        first_due: one.first_due.to_string(),
        slips: one.slips,
        kind: kind.into(),
        target: one.target.as_ref().map(wire::plan::target_out),
        evidence_required: one.evidence_required,
        external_ref: one.external_ref.as_ref().map(Into::into),
        standing: one.standing,
        achieved_on: text_of(one.achieved_on),
        evidence: Some(reading.open(one.evidence.as_ref())),
        is_late: one.is_late,
        is_reported: one.is_reported,
        sequence: one.sequence,
    }
}

pub fn commitment(one: view::Commitment, reading: &Reading) -> pb::Commitment {
    pb::Commitment {
        activity_id: one.activity,
        org: one.org.to_string(),
        role: role(&one.role).into(),
        resources: Some(wire::plan::resources_out(&one.resources)),
        from: one.from.to_string(),
        to: one.to.to_string(),
        standing: one.standing,
        reason: Some(reading.open(one.reason.as_ref())),
        sequence: one.sequence,
    }
}

pub fn relation(one: view::Relation) -> pb::Relation {
    let kind = match one.kind.as_str() {
        "precedes" => pb::RelationKind::Precedes,
        "requires" => pb::RelationKind::Requires,
        "reinforces" => pb::RelationKind::Reinforces,
        "duplicates" => pb::RelationKind::Duplicates,
        _ => pb::RelationKind::Unspecified,
    };
    pb::Relation {
        from: one.from,
        to: one.to,
        kind: kind.into(),
        lag_days: one.lag_days,
        is_pending: one.is_pending,
        sequence: one.sequence,
    }
}
