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
mod tests {
    use super::*;
    use crate::measurement::{definition::ValueType, period::PeriodType, tests::definition};

    fn part(year: i16, value: &str, of: Option<(&str, &str)>) -> Part {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        Part {
            period: Period { start: crate::time::Date::new(year, 1, 1).unwrap(), length: PeriodType::Years },
            value: (!value.is_empty()).then(|| number(value)),
            numerator: of.map(|(above, _)| number(above)),
            denominator: of.map(|(_, below)| number(below)),
        }
    }

    #[test]
    fn flows_are_added_and_stocks_are_not_added_over_periods() {
        let flow = definition();
        let years = [part(2024, "10", None), part(2025, "15", None), part(2026, "", None)];
        assert_eq!(combine(&flow, Over::Periods, &years), Ok(25.into()));
        let mut stock = definition();
        (stock.stock_or_flow, stock.aggregation) = (StockOrFlow::Stock, Aggregation::Latest);
        assert_eq!(combine(&stock, Over::Periods, &years), Ok(15.into()));
        assert_eq!(combine(&stock, Over::Places, &years), Ok(25.into()));
        stock.aggregation = Aggregation::Sum;
        assert_eq!(combine(&stock, Over::Periods, &years), Err(NoValue::StockOverPeriods));
        assert_eq!(combine(&flow, Over::Periods, &[]), Err(NoValue::Nothing));
    }

    #[test]
    fn a_mean_is_the_sum_of_numerators_over_the_sum_of_denominators() {
        let mut rate = definition();
        (rate.value_type, rate.aggregation, rate.decimals) =
            (ValueType::Percent, Aggregation::WeightedMean, 1);
        let places = [part(2026, "50.0", Some(("1", "2"))), part(2026, "10.0", Some(("10", "100")))];
        let mean = combine(&rate, Over::Places, &places).unwrap();
        assert_eq!(shown(&rate, mean), "10.8", "11 of 102, not 30");
        let bare = [part(2026, "50.0", None)];
        assert_eq!(combine(&rate, Over::Places, &bare), Err(NoValue::RateWithoutParts));
        rate.aggregation = Aggregation::Latest;
        assert_eq!(
            combine(&rate, Over::Places, &bare),
            Err(NoValue::RateWithoutParts),
            "rates are never added"
        );
        rate.aggregation = Aggregation::None;
        assert_eq!(combine(&rate, Over::Places, &places), Err(NoValue::NotPutTogether));
    }

    #[test]
    fn values_are_rounded_half_to_even_when_they_are_shown() {
        let mut one = definition();
        one.decimals = 1;
        for (value, expected) in [("0.25", "0.2"), ("0.35", "0.4"), ("-0.04", "0.0"), ("3", "3.0")] {
            assert_eq!(shown(&one, value.parse().unwrap()), expected);
        }
    }
}
