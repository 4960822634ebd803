//! Queries about staff, support, functions and effort. What is so on a day is asked with that day.

use domain::{
    backbone::{skill::Skill, words::Function},
    ids::OrgId,
    time::Date,
};

use super::{commons_asked::at, words};
use crate::{Fields, Malformed, Page, Question, pb::backbone as pb};

/// A part of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListStaff {
    /// Only who works in this function.
    pub function: Option<Function>,
    /// Only who has this skill.
    pub skill: Option<Skill>,
    /// Also who works no more, or not yet.
    pub also_past: bool,
    /// As of which day; today when none.
    pub at: Option<Date>,
    /// Which part.
    pub page: Page,
}

/// A part of the requests for support.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListSupportRequests {
    /// Only those of this function.
    pub function: Option<Function>,
    /// Only those of this organization.
    pub org: Option<OrgId>,
    /// Only those that are not closed.
    pub only_open: bool,
    /// Only those that are open after the day they were needed by.
    pub only_overdue: bool,
    /// As of which day; today when none.
    pub at: Option<Date>,
    /// Which part.
    pub page: Page,
}

/// Which effort is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffortAsked {
    /// Only that of this function.
    pub function: Option<Function>,
    /// Only that of this organization.
    pub org: Option<OrgId>,
    /// Only from this day on.
    pub from: Option<Date>,
    /// Only until this day.
    pub to: Option<Date>,
}

/// ListStaff.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_staff(request: &pb::ListStaffRequest) -> Result<(Question, ListStaff), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let function = words::optional_function(&mut f, "function", request.function);
    let skill = words::optional_skill(&mut f, "skill", request.skill);
    let at = at(&mut f, &request.at, question.as_ref());
    let page = f.page("page", request.page.as_ref());
    let also_past = request.also_past;
    f.finish(|| {
        let asked = ListStaff { function: function?, skill: skill?, also_past, at: at?, page: page? };
        Some((question?, asked))
    })
}

/// ListSupportRequests.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_support_requests(
    request: &pb::ListSupportRequestsRequest,
) -> Result<(Question, ListSupportRequests), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let function = words::optional_function(&mut f, "function", request.function);
    let org = f.optional("organization_id", &request.organization_id, Fields::org);
    let at = at(&mut f, &request.at, question.as_ref());
    let page = f.page("page", request.page.as_ref());
    let (only_open, only_overdue) = (request.only_open, request.only_overdue);
    f.finish(|| {
        let (function, org) = (function?, org?);
        let asked = ListSupportRequests { function, org, only_open, only_overdue, at: at?, page: page? };
        Some((question?, asked))
    })
}

/// ListFunctions: as of which day.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_functions(
    request: &pb::ListFunctionsRequest,
) -> Result<(Question, Option<Date>), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, at?)))
}

fn effort(f: &mut Fields, function: i32, org: &str, from: &str, to: &str) -> Option<EffortAsked> {
    let function = words::optional_function(f, "function", function);
    let org = f.optional("organization_id", org, Fields::org);
    let from = f.optional("from", from, Fields::date);
    let to = f.optional("to", to, Fields::date);
    Some(EffortAsked { function: function?, org: org?, from: from?, to: to? })
}

/// ListEffort.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_effort(
    request: &pb::ListEffortRequest,
) -> Result<(Question, (EffortAsked, Page)), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let asked = effort(&mut f, request.function, &request.organization_id, &request.from, &request.to);
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, (asked?, page?))))
}

/// GetEffort.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_effort(request: &pb::GetEffortRequest) -> Result<(Question, EffortAsked), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let asked = effort(&mut f, request.function, &request.organization_id, &request.from, &request.to);
    f.finish(|| Some((question?, asked?)))
}
