//! Commands about what was recorded: handing in, giving back, approving, publishing, broken rules, stories, agreements.

use domain::{
    measurement::{
        Command,
        agreement::Agreement,
        command::{TellStory, ViolationRef},
        decided::Submissions,
    },
    text::Bound,
};

use super::{
    periods::{parse_period, parse_periods},
    words::parse_key,
};
use crate::{Done, Fields, Malformed, Meta, pb::measurement as pb};

/// The most cells that are returned at once: what one record holds of long keys.
const MAX_CELLS: usize = 200;
/// The most purposes, and next steps.
const MAX_TITLES: usize = 20;
/// The most data sets of one agreement.
const MAX_DATA_SETS: usize = 100;
/// A hundred years.
const MAX_MONTHS: u32 = 1_200;
/// The highest number of a rule or revision that is read; how many there are is for the rules.
const MAX_NUMBER: u32 = 1_000_000;

/// Of the second person's commands the organization is said: the first acts are found by it.
fn named(f: &mut Fields, data_set: &str, org: &str, periods: &[pb::Period]) -> Option<Submissions> {
    let data_set = f.code("data_set", data_set);
    let org = f.org("org", org);
    let periods = parse_periods(f, periods);
    Some(Submissions { data_set: data_set?, org: Some(org?), periods: periods? })
}

/// Drafts are handed in.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_submit_data(request: &pb::SubmitDataRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let data_set = f.code("data_set", &request.data_set);
    let org = f.optional("org", &request.org, Fields::org);
    let periods = parse_periods(&mut f, &request.periods);
    let attestation = f.optional_reason("attestation", &request.attestation);
    f.finish(|| {
        let of = Submissions { data_set: data_set?, org: org?, periods: periods? };
        Some((meta?, Command::SubmitData { of, attestation: attestation? }))
    })
}

/// Data are given back.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_return_data(request: &pb::ReturnDataRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let of = named(&mut f, &request.data_set, &request.org, &request.periods);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    let cells = f.each("cells", &request.cells, 0..=MAX_CELLS, parse_key);
    f.finish(|| Some((meta?, Command::ReturnData { of: of?, reason: reason?, cells: cells? })))
}

/// Data are found right.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_approve_data(request: &pb::ApproveDataRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let of = named(&mut f, &request.data_set, &request.org, &request.periods);
    f.finish(|| Some((meta?, Command::ApproveData(of?))))
}

/// Data are made public.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_publish_data(request: &pb::PublishDataRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let of = named(&mut f, &request.data_set, &request.org, &request.periods);
    f.finish(|| Some((meta?, Command::PublishData(of?))))
}

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
