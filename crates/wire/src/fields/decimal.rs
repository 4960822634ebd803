//! Decimals as contracts.md bounds them: one text for each number and scale, never a float.

use rust_decimal::Decimal;

/// The most digits, before and after the point together.
pub(super) const MAX_DIGITS: usize = 28;
/// The most digits after the point.
pub(super) const MAX_SCALE: usize = 18;

/// The number; none when the text is not one of the form.
pub(super) fn parse(text: &str) -> Option<Decimal> {
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (digits, ""),
    };
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let has_leading_zero = whole.len() > 1 && whole.starts_with('0');
    let is_well_formed = !whole.is_empty() && are_digits(whole) && are_digits(fraction) && !has_leading_zero;
    let is_short = whole.len() + fraction.len() <= MAX_DIGITS && fraction.len() <= MAX_SCALE;
    if !is_well_formed || !is_short {
        return None;
    }
    let number = Decimal::from_str_exact(text).ok()?;
    (!(is_negative && number.is_zero())).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_keeps_its_scale() {
        for good in ["0", "12.50", "-3", "0.000000000000000001", "9999999999999999999999999999"] {
            assert_eq!(parse(good).map(|number| number.to_string()).as_deref(), Some(good));
        }
    }

    #[test]
    fn one_number_and_scale_has_one_text() {
        for bad in
            ["", "-", "-0", "-0.00", "00", "01", ".5", "5.", "+1", "1e3", "1_0", "1 ", "NaN", "1.2.3", "１"]
        {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse("0.0000000000000000001"), None, "19 digits after the point");
        assert_eq!(parse("10000000000000000000000000000"), None, "29 digits");
    }
}
