//! The lists of the plan, from their messages.

use domain::time::Date;

use super::{
    asked::{ListActivities, ListCommitments, ListMilestones, ListRelations},
    queries::{at, one_of},
    words::{activity, optional_relation_kind},
};
use crate::{Fields, Malformed, Page, Question, pb::plan as pb};

/// The words of `standing` in `ListMilestones`.
const STANDINGS: [&str; 6] = ["planned", "achieved", "missed", "dropped", "late", "not_reported"];
/// The words of `status` in `ListActivities`.
const STATUSES: [&str; 7] =
    ["proposed", "committed", "in_progress", "blocked", "completed", "cancelled", "merged"];

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
    let at = at(&mut f, "", question.as_ref());
    f.finish(|| {
        let (activity, org) = (activity?, org?);
        Some((question?, ListCommitments { page: page?, activity, org, at: at? }))
    })
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
