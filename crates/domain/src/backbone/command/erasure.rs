//! What is asked of the erasure of a person.

use crate::{
    backbone::words::LegalBasis,
    ids::{PersonId, Uuid},
};

/// The first act of the erasure of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestErasure {
    /// Whom.
    pub subject: PersonId,
    /// On what right. A closed list, because this stays when the person is erased.
    pub legal_basis: LegalBasis,
}

/// Approves an erasure, as the second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApproveErasure {
    /// The first act, by another person.
    pub request: Uuid,
}

/// Says that every service has shredded. From the hub itself only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteErasure {
    /// Whom.
    pub subject: PersonId,
    /// The erasure that was approved.
    pub request: Uuid,
}
