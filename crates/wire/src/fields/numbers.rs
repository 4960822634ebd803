//! Whole numbers with bounds, and decimals.

use std::{fmt::Display, ops::RangeInclusive};

use rust_decimal::Decimal;

use super::{Fields, decimal, quoted};

/// The largest whole number stored anywhere: beyond it, a JSON reader with doubles would read another one.
pub const MAX_WHOLE: u64 = (1 << 53) - 1;

impl Fields {
    /// A whole number within bounds; it may be narrowed on the way: `f.number("seats", r.seats, 1_u16..=500)`.
    pub fn number<N, T>(&mut self, field: &str, number: N, accepted: RangeInclusive<T>) -> Option<T>
    where
        N: Copy + Display,
        T: TryFrom<N> + PartialOrd + Copy + Display,
    {
        let within = T::try_from(number).ok().filter(|number| accepted.contains(number));
        if within.is_none() {
            let (least, most) = (accepted.start(), accepted.end());
            self.refuse(field, format!("is {number}; accepted are whole numbers from {least} to {most}"));
        }
        within
    }

    /// A whole number that may be absent.
    pub fn optional_number<N, T>(
        &mut self,
        field: &str,
        number: Option<N>,
        accepted: RangeInclusive<T>,
    ) -> Option<Option<T>>
    where
        N: Copy + Display,
        T: TryFrom<N> + PartialOrd + Copy + Display,
    {
        match number {
            None => Some(None),
            Some(number) => self.number(field, number, accepted).map(Some),
        }
    }

    /// A share in basis points, 0 to 10,000.
    pub fn basis_points<T: TryFrom<u32> + From<u16> + PartialOrd + Copy + Display>(
        &mut self,
        field: &str,
        bp: u32,
    ) -> Option<T> {
        self.number(field, bp, T::from(0_u16)..=T::from(10_000_u16))
    }

    /// A decimal: at most 28 digits, 18 after the point, no leading zeros, no `-0`; its scale is kept.
    pub fn decimal(&mut self, field: &str, text: &str) -> Option<Decimal> {
        let number = decimal::parse(text);
        if number.is_none() {
            let given = quoted(text);
            self.refuse(
                field,
                format!(
                    "{given} is not a decimal; accepted are at most {} digits, {} of them after the point, \
                     without leading zeros, such as 12.50 or -3",
                    decimal::MAX_DIGITS,
                    decimal::MAX_SCALE
                ),
            );
        }
        number
    }
}
