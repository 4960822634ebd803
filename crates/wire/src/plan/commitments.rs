//! The commands about commitments and the lead, from their messages.

use domain::{plan::Command, text::Bound};

use super::words::{TermsFields, activity, role, terms};
use crate::{Fields, Malformed, Meta, pb::plan as pb};

/// What an organization takes upon itself.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_commit_organization(
    request: &pb::CommitOrganizationRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let fields = TermsFields {
        activity: &request.activity_id,
        org: &request.org,
        role: request.role,
        resources: request.resources.as_ref(),
        from: &request.from,
        to: &request.to,
    };
    let terms = terms(&mut f, &fields);
    f.finish(|| Some((meta?, Command::CommitOrganization(terms?))))
}

/// Other terms of a commitment.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_amend_commitment(request: &pb::AmendCommitmentRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let fields = TermsFields {
        activity: &request.activity_id,
        org: &request.org,
        role: request.role,
        resources: request.resources.as_ref(),
        from: &request.from,
        to: &request.to,
    };
    let terms = terms(&mut f, &fields);
    f.finish(|| Some((meta?, Command::AmendCommitment(terms?))))
}

/// A commitment ends before it is fulfilled.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_release_commitment(
    request: &pb::ReleaseCommitmentRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let org = f.org("org", &request.org);
    let role = role(&mut f, request.role);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let (org, role, reason) = (org?, role?, reason?);
        Some((meta?, Command::ReleaseCommitment { activity: activity?, org, role, reason }))
    })
}

/// A commitment was kept.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_fulfil_commitment(request: &pb::FulfilCommitmentRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let org = f.org("org", &request.org);
    let role = role(&mut f, request.role);
    f.finish(|| Some((meta?, Command::FulfilCommitment { activity: activity?, org: org?, role: role? })))
}

/// Another organization leads.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_transfer_lead(request: &pb::TransferLeadRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let to = f.org("to_org", &request.to_org);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| Some((meta?, Command::TransferLead { activity: activity?, to: to?, reason: reason? })))
}
