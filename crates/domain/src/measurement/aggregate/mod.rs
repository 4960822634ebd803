//! One value of many: sums, weighted means and last values, and what may never be added up.
//!
//! Flows are added over periods, stocks never; rates never at all: a mean is the sum of numerators over the sum of
//! denominators. Exact: nothing is rounded here but by [`shown`]. Knows no table.

use rust_decimal::{Decimal, RoundingStrategy};

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
    pub value: Option<Decimal>,
    /// Above the line of a rate.
    pub numerator: Option<Decimal>,
    /// Below the line of a rate.
    pub denominator: Option<Decimal>,
}

impl Part {
    /// The part in stored texts.
    pub fn read(
        period: Period,
        value: Option<&str>,
        numerator: Option<&str>,
        denominator: Option<&str>,
    ) -> Self {
        let number = |text: Option<&str>| text.and_then(|text| Decimal::from_str_exact(text).ok());
        Self { period, value: number(value), numerator: number(numerator), denominator: number(denominator) }
    }
}

/// One value over places: of a single part it is that part's.
///
/// # Errors
/// Why there is none.
pub fn over_places(definition: &Definition, parts: &[Part]) -> Result<Decimal, NoValue> {
    match parts {
        [one] => one.value.ok_or(NoValue::Nothing),
        _ => combine(definition, Over::Places, parts),
    }
}

/// One value over periods, of all the parts of each.
///
/// # Errors
/// Why there is none.
pub fn over_periods(definition: &Definition, periods: &[(Period, Vec<Part>)]) -> Result<Decimal, NoValue> {
    if definition.aggregation == Aggregation::WeightedMean {
        let all: Vec<Part> = periods.iter().flat_map(|(_, parts)| parts.iter().cloned()).collect();
        return combine(definition, Over::Periods, &all);
    }
    let one = |(period, parts): &(Period, Vec<Part>)| Part {
        period: *period,
        value: over_places(definition, parts).ok(),
        numerator: None,
        denominator: None,
    };
    let each: Vec<Part> = periods.iter().map(one).collect();
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
    /// There is nothing.
    #[error("there is no value")]
    Nothing,
    /// Beyond 28 digits.
    #[error("the value has more than 28 digits")]
    TooLarge,
}

/// The one value of the parts.
///
/// # Errors
/// Why there is none.
pub fn combine(definition: &Definition, over: Over, parts: &[Part]) -> Result<Decimal, NoValue> {
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

fn sum(numbers: impl Iterator<Item = Decimal>) -> Result<Decimal, NoValue> {
    let mut total = None;
    for number in numbers {
        let before = total.unwrap_or(Decimal::ZERO);
        total = Some(number.checked_add(before).ok_or(NoValue::TooLarge)?);
    }
    total.ok_or(NoValue::Nothing)
}

fn weighted_mean(definition: &Definition, parts: &[Part]) -> Result<Decimal, NoValue> {
    let there: Vec<&Part> = parts.iter().filter(|part| part.value.is_some()).collect();
    if there.is_empty() {
        return Err(NoValue::Nothing);
    }
    let all = |of: fn(&Part) -> Option<Decimal>| {
        there.iter().map(|part| of(part)).collect::<Option<Vec<_>>>().ok_or(NoValue::RateWithoutParts)
    };
    let above = sum(all(|part| part.numerator)?.into_iter())?;
    let below = sum(all(|part| part.denominator)?.into_iter())?;
    let share = share_of(definition).unwrap_or(Decimal::ONE);
    let above = above.checked_mul(share).ok_or(NoValue::TooLarge)?;
    above.checked_div(below).ok_or(NoValue::RateWithoutParts)
}

/// The value as it is shown: with the indicator's decimals, half to even.
pub fn shown(definition: &Definition, value: Decimal) -> String {
    let decimals = u32::from(definition.decimals);
    let mut rounded = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointNearestEven);
    rounded.rescale(decimals);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    rounded.to_string()
}

#[cfg(test)]
mod tests;
