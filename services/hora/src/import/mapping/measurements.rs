//! How measurements are laid out: what is measured, what is reported together, and the tables with the values.
//!
//! A column is named by its header. Where two releases say something of the same period, the later one corrects the
//! earlier. Definitions have the fields of a stored definition; those that most leave as they are may be left out.
//! `layout.rs` has the tables, `number.rs` and `periods.rs` read cells, `check.rs` finds what contradicts itself.

mod check;
pub mod define;
mod layout;
mod number;
mod periods;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use domain::{
    ids::Code,
    measurement::{definition::Definition, event::CorrectionReason, period::PeriodType, rule::RuleText},
    time::Date,
};
use serde::Deserialize;

pub use layout::{Area, By, Cell, CodesOf, IndicatorBy, TableOf, Where};

/// The measurements of a source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measurements {
    /// The day on which it was all recorded, submitted and published.
    pub recorded_on: Date,
    /// The day on which later releases corrected earlier ones; else the same.
    pub corrected_on: Option<Date>,
    /// What is measured, as far as no table says it.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// What is reported together.
    pub data_sets: Vec<DataSet>,
    /// What the organizations share, and until when.
    pub agreement: Agreement,
    /// The tables, by the names that files are given under.
    pub tables: BTreeMap<String, TableOf>,
    /// Why later releases differ.
    pub corrections: Option<Corrections>,
    /// Why rules are broken, where they are.
    pub explanation: Option<String>,
}

/// An indicator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code.
    pub code: Code,
    /// What it measures.
    #[serde(deserialize_with = "define::written")]
    pub definition: Definition,
}

/// A data set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// Its code.
    pub code: Code,
    /// How long its periods are.
    pub period_type: PeriodType,
    /// Its indicators; else all of that period type which no other data set names.
    pub indicators: Option<Vec<Code>>,
    /// Days after a period's last day.
    pub due_after_days: u32,
    /// Days after a period's last day.
    pub closes_after_days: u32,
    /// What must agree.
    #[serde(default)]
    pub rules: Vec<RuleText>,
}

/// The agreement that every organization signs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What for.
    pub purposes: Vec<String>,
    /// How long the data may be kept after it.
    pub retention_months: u32,
}

/// Why later releases differ.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    /// Of values that read otherwise.
    pub changed: CorrectionReason,
    /// Of values that are gone.
    pub removed: CorrectionReason,
    /// Of single organizations, by the source's code.
    #[serde(default)]
    pub of: BTreeMap<String, CorrectionReason>,
}

impl Measurements {
    /// The data set of an indicator.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn data_set_of(&self, code: &Code, period_type: PeriodType) -> Result<&DataSet, String> {
        let names_it = |set: &&DataSet| set.indicators.as_ref().is_some_and(|named| named.contains(code));
        let takes_it = |set: &&DataSet| set.indicators.is_none() && set.period_type == period_type;
        let found = self.data_sets.iter().find(names_it);
        found.or_else(|| self.data_sets.iter().find(takes_it)).ok_or_else(|| {
            let word = period_type.as_str();
            format!("`{code}` of {word} is in no data set; accepted is an entry of data_sets of {word}")
        })
    }
}
