//! Fractions of whole numbers: what solving exactly needs. An overflow is an answer (`None`), never a wrong number.
//!
//! Knows no table.

use rust_decimal::Decimal;

/// A fraction in lowest terms, its denominator above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ratio {
    above: i128,
    below: i128,
}

impl Ratio {
    pub const ZERO: Self = Self { above: 0, below: 1 };
    pub const ONE: Self = Self { above: 1, below: 1 };

    /// A decimal, exactly.
    pub fn of(number: Decimal) -> Self {
        let below = 10_i128.checked_pow(number.scale()).unwrap_or(1);
        Self::new(number.mantissa(), below).unwrap_or(Self::ZERO)
    }

    fn new(above: i128, below: i128) -> Option<Self> {
        let common = divisor(above.checked_abs()?, below.checked_abs()?);
        let sign = below.signum();
        let (above, below) = (above.checked_div(common)?, below.checked_div(common)?);
        Some(Self { above: above.checked_mul(sign)?, below: below.checked_mul(sign)? })
    }

    pub fn is_zero(self) -> bool {
        self.above == 0
    }

    pub fn is_negative(self) -> bool {
        self.above < 0
    }

    pub fn is_positive(self) -> bool {
        self.above > 0
    }

    pub fn negated(self) -> Self {
        Self { above: self.above.saturating_neg(), below: self.below }
    }

    /// Whether both are whole, as nearly all are: then nothing needs to be put in lowest terms.
    fn are_whole(self, other: Self) -> bool {
        self.below == 1 && other.below == 1
    }

    fn whole(above: i128) -> Self {
        Self { above, below: 1 }
    }

    pub fn plus(self, other: Self) -> Option<Self> {
        if self.are_whole(other) {
            return self.above.checked_add(other.above).map(Self::whole);
        }
        let above = self.above.checked_mul(other.below)?.checked_add(other.above.checked_mul(self.below)?)?;
        Self::new(above, self.below.checked_mul(other.below)?)
    }

    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    pub fn times(self, other: Self) -> Option<Self> {
        if self.are_whole(other) {
            return self.above.checked_mul(other.above).map(Self::whole);
        }
        Self::new(self.above.checked_mul(other.above)?, self.below.checked_mul(other.below)?)
    }

    pub fn over(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if other == Self::ONE {
            return Some(self);
        }
        Self::new(self.above.checked_mul(other.below)?, self.below.checked_mul(other.above)?)
    }
}

fn divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_exact_and_an_overflow_is_told() {
        let half = Ratio::of("0.50".parse().unwrap());
        let third = Ratio::ONE.over(Ratio::of(3.into())).unwrap();
        assert_eq!(half.plus(third).unwrap().times(Ratio::of(6.into())), Some(Ratio::of(5.into())));
        assert_eq!(half.minus(half), Some(Ratio::ZERO));
        assert!(third.negated().is_negative() && !third.is_negative());
        let large = Ratio::of(Decimal::MAX);
        assert_eq!(large.times(large), None);
        assert_eq!(half.over(Ratio::ZERO), None);
    }
}
