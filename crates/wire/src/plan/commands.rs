//! The commands of the plan and of its activities, from their messages, and what they answer.

use domain::{
    plan::{Command, command::NewActivity, value::Span},
    text::Bound,
};

use super::words::{activity, relation_kind};
use crate::{Done, Fields, Malformed, Meta, pb::plan as pb};

/// The most goals of an agenda, so of a strategy.
const MAX_GOALS: usize = 12;
/// The most indicators that one activity should move: more says nothing.
const MAX_INDICATORS: usize = 100;
/// The most results of an activity, or decisions of a review: the list must fit one record.
const MAX_TEXTS: usize = 50;
/// The most activities one cancellation acknowledges: no list inside one event is longer.
const MAX_DEPENDENTS: usize = 500;
/// The longest lag between two activities: ten years.
const MAX_LAG_DAYS: i32 = 3_650;

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

/// No goal of an activity stands in the agenda any more.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_mark_orphaned(request: &pb::MarkOrphanedRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    f.finish(|| Some((meta?, Command::MarkOrphaned { activity: activity? })))
}

/// Another strategy of an activity.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_relink_activity(request: &pb::RelinkActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let strategy = f.code("strategy", &request.strategy);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let (strategy, reason) = (strategy?, reason?);
        Some((meta?, Command::RelinkActivity { activity: activity?, strategy, reason }))
    })
}

/// Work begins.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_start_activity(request: &pb::StartActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    f.finish(|| Some((meta?, Command::StartActivity { activity: activity? })))
}

/// Work cannot go on.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_block_activity(request: &pb::BlockActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    let blocked_by = f.optional("blocked_by", &request.blocked_by, activity);
    f.finish(|| {
        let (reason, blocked_by) = (reason?, blocked_by?);
        Some((meta?, Command::BlockActivity { activity: key?, reason, blocked_by }))
    })
}

/// Work goes on.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_unblock_activity(request: &pb::UnblockActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    f.finish(|| Some((meta?, Command::UnblockActivity { activity: activity? })))
}

/// An activity is done.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_complete_activity(request: &pb::CompleteActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let summary = f.reason("summary", &request.summary);
    let results = f.each("results", &request.results, 0..=MAX_TEXTS, |f, text| f.reason("", text));
    f.finish(|| {
        let (summary, results) = (summary?, results?);
        Some((meta?, Command::CompleteActivity { activity: activity?, summary, results }))
    })
}

/// An activity will not be done.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_cancel_activity(request: &pb::CancelActivityRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    let listed = &request.acknowledge_dependents;
    let acknowledged =
        f.each("acknowledge_dependents", listed, 0..=MAX_DEPENDENTS, |f, key| activity(f, "", key));
    f.finish(|| {
        let acknowledged = acknowledged?.into_iter().collect();
        Some((meta?, Command::CancelActivity { activity: key?, reason: reason?, acknowledged }))
    })
}

/// The same thing was planned twice.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_merge_duplicate(request: &pb::MergeDuplicateRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let keep = activity(&mut f, "keep", &request.keep);
    let drop = activity(&mut f, "drop", &request.drop);
    f.finish(|| Some((meta?, Command::MergeDuplicate { keep: keep?, drop: drop? })))
}

/// What another system says of an activity.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_note_external_status(
    request: &pb::NoteExternalStatusRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let vocabulary = f.title("vocabulary", &request.vocabulary);
    let value = f.title("value", &request.value);
    f.finish(|| {
        let (vocabulary, value) = (vocabulary?, value?);
        Some((meta?, Command::NoteExternalStatus { activity: activity?, vocabulary, value }))
    })
}

/// How two activities stand to each other.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_relate(request: &pb::RelateRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let from = activity(&mut f, "from", &request.from);
    let to = activity(&mut f, "to", &request.to);
    let kind = relation_kind(&mut f, request.kind);
    let lag_days = f.number("lag_days", request.lag_days, -MAX_LAG_DAYS..=MAX_LAG_DAYS);
    f.finish(|| {
        let (from, to, kind, lag_days) = (from?, to?, kind?, lag_days?);
        Some((meta?, Command::Relate { from, to, kind, lag_days }))
    })
}

/// Two activities no longer stand so to each other.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_unrelate(request: &pb::UnrelateRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let from = activity(&mut f, "from", &request.from);
    let to = activity(&mut f, "to", &request.to);
    let kind = relation_kind(&mut f, request.kind);
    f.finish(|| Some((meta?, Command::Unrelate { from: from?, to: to?, kind: kind? })))
}
