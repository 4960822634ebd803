//! How measurements are laid out: tables, each with one value a row or several, of one release or another.
//!
//! A column is named by its header. Definitions and rules are written as they are stored. Where two releases say
//! something of the same period, the later one corrects the earlier.

use std::collections::BTreeMap;

use domain::{
    ids::Code,
    measurement::{
        definition::Definition,
        event::CorrectionReason,
        exchange,
        observation::ObsStatus,
        period::{Period, PeriodType},
        rule::RuleText,
    },
    time::Date,
};
use serde::Deserialize;

/// The measurements of a source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measurements {
    /// The day on which it was all recorded, submitted and published.
    pub recorded_on: Date,
    /// The day on which later releases corrected earlier ones; else the same.
    pub corrected_on: Option<Date>,
    /// What is measured.
    pub indicators: Vec<Indicator>,
    /// What is reported together.
    pub data_set: DataSet,
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

/// One table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableOf {
    /// Which release it is of, from 1.
    #[serde(default = "one")]
    pub release: u32,
    /// The column of the organization's code.
    pub organization: String,
    /// The column of the period.
    pub period: Option<String>,
    /// The period of all rows, where no column says it.
    pub fixed_period: Option<String>,
    /// The area of a row.
    pub area: Option<Area>,
    /// The columns that hold values.
    pub cells: Vec<Cell>,
    /// The columns that say a disaggregation's code, by the disaggregation.
    #[serde(default)]
    pub by: BTreeMap<Code, By>,
    /// What stands between thousands.
    #[serde(default)]
    pub thousands: String,
    /// What stands before the decimals; a comma only where it is said.
    #[serde(default = "point")]
    pub decimal: String,
    /// Words in place of a value, and the mark each means; an empty cell is no value at all.
    #[serde(default)]
    pub marks: BTreeMap<String, ObsStatus>,
    /// The column of flags, and the mark each means.
    pub flags: Option<Flags>,
}

/// The area of a row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its column.
    pub column: String,
    /// Only so many of its first characters.
    pub first: Option<usize>,
}

/// A column that holds values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// The column of the value.
    pub column: String,
    /// The indicator.
    pub indicator: Code,
    /// The codes of disaggregations.
    #[serde(default)]
    pub dims: BTreeMap<Code, Code>,
    /// The column above the line of a rate.
    pub numerator: Option<String>,
    /// The column below the line of a rate.
    pub denominator: Option<String>,
}

/// A column that says a disaggregation's code.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The column.
    pub column: String,
    /// The source's word, and the code it means.
    pub codes: BTreeMap<String, Code>,
    /// The words that mean the total.
    #[serde(default)]
    pub totals: Vec<String>,
}

/// A column of flags.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flags {
    /// The column.
    pub column: String,
    /// The flag, and the mark it means; an empty cell means none.
    pub marks: BTreeMap<String, ObsStatus>,
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

fn one() -> u32 {
    1
}

fn point() -> String {
    ".".to_owned()
}

impl DataSet {
    /// The period that a cell means: in one of the forms of exchange, or as a span of years.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn period(&self, cell: &str) -> Result<Period, String> {
        let of = self.period_type;
        let plain = exchange::parse(cell).filter(|period| period.is_of(of));
        plain.or_else(|| exchange::span(cell, of.first_month(), of)).ok_or_else(|| {
            format!("is `{cell}`; accepted is a period of {} that begins {}", of.as_iso8601(), of.begins_on())
        })
    }
}

impl TableOf {
    /// The decimal of a cell as the hub takes it.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn number(&self, cell: &str) -> Result<String, String> {
        let mut text = cell.trim().to_owned();
        if !self.thousands.is_empty() {
            text = text.replace(&self.thousands, "");
        }
        if self.decimal != "." {
            if text.contains('.') {
                return Err(format!("is `{cell}`; accepted are decimals with `{}`", self.decimal));
            }
            text = text.replace(&self.decimal, ".");
        }
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let is_number = !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && digits.bytes().filter(|b| *b == b'.').count() <= 1;
        let accepted =
            || format!("is `{cell}`; accepted are decimals such as 12{}50, or an empty cell", self.decimal);
        is_number.then_some(text).ok_or_else(accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(thousands: &str, decimal: &str) -> TableOf {
        let text =
            format!("organization = 'a'\ncells = []\nthousands = '{thousands}'\ndecimal = '{decimal}'");
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn numbers_are_read_as_the_mapping_says_they_are_written() {
        assert_eq!(table(",", ".").number("1,128").unwrap(), "1128");
        assert_eq!(table(".", ",").number(" 1.786.461,00 ").unwrap(), "1786461.00");
        assert_eq!(table("", ".").number("-0.1234567890123456").unwrap(), "-0.1234567890123456");
        for (mapping, cell) in [(table("", "."), "1,5"), (table("", ","), "1.5"), (table("", "."), "n/a")] {
            assert!(mapping.number(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_period_is_read_in_the_length_of_the_data_set() {
        let set = |of: &str| -> DataSet {
            toml::from_str(&format!(
                "code = 'A'\nperiod_type = '{of}'\ndue_after_days = 1\ncloses_after_days = 1"
            ))
            .unwrap()
        };
        assert_eq!(set("years").period("2017").unwrap().start.to_string(), "2017-01-01");
        assert_eq!(set("years_from_april").period("2010 to 2011").unwrap().start.to_string(), "2010-04-01");
        assert_eq!(set("two_years").period("2010 to 2011").unwrap().length.as_iso8601(), "P2Y");
        assert!(set("quarters").period("2017").is_err());
    }
}
