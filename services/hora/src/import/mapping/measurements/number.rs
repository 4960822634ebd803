//! Numbers as sources write them, made the one text that each has here: no needless zeros, no exponent, exact.

use super::TableOf;

/// The longest exponent: beyond it a number has more digits than the hub takes.
const MAX_EXPONENT: i32 = 60;
/// How many digits stand between two marks of thousands.
const GROUP: usize = 3;

impl TableOf {
    /// The decimal of a cell as the hub takes it.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn number(&self, cell: &str) -> Result<String, String> {
        plain(&self.bare(cell)).ok_or_else(|| {
            let thousands = match self.thousands.as_str() {
                "" => String::new(),
                mark => format!(" (thousands as 1{mark}234)"),
            };
            let affixes = match self.affixes.as_slice() {
                [] => String::new(),
                affixes => format!(" with or without {}", affixes.join(", ")),
            };
            format!(
                "is `{cell}`; accepted are decimals such as 12{}50{thousands}{affixes}, or an empty cell",
                self.decimal
            )
        })
    }

    /// The cell without what stands around the number and between its thousands; empty where that is not in order.
    fn bare(&self, cell: &str) -> String {
        let mut text = cell.trim();
        for affix in &self.affixes {
            text = text
                .strip_suffix(affix.as_str())
                .or_else(|| text.strip_prefix(affix.as_str()))
                .unwrap_or(text);
            text = text.trim();
        }
        let (whole, fraction) = match text.split_once(self.decimal.as_str()) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        let Some(whole) = self.joined(whole) else { return String::new() };
        match fraction {
            Some(fraction) => format!("{whole}.{fraction}"),
            None => whole,
        }
    }

    /// The digits without the marks of thousands; none where those do not stand where they should.
    fn joined(&self, whole: &str) -> Option<String> {
        // A point that is neither mark is no part of a number here.
        if whole.contains('.') && self.thousands != "." {
            return None;
        }
        let (marked, mark) = match self.thousands.as_str() {
            "" => return Some(whole.to_owned()),
            " " => (whole.replace(char::is_whitespace, " "), " "),
            mark => (whole.to_owned(), mark),
        };
        let mut groups = marked.split(mark);
        let first = groups.next()?;
        let rest: Vec<&str> = groups.collect();
        let is_begun = (1..=GROUP).contains(&first.trim_start_matches(['-', '+']).len());
        let is_in_order = rest.is_empty() || (is_begun && rest.iter().all(|group| group.len() == GROUP));
        is_in_order.then(|| format!("{first}{}", rest.concat()))
    }
}

/// The plain decimal that a text with or without an exponent means: exact, and the same for the same number.
fn plain(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty() || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    if !(-MAX_EXPONENT..=MAX_EXPONENT).contains(&exponent) {
        return None;
    }
    let zeros = "0".repeat(usize::try_from(exponent.unsigned_abs()).ok()?);
    let (all, point) = if exponent < 0 {
        (format!("{zeros}{whole}{fraction}"), whole.len())
    } else {
        let point = whole.len().saturating_add(zeros.len());
        (format!("{whole}{fraction}{zeros}"), point)
    };
    let (whole, fraction) = all.split_at_checked(point)?;
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match (whole, fraction) {
        ("0", "") => "0".to_owned(),
        (_, "") => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    })
}
