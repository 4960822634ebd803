//! The queries of the plan, from their messages.
//!
//! A day that says what is late is asked for, or is the day of the moment asked about; where now is asked about, the
//! service takes today.

use domain::{
    ids::{Code, OrgId},
    plan::value::RelationKind,
    time::Date,
};

use super::words::{activity, optional_relation_kind};
use crate::{AsOf, Fields, Malformed, Page, Question, pb::plan as pb};

/// The words of `standing` in `ListMilestones`.
const STANDINGS: [&str; 6] = ["planned", "achieved", "missed", "dropped", "late", "not_reported"];
/// The words of `status` in `ListActivities`.
const STATUSES: [&str; 7] =
    ["proposed", "committed", "in_progress", "blocked", "completed", "cancelled", "merged"];
/// The words of `what` in `GetDifference`.
const CHANGES: [&str; 7] =
    ["added", "removed", "rescheduled", "handed_over", "cancelled", "achieved", "completed"];

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

/// The day of the moment asked about; none for now, and for a sequence.
fn day_of(question: Option<&Question>) -> Option<Date> {
    match question?.as_of.as_ref()? {
        AsOf::RecordedAt(at) | AsOf::EffectiveAt { at, .. } => Some(at.date()),
        AsOf::Sequence(_) => None,
    }
}

fn at(f: &mut Fields, text: &str, question: Option<&Question>) -> Option<Option<Date>> {
    f.optional("at", text, Fields::date).map(|at| at.or_else(|| day_of(question)))
}

/// The plan.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_plan(request: &pb::GetPlanRequest) -> Result<Question, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    f.finish(|| question)
}

/// One activity, by its code or id.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_activity(
    request: &pb::GetActivityRequest,
) -> Result<(Question, (String, Option<Date>)), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, (activity?, at?))))
}

/// The activities.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_activities(
    request: &pb::ListActivitiesRequest,
) -> Result<(Question, ListActivities), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let strategy = f.optional("strategy", &request.strategy, Fields::code);
    let lead_org = f.optional("lead_org", &request.lead_org, Fields::org);
    let goal = f.optional("goal", &request.goal, Fields::code);
    let indicator = f.optional("indicator", &request.indicator, Fields::code);
    let status = f.optional("status", &request.status, |f, field, text| one_of(f, field, text, &STATUSES));
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| {
        let list = ListActivities {
            page: page?,
            strategy: strategy?,
            lead_org: lead_org?,
            goal: goal?,
            indicator: indicator?,
            status: status?,
            only_late: request.only_late,
            at: at?,
        };
        Some((question?, list))
    })
}

fn one_of(f: &mut Fields, field: &str, text: &str, words: &[&str]) -> Option<String> {
    let known = |text: &str| words.contains(&text).then(|| text.to_owned());
    f.word(field, text, known, words)
}

/// The milestones.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_milestones(
    request: &pb::ListMilestonesRequest,
) -> Result<(Question, ListMilestones), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let activity = f.optional("activity_id", &request.activity_id, activity);
    let strategy = f.optional("strategy", &request.strategy, Fields::code);
    let goal = f.optional("goal", &request.goal, Fields::code);
    let lead_org = f.optional("lead_org", &request.lead_org, Fields::org);
    let due_from = f.optional("due_from", &request.due_from, Fields::date);
    let due_to = f.optional("due_to", &request.due_to, Fields::date);
    let standing =
        f.optional("standing", &request.standing, |f, field, text| one_of(f, field, text, &STANDINGS));
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| {
        let list = ListMilestones {
            page: page?,
            activity: activity?,
            strategy: strategy?,
            goal: goal?,
            lead_org: lead_org?,
            due_from: due_from?,
            due_to: due_to?,
            standing: standing?,
            at: at?,
        };
        Some((question?, list))
    })
}

/// The commitments.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_commitments(
    request: &pb::ListCommitmentsRequest,
) -> Result<(Question, ListCommitments), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let activity = f.optional("activity_id", &request.activity_id, activity);
    let org = f.optional("org", &request.org, Fields::org);
    f.finish(|| Some((question?, ListCommitments { page: page?, activity: activity?, org: org? })))
}

/// The relations.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_relations(
    request: &pb::ListRelationsRequest,
) -> Result<(Question, ListRelations), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let activity = f.optional("activity_id", &request.activity_id, activity);
    let kind = optional_relation_kind(&mut f, request.kind);
    f.finish(|| {
        let only_pending = request.only_pending;
        Some((question?, ListRelations { page: page?, activity: activity?, kind: kind?, only_pending }))
    })
}

/// The tree.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_tree(request: &pb::GetTreeRequest) -> Result<(Question, Option<Date>), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, at?)))
}

/// The days.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_timeline(request: &pb::GetTimelineRequest) -> Result<(Question, GetTimeline), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let from = f.optional("from", &request.from, Fields::date);
    let to = f.optional("to", &request.to, Fields::date);
    f.finish(|| Some((question?, GetTimeline { page: page?, from: from?, to: to? })))
}

/// The leads.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_owners(
    request: &pb::ListOwnersRequest,
) -> Result<(Question, (Page, Option<Date>)), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, (page?, at?))))
}

/// The conflicts.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_conflicts(request: &pb::ListConflictsRequest) -> Result<(Question, Page), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, page?)))
}

/// The matrix.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_reinforcement(
    request: &pb::GetReinforcementRequest,
) -> Result<(Question, (Page, Option<Code>)), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let goal = f.optional("goal", &request.goal, Fields::code);
    f.finish(|| Some((question?, (page?, goal?))))
}

/// What is missing.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_gaps(request: &pb::GetGapsRequest) -> Result<Question, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    f.finish(|| question)
}

/// The counts of a vocabulary.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_count_external_statuses(
    request: &pb::CountExternalStatusesRequest,
) -> Result<(Question, String), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let vocabulary = f.title("vocabulary", &request.vocabulary);
    f.finish(|| Some((question?, vocabulary?)))
}

/// The difference of the plan between two moments.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_difference(
    request: &pb::GetDifferenceRequest,
) -> Result<(Question, GetDifference), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let since = f.as_of("since", request.since.as_ref());
    let what = f.each("what", &request.what, 0..=CHANGES.len(), |f, word| one_of(f, "", word, &CHANGES));
    let page = f.page("page", request.page.as_ref());
    f.finish(|| {
        let question = question?;
        let since = Question { as_of: Some(since?), min_sequence: 0, ..question.clone() };
        Some((question, GetDifference { page: page?, since, what: what? }))
    })
}
