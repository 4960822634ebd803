//! What is asked before an initiative is launched, and the launch.

use std::collections::BTreeSet;

use crate::{
    backbone::words::{Confidence, DecidedBy, Factor},
    ids::{OrgId, Uuid},
    private::Private,
};

/// Begins an assessment of readiness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartAssessment {
    /// The organizations that score.
    pub assessors: BTreeSet<OrgId>,
}

/// Scores a factor for the caller's organization; a second score replaces the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreFactor {
    /// Which assessment.
    pub assessment: Uuid,
    /// Which factor.
    pub factor: Factor,
    /// From 0 (not at all) to 4 (fully).
    pub score: u8,
    /// What the score rests on; needed for 0 and 4.
    pub evidence: Option<Private>,
    /// How sure.
    pub confidence: Confidence,
}

/// Ends an assessment with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcludeAssessment {
    /// Which.
    pub assessment: Uuid,
}

/// The first act of a launch by waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestWaiver {
    /// Why.
    pub reason: Private,
}

/// Launches the initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaunchInitiative {
    /// On what.
    pub basis: Basis,
}

/// What a launch rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A suitable verdict.
    Assessment(Uuid),
    /// A decision to launch all the same.
    Waiver {
        /// The first act, by another person.
        request: Uuid,
        /// Why.
        reason: Private,
        /// The decision.
        decided_by: DecidedBy,
    },
}
