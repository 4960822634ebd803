//! The commands of the plan and of its activities, from their messages, and what they answer.

use domain::plan::{Command, command::NewActivity, value::Span};

use super::words::activity;
use crate::{Done, Fields, Malformed, Meta, pb::plan as pb};

/// The most goals of an agenda, so of a strategy.
pub(super) const MAX_GOALS: usize = 12;
/// The most indicators that one activity should move: more says nothing.
pub(super) const MAX_INDICATORS: usize = 100;
/// The most results of an activity, or decisions of a review: the list must fit one record.
const MAX_TEXTS: usize = 50;

/// The plan to begin.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_create_plan(request: &pb::CreatePlanRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let agenda_version = f.number("agenda_version", request.agenda_version, 1..=u32::MAX);
    let from = f.date("from", &request.from);
    let to = f.date("to", &request.to);
    f.finish(|| Some((meta?, Command::CreatePlan { agenda_version: agenda_version?, from: from?, to: to? })))
}

/// A way to reach some goals.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_define_strategy(request: &pb::DefineStrategyRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.code("code", &request.code);
    let title = f.title("title", &request.title);
    let goals = f.each("goals", &request.goals, 0..=MAX_GOALS, |f, goal| f.code("", goal));
    f.finish(|| {
        let goals = goals?.into_iter().collect();
        Some((meta?, Command::DefineStrategy { code: code?, title: title?, goals }))
    })
}

/// Something to be done.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_propose_activity(request: &pb::ProposeActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let code = f.optional("code", &request.code, Fields::code);
    let title = f.title("title", &request.title);
    let strategy = f.code("strategy", &request.strategy);
    let lead_org = f.optional("lead_org", &request.lead_org, Fields::org);
    let start = f.date("start", &request.start);
    let end = f.date("end", &request.end);
    let indicators =
        f.each("indicators", &request.indicators, 0..=MAX_INDICATORS, |f, code| f.code("", code));
    let external_ref = f.external_ref("external_ref", request.external_ref.as_ref());
    f.finish(|| {
        let activity = NewActivity {
            title: title?,
            strategy: strategy?,
            lead_org: lead_org?,
            start: start?,
            end: end?,
            indicators: indicators?.into_iter().collect(),
            external_ref: external_ref?,
        };
        Some((meta?, Command::ProposeActivity { code: code?, activity }))
    })
}

/// The activity proposed.
pub fn propose_activity_response(done: &Done) -> pb::ProposeActivityResponse {
    pb::ProposeActivityResponse { result: Some(done.into()), activity_id: done.created("activity") }
}

/// A period that was looked back on.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_review_plan(request: &pb::ReviewPlanRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let from = f.date("from", &request.from);
    let to = f.date("to", &request.to);
    let decisions = f.each("decisions", &request.decisions, 0..=MAX_TEXTS, |f, text| f.reason("", text));
    f.finish(|| {
        let period = Span { from: from?, to: to? };
        Some((meta?, Command::ReviewPlan { period, decisions: decisions? }))
    })
}

/// Other dates of an activity.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_reschedule_activity(
    request: &pb::RescheduleActivityRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let start = f.date("start", &request.start);
    let end = f.date("end", &request.end);
    let reason = f.optional_reason("reason", &request.reason);
    f.finish(|| {
        let (start, end, reason) = (start?, end?, reason?);
        Some((meta?, Command::RescheduleActivity { activity: activity?, start, end, reason }))
    })
}
