//! What an indicator measures: its definition, word by word as domain.md names it.
//!
//! Knows no values. To add a property: a field here, in the message and in its parser; a stored definition
//! never changes its shape, so that takes a new event version.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::period::PeriodType;
use crate::ids::{Code, ExternalRef};

/// The smallest cell that the public table shows, where the definition does not say.
pub const DEFAULT_MIN_CELL: u32 = 10;
/// The most disaggregations of one indicator; each multiplies the cells.
pub const MAX_DIMS: usize = 4;

/// The definition of an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Its name, a title.
    pub name: String,
    /// Whether a whole population or a programme's own work is measured.
    pub level: Level,
    /// The question of Results-Based Accountability it answers.
    pub rba: Option<Rba>,
    /// Where it stands in the chain of results.
    pub result_type: ResultType,
    /// What its values are.
    pub value_type: ValueType,
    /// What is counted, such as `people` or `EUR`.
    pub unit: String,
    /// Digits after the point, 0 to 18.
    pub decimals: u8,
    /// Which way is better.
    pub direction: Direction,
    /// What is counted above the line of a rate.
    pub numerator: Option<String>,
    /// What is counted below the line of a rate.
    pub denominator: Option<String>,
    /// How values of several areas or organizations become one.
    pub aggregation: Aggregation,
    /// Whether a value is of a moment or of a stretch of time.
    pub stock_or_flow: StockOrFlow,
    /// Whether a percentage may pass 100.
    pub may_exceed_100: bool,
    /// Disaggregations, in byte order of their codes.
    pub dims: Vec<Dim>,
    /// How long its periods are.
    pub period_type: PeriodType,
    /// The agenda's goals it measures.
    pub goals: BTreeSet<Code>,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
    /// Cells below this number are hidden from the public.
    pub min_cell: u32,
    /// Whether the public sees a zero; it does not where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero_is_public: Option<bool>,
    /// What a ratio is told for: 1,000 where it counts cases per 1,000 people; none means 1. A percent is told for 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<u32>,
}

impl Definition {
    /// Whether the public sees a zero.
    pub fn is_zero_public(&self) -> bool {
        self.zero_is_public == Some(true)
    }

    /// Whether several values become one as a mean of numerators over denominators.
    pub fn is_mean(&self) -> bool {
        self.aggregation == Aggregation::WeightedMean || self.value_type.is_rate()
    }
}

/// One disaggregation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dim {
    /// Its code, such as `SHELTER`.
    pub code: Code,
    /// The codes a value may have in it.
    pub codes: BTreeSet<Code>,
    /// Whether its codes add up to the total, without overlap or remainder.
    pub partition: bool,
}

/// Whose condition is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of Results-Based Accountability")]
pub enum Level {
    Population,
    Performance,
}

/// The three questions of Results-Based Accountability (Friedman, "Trying Hard Is Not Good Enough").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of Results-Based Accountability")]
pub enum Rba {
    HowMuch,
    HowWell,
    BetterOff,
}

/// Where in the chain of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ResultType {
    Output,
    Outcome,
    Impact,
}

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ValueType {
    Count,
    Ratio,
    Percent,
    Money,
    DurationDays,
    Index,
    Narrative,
}

impl ValueType {
    /// Whether values are rates of something, which no sum makes sense of.
    pub fn is_rate(self) -> bool {
        matches!(self, Self::Ratio | Self::Percent | Self::Index)
    }

    /// Whether parts add up to a whole.
    pub fn adds_up(self) -> bool {
        matches!(self, Self::Count | Self::Money | Self::DurationDays)
    }
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Direction {
    Up,
    Down,
    Keep,
}

/// How several values become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// Added up.
    Sum,
    /// The sum of numerators over the sum of denominators.
    WeightedMean,
    /// The value of the last period; areas and organizations are added up.
    Latest,
    /// Not at all.
    None,
}

/// Whether a value is of a moment or of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum StockOrFlow {
    Stock,
    Flow,
}
