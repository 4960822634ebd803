//! What the hub would refuse of a value, said before anything is sent.
//!
//! The rules are the hub's (`domain::measurement`, row); here they only come earlier, with the file's own place.

use domain::{
    measurement::{
        definition::{Definition, ValueType},
        number::{self, BadNumber, MAX_DECIMALS},
        period::Period,
    },
    time::Date,
};
use wire::pb::measurement as pb;

use super::dictionary::Known;

/// What is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Value,
    Numerator,
    Denominator,
    Period,
}

/// What is wrong with a value; nothing, mostly.
pub fn faults(
    known: &Known<'_>,
    period: Period,
    row: &pb::ObservationRow,
    today: Date,
) -> Vec<(Part, String)> {
    let found = [
        (Part::Period, of_period(known, period, today)),
        (Part::Value, row.value.as_deref().and_then(|text| of_value(&known.definition, text))),
        (Part::Numerator, row.numerator.as_deref().and_then(|text| of_number(text, MAX_DECIMALS))),
        (Part::Denominator, row.denominator.as_deref().and_then(of_denominator)),
    ];
    found.into_iter().filter_map(|(part, what)| Some((part, what?))).collect()
}

fn of_period(known: &Known<'_>, period: Period, today: Date) -> Option<String> {
    if period.start > today {
        return Some(format!("begins on {}; accepted are periods that have begun", period.start));
    }
    let until = period.open_until(known.set.closes_after_days);
    (until < today).then(|| {
        format!(
            "closed on {until}; accepted is a larger `closes_after_days` of {} in the mapping",
            known.set.code
        )
    })
}

fn of_value(definition: &Definition, text: &str) -> Option<String> {
    if definition.value_type == ValueType::Narrative {
        return None;
    }
    let wrong = of_number(text, definition.decimals);
    if wrong.is_some() {
        return wrong;
    }
    if number::parse(text, definition.decimals)
        .is_ok_and(|number| number::stored(number, definition.decimals).is_none())
    {
        let decimals = definition.decimals;
        return Some(format!(
            "is `{text}`; accepted are at most 28 digits, {decimals} of them kept for decimals"
        ));
    }
    let is_above = |most: &str| {
        let [number, most] = [text, most].map(|text| number::parse(text, MAX_DECIMALS).ok());
        number > most
    };
    match definition.value_type {
        ValueType::Count if text.starts_with('-') => {
            Some(format!("is `{text}`; accepted is a count of 0 or more"))
        }
        ValueType::Percent if !definition.may_exceed_100 && is_above("100") => Some(format!(
            "is `{text}`; accepted is a percentage up to 100, or `may_exceed_100 = true` in the mapping's definition"
        )),
        _ => None,
    }
}

fn of_denominator(text: &str) -> Option<String> {
    let is_positive = !text.starts_with('-') && text != "0";
    match is_positive {
        true => of_number(text, MAX_DECIMALS),
        false => Some(format!("is `{text}`; accepted is a decimal above zero, or an empty value beside it")),
    }
}

fn of_number(text: &str, decimals: u8) -> Option<String> {
    match number::parse(text, decimals) {
        Ok(_) => None,
        Err(BadNumber::NotADecimal) => Some(format!("is `{text}`; accepted are at most 28 digits")),
        Err(BadNumber::TooManyDecimals) => Some(format!(
            "is `{text}`; accepted are at most {decimals} digits after the point (`decimals` of the mapping's definition, \
             {MAX_DECIMALS} at most)"
        )),
    }
}
