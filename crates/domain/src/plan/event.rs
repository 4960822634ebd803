//! What happens in the plan, as it is stored for ever.
//!
//! Knows no rules. To add an event: a variant, its type in [`Event::TYPES`](crate::decider::Event::TYPES), its
//! visibility, its private fields, a golden file. A variant that has landed never changes. Events of an activity name
//! it by their stream.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::value::{CommitmentRole, MilestoneKind, RelationKind, Resources, TargetValue};
use crate::{
    decider,
    ids::{Code, ExternalRef, OrgId, PersonId, Uuid},
    meta::{Scope, Visibility},
    private::{Field, KeyOf, Owner, Private},
    time::Date,
};

/// An event of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
#[expect(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// The plan began.
    #[serde(rename = "plan.PlanCreated.v1")]
    PlanCreated {
        /// The version of the agenda it serves.
        agenda_version: u32,
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// A strategy was defined.
    #[serde(rename = "plan.StrategyDefined.v1")]
    StrategyDefined {
        /// Its code.
        code: Code,
        /// Its title.
        title: String,
        /// The goals it serves.
        goals: BTreeSet<Code>,
    },
    /// A strategy has another title, or serves other goals.
    #[serde(rename = "plan.StrategyRevised.v1")]
    StrategyRevised { code: Code, title: String, goals: BTreeSet<Code>, reason: String },
    /// The organizations looked back on a period.
    #[serde(rename = "plan.PlanReviewed.v1")]
    PlanReviewed { from: Date, to: Date, decisions: Vec<String> },
    /// An activity was proposed.
    #[serde(rename = "plan.ActivityProposed.v1")]
    ActivityProposed {
        /// Its code; none where the stream's id names it.
        code: Option<Code>,
        /// Its title.
        title: String,
        /// The strategy it belongs to.
        strategy: Code,
        /// Who would lead it.
        lead_org: Option<OrgId>,
        /// The first day.
        start: Date,
        /// The last day.
        end: Date,
        /// The indicators it should move.
        indicators: BTreeSet<Code>,
        /// What its source calls it.
        external_ref: Option<ExternalRef>,
    },
    /// An activity has other dates.
    #[serde(rename = "plan.ActivityRescheduled.v1")]
    ActivityRescheduled {
        from_start: Date,
        from_end: Date,
        start: Date,
        end: Date,
        slip_days: i64,
        reason: String,
    },
    /// An activity has another title.
    #[serde(rename = "plan.ActivityRevised.v1")]
    ActivityRevised { title: String, reason: String },
    /// The indicators it should move, all of them; what was linked before and is not named no longer is.
    #[serde(rename = "plan.IndicatorsLinked.v1")]
    IndicatorsLinked { indicators: BTreeSet<Code> },
    /// No goal that it serves stands in the agenda any more.
    #[serde(rename = "plan.ActivityOrphaned.v1")]
    ActivityOrphaned { strategy: Code, goals: BTreeSet<Code> },
    /// It stands under another strategy.
    #[serde(rename = "plan.ActivityRelinked.v1")]
    ActivityRelinked { from: Code, to: Code, reason: Private },
    /// Work began.
    #[serde(rename = "plan.ActivityStarted.v1")]
    ActivityStarted {},
    /// Work cannot go on.
    #[serde(rename = "plan.ActivityBlocked.v1")]
    ActivityBlocked { reason: Private, blocked_by: Option<String> },
    /// Work goes on.
    #[serde(rename = "plan.ActivityUnblocked.v1")]
    ActivityUnblocked {},
    /// It is done.
    #[serde(rename = "plan.ActivityCompleted.v1")]
    ActivityCompleted { summary: String, results: Vec<String> },
    /// It will not be done.
    #[serde(rename = "plan.ActivityCancelled.v1")]
    ActivityCancelled { reason: Private, acknowledged: BTreeSet<String> },
    /// Another organization leads.
    #[serde(rename = "plan.LeadTransferred.v1")]
    LeadTransferred { from: Option<OrgId>, to: OrgId, reason: Private },
    /// An activity goes on inside another that is the same.
    #[serde(rename = "plan.ActivitiesMerged.v1")]
    ActivitiesMerged { keep: String, drop: String },
    /// What another system says of it.
    #[serde(rename = "plan.ExternalStatusNoted.v1")]
    ExternalStatusNoted { vocabulary: String, value: String },

    /// An organization is asked to join in.
    #[serde(rename = "plan.CommitmentOffered.v1")]
    CommitmentOffered { org: OrgId, role: CommitmentRole, resources: Resources, from: Date, to: Date },
    /// Its own signatory accepted.
    #[serde(rename = "plan.CommitmentAccepted.v1")]
    CommitmentAccepted { org: OrgId, role: CommitmentRole },
    /// It brings something else, or at other times.
    #[serde(rename = "plan.CommitmentAmended.v1")]
    CommitmentAmended { org: OrgId, role: CommitmentRole, resources: Resources, from: Date, to: Date },
    /// It no longer joins in.
    #[serde(rename = "plan.CommitmentReleased.v1")]
    CommitmentReleased { org: OrgId, role: CommitmentRole, reason: Private },
    /// It did what it had taken upon itself.
    #[serde(rename = "plan.CommitmentFulfilled.v1")]
    CommitmentFulfilled { org: OrgId, role: CommitmentRole },

    /// Something to be reached by a day.
    #[serde(rename = "plan.MilestoneAdded.v1")]
    MilestoneAdded {
        milestone: String,
        title: String,
        due: Date,
        kind: MilestoneKind,
        target: Option<TargetValue>,
        evidence_required: bool,
        external_ref: Option<ExternalRef>,
    },
    /// It says something else, or another number is to be reached. What was reached of it stands.
    #[serde(rename = "plan.MilestoneRevised.v1")]
    MilestoneRevised {
        milestone: String,
        title: String,
        kind: MilestoneKind,
        target: Option<TargetValue>,
        reason: String,
    },
    /// It is due on another day; `slips` counts how often.
    #[serde(rename = "plan.MilestoneRescheduled.v1")]
    MilestoneRescheduled {
        milestone: String,
        from: Date,
        to: Date,
        slip_days: i64,
        slips: u32,
        reason: String,
    },
    /// It was reached.
    #[serde(rename = "plan.MilestoneAchieved.v1")]
    MilestoneAchieved { milestone: String, on: Date, evidence: Option<Private> },
    /// It is no longer wanted.
    #[serde(rename = "plan.MilestoneDropped.v1")]
    MilestoneDropped { milestone: String, reason: Private },
    /// Its day passed.
    #[serde(rename = "plan.MilestoneMissed.v1")]
    MilestoneMissed { milestone: String, due: Date },

    /// Two activities depend on each other. `pending`: the second is not there yet.
    #[serde(rename = "plan.ActivitiesRelated.v1")]
    ActivitiesRelated { from: String, to: String, kind: RelationKind, lag_days: i32, pending: bool },
    /// They no longer do.
    #[serde(rename = "plan.ActivitiesUnrelated.v1")]
    ActivitiesUnrelated { from: String, to: String, kind: RelationKind },
    /// The one before ends, with the lag, after the start of the one behind; nobody's dates are moved.
    #[serde(rename = "plan.ScheduleConflictDetected.v1")]
    ScheduleConflictDetected { before: String, behind: String, ends: Date, lag_days: i32, starts: Date },
    /// The keys of an erased person are destroyed here: texts of theirs read as erased.
    #[serde(rename = "plan.SubjectShredded.v1")]
    SubjectShredded {
        /// Whose.
        subject: PersonId,
        /// The erasure that backbone recorded as approved.
        request: Uuid,
    },
}

