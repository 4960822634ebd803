//! One value of many: sums, weighted means and last values, and what may never be added up.
//!
//! Flows are added over periods, stocks never; rates never at all: a mean is the sum of numerators over the sum of
//! denominators. Exact: nothing is rounded here but by [`shown`], and what is beyond 28 digits is said to be. Nothing
//! is put together over a break of the series. Knows no table; which rows stand for a total is `by_code`.

mod by_code;
mod exact;

use rust_decimal::Decimal;

pub use self::{
    by_code::{CodeRow, Dims, MadeOf, made_of},
    exact::Exact,
};
use super::{
    definition::{Aggregation, Definition, StockOrFlow},
    period::Period,
    suppression::share_of,
};

/// What is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Areas, organizations or codes, of one period.
    Places,
    /// Periods of one place.
    Periods,
}

/// One of the many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Of when.
    pub period: Period,
    /// The value.
    pub value: Option<Exact>,
    /// Above the line of a rate.
    pub numerator: Option<Exact>,
    /// Below the line of a rate.
    pub denominator: Option<Exact>,
}

impl Part {
    /// The part in stored texts.
    pub fn read(
        period: Period,
        value: Option<&str>,
        numerator: Option<&str>,
        denominator: Option<&str>,
    ) -> Self {
        let number =
            |text: Option<&str>| text.and_then(|text| Decimal::from_str_exact(text).ok()).map(Exact::of);
        Self { period, value: number(value), numerator: number(numerator), denominator: number(denominator) }
    }
}

/// The parts of one period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Every part that may be seen.
    pub parts: Vec<Part>,
    /// Whether each is a figure as it was reported, not one code of it.
    pub are_own_rows: bool,
    /// How many parts may not be seen, and so are not in it.
    pub hidden: u32,
}

/// One value over places: of a single part, reported as it is, it is that part's.
///
/// # Errors
/// Why there is none.
pub fn over_places(definition: &Definition, places: &Places) -> Result<Exact, NoValue> {
    let found = match &places.parts[..] {
        [] => Err(NoValue::Nothing),
        [one] if places.are_own_rows => one.value.ok_or(NoValue::Nothing),
        parts => combine(definition, Over::Places, parts),
    };
    if found == Err(NoValue::Nothing) && places.hidden > 0 { Err(NoValue::Hidden) } else { found }
}

/// One value over periods, of all the parts of each; `breaks` are the periods from which on values cannot be compared
/// with those before.
///
/// # Errors
/// Why there is none. A period without any value is left out; one that has no value for another reason is that reason.
pub fn over_periods(
    definition: &Definition,
    periods: &[(Period, Places)],
    breaks: &[Period],
) -> Result<Exact, NoValue> {
    let one = |(period, places): &(Period, Places)| match over_places(definition, places) {
        Ok(value) => {
            Ok(Some(Part { period: *period, value: Some(value), numerator: None, denominator: None }))
        }
        Err(NoValue::Nothing) => Ok(None),
        Err(none) => Err(none),
    };
    if definition.aggregation == Aggregation::Latest {
        let latest = periods.iter().rev().find_map(|period| one(period).transpose());
        return latest.unwrap_or(Err(NoValue::Nothing))?.value.ok_or(NoValue::Nothing);
    }
    let there = || periods.iter().filter(|(_, places)| places.parts.iter().any(|part| part.value.is_some()));
    let ends = there().next().zip(there().next_back());
    let is_between = |at: &&Period| {
        ends.is_some_and(|((first, _), (last, _))| first.start < at.start && at.start <= last.start)
    };
    if let Some(at) = breaks.iter().find(is_between) {
        return Err(NoValue::BreaksAt(*at));
    }
    if definition.aggregation == Aggregation::WeightedMean {
        // Each period's own mean is asked for too, so that what stands in its way is not left out.
        for period in periods {
            one(period)?;
        }
        let all: Vec<Part> = periods.iter().flat_map(|(_, places)| places.parts.iter().cloned()).collect();
        return combine(definition, Over::Periods, &all);
    }
    let each = periods.iter().filter_map(|period| one(period).transpose()).collect::<Result<Vec<_>, _>>()?;
    combine(definition, Over::Periods, &each)
}

