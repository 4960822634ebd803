//! Commands about what was recorded: handing in, giving back, approving, publishing.

use domain::{
    measurement::{Command, decided::Submissions},
    text::Bound,
};

use super::{periods::parse_periods, words::parse_key};
use crate::{Fields, Malformed, Meta, pb::measurement as pb};

/// The most cells that are returned at once: what one record holds of long keys.
const MAX_CELLS: usize = 200;

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

/// Data are given up.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_abandon_data(request: &pb::AbandonDataRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let data_set = f.code("data_set", &request.data_set);
    let org = f.optional("org", &request.org, Fields::org);
    let periods = parse_periods(&mut f, &request.periods);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let of = Submissions { data_set: data_set?, org: org?, periods: periods? };
        Some((meta?, Command::AbandonData { of, reason: reason? }))
    })
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
