//! What is asked of the membership of organizations.

use crate::{
    backbone::words::{DecidedBy, OpenCommitments},
    ids::{OrgId, PersonId, Uuid},
    private::Private,
};

/// Invites an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteOrganization {
    /// Which.
    pub org: OrgId,
}

/// Joins, for the caller's organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptInvitation {
    /// Who signs; the caller when none.
    pub signatory: Option<PersonId>,
}

/// The first act of a suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestSuspension {
    /// Whom.
    pub org: OrgId,
    /// Why.
    pub reason: Private,
}

/// Suspends a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspendMember {
    /// Whom.
    pub org: OrgId,
    /// The first act, by another person.
    pub request: Uuid,
    /// Why.
    pub reason: Private,
    /// The decision.
    pub decided_by: DecidedBy,
}

/// Ends a suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReinstateMember {
    /// Whose.
    pub org: OrgId,
}

/// Leaves, for the caller's organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveInitiative {
    /// Why.
    pub reason: Private,
    /// What becomes of its commitments.
    pub open_commitments: OpenCommitments,
}
