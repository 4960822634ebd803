//! One value: of what it is, and how sure the source is of it.
//!
//! Knows no rules about values; those stand in `row`. Not collected is never zero.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::Code;

/// The mark on a value, in the sense of SDMX's OBS_STATUS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObsStatus {
    /// A: as measured.
    Normal,
    /// B: measured otherwise than before.
    Break,
    /// E: estimated.
    Estimated,
    /// P: to be revised.
    Provisional,
    /// M: should be there and is not.
    Missing,
    /// O: nobody collected it.
    NotCollected,
    /// S: the source holds it back.
    Suppressed,
}

impl ObsStatus {
    /// Every mark.
    pub const ALL: [Self; 7] = [
        Self::Normal,
        Self::Break,
        Self::Estimated,
        Self::Provisional,
        Self::Missing,
        Self::NotCollected,
        Self::Suppressed,
    ];

    /// The word in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Break => "break",
            Self::Estimated => "estimated",
            Self::Provisional => "provisional",
            Self::Missing => "missing",
            Self::NotCollected => "not_collected",
            Self::Suppressed => "suppressed",
        }
    }

    /// The letter in SDMX.
    pub fn as_sdmx(self) -> &'static str {
        match self {
            Self::Normal => "A",
            Self::Break => "B",
            Self::Estimated => "E",
            Self::Provisional => "P",
            Self::Missing => "M",
            Self::NotCollected => "O",
            Self::Suppressed => "S",
        }
    }

    /// The mark with that letter.
    pub fn parse_sdmx(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_sdmx() == letter)
    }

    /// Whether there is a value under this mark.
    pub fn has_value(self) -> bool {
        !matches!(self, Self::Missing | Self::NotCollected | Self::Suppressed)
    }
}

/// What a value is of, within one submission (data set, organization, period).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The indicator.
    pub indicator: Code,
    /// The area; none where the whole area of the initiative is meant.
    pub area_code: Option<Code>,
    /// Disaggregation to code; empty for the total.
    pub dims: BTreeMap<Code, Code>,
}

/// A value and its mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// A decimal at the indicator's scale, or text of a narrative indicator.
    pub value: Option<String>,
    /// How sure.
    pub obs_status: ObsStatus,
    /// Above the line of a rate, where the source says it.
    pub numerator: Option<String>,
    /// Below the line of a rate, where the source says it.
    pub denominator: Option<String>,
}

/// A key and its value, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The indicator.
    pub indicator: Code,
    /// The area.
    pub area_code: Option<Code>,
    /// Disaggregation to code.
    pub dims: BTreeMap<Code, Code>,
    /// A decimal at the indicator's scale, or text of a narrative indicator.
    pub value: Option<String>,
    /// How sure.
    pub obs_status: ObsStatus,
    /// Above the line of a rate: a decimal.
    pub numerator: Option<String>,
    /// Below the line of a rate: a decimal above zero, or zero where there is no value.
    pub denominator: Option<String>,
}

impl Observation {
    /// The two together.
    pub fn new(key: Key, cell: Cell) -> Self {
        let Key { indicator, area_code, dims } = key;
        let Cell { value, obs_status, numerator, denominator } = cell;
        Self { indicator, area_code, dims, value, obs_status, numerator, denominator }
    }

    /// The two apart.
    pub fn split(&self) -> (Key, Cell) {
        let key = Key {
            indicator: self.indicator.clone(),
            area_code: self.area_code.clone(),
            dims: self.dims.clone(),
        };
        let cell = Cell {
            value: self.value.clone(),
            obs_status: self.obs_status,
            numerator: self.numerator.clone(),
            denominator: self.denominator.clone(),
        };
        (key, cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_has_its_letter() {
        for status in ObsStatus::ALL {
            assert_eq!(ObsStatus::parse_sdmx(status.as_sdmx()), Some(status));
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.as_str()));
        }
    }
}
