//! The queries of the plan, from their messages.

use domain::ids::{Code, OrgId};

use crate::{Fields, Malformed, Page, Question, pb::plan as pb};

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
pub fn parse_get_activity(request: &pb::GetActivityRequest) -> Result<(Question, String), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let activity = if request.activity_id.contains('-') {
        f.uuid("activity_id", &request.activity_id).map(|id| id.to_string())
    } else {
        f.code("activity_id", &request.activity_id).map(|code| code.to_string())
    };
    f.finish(|| Some((question?, activity?)))
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
    f.finish(|| {
        let list = ListActivities {
            page: page?,
            strategy: strategy?,
            lead_org: lead_org?,
            goal: goal?,
            indicator: indicator?,
        };
        Some((question?, list))
    })
}
