//! The commands about milestones, from their messages, and what they answer.

use domain::{
    plan::{
        Command,
        command::{NewMilestone, Wording},
        value::MilestoneKind,
    },
    text::Bound,
};

use super::words::{activity, milestone_kind, target};
use crate::{Done, Fields, Malformed, Meta, pb::plan as pb};

/// Something to be reached by a day.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_add_milestone(request: &pb::AddMilestoneRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let code = f.optional("code", &request.code, Fields::code);
    let title = f.title("title", &request.title);
    let due = f.date("due", &request.due);
    let kind = milestone_kind(&mut f, request.kind);
    let target = target(&mut f, request.target.as_ref());
    if kind == Some(MilestoneKind::Milestone) && request.target.is_some() {
        f.refuse("target", "belongs to MILESTONE_KIND_TARGET; leave it out");
    }
    let external_ref = f.external_ref("external_ref", request.external_ref.as_ref());
    f.finish(|| {
        let milestone = NewMilestone {
            title: title?,
            due: due?,
            kind: kind?,
            target: target?,
            evidence_required: request.evidence_required,
            external_ref: external_ref?,
        };
        Some((meta?, Command::AddMilestone { activity: activity?, code: code?, milestone }))
    })
}

/// The milestone added.
pub fn add_milestone_response(done: &Done) -> pb::AddMilestoneResponse {
    pb::AddMilestoneResponse { result: Some(done.into()), milestone_id: done.begun() }
}

/// Another day of a milestone.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_reschedule_milestone(
    request: &pb::RescheduleMilestoneRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let milestone = activity(&mut f, "milestone_id", &request.milestone_id);
    let due = f.date("due", &request.due);
    let reason = f.optional_reason("reason", &request.reason);
    f.finish(|| {
        let (milestone, due, reason) = (milestone?, due?, reason?);
        Some((meta?, Command::RescheduleMilestone { activity: key?, milestone, due, reason }))
    })
}

/// What a milestone says now.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_revise_milestone(request: &pb::ReviseMilestoneRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let milestone = activity(&mut f, "milestone_id", &request.milestone_id);
    let title = f.title("title", &request.title);
    let kind = milestone_kind(&mut f, request.kind);
    let target = target(&mut f, request.target.as_ref());
    if kind == Some(MilestoneKind::Milestone) && request.target.is_some() {
        f.refuse("target", "belongs to MILESTONE_KIND_TARGET; leave it out");
    }
    let reason = f.optional_reason("reason", &request.reason);
    f.finish(|| {
        let wording = Wording { title: title?, kind: kind?, target: target? };
        let (milestone, reason) = (milestone?, reason?);
        Some((meta?, Command::ReviseMilestone { activity: key?, milestone, wording, reason }))
    })
}

/// A milestone was reached.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_achieve_milestone(request: &pb::AchieveMilestoneRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let milestone = activity(&mut f, "milestone_id", &request.milestone_id);
    let on = f.date("on", &request.on);
    let evidence = f.optional_private("evidence", &request.evidence, Bound::Body);
    f.finish(|| {
        let (milestone, on, evidence) = (milestone?, on?, evidence?);
        Some((meta?, Command::AchieveMilestone { activity: key?, milestone, on, evidence }))
    })
}

/// A milestone is no longer wanted.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_drop_milestone(request: &pb::DropMilestoneRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let milestone = activity(&mut f, "milestone_id", &request.milestone_id);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let (milestone, reason) = (milestone?, reason?);
        Some((meta?, Command::DropMilestone { activity: key?, milestone, reason }))
    })
}

/// A milestone's day has passed.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_miss_milestone(request: &pb::MissMilestoneRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let key = activity(&mut f, "activity_id", &request.activity_id);
    let milestone = activity(&mut f, "milestone_id", &request.milestone_id);
    f.finish(|| Some((meta?, Command::MissMilestone { activity: key?, milestone: milestone? })))
}
