//! What is added up, what is a mean, and what is neither.

use super::*;
use crate::measurement::{definition::ValueType, period::PeriodType, tests::definition};

fn part(year: i16, value: &str, of: Option<(&str, &str)>) -> Part {
    let number = |text: &str| Exact::of(text.parse::<Decimal>().unwrap());
    Part {
        period: Period { start: crate::time::Date::new(year, 1, 1).unwrap(), length: PeriodType::Years },
        value: (!value.is_empty()).then(|| number(value)),
        numerator: of.map(|(above, _)| number(above)),
        denominator: of.map(|(_, below)| number(below)),
    }
}

fn whole(number: i64) -> Exact {
    Exact::of(number.into())
}

fn places(parts: &[Part]) -> Places {
    Places { parts: parts.to_vec(), are_own_rows: true, hidden: 0 }
}

#[test]
fn flows_are_added_and_stocks_are_not_added_over_periods() {
    let flow = definition();
    let years = [part(2024, "10", None), part(2025, "15", None), part(2026, "", None)];
    assert_eq!(combine(&flow, Over::Periods, &years), Ok(whole(25)));
    let mut stock = definition();
    (stock.stock_or_flow, stock.aggregation) = (StockOrFlow::Stock, Aggregation::Latest);
    assert_eq!(combine(&stock, Over::Periods, &years), Ok(whole(15)));
    assert_eq!(combine(&stock, Over::Places, &years), Ok(whole(25)));
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
    assert_eq!(shown(&rate, mean).as_deref(), Ok("10.8"), "11 of 102, not 30");
    let bare = [part(2026, "50.0", None)];
    assert_eq!(combine(&rate, Over::Places, &bare), Err(NoValue::RateWithoutParts));
    rate.aggregation = Aggregation::Latest;
    assert_eq!(combine(&rate, Over::Places, &bare), Err(NoValue::RateWithoutParts), "rates are never added");
    rate.aggregation = Aggregation::None;
    assert_eq!(combine(&rate, Over::Places, &places), Err(NoValue::NotPutTogether));
}

#[test]
fn a_ratio_is_told_for_what_its_definition_says() {
    let mut rate = definition();
    (rate.value_type, rate.aggregation, rate.decimals) = (ValueType::Ratio, Aggregation::WeightedMean, 2);
    let years = [part(2025, "7.77", Some(("777", "100000"))), part(2026, "5.00", Some(("500", "100000")))];
    assert_eq!(combine(&rate, Over::Periods, &years), Err(NoValue::PartsOtherwise), "never 0.01");
    rate.per = Some(1_000);
    let mean = combine(&rate, Over::Periods, &years).unwrap();
    assert_eq!(shown(&rate, mean).as_deref(), Ok("6.38"), "6.385, half to even");
    let rounded = [part(2026, "0.01", Some(("4", "1000000")))];
    assert!(combine(&rate, Over::Places, &rounded).is_ok(), "the last decimal is rounded");
}

#[test]
fn a_value_over_periods_does_not_pass_over_what_stands_in_its_way() {
    let flow = definition();
    let huge = part(2025, &"9".repeat(28), None);
    let years = [
        (part(2024, "10", None).period, places(&[part(2024, "10", None)])),
        (huge.period, places(&[huge.clone(), huge])),
        (part(2026, "", None).period, places(&[part(2026, "", None)])),
    ];
    let all = over_periods(&flow, &years, &[]).unwrap();
    assert_eq!(shown(&flow, all), Err(NoValue::TooLarge), "twice 28 nines, and no digit cut");
    assert_eq!(over_periods(&flow, &years[..1], &[]), Ok(whole(10)));
    let mut unseen = years.clone();
    unseen[1].1 = Places { hidden: 1, ..Places::default() };
    assert_eq!(over_periods(&flow, &unseen, &[]), Err(NoValue::Hidden));
    let broken = [years[2].0];
    assert_eq!(over_periods(&flow, &years[..1], &broken), Ok(whole(10)), "no value behind the break");
    let broken = [years[1].0];
    let none = over_periods(&flow, &years, &broken).unwrap_err();
    assert_eq!(
        none.to_string(),
        "the series breaks at 2025-01-01 P1Y; ask for periods before it or from it on"
    );
    assert!(over_periods(&flow, &years[1..], &broken).is_ok(), "from the break on");
    let latest = Definition { aggregation: Aggregation::Latest, stock_or_flow: StockOrFlow::Stock, ..flow };
    assert_eq!(over_periods(&latest, &years[..1], &broken), Ok(whole(10)));
}

#[test]
fn a_code_alone_is_not_the_figure_where_nothing_is_put_together() {
    let mut one = definition();
    one.aggregation = Aggregation::None;
    let own = places(&[part(2026, "5", None)]);
    assert_eq!(over_places(&one, &own), Ok(whole(5)));
    let of_codes = Places { are_own_rows: false, ..own };
    assert_eq!(over_places(&one, &of_codes), Err(NoValue::NotPutTogether));
}
