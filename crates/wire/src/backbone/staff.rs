//! Requests about staff, support, functions and effort.

use std::{collections::BTreeSet, ops::RangeInclusive};

use domain::{
    backbone::{
        Command,
        command::{
            AssignFunction, AssignSupport, CloseSupport, EmployStaff, LogEffort, ReleaseStaff, RequestSupport,
        },
        skill::Skill,
    },
    text::Bound,
};

use super::{Parsed, words};
use crate::{Done, Fields, pb::backbone as pb};

/// The minutes of a day.
const MINUTES: RangeInclusive<u16> = 1..=1_440;

fn skills(f: &mut Fields, numbers: &[i32]) -> Option<BTreeSet<Skill>> {
    let skills = f.each("skills", numbers, 0..=Skill::ALL.len(), |f, number| words::skill(f, "", *number));
    skills.map(BTreeSet::from_iter)
}

/// EmployStaff.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_employ_staff(request: &pb::EmployStaffRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let person = f.person("person_id", &request.person_id);
    let function = words::function(&mut f, "function", request.function);
    // More than a full time is the rule's to refuse: it says how much is left.
    let fte_bp = f.number("fte_bp", request.fte_bp, 1..=u16::MAX);
    let skills = skills(&mut f, &request.skills);
    let from = f.date("from", &request.from);
    let to = f.optional("to", &request.to, Fields::date);
    f.finish(|| {
        let (person, function, fte_bp) = (person?, function?, fte_bp?);
        let command = EmployStaff { person, function, fte_bp, skills: skills?, from: from?, to: to? };
        Some((meta?, Command::EmployStaff(command)))
    })
}

/// ReleaseStaff.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_release_staff(request: &pb::ReleaseStaffRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let person = f.person("person_id", &request.person_id);
    let function = words::function(&mut f, "function", request.function);
    let on = f.optional("on", &request.on, Fields::date);
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let command = ReleaseStaff { person: person?, function: function?, on: on?, reason: reason? };
        Some((meta?, Command::ReleaseStaff(command)))
    })
}

/// RequestSupport.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_request_support(request: &pb::RequestSupportRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    let function = words::function(&mut f, "function", request.function);
    let skills = skills(&mut f, &request.skills);
    let what = f.private("what", &request.what, Bound::Reason);
    let by = f.date("by", &request.by);
    f.finish(|| {
        let command =
            RequestSupport { org: org?, function: function?, skills: skills?, what: what?, by: by? };
        Some((meta?, Command::RequestSupport(command)))
    })
}

/// The request for support.
pub fn request_support_response(done: &Done) -> pb::RequestSupportResponse {
    pb::RequestSupportResponse { result: Some(done.into()), support_id: done.created("support") }
}

/// AssignSupport.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_assign_support(request: &pb::AssignSupportRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let support = f.uuid("support_id", &request.support_id);
    let staff = f.person("staff", &request.staff);
    f.finish(|| Some((meta?, Command::AssignSupport(AssignSupport { support: support?, staff: staff? }))))
}

/// CloseSupport.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_close_support(request: &pb::CloseSupportRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let support = f.uuid("support_id", &request.support_id);
    let outcome = f.private("outcome", &request.outcome, Bound::Reason);
    f.finish(|| Some((meta?, Command::CloseSupport(CloseSupport { support: support?, outcome: outcome? }))))
}

/// AssignFunction.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_assign_function(request: &pb::AssignFunctionRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let function = words::function(&mut f, "function", request.function);
    let org = f.org("organization_id", &request.organization_id);
    let from = f.date("from", &request.from);
    let to = f.optional("to", &request.to, Fields::date);
    f.finish(|| {
        let command = AssignFunction { function: function?, org: org?, from: from?, to: to? };
        Some((meta?, Command::AssignFunction(command)))
    })
}

/// LogEffort.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_log_effort(request: &pb::LogEffortRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let function = words::function(&mut f, "function", request.function);
    let minutes = f.number("minutes", request.minutes, MINUTES);
    let on = f.date("on", &request.on);
    let note = f.optional_private("note", &request.note, Bound::Reason);
    f.finish(|| {
        let command = LogEffort { function: function?, minutes: minutes?, on: on?, note: note? };
        Some((meta?, Command::LogEffort(command)))
    })
}
