//! Requests about membership.

use domain::{
    backbone::{
        Command,
        command::{
            AcceptInvitation, InviteOrganization, LeaveInitiative, ReinstateMember, RequestSuspension,
            SuspendMember,
        },
    },
    text::Bound,
};

use super::{Parsed, words};
use crate::{Fields, pb::backbone as pb};

/// InviteOrganization.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_invite_organization(request: &pb::InviteOrganizationRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    f.finish(|| Some((meta?, Command::InviteOrganization(InviteOrganization { org: org? }))))
}

/// AcceptInvitation.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_accept_invitation(request: &pb::AcceptInvitationRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let signatory = f.optional("signatory", &request.signatory, Fields::person);
    f.finish(|| Some((meta?, Command::AcceptInvitation(AcceptInvitation { signatory: signatory? }))))
}

/// RequestSuspension.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_request_suspension(request: &pb::RequestSuspensionRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let command = RequestSuspension { org: org?, reason: reason? };
        Some((meta?, Command::RequestSuspension(command)))
    })
}

/// SuspendMember.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_suspend_member(request: &pb::SuspendMemberRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    let first = f.uuid("request_id", &request.request_id);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    let decided_by = words::decided_by(&mut f, request.decided_by.as_ref());
    f.finish(|| {
        let command = SuspendMember { org: org?, request: first?, reason: reason?, decided_by: decided_by? };
        Some((meta?, Command::SuspendMember(command)))
    })
}

/// ReinstateMember.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_reinstate_member(request: &pb::ReinstateMemberRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let org = f.org("organization_id", &request.organization_id);
    f.finish(|| Some((meta?, Command::ReinstateMember(ReinstateMember { org: org? }))))
}

/// LeaveInitiative.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_leave_initiative(request: &pb::LeaveInitiativeRequest) -> Parsed {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let reason = f.private("reason", &request.reason, Bound::Reason);
    let open_commitments = words::open_commitments(&mut f, "open_commitments", request.open_commitments);
    f.finish(|| {
        let command = LeaveInitiative { reason: reason?, open_commitments: open_commitments? };
        Some((meta?, Command::LeaveInitiative(command)))
    })
}
