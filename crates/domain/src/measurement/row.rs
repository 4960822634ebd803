//! One row of a recording: from the caller's text to a checked observation, or every reason why not.
//!
//! Knows no other row; keys taken twice and sums of partitions are checked in `submission` and `partition`.
//! To add a reason: a variant of [`RowReason`], a check here, a test.

use std::{collections::BTreeMap, fmt::Display};

use rust_decimal::Decimal;

use super::{
    State,
    command::Row,
    data_set::DataSet,
    definition::{Definition, ValueType},
    indicator,
    number::{self, BadNumber, MAX_DECIMALS},
    observation::{Cell, Key, ObsStatus, Observation},
    period::{Period, PeriodType},
    refusal::RowReason,
};
use crate::{
    decider::{BadRow, Streams},
    ids::Code,
    text::{self, Bound},
    time::Date,
};

/// A row that can be taken, as far as it can be told alone.
pub(super) struct Checked {
    /// The place in the command, from 1.
    pub number: u32,
    /// Of when.
    pub period: Period,
    /// Of what.
    pub key: Key,
    /// The value.
    pub cell: Cell,
}

impl Checked {
    /// As it is stored.
    pub fn observation(&self) -> Observation {
        Observation::new(self.key.clone(), self.cell.clone())
    }
}

/// What the rows of one recording are checked against.
pub(super) struct Against<'a> {
    pub streams: &'a Streams<State>,
    pub data_set: &'a DataSet,
    pub today: Date,
    /// Whether published values are put right: closed periods are open to that, and a value may be taken away.
    pub is_correction: bool,
}

/// The rows that can be taken as far as each can be told alone, by period; and what is wrong with the others.
pub(super) fn check_all<'a>(
    against: &Against,
    rows: impl Iterator<Item = (u32, &'a Row)>,
) -> (BTreeMap<Period, Vec<Checked>>, Vec<BadRow>) {
    let mut bad = Vec::new();
    let mut by_period: BTreeMap<Period, Vec<Checked>> = BTreeMap::new();
    for (number, row) in rows {
        match check(against, number, row) {
            Ok(row) => by_period.entry(row.period).or_default().push(row),
            Err(complaints) => bad.extend(complaints),
        }
    }
    (by_period, bad)
}

/// The period a row names; none when it is none.
pub(super) fn period(row: &Row) -> Option<Period> {
    let length = PeriodType::parse_iso8601(&row.period_length)?;
    let start: Date = row.period_start.parse().ok()?;
    // A datetime would be read as its date; there is one text for each day.
    (start.to_string() == row.period_start).then_some(Period { start, length })
}

/// The indicator a row names; none when it is no code.
pub(super) fn indicator_of(row: &Row) -> Option<Code> {
    row.indicator.parse().ok()
}

/// What a caller wrote, cut short for a message.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

/// One complaint about one row.
pub(super) fn bad(number: u32, column: &'static str, reason: RowReason, message: impl Display) -> BadRow {
    BadRow { row: number, column: column.into(), reason: reason.as_str(), message: message.to_string() }
}

/// The row, or every reason why it is not taken.
fn check(against: &Against, number: u32, row: &Row) -> Result<Checked, Vec<BadRow>> {
    let mut complaints = Vec::new();
    let mut say = |column, reason, message: String| complaints.push(bad(number, column, reason, message));
    let period = period_of(against, row).map_err(|(reason, message)| say("period", reason, message));
    let area = area_of(row).map_err(|message| say("area_code", RowReason::UnknownCode, message));
    let definition =
        definition_of(against, row).map_err(|message| say("indicator", RowReason::UnknownCode, message)).ok();
    let known = definition.map(|(code, definition)| {
        let dims = dims_of(definition, row).map_err(|message| say("dims", RowReason::DimUnknown, message));
        let cell = cell_of(definition, row, against.is_correction)
            .map_err(|Complaint { column, reason, message }| say(column, reason, message));
        (code, dims, cell)
    });
    match (period, area, known) {
        (Ok(period), Ok(area_code), Some((indicator, Ok(dims), Ok(cell)))) => {
            Ok(Checked { number, period, key: Key { indicator, area_code, dims }, cell })
        }
        _ => Err(complaints),
    }
}

fn period_of(against: &Against, row: &Row) -> Result<Period, (RowReason, String)> {
    let expected = against.data_set.period_type;
    let (length, begins) = (expected.as_iso8601(), expected.begins_on());
    let fitting = period(row).filter(|period| period.is_of(expected));
    let Some(period) = fitting else {
        let message = format!("accepted is a period of {length} that begins {begins}");
        return Err((RowReason::PeriodMisaligned, message));
    };
    if period.start > against.today {
        let message = format!("the period begins on {}; accepted are periods that have begun", period.start);
        return Err((RowReason::PeriodInFuture, message));
    }
    let open_until = period.open_until(against.data_set.closes_after_days);
    if open_until < against.today && !against.is_correction {
        let message = format!("the period closed; values were taken until {open_until}");
        return Err((RowReason::PeriodClosed, message));
    }
    Ok(period)
}

fn area_of(row: &Row) -> Result<Option<Code>, String> {
    row.area_code
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|error: crate::ids::NotAnId| error.to_string())
}

