//! What the queries of the plan ask for, once it is read.

use domain::{
    ids::{Code, OrgId},
    plan::value::RelationKind,
    time::Date,
};

use crate::{Page, Question};

/// Which activities are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListActivities {
    /// Which part.
    pub page: Page,
    /// Only under this strategy.
    pub strategy: Option<Code>,
    /// Only with this lead.
    pub lead_org: Option<OrgId>,
    /// Only for this goal.
    pub goal: Option<Code>,
    /// Only those that should move this indicator.
    pub indicator: Option<Code>,
    /// Only those that stand so.
    pub status: Option<String>,
    /// Only those with a milestone that is late.
    pub only_late: bool,
    /// The day that says what is late.
    pub at: Option<Date>,
}

/// Which milestones are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMilestones {
    /// Which part.
    pub page: Page,
    /// Only of this activity.
    pub activity: Option<String>,
    /// Only under this strategy.
    pub strategy: Option<Code>,
    /// Only for this goal.
    pub goal: Option<Code>,
    /// Only of activities with this lead.
    pub lead_org: Option<OrgId>,
    /// Only due on or after this day.
    pub due_from: Option<Date>,
    /// Only due on or before this day.
    pub due_to: Option<Date>,
    /// Only these; all but dropped ones where none.
    pub standing: Option<String>,
    /// The day that says what is late.
    pub at: Option<Date>,
}

/// Which commitments are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListCommitments {
    /// Which part.
    pub page: Page,
    /// Only in this activity.
    pub activity: Option<String>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// The day that says what is breached.
    pub at: Option<Date>,
}

/// Which relations are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRelations {
    /// Which part.
    pub page: Page,
    /// Only those that this activity is in.
    pub activity: Option<String>,
    /// Only of this kind.
    pub kind: Option<RelationKind>,
    /// Only those whose second activity is not there.
    pub only_pending: bool,
}

/// Which days are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetTimeline {
    /// Which part.
    pub page: Page,
    /// Only from this day on.
    pub from: Option<Date>,
    /// Only until this day.
    pub to: Option<Date>,
}

/// Which changes are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetDifference {
    /// Which part.
    pub page: Page,
    /// The earlier moment, asked as a question of its own.
    pub since: Question,
    /// Only these changes; all where empty.
    pub what: Vec<String>,
}