impl decider::Event for Event {
    const TYPES: &'static [&'static str] = &[
        "plan.ActivitiesMerged.v1",
        "plan.ActivitiesRelated.v1",
        "plan.ActivitiesUnrelated.v1",
        "plan.ActivityBlocked.v1",
        "plan.ActivityCancelled.v1",
        "plan.ActivityCompleted.v1",
        "plan.ActivityOrphaned.v1",
        "plan.ActivityProposed.v1",
        "plan.ActivityRelinked.v1",
        "plan.ActivityRescheduled.v1",
        "plan.ActivityRevised.v1",
        "plan.ActivityStarted.v1",
        "plan.ActivityUnblocked.v1",
        "plan.CommitmentAccepted.v1",
        "plan.CommitmentAmended.v1",
        "plan.CommitmentFulfilled.v1",
        "plan.CommitmentOffered.v1",
        "plan.CommitmentReleased.v1",
        "plan.ExternalStatusNoted.v1",
        "plan.IndicatorsLinked.v1",
        "plan.LeadTransferred.v1",
        "plan.MilestoneAchieved.v1",
        "plan.MilestoneAdded.v1",
        "plan.MilestoneDropped.v1",
        "plan.MilestoneMissed.v1",
        "plan.MilestoneRescheduled.v1",
        "plan.MilestoneRevised.v1",
        "plan.PlanCreated.v1",
        "plan.PlanReviewed.v1",
        "plan.ScheduleConflictDetected.v1",
        "plan.StrategyDefined.v1",
        "plan.StrategyRevised.v1",
        "plan.SubjectShredded.v1",
    ];

    fn visibility(&self) -> Visibility {
        match self {
            Self::CommitmentOffered { .. }
            | Self::CommitmentAccepted { .. }
            | Self::CommitmentAmended { .. }
            | Self::CommitmentReleased { .. }
            | Self::CommitmentFulfilled { .. }
            | Self::ScheduleConflictDetected { .. } => Visibility::Members,
            Self::SubjectShredded { .. } => Visibility::Restricted,
            _ => Visibility::Public,
        }
    }

    fn begun(&self) -> Option<String> {
        if let Self::MilestoneAdded { milestone, .. } = self { Some(milestone.clone()) } else { None }
    }

    fn private_fields(&mut self, scope: &Scope) -> Vec<Field<'_>> {
        let actor = match &scope.actor.org {
            Some(org) => Owner::Organization(org.as_str().to_owned()),
            None => Owner::Person(scope.actor.reference.clone()),
        };
        let (pointer, text, owner) = match self {
            Self::CommitmentReleased { org, reason, .. } => {
                ("/reason", reason, Owner::Organization(org.as_str().to_owned()))
            }
            Self::ActivityRelinked { reason, .. }
            | Self::ActivityBlocked { reason, .. }
            | Self::ActivityCancelled { reason, .. }
            | Self::LeadTransferred { reason, .. }
            | Self::MilestoneDropped { reason, .. } => ("/reason", reason, actor),
            Self::MilestoneAchieved { evidence: Some(evidence), .. } => ("/evidence", evidence, actor),
            _ => return Vec::new(),
        };
        vec![Field { pointer: pointer.to_owned(), text, key: KeyOf::Text, owner }]
    }
}