fn definition_of<'a>(against: &Against<'a>, row: &Row) -> Result<(Code, &'a Definition), String> {
    let code = row.indicator.parse::<Code>().map_err(|error| error.to_string())?;
    let found = against.streams.get(&indicator::stream(&code)).indicator();
    match found.filter(|_| against.data_set.indicators.contains(&code)) {
        Some(indicator) if is_after(indicator.last_period(), row) => {
            Err(format!("`{code}` was retired; accepted are periods up to its last"))
        }
        Some(indicator) => {
            let of_now = || indicator.definition();
            Ok((code, period(row).map_or_else(of_now, |period| indicator.definition_of(period))))
        }
        None => Err(format!("`{code}` is no indicator of the data set; accepted are those it names")),
    }
}

fn is_after(last: Option<Period>, row: &Row) -> bool {
    last.zip(period(row)).is_some_and(|(last, of)| of.start > last.start)
}

fn dims_of(definition: &Definition, row: &Row) -> Result<BTreeMap<Code, Code>, String> {
    let mut dims = BTreeMap::new();
    for (dim, code) in &row.dims {
        let shown = shown(dim);
        let Some(known) = definition.dims.iter().find(|known| known.code.as_str() == dim) else {
            return Err(format!(
                "the indicator has no disaggregation `{shown}`; accepted are those it defines"
            ));
        };
        let Some(code) = known.codes.iter().find(|known| known.as_str() == code) else {
            return Err(format!("`{shown}` has no such code; accepted are the codes it defines"));
        };
        if dims.insert(known.code.clone(), code.clone()).is_some() {
            return Err(format!("`{shown}` is named twice; accepted is one code of each"));
        }
    }
    Ok(dims)
}

struct Complaint {
    column: &'static str,
    reason: RowReason,
    message: String,
}

fn complaint<T>(column: &'static str, reason: RowReason, message: impl Display) -> Result<T, Complaint> {
    Err(Complaint { column, reason, message: message.to_string() })
}

fn cell_of(definition: &Definition, row: &Row, is_correction: bool) -> Result<Cell, Complaint> {
    let is_taken_away = is_correction && row.value.is_none();
    let numerator = part_of("numerator", row.numerator.as_deref())?;
    let denominator = part_of("denominator", row.denominator.as_deref())?;
    // A rate of nobody is none: an empty value beside a denominator of zero is a gap like any other.
    let is_of_nobody = row.value.is_none()
        && denominator.is_some_and(|number| number.is_zero())
        && numerator.is_none_or(|number| number.is_zero());
    let silent = if is_taken_away || is_of_nobody { ObsStatus::Missing } else { ObsStatus::Normal };
    let obs_status = row.obs_status.unwrap_or(silent);
    let value = match (&row.value, obs_status.has_value()) {
        (Some(text), true) => Some(value_of(definition, text)?),
        (None, false) => None,
        (Some(_), false) => {
            let message =
                "a value that is missing, not collected or suppressed is left empty, also when it is 0";
            return complaint("obs_status", RowReason::StatusNeedsNoValue, message);
        }
        (None, true) => {
            let message = "the value is empty; accepted is a value, or the status missing, not_collected or \
                suppressed";
            return complaint("value", RowReason::WrongType, message);
        }
    };
    if denominator.is_some_and(|number| number <= Decimal::ZERO) && !is_of_nobody {
        let message = "accepted is a decimal above zero, or zero of nothing beside an empty value";
        return complaint("denominator", RowReason::WrongType, message);
    }
    let stored = |number: Option<Decimal>| number.map(|number| number.normalize().to_string());
    Ok(Cell { value, obs_status, numerator: stored(numerator), denominator: stored(denominator) })
}

fn value_of(definition: &Definition, text: &str) -> Result<String, Complaint> {
    if definition.value_type == ValueType::Narrative {
        return text::required(text, Bound::Title)
            .or_else(|error| complaint("value", RowReason::WrongType, format!("the narrative {error}")));
    }
    let number = read("value", text, definition.decimals)?;
    if definition.value_type == ValueType::Count && number < Decimal::ZERO {
        return complaint("value", RowReason::NegativeCount, "accepted is a count of 0 or more");
    }
    let is_over = definition.value_type == ValueType::Percent && number > Decimal::ONE_HUNDRED;
    if is_over && !definition.may_exceed_100 {
        return complaint("value", RowReason::PercentOver100, "accepted is a percentage up to 100");
    }
    let message = "accepted is a decimal of at most 28 digits at the indicator's scale";
    number::stored(number, definition.decimals)
        .map_or_else(|| complaint("value", RowReason::WrongType, message), Ok)
}

fn part_of(column: &'static str, text: Option<&str>) -> Result<Option<Decimal>, Complaint> {
    text.map(|text| read(column, text, MAX_DECIMALS)).transpose()
}

fn read(column: &'static str, text: &str, decimals: u8) -> Result<Decimal, Complaint> {
    match number::parse(text, decimals) {
        Ok(number) => Ok(number),
        Err(BadNumber::NotADecimal) => {
            let message = "accepted is a decimal of at most 28 digits such as 12.50";
            complaint(column, RowReason::WrongType, message)
        }
        Err(BadNumber::TooManyDecimals) => {
            let message = format!("accepted are at most {decimals} digits after the point");
            complaint(column, RowReason::TooManyDecimals, message)
        }
    }
}
