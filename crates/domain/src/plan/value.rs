//! Words of the plan that commands, events and states share.
//!
//! Knows no rule. To add a word: a variant, its text in `as_str`, its number in proto.

use serde::{Deserialize, Serialize};

pub use super::standing::{Span, Standing};

/// What an organization does in an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum CommitmentRole {
    Lead,
    Contribute,
    Fund,
    Advise,
}

impl CommitmentRole {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Contribute => "contribute",
            Self::Fund => "fund",
            Self::Advise => "advise",
        }
    }
}

/// What an organization brings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// Effort.
    pub minutes: Option<u64>,
    /// Money.
    pub money: Option<Money>,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In the smallest unit of the currency.
    pub amount_minor: u64,
    /// Three capital letters, as in ISO 4217.
    pub currency: String,
}

/// Whether a milestone is an event or a number to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum MilestoneKind {
    Milestone,
    Target,
}

impl MilestoneKind {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Milestone => "milestone",
            Self::Target => "target",
        }
    }
}

/// The number that a target is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetValue {
    /// An exact decimal.
    pub value: String,
    /// What it counts.
    pub unit: String,
}

/// How one activity stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum RelationKind {
    Precedes,
    Requires,
    Reinforces,
    Duplicates,
}

impl RelationKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Precedes, Self::Requires, Self::Reinforces, Self::Duplicates];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Precedes => "precedes",
            Self::Requires => "requires",
            Self::Reinforces => "reinforces",
            Self::Duplicates => "duplicates",
        }
    }

    /// Whether it says that one activity waits for the other, so that no cycle may be.
    pub fn orders(self) -> bool {
        matches!(self, Self::Precedes | Self::Requires)
    }
}
