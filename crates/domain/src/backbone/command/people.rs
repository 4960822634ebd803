//! What is asked of people and their roles.

use crate::{
    ids::{HolderId, OrgId, PersonId},
    meta::Role,
    private::Private,
    time::Timestamp,
};

/// Makes a person known to the initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterPerson {
    /// The pseudonym, where the person has one here already or the service drew one.
    pub person: Option<PersonId>,
    /// The name.
    pub name: Private,
    /// The e-mail address.
    pub email: Private,
    /// The person's organization.
    pub org: OrgId,
}

/// Changes what is known of a person; what is none stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdatePerson {
    /// Whom.
    pub person: PersonId,
    /// The name.
    pub name: Option<Private>,
    /// The e-mail address.
    pub email: Option<Private>,
}

/// Grants a role; in the hub `admin` and `auditor`, in an initiative the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRole {
    /// The account (in the hub), person (in an initiative) or service.
    pub holder: HolderId,
    /// The role.
    pub role: Role,
    /// The organization it is held for.
    pub org: Option<OrgId>,
    /// From when; now when none.
    pub from: Option<Timestamp>,
    /// Until before when; open when none.
    pub to: Option<Timestamp>,
}

/// Ends every grant of a role for an organization that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokeRole {
    /// Whose.
    pub holder: HolderId,
    /// The role.
    pub role: Role,
    /// The organization it is held for.
    pub org: Option<OrgId>,
    /// Why.
    pub reason: Option<Private>,
}
