//! Commands that say something about data: broken rules explained and waived, stories, agreements.

use domain::{
    measurement::{
        Command,
        agreement::Agreement,
        command::{TellStory, ViolationRef},
    },
    text::Bound,
};

use super::periods::parse_period;
use crate::{Done, Fields, Malformed, Meta, pb::measurement as pb};

/// The most purposes, and next steps.
const MAX_TITLES: usize = 20;
/// The most data sets of one agreement.
const MAX_DATA_SETS: usize = 100;
/// A hundred years.
const MAX_MONTHS: u32 = 1_200;
/// The highest number of a rule or revision that is read; how many there are is for the rules.
const MAX_NUMBER: u32 = 1_000_000;

fn violation(f: &mut Fields, message: &pb::ViolationRef) -> Option<ViolationRef> {
    let data_set = f.code("data_set", &message.data_set);
    let org = f.optional("org", &message.org, Fields::org);
    let period = parse_period(f, "period", message.period.as_ref());
    let rule = f.number("rule", message.rule, 1..=MAX_NUMBER);
    let area_code = f.optional("area_code", &message.area_code, Fields::code);
    Some(ViolationRef { data_set: data_set?, org: org?, period: period?, rule: rule?, area_code: area_code? })
}

/// Why a rule is broken.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_explain_violation(request: &pb::ExplainViolationRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let of = f.message("violation", request.violation.as_ref(), violation);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| Some((meta?, Command::ExplainViolation(of?, reason?))))
}

/// A broken rule may stand.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_waive_violation(request: &pb::WaiveViolationRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let of = f.message("violation", request.violation.as_ref(), |f, message| {
        f.org("org", &message.org)?;
        violation(f, message)
    });
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| Some((meta?, Command::WaiveViolation(of?, reason?))))
}

/// What is behind a published figure.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_tell_story(request: &pb::TellStoryRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let data_set = f.code("data_set", &request.data_set);
    let org = f.optional("org", &request.org, Fields::org);
    let period = parse_period(&mut f, "period", request.period.as_ref());
    let indicator = f.code("indicator", &request.indicator);
    let revision = f.number("revision", request.revision, 1..=MAX_NUMBER);
    let story = f.body("story", &request.story);
    let what_works = f.optional_reason("what_works", &request.what_works);
    let next_steps = f.each("next_steps", &request.next_steps, 0..=MAX_TITLES, |f, step| f.title("", step));
    f.finish(|| {
        let command = TellStory {
            data_set: data_set?,
            org: org?,
            period: period?,
            indicator: indicator?,
            revision: revision?,
            story: story?,
            what_works: what_works?,
            next_steps: next_steps?,
        };
        Some((meta?, Command::TellStory(Box::new(command))))
    })
}

/// An organization agrees to share data.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_sign_sharing_agreement(
    request: &pb::SignSharingAgreementRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.optional("org", &request.org, Fields::org);
    let data_sets = f.each("data_sets", &request.data_sets, 1..=MAX_DATA_SETS, |f, code| f.code("", code));
    let from = f.date("from", &request.from);
    let to = f.date("to", &request.to);
    let purposes = f.each("purposes", &request.purposes, 1..=MAX_TITLES, |f, purpose| f.title("", purpose));
    let retention_months = f.number("retention_months", request.retention_months, 0..=MAX_MONTHS);
    f.finish(|| {
        let agreement = Agreement {
            org: org?,
            data_sets: data_sets?.into_iter().collect(),
            from: from?,
            to: to?,
            purposes: purposes?,
            retention_months: retention_months?,
        };
        Some((meta?, Command::SignSharingAgreement(Box::new(agreement))))
    })
}

/// What was signed.
pub fn sign_sharing_agreement_response(done: &Done) -> pb::SignSharingAgreementResponse {
    pb::SignSharingAgreementResponse { result: Some(done.into()), agreement_id: done.begun() }
}

/// An agreement ends.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_end_agreement(request: &pb::EndAgreementRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.optional("org", &request.org, Fields::org);
    let agreement = f.uuid("agreement_id", &request.agreement_id);
    let on = f.date("on", &request.on);
    f.finish(|| Some((meta?, Command::EndAgreement { org: org?, agreement: agreement?, on: on? })))
}
