//! What is added up, what is a mean, and what is neither.

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
    (rate.value_type, rate.aggregation, rate.decimals) = (ValueType::Percent, Aggregation::WeightedMean, 1);
    let places = [part(2026, "50.0", Some(("1", "2"))), part(2026, "10.0", Some(("10", "100")))];
    let mean = combine(&rate, Over::Places, &places).unwrap();
    assert_eq!(shown(&rate, mean), "10.8", "11 of 102, not 30");
    let bare = [part(2026, "50.0", None)];
    assert_eq!(combine(&rate, Over::Places, &bare), Err(NoValue::RateWithoutParts));
    rate.aggregation = Aggregation::Latest;
    assert_eq!(combine(&rate, Over::Places, &bare), Err(NoValue::RateWithoutParts), "rates are never added");
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