/// Why there is no one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoValue {
    /// A stock over periods.
    #[error("a stock is not added up over periods; ask for one period")]
    StockOverPeriods,
    /// A rate without what it is made of.
    #[error("a rate is put together from numerators and denominators, and one of them is not there")]
    RateWithoutParts,
    /// The indicator says so.
    #[error("the indicator is not put together; ask for single values")]
    NotPutTogether,
    /// Values before and after cannot be compared.
    #[error(
        "the series breaks at {} {}; ask for periods before it or from it on",
        .0.start, .0.length.as_iso8601()
    )]
    BreaksAt(Period),
    /// The public may not see it.
    #[error("what it would be made of is hidden from the public")]
    Hidden,
    /// There is nothing.
    #[error("there is no value")]
    Nothing,
    /// The numerators over the denominators are told for another number than the values.
    #[error(
        "a value is far from its numerator over its denominator; a ratio told for more than one says so in its \
         definition: `per`"
    )]
    PartsOtherwise,
    /// Beyond 28 digits.
    #[error("the value is too large: it has more than 28 digits")]
    TooLarge,
}

/// The one value of the parts.
///
/// # Errors
/// Why there is none.
pub fn combine(definition: &Definition, over: Over, parts: &[Part]) -> Result<Exact, NoValue> {
    match (definition.aggregation, over) {
        (Aggregation::None, _) => Err(NoValue::NotPutTogether),
        (Aggregation::WeightedMean, _) => weighted_mean(definition, parts),
        (Aggregation::Latest, Over::Periods) => {
            let there = parts.iter().filter(|part| part.value.is_some());
            there.max_by_key(|part| part.period.start).and_then(|part| part.value).ok_or(NoValue::Nothing)
        }
        (_, _) if definition.value_type.is_rate() => weighted_mean(definition, parts),
        (Aggregation::Sum, Over::Periods) if definition.stock_or_flow == StockOrFlow::Stock => {
            Err(NoValue::StockOverPeriods)
        }
        (Aggregation::Sum, _) | (Aggregation::Latest, Over::Places) => {
            if !definition.value_type.adds_up() {
                return Err(NoValue::NotPutTogether);
            }
            sum(parts.iter().filter_map(|part| part.value))
        }
    }
}

fn sum(numbers: impl Iterator<Item = Exact>) -> Result<Exact, NoValue> {
    let mut total: Option<Exact> = None;
    for number in numbers {
        total = Some(match total {
            Some(total) => total.plus(number).ok_or(NoValue::TooLarge)?,
            None => number,
        });
    }
    total.ok_or(NoValue::Nothing)
}

fn weighted_mean(definition: &Definition, parts: &[Part]) -> Result<Exact, NoValue> {
    let there: Vec<&Part> = parts.iter().filter(|part| part.value.is_some()).collect();
    if there.is_empty() {
        return Err(NoValue::Nothing);
    }
    let all = |of: fn(&Part) -> Option<Exact>| {
        there.iter().map(|part| of(part)).collect::<Option<Vec<_>>>().ok_or(NoValue::RateWithoutParts)
    };
    let share = share_of(definition).map(Exact::of);
    if share.is_some_and(|share| there.iter().any(|part| is_otherwise(definition, part, share))) {
        return Err(NoValue::PartsOtherwise);
    }
    let above = sum(all(|part| part.numerator)?.into_iter())?;
    let below = sum(all(|part| part.denominator)?.into_iter())?;
    let mean = above.over(below).and_then(|mean| share.map_or(Some(mean), |share| mean.times(share)));
    mean.ok_or(NoValue::TooLarge)
}

/// The value as it is shown: with the indicator's decimals, half to even.
///
/// # Errors
/// It has more than 28 digits.
pub fn shown(definition: &Definition, value: Exact) -> Result<String, NoValue> {
    value.shown(definition.decimals).ok_or(NoValue::TooLarge)
}

#[cfg(test)]
mod tests;

/// Whether the value is over twice what its parts make, or under half of it, by more than its last decimal: then they
/// are told for different numbers, such as a value per 1,000 beside parts per one.
fn is_otherwise(definition: &Definition, part: &Part, share: Exact) -> bool {
    let made = || part.numerator?.over(part.denominator?)?.times(share);
    let Some((value, made)) = part.value.zip(made()) else { return false };
    let (less, more) = if value < made { (value, made) } else { (made, value) };
    let step = Exact::of(Decimal::new(1, u32::from(definition.decimals)));
    let near = less.plus(less).zip(less.plus(step)).map(|(double, next)| double.max(next));
    less >= Exact::of(Decimal::ZERO) && near.is_some_and(|near| more > near)
}
