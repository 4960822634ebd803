//! What is asked of the phases of an initiative.

use crate::{backbone::words::Phase, private::Private};

/// Steps on to the next phase, or back to an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePhase {
    /// To which.
    pub to: Phase,
    /// What shows that it is so, beside what the logs show.
    pub evidence: Vec<Private>,
    /// Why it steps back.
    pub reason: Option<Private>,
}

/// Ends the initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseInitiative {
    /// Why.
    pub reason: Private,
}
