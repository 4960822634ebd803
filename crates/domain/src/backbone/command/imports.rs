//! What is asked of imports: two persons grant one, and its streams are made live.

use crate::{
    ids::{HolderId, OrgId, StreamId, Uuid},
    meta::ContextName,
    time::Timestamp,
};

/// The first act of an import grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestImport {
    /// Who is to import.
    pub holder: HolderId,
    /// For which organization.
    pub org: Option<OrgId>,
    /// What comes in, and where from.
    pub source: String,
    /// From when; now when none.
    pub from: Option<Timestamp>,
    /// Until before when.
    pub to: Timestamp,
}

/// Grants what was requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantImport {
    /// The first act, by another person.
    pub request: Uuid,
}

/// Makes an imported stream live, for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndImport {
    /// The context the stream is in.
    pub context: ContextName,
    /// The stream.
    pub stream: StreamId,
}
