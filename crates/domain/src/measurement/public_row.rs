//! Rows as the public sees them, and what a correction changed.
//!
//! Knows no rule of what is hidden. Frozen with the events that carry them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::observation::{Cell, Key, ObsStatus};
use crate::ids::Code;

/// Why published data were put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum CorrectionReason {
    LateData,
    Error,
    Method,
    BoundaryChange,
    SourceOmission,
}

impl CorrectionReason {
    /// Every reason.
    pub const ALL: [Self; 5] =
        [Self::LateData, Self::Error, Self::Method, Self::BoundaryChange, Self::SourceOmission];

    /// The word in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LateData => "late_data",
            Self::Error => "error",
            Self::Method => "method",
            Self::BoundaryChange => "boundary_change",
            Self::SourceOmission => "source_omission",
        }
    }
}

/// How a target is to be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// In a straight line.
    Linear,
    /// At once, when its period begins.
    Step,
}

/// A row of the public table. A hidden one says of what it is, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicRow {
    /// The indicator.
    pub indicator: Code,
    /// The area.
    pub area_code: Option<Code>,
    /// Disaggregation to code.
    pub dims: BTreeMap<Code, Code>,
    /// The decimal or the words; none where there is none or it is hidden.
    pub value: Option<String>,
    /// How sure; `suppressed` where it is hidden.
    pub obs_status: ObsStatus,
    /// Above the line of a rate.
    pub numerator: Option<String>,
    /// Below the line of a rate.
    pub denominator: Option<String>,
    /// Whether the hub hides it, so that nobody can be told apart.
    pub hidden: bool,
}

impl PublicRow {
    /// The row as the public may see it.
    pub fn new(key: &Key, cell: &Cell, hidden: bool) -> Self {
        let Key { indicator, area_code, dims } = key.clone();
        let (value, obs_status, numerator, denominator) = match hidden {
            true => (None, ObsStatus::Suppressed, None, None),
            false => {
                let Cell { value, obs_status, numerator, denominator } = cell.clone();
                (value, obs_status, numerator, denominator)
            }
        };
        Self { indicator, area_code, dims, value, obs_status, numerator, denominator, hidden }
    }

    /// Of what it is.
    pub fn key(&self) -> Key {
        Key { indicator: self.indicator.clone(), area_code: self.area_code.clone(), dims: self.dims.clone() }
    }

    /// What it says; none where it is hidden.
    pub fn cell(&self) -> Option<Cell> {
        let Self { value, obs_status, numerator, denominator, hidden, .. } = self.clone();
        (!hidden).then_some(Cell { value, obs_status, numerator, denominator })
    }
}

/// A value of a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The decimal or the words.
    pub value: Option<String>,
    /// How sure.
    pub obs_status: ObsStatus,
    /// Above the line of a rate.
    pub numerator: Option<String>,
    /// Below the line of a rate.
    pub denominator: Option<String>,
}

impl Reading {
    fn new(cell: &Cell) -> Self {
        let Cell { value, obs_status, numerator, denominator } = cell.clone();
        Self { value, obs_status, numerator, denominator }
    }

    /// The value and its mark.
    pub fn cell(&self) -> Cell {
        let Self { value, obs_status, numerator, denominator } = self.clone();
        Cell { value, obs_status, numerator, denominator }
    }
}

/// What a correction changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The indicator.
    pub indicator: Code,
    /// The area.
    pub area_code: Option<Code>,
    /// Disaggregation to code.
    pub dims: BTreeMap<Code, Code>,
    /// What stood there; none where nothing did.
    pub before: Option<Reading>,
    /// What is right.
    pub after: Reading,
}

impl Change {
    /// The change of one cell.
    pub fn new(key: &Key, before: Option<&Cell>, after: &Cell) -> Self {
        let Key { indicator, area_code, dims } = key.clone();
        Self { indicator, area_code, dims, before: before.map(Reading::new), after: Reading::new(after) }
    }

    /// Of what it is.
    pub fn key(&self) -> Key {
        Key { indicator: self.indicator.clone(), area_code: self.area_code.clone(), dims: self.dims.clone() }
    }
}
