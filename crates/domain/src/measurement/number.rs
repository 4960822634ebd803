//! Exact decimals as they are stored: text of at most 28 digits, 18 of them after the point.
//!
//! Knows no indicator beyond its decimals, and no rounding: what does not fit is refused, never cut.
//! Source: contracts.md, "The stored record".

use rust_decimal::Decimal;

/// The most digits after the point.
pub const MAX_DECIMALS: u8 = 18;
/// One more than the largest 28-digit whole number.
const TEN_TO_28: u128 = 10_u128.pow(28);

/// Why a text is not the number asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadNumber {
    /// Not a decimal of at most 28 digits.
    NotADecimal,
    /// More digits after the point than there may be.
    TooManyDecimals,
}

/// The number with at most `decimals` digits after the point. Digits such as `1.50` for 1.5 are no decimals more.
pub fn parse(text: &str, decimals: u8) -> Result<Decimal, BadNumber> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return Err(BadNumber::NotADecimal);
    }
    if fraction.trim_end_matches('0').len() > usize::from(decimals.min(MAX_DECIMALS)) {
        return Err(BadNumber::TooManyDecimals);
    }
    let trimmed = if digits.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    let mut number = Decimal::from_str_exact(trimmed).map_err(|_| BadNumber::NotADecimal)?;
    if number.is_zero() {
        number.set_sign_positive(true);
    }
    Ok(number)
}

/// The number as it is stored, with exactly `decimals` digits after the point; none when that takes over 28 digits.
pub fn stored(number: Decimal, decimals: u8) -> Option<String> {
    let mut number = number;
    number.rescale(u32::from(decimals));
    let fits = number.scale() == u32::from(decimals) && number.mantissa().unsigned_abs() < TEN_TO_28;
    fits.then(|| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, decimals: u8) -> Result<String, BadNumber> {
        let number = parse(text, decimals)?;
        stored(number, decimals).ok_or(BadNumber::NotADecimal)
    }

    #[test]
    fn numbers_take_the_scale_of_the_indicator() {
        assert_eq!(read("5", 2).as_deref(), Ok("5.00"));
        assert_eq!(read("5.50", 1).as_deref(), Ok("5.5"));
        assert_eq!(read("007", 0).as_deref(), Ok("7"));
        assert_eq!(read("-0.0", 1).as_deref(), Ok("0.0"));
        assert_eq!(read("1000", 0).as_deref(), Ok("1000"));
        assert_eq!(read("0.123456789012345678", 18).as_deref(), Ok("0.123456789012345678"));
    }

    #[test]
    fn what_is_no_exact_decimal_is_refused() {
        for bad in ["", "-", ".5", "5.", "1e3", "1,5", "+1", "NaN", " 1", "1.2.3", &"9".repeat(29)] {
            assert_eq!(read(bad, 2), Err(BadNumber::NotADecimal), "{bad}");
        }
        assert_eq!(read("1.234", 2), Err(BadNumber::TooManyDecimals));
        assert_eq!(read(&"9".repeat(20), 18), Err(BadNumber::NotADecimal));
        assert_eq!(read(&"9".repeat(28), 0), Ok("9".repeat(28)));
    }
}
