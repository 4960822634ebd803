//! The words of this context: closed lists and small values that commands, events and views share.
//!
//! Knows no rule. The variants stand in byte order of their words wherever a map is keyed by them, because a
//! stored map is in byte order. To add a word: a variant here, its twin in the proto file, its arm in `wire`.

use serde::{Deserialize, Serialize};

pub use crate::ids::ExternalRef;
use crate::{
    ids::{Slug, Uuid},
    meta::{ContextName, Scope},
};

/// What an assessment scores, from 0 (not at all) to 4 (fully).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Factor {
    BackboneCapacity,
    Champion,
    FunderAlignment,
    NeutralConvener,
    PriorCollaboration,
    ProblemComplexity,
    Resources,
    Scale,
    Urgency,
}

impl Factor {
    /// Every factor, in byte order of the words.
    pub const ALL: [Self; 9] = [
        Self::BackboneCapacity,
        Self::Champion,
        Self::FunderAlignment,
        Self::NeutralConvener,
        Self::PriorCollaboration,
        Self::ProblemComplexity,
        Self::Resources,
        Self::Scale,
        Self::Urgency,
    ];

    /// The factor's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BackboneCapacity => "backbone_capacity",
            Self::Champion => "champion",
            Self::FunderAlignment => "funder_alignment",
            Self::NeutralConvener => "neutral_convener",
            Self::PriorCollaboration => "prior_collaboration",
            Self::ProblemComplexity => "problem_complexity",
            Self::Resources => "resources",
            Self::Scale => "scale",
            Self::Urgency => "urgency",
        }
    }

    /// The factor with that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == text)
    }
}

/// How sure an assessor is of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

impl Confidence {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// What an assessment comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Collective impact fits the problem, and the ground is laid.
    Suitable,
    /// It fits, but champion, resources or urgency are missing.
    NotReady,
    /// A technical problem with a known answer.
    NotSuitable,
}

impl Verdict {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suitable => "suitable",
            Self::NotReady => "not_ready",
            Self::NotSuitable => "not_suitable",
        }
    }
}

/// What an initiative is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum FieldOfWork {
    Education,
    Health,
    Homelessness,
    Environment,
    CommunityDevelopment,
    Other,
}

impl FieldOfWork {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Education => "education",
            Self::Health => "health",
            Self::Homelessness => "homelessness",
            Self::Environment => "environment",
            Self::CommunityDevelopment => "community_development",
            Self::Other => "other",
        }
    }
}

/// What becomes of the commitments of an organization that leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenCommitments {
    /// Somebody else takes them over.
    Transfer,
    /// They are given up.
    Release,
}

impl OpenCommitments {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Release => "release",
        }
    }
}

/// On what right a person is erased: the grounds of article 17 (1) of the General Data Protection Regulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalBasis {
    /// The data are no longer needed for what they were collected for: (a).
    NoLongerNecessary,
    /// The person withdrew their consent: (b).
    ConsentWithdrawn,
    /// The person objects: (c).
    Objection,
    /// The data were processed unlawfully: (d).
    UnlawfulProcessing,
    /// Another law demands it: (e).
    LegalObligation,
}

/// What a backbone does for the others. Source: Turner, Merchant, Kania and Martin, "Understanding the Value of
/// Backbone Organizations in Collective Impact" (2012).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Function {
    AdvancePolicy,
    BuildPublicWill,
    EstablishSharedMeasurement,
    GuideVisionAndStrategy,
    MobilizeFunding,
    SupportAlignedActivities,
}

impl Function {
    /// Every function, in byte order of the words.
    pub const ALL: [Self; 6] = [
        Self::AdvancePolicy,
        Self::BuildPublicWill,
        Self::EstablishSharedMeasurement,
        Self::GuideVisionAndStrategy,
        Self::MobilizeFunding,
        Self::SupportAlignedActivities,
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AdvancePolicy => "advance_policy",
            Self::BuildPublicWill => "build_public_will",
            Self::EstablishSharedMeasurement => "establish_shared_measurement",
            Self::GuideVisionAndStrategy => "guide_vision_and_strategy",
            Self::MobilizeFunding => "mobilize_funding",
            Self::SupportAlignedActivities => "support_aligned_activities",
        }
    }
}

/// Where an initiative stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The hub knows it.
    Registered,
    /// Its readiness was scored.
    Assessed,
    /// It has begun.
    Launched,
    /// It has a common agenda, and members of three sectors.
    Organizing,
    /// It measures, acts, meets and governs itself.
    Sustaining,
    /// It has ended.
    Closed,
}

impl Phase {
    /// Every phase, in their order.
    pub const ALL: [Self; 6] =
        [Self::Registered, Self::Assessed, Self::Launched, Self::Organizing, Self::Sustaining, Self::Closed];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Assessed => "assessed",
            Self::Launched => "launched",
            Self::Organizing => "organizing",
            Self::Sustaining => "sustaining",
            Self::Closed => "closed",
        }
    }

    /// The phase with that word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == text)
    }
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In the currency's smallest unit.
    pub amount_minor: i64,
    /// Its code in ISO 4217.
    pub currency: String,
}

/// The decision an act rests on: a `ProposalDecided` or a `MeetingDecisionRecorded`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedBy {
    /// The context that decided: `agenda`.
    pub context: ContextName,
    /// The proposal or matter.
    pub id: Uuid,
}

/// The id of the aggregate a command begins: derived for an imported one with a name elsewhere, so that the
/// chunks of an import can refer to it; else the fresh one.
pub fn aggregate_id(scope: &Scope, aggregate: &str, external_ref: Option<&ExternalRef>) -> Uuid {
    match external_ref {
        Some(known) if scope.imported => known.derived_id(&scope.initiative, "backbone", aggregate),
        _ => scope.new_id,
    }
}

/// Whether a command goes to the initiative `hub`.
pub fn is_hub(initiative: &Slug) -> bool {
    initiative.as_str() == crate::meta::HUB
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_sort_by_their_stored_words() {
        let words = Factor::ALL.map(Factor::as_str);
        assert!(words.is_sorted());
        assert!(Factor::ALL.is_sorted());
        assert!(words.iter().all(|word| Factor::parse(word).is_some()));
    }
}
