//! What is asked of the hub itself: its organizations, initiatives and keys.

use std::collections::BTreeSet;

use crate::{
    backbone::words::{ExternalRef, FieldOfWork},
    facts::Sector,
    ids::{AccountId, Code, HolderId, OrgId, Slug, Uuid},
    meta::Role,
    time::{Date, Timestamp},
};

/// Makes an organization known to the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterOrganization {
    /// Its code, unique in the hub.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// Its sector.
    pub sector: Sector,
    /// Its name in another system.
    pub external_ref: Option<ExternalRef>,
}

/// Gives an organization another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameOrganization {
    /// Which.
    pub org: OrgId,
    /// The new name.
    pub name: String,
    /// The first day of the new name.
    pub from: Date,
}

/// Says that an organization went into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SucceedOrganization {
    /// The one that ends.
    pub org: OrgId,
    /// The one that goes on.
    pub into: OrgId,
    /// The first day of that.
    pub on: Date,
}

/// Makes an initiative known to the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterInitiative {
    /// Its slug, unique in the hub.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// The problem it takes on.
    pub problem: String,
    /// What it is about.
    pub field: FieldOfWork,
    /// Where.
    pub area: String,
    /// The organization that convenes it, a member from the start.
    pub convener: OrgId,
}

/// Makes the first admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteSetup {
    /// SHA-256 of the admin's key, lower hex.
    pub key_hash: String,
    /// The end of the key's life.
    pub expires_at: Timestamp,
}

/// Mints a key for an account or a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MintKey {
    /// The account or service.
    pub holder: HolderId,
    /// SHA-256 of the key, lower hex.
    pub hash: String,
    /// The roles the key is narrowed to; none: all that its holder has.
    pub roles: BTreeSet<Role>,
    /// The initiative the key opens and no other; none: wherever its holder acts.
    pub initiative: Option<Slug>,
    /// The end of its life.
    pub expires_at: Timestamp,
}

/// Ends a key at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokeKey {
    /// Which.
    pub key: Uuid,
}

/// The account a key is minted for, when it is one.
pub fn account_of(holder: &HolderId) -> Option<AccountId> {
    holder.as_str().parse().ok()
}
