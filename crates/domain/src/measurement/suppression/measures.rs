//! Which numbers a cell has: its value, and above and below the line of a rate.
//!
//! Of value, numerator and denominator of a rate any two tell the third. Knows no table.

use rust_decimal::Decimal;

use super::share_of;
use crate::measurement::{definition::Definition, observation::Cell};

/// Which of a cell's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Measure {
    Value,
    Numerator,
    Denominator,
}

pub(super) const MEASURES: [Measure; 3] = [Measure::Value, Measure::Numerator, Measure::Denominator];

/// The decimal of a stored text.
pub(super) fn decimal(text: Option<&String>) -> Option<Decimal> {
    text.and_then(|text| Decimal::from_str_exact(text).ok())
}

/// The number, also where only the two others are written.
pub(super) fn number_of(measure: Measure, definition: &Definition, cell: &Cell) -> Option<Decimal> {
    let value = decimal(cell.value.as_ref());
    let (above, below) = (decimal(cell.numerator.as_ref()), decimal(cell.denominator.as_ref()));
    match measure {
        Measure::Value => value.filter(|_| definition.value_type.adds_up()),
        Measure::Numerator => above.or_else(|| {
            let above = value?.checked_mul(below?)?.checked_div(share_of(definition)?)?.round();
            told(definition, (value?, above, below?))
        }),
        Measure::Denominator => below.or_else(|| {
            let below = above?.checked_mul(share_of(definition)?)?.checked_div(value?)?.round();
            told(definition, (value?, above?, below)).map(|_| below)
        }),
    }
}

/// The numerator, where it and the denominator make the value as it is rounded.
fn told(definition: &Definition, (value, above, below): (Decimal, Decimal, Decimal)) -> Option<Decimal> {
    let made = above.checked_mul(share_of(definition)?)?.checked_div(below)?;
    let step = Decimal::try_from_i128_with_scale(1, u32::from(definition.decimals)).ok()?;
    ((made - value).abs() <= step).then_some(above)
}
