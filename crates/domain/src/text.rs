//! Text as it is stored: NFC, trimmed, bounded in UTF-8 bytes, without control characters.
//!
//! Knows no field names; the caller names the field when a text is refused.

use unicode_normalization::UnicodeNormalization;

/// How long a text may be, and whether it may have lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// A title: at most 400 characters and 800 bytes, one line.
    Title,
    /// A reason: at most 4,000 bytes.
    Reason,
    /// A body: at most 16,000 bytes.
    Body,
}

impl Bound {
    /// The most bytes of UTF-8.
    pub fn max_bytes(self) -> usize {
        match self {
            Self::Title => 800,
            Self::Reason => 4_000,
            Self::Body => 16_000,
        }
    }

    /// The most characters.
    pub fn max_characters(self) -> usize {
        match self {
            Self::Title => 400,
            other => other.max_bytes(),
        }
    }
}

/// Why a text is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing is left after trimming.
    #[error("is empty; accepted is text of at most {max_bytes} bytes")]
    Empty {
        /// The bound.
        max_bytes: usize,
    },
    /// Over the bound.
    #[error(
        "has {bytes} bytes; accepted are at most {max_bytes} bytes of UTF-8 and {max_characters} characters"
    )]
    TooLong {
        /// What was given.
        bytes: usize,
        /// The bound in bytes.
        max_bytes: usize,
        /// The bound in characters.
        max_characters: usize,
    },
    /// A control character, other than newline and tab in a body or reason.
    #[error("has the control character U+{code:04X}; accepted is text without control characters{but}")]
    Control {
        /// The character.
        code: u32,
        /// What is accepted all the same.
        but: &'static str,
    },
}

/// The text as it is stored, or why it is not taken. An empty text is refused; see [`optional`].
pub fn required(text: &str, bound: Bound) -> Result<String, BadText> {
    optional(text, bound)?.ok_or(BadText::Empty { max_bytes: bound.max_bytes() })
}

/// The text as it is stored; none when nothing is left after trimming.
pub fn optional(text: &str, bound: Bound) -> Result<Option<String>, BadText> {
    // Bounded before normalizing: NFC makes a text at most three times longer, and the work grows with it.
    let (max_bytes, max_characters) = (bound.max_bytes(), bound.max_characters());
    let too_long = |bytes| BadText::TooLong { bytes, max_bytes, max_characters };
    if text.len() > max_bytes.saturating_mul(4) {
        return Err(too_long(text.len()));
    }
    let normal: String = text.nfc().collect();
    let trimmed = normal.trim();
    let may_have_lines = bound != Bound::Title;
    let is_allowed = |c: &char| may_have_lines && matches!(c, '\n' | '\t');
    if let Some(control) = trimmed.chars().find(|c| c.is_control() && !is_allowed(c)) {
        let but = if may_have_lines { ", but for newline and tab" } else { "" };
        return Err(BadText::Control { code: u32::from(control), but });
    }
    if trimmed.len() > max_bytes || trimmed.chars().count() > max_characters {
        return Err(too_long(trimmed.len()));
    }
    Ok((!trimmed.is_empty()).then(|| trimmed.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_trimmed() {
        assert_eq!(required(" e\u{301} ", Bound::Title).unwrap(), "é");
        assert_eq!(optional("  ", Bound::Title), Ok(None));
    }

    #[test]
    fn bounds_are_in_bytes_and_characters() {
        assert!(required(&"a".repeat(400), Bound::Title).is_ok());
        assert!(matches!(required(&"a".repeat(401), Bound::Title), Err(BadText::TooLong { .. })));
        assert!(matches!(required(&"é".repeat(2_001), Bound::Reason), Err(BadText::TooLong { .. })));
    }

    #[test]
    fn control_characters_are_refused_but_for_lines_in_a_body() {
        assert!(required("a\nb\tc", Bound::Body).is_ok());
        assert!(matches!(required("a\nb", Bound::Title), Err(BadText::Control { code: 10, .. })));
        assert!(matches!(required("a\u{0}b", Bound::Body), Err(BadText::Control { code: 0, .. })));
    }
}
