//! What is asked of the charter.

use crate::{backbone::words::DecidedBy, private::Private, time::Date};

/// Adopts a charter, as it was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptCharter {
    /// SHA-256 of its file, lower hex.
    pub hash: String,
    /// The decision.
    pub decided_by: DecidedBy,
    /// The day of its next review.
    pub review_due: Date,
}

/// Says that the charter was reviewed and stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewCharter {
    /// The day of the next review.
    pub review_due: Date,
    /// What the review said.
    pub note: Option<Private>,
}
