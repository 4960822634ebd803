//! Periods as sources write them: in one column or several, in words, as days, as spans of years.

use domain::{
    measurement::{
        exchange,
        period::{Period, PeriodType},
    },
    time::Date,
};

use super::{DataSet, TableOf, Where};

/// The period of that length that a cell means: in one of the forms of exchange, as its first day, or as a span of
/// years.
fn period(cell: &str, of: PeriodType) -> Option<Period> {
    let plain = exchange::parse(cell).filter(|period| period.is_of(of));
    plain.or_else(|| first_day(cell.parse().ok()?, of)).or_else(|| exchange::span(cell, of.first_month(), of))
}

fn first_day(start: Date, of: PeriodType) -> Option<Period> {
    let period = Period { start, length: of.length() };
    period.is_of(of).then_some(period)
}

impl DataSet {
    /// The period that a cell of a table means.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn period(&self, cell: &str, table: &TableOf) -> Result<Period, String> {
        let of = self.period_type;
        let found = match &table.period_format {
            Some(format) => Date::strptime(format, cell).ok().and_then(|start| first_day(start, of)),
            None => period(cell, of),
        };
        found.ok_or_else(|| {
            format!(
                "is `{cell}`; the data set {} takes a period of {} that begins {}; rows of another length go to a table \
                 of their own (`where = [{{ column = .., period = \"two_years\" }}]`) and to indicators of that length",
                self.code,
                of.as_iso8601(),
                of.begins_on()
            )
        })
    }
}

impl Where {
    /// Whether a row with that cell is meant.
    pub fn holds(&self, cell: &str) -> bool {
        let is_one = self.is.is_empty() || self.is.iter().any(|word| word == cell);
        let is_of = self.period.is_none_or(|of| period(cell, of).is_some());
        is_one && is_of && !self.is_not.iter().any(|word| word == cell)
    }
}
