//! Requests about the erasure of persons.

use domain::backbone::{
    Command,
    command::{ApproveErasure, RequestErasure},
};

use super::{Parsed, words};
use crate::{Done, Fields, pb::backbone as pb};

/// RequestErasure.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_request_erasure(request: &pb::RequestErasureRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let subject = f.person("subject", &request.subject);
    let legal_basis = words::legal_basis(&mut f, "legal_basis", request.legal_basis);
    f.finish(|| {
        let command = RequestErasure { subject: subject?, legal_basis: legal_basis? };
        Some((meta?, Command::RequestErasure(command)))
    })
}

/// ApproveErasure.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_approve_erasure(request: &pb::ApproveErasureRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let first = f.uuid("request_id", &request.request_id);
    f.finish(|| Some((meta?, Command::ApproveErasure(ApproveErasure { request: first? }))))
}

/// The first act.
pub fn request_erasure_response(done: &Done) -> pb::RequestErasureResponse {
    pb::RequestErasureResponse { result: Some(done.into()), request_id: done.created("request") }
}
