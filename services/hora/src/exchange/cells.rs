//! What a cell of a spreadsheet means as text: exact, or refused.
//!
//! A spreadsheet keeps numbers as binary fractions of 53 bits. A decimal of at most 15 digits comes back from one as it
//! was typed; one with more was calculated or cut, and nobody knows what was meant. Knows no table.
//! Source: IEEE 754, decimal digits that always survive a binary64 (`DBL_DIG`, 15).

use calamine::{DataRef, ExcelDateTime};

/// The digits of a decimal that always survive.
const SURVIVING_DIGITS: usize = 15;
/// The longest number as plain digits: more than any hub takes.
const LONGEST: usize = 40;

/// A cell's meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A decimal, with a point.
    Number(String),
    /// A day, YYYY-MM-DD.
    Day(String),
}

/// What a cell means.
///
/// # Errors
/// It has no exact meaning; what would be accepted.
pub fn meaning(cell: &DataRef<'_>, is_share: bool) -> Result<Meaning, String> {
    match cell {
        DataRef::Empty => Ok(Meaning::Empty),
        DataRef::String(text) => Ok(words(text)),
        DataRef::SharedString(text) => Ok(words(text)),
        DataRef::Float(_) | DataRef::Int(_) if is_share => Err(
            "is shown as a percentage, so 45% is stored as 0.45; accepted is the plain number, such as 45"
                .to_owned(),
        ),
        DataRef::Int(number) => Ok(Meaning::Number(number.to_string())),
        DataRef::Float(number) => decimal(*number).map(Meaning::Number),
        DataRef::Bool(is) => Err(format!("is the truth value {is}; accepted is a number or a text")),
        DataRef::Error(error) => Err(format!("is the error {error}; accepted is a number or a text")),
        DataRef::DateTime(moment) => day(*moment),
        DataRef::DateTimeIso(text) => match text.strip_suffix("T00:00:00").unwrap_or(text) {
            day if day.len() == 10 => Ok(Meaning::Day(day.to_owned())),
            _ => Err(format!("is the moment {text}; accepted is a day or a text")),
        },
        DataRef::DurationIso(text) => Err(format!("is the duration {text}; accepted is a number or a text")),
    }
}

fn words(text: &str) -> Meaning {
    if text.trim().is_empty() { Meaning::Empty } else { Meaning::Text(text.to_owned()) }
}

/// The decimal that was typed.
///
/// # Errors
/// It has more digits than survive.
pub fn decimal(number: f64) -> Result<String, String> {
    // Shortest digits that read back to the same number, never with an exponent.
    let text = format!("{number}");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0').trim_end_matches('0').len();
    if !number.is_finite() || significant > SURVIVING_DIGITS || text.len() > LONGEST {
        return Err(format!(
            "is {number:e}, with more digits than a spreadsheet keeps exactly; accepted are {SURVIVING_DIGITS}: round it, \
             or write it as text"
        ));
    }
    Ok(if significant == 0 { "0".to_owned() } else { text })
}

/// A text as the number that a spreadsheet keeps exactly; none where it is none or would come back otherwise.
pub fn exact(text: &str) -> Option<f64> {
    let number: f64 =
        text.parse().ok().filter(|_| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-')))?;
    let back = decimal(number).ok()?;
    // 41.0 comes back as 41, which is the same number.
    let shortest = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    (back == shortest(text)).then_some(number)
}

fn day(moment: ExcelDateTime) -> Result<Meaning, String> {
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    // Before March 1900 spreadsheets count a day that never was.
    let is_plain =
        moment.is_datetime() && (hour, minute, second, milli) == (0, 0, 0, 0) && moment.as_f64() > 60.0;
    if is_plain {
        return Ok(Meaning::Day(day));
    }
    Err(format!("is the moment {day} {hour:02}:{minute:02}:{second:02}; accepted is a day or a text"))
}
