//! A fraction of whole numbers, exact until it is shown: what sums, means and targets are held in.
//!
//! Knows no indicator. A number beyond what 128 bits hold, or beyond 28 digits when shown, is an answer (`None`), never
//! a wrong digit: decimals of a fixed width would round where a sum grows beyond them.

use std::cmp::Ordering;

use rust_decimal::Decimal;

/// One more than the largest 28-digit whole number: no stored decimal has more digits.
const TEN_TO_28: i128 = 10_i128.pow(28);

/// An exact number: `above` over `below`, in lowest terms, `below` above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    above: i128,
    below: i128,
}

impl Exact {
    /// A decimal.
    pub fn of(number: Decimal) -> Self {
        let below = 10_i128.checked_pow(number.scale()).unwrap_or(1);
        Self::new(number.mantissa(), below).unwrap_or(Self { above: 0, below: 1 })
    }

    /// One whole number over another above zero; none where it is not, or beyond 128 bits.
    pub fn new(above: i128, below: i128) -> Option<Self> {
        if below <= 0 {
            return None;
        }
        let common = divisor(above.checked_abs()?, below);
        Some(Self { above: above.checked_div(common)?, below: below.checked_div(common)? })
    }

    /// Both added up.
    pub fn plus(self, other: Self) -> Option<Self> {
        // Over the least common denominator, so that decimals of one scale keep it.
        let common = divisor(self.below, other.below);
        let (mine, its) = (other.below.checked_div(common)?, self.below.checked_div(common)?);
        let above = self.above.checked_mul(mine)?.checked_add(other.above.checked_mul(its)?)?;
        Self::new(above, self.below.checked_mul(mine)?)
    }

    /// Both multiplied.
    pub fn times(self, other: Self) -> Option<Self> {
        // Taken across before multiplying, so that less is beyond 128 bits.
        let (first, second) = (Self::new(self.above, other.below)?, Self::new(other.above, self.below)?);
        Self::new(first.above.checked_mul(second.above)?, first.below.checked_mul(second.below)?)
    }

    /// This over another one above zero.
    pub fn over(self, other: Self) -> Option<Self> {
        if other.above <= 0 {
            return None;
        }
        self.times(Self { above: other.below, below: other.above })
    }

    /// With so many decimals, half to even; none beyond 28 digits.
    pub fn shown(self, decimals: u8) -> Option<String> {
        let size = self.above.checked_abs()?;
        let (mut scaled, mut rest) = (size.checked_div(self.below)?, size.checked_rem(self.below)?);
        // A long division, digit by digit: the fraction times a power of ten may be beyond 128 bits.
        for _ in 0..decimals {
            rest = rest.checked_mul(10)?;
            let digit = rest.checked_div(self.below)?;
            scaled = scaled.checked_mul(10)?.checked_add(digit)?;
            rest = rest.checked_rem(self.below)?;
        }
        let is_up = match rest.cmp(&self.below.checked_sub(rest)?) {
            Ordering::Less => false,
            Ordering::Equal => scaled & 1 == 1,
            Ordering::Greater => true,
        };
        scaled = scaled.checked_add(i128::from(is_up))?;
        if scaled >= TEN_TO_28 {
            return None;
        }
        let mut number = Decimal::try_from_i128_with_scale(scaled, u32::from(decimals)).ok()?;
        number.set_sign_negative(self.above < 0 && scaled > 0);
        Some(number.to_string())
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        compare((self.above, self.below), (other.above, other.below))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Two fractions by their whole parts, then by their rests turned over: cross products may be beyond 128 bits.
fn compare((a, b): (i128, i128), (c, d): (i128, i128)) -> Ordering {
    let split =
        |above: i128, below: i128| Some((above.checked_div_euclid(below)?, above.checked_rem_euclid(below)?));
    let (Some((whole, rest)), Some((its_whole, its_rest))) = (split(a, b), split(c, d)) else {
        return Ordering::Equal;
    };
    let by_wholes = whole.cmp(&its_whole);
    if by_wholes != Ordering::Equal || rest == 0 || its_rest == 0 {
        return by_wholes.then(rest.cmp(&its_rest));
    }
    compare((d, its_rest), (b, rest))
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

    fn number(text: &str) -> Exact {
        Exact::of(text.parse().unwrap())
    }

    #[test]
    fn numbers_are_rounded_half_to_even_when_they_are_shown() {
        for (value, decimals, expected) in [
            ("0.25", 1, "0.2"),
            ("0.35", 1, "0.4"),
            ("-0.25", 1, "-0.2"),
            ("-0.04", 1, "0.0"),
            ("3", 1, "3.0"),
            ("9.5", 0, "10"),
            ("0.123456789012345678", 18, "0.123456789012345678"),
        ] {
            assert_eq!(number(value).shown(decimals).as_deref(), Some(expected), "{value}");
        }
        let third = Exact::new(1, 3).unwrap();
        assert_eq!(third.shown(18).as_deref(), Some("0.333333333333333333"));
        let below_half = Exact::new(10_i128.pow(35) - 1, 2 * 10_i128.pow(35)).unwrap();
        assert_eq!(below_half.shown(0).as_deref(), Some("0"), "not rounded on the way to one half");
    }

    #[test]
    fn what_is_too_large_is_told_and_never_cut() {
        let nines = number(&"9".repeat(28));
        assert_eq!(nines.shown(0), Some("9".repeat(28)));
        assert_eq!(nines.shown(1), None);
        let more = nines.plus(number("1")).unwrap();
        assert_eq!((more.shown(0), more.plus(number("-1")).unwrap().shown(0)), (None, Some("9".repeat(28))));
        let fine = number("1234567890.123456789012345678").plus(number("8765432109.876543210987654322"));
        assert_eq!(fine.unwrap().shown(18), None, "29 digits");
        assert_eq!(fine.unwrap().shown(2).as_deref(), Some("10000000000.00"));
        assert_eq!(Exact::new(i128::MAX, 1).unwrap().plus(number("1")), None);
        assert_eq!((Exact::new(1, 0), number("1").over(number("0"))), (None, None));
    }

    #[test]
    fn fractions_are_compared_exactly() {
        let (large, below) = (10_i128.pow(37), 10_i128.pow(37) - 1);
        let (a, b) = (Exact::new(large, below).unwrap(), Exact::new(large + 1, large).unwrap());
        assert!(a > b, "one over a smaller number is more");
        assert_eq!(Exact::new(2, 4), Exact::new(1, 2));
        assert!(number("-0.5") < number("-0.4") && number("-1") < number("0") && number("0.1") > number("0"));
    }
}
