//! Small things that several text formats of C2SP share.

/// A decimal of ASCII digits without leading zeros, `0` itself aside.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let is_decimal =
        text.bytes().all(|digit| digit.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_decimal)
}

/// A text of lines that each end in a line feed, split into the first line and what is behind it.
pub(crate) fn first(text: &str) -> Option<(&str, &str)> {
    text.split_once('\n')
}
