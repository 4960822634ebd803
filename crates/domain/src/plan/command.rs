//! What can be asked of the plan.
//!
//! Knows no wire format; shapes (texts, codes, dates) are checked before. An activity is named by its key: its code,
//! or its id where it has none; so is a milestone.

use std::collections::BTreeSet;

use super::{
    rows::PlanRow,
    value::{CommitmentRole, MilestoneKind, RelationKind, Resources, Span, TargetValue},
};
use crate::{
    ids::{Code, ExternalRef, OrgId},
    private::Private,
    time::Date,
};

/// A command of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "domain.md, section 3, says what each is for")]
pub enum Command {
    CreatePlan { agenda_version: u32, from: Date, to: Date },
    DefineStrategy { code: Code, title: String, goals: BTreeSet<Code> },
    ReviseStrategy { code: Code, title: String, goals: BTreeSet<Code>, reason: Option<String> },
    TakeRows { rows: Vec<PlanRow>, decimal_comma: bool, is_dry_run: bool },
    ReviewPlan { period: Span, decisions: Vec<String> },
    ProposeActivity { code: Option<Code>, activity: NewActivity },
    RescheduleActivity { activity: String, start: Date, end: Date, reason: Option<String> },
    ReviseActivity { activity: String, title: String, reason: Option<String> },
    LinkIndicators { activity: String, indicators: BTreeSet<Code> },
    MarkOrphaned { activity: String },
    RelinkActivity { activity: String, strategy: Code, reason: Private },
    StartActivity { activity: String },
    BlockActivity { activity: String, reason: Option<Private>, blocked_by: Option<String> },
    UnblockActivity { activity: String },
    CompleteActivity { activity: String, summary: String, results: Vec<String> },
    CancelActivity { activity: String, reason: Private, acknowledged: BTreeSet<String> },
    TransferLead { activity: String, to: OrgId, reason: Private },
    MergeDuplicate { keep: String, drop: String },
    NoteExternalStatus { activity: String, vocabulary: String, value: String },
    CommitOrganization(Terms),
    AmendCommitment(Terms),
    ReleaseCommitment { activity: String, org: OrgId, role: CommitmentRole, reason: Private },
    FulfilCommitment { activity: String, org: OrgId, role: CommitmentRole },
    AddMilestone { activity: String, code: Option<Code>, milestone: NewMilestone },
    RescheduleMilestone { activity: String, milestone: String, due: Date, reason: Option<String> },
    ReviseMilestone { activity: String, milestone: String, wording: Wording, reason: Option<String> },
    AchieveMilestone { activity: String, milestone: String, on: Date, evidence: Option<Private> },
    DropMilestone { activity: String, milestone: String, reason: Private },
    MissMilestone { activity: String, milestone: String },
    Relate { from: String, to: String, kind: RelationKind, lag_days: i32 },
    Unrelate { from: String, to: String, kind: RelationKind },
}

/// An activity as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewActivity {
    /// Its title.
    pub title: String,
    /// The strategy it belongs to.
    pub strategy: Code,
    /// Who would lead it.
    pub lead_org: Option<OrgId>,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
    /// The indicators it should move.
    pub indicators: BTreeSet<Code>,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
}

/// What an organization takes upon itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The activity.
    pub activity: String,
    /// Who.
    pub org: OrgId,
    /// As what.
    pub role: CommitmentRole,
    /// With what.
    pub resources: Resources,
    /// From when to when.
    pub span: Span,
}

/// A milestone as it is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMilestone {
    /// Its title.
    pub title: String,
    /// The day by which it is to be achieved.
    pub due: Date,
    /// What it is.
    pub kind: MilestoneKind,
    /// The number to reach.
    pub target: Option<TargetValue>,
    /// Whether nobody may call it achieved without evidence.
    pub evidence_required: bool,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
}

/// What a milestone is: what a revision may put otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: MilestoneKind,
    /// The number to reach.
    pub target: Option<TargetValue>,
}
