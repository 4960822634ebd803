//! Cells of a plan: titles, numbers, days, as sources write them.

use domain::{
    text::{self, Bound},
    time::Date,
};

use crate::import::{
    faults::Faults,
    mapping::Due,
    moment,
    table::{Column, Row, Table},
};

/// A title: one line, one blank between words, whatever the source has inside its cell.
pub fn title(faults: &mut Faults, row: Row<'_>, column: &Column) -> Option<String> {
    let words: Vec<&str> = row
        .cell(column)
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let line = words.join(" ");
    faults.text(row.place, &column.name, &line, Bound::Title)
}

/// A number as our decimals are written; none where it is none.
///
/// Thousands may stand apart: by white space, and with a decimal comma by points. Anything between digits elsewhere was
/// written by another rule, or is two numbers: `17.6` is no 176, and `10 20` no 1020.
pub fn number(cell: &str, decimal_comma: bool) -> Option<String> {
    let (sign, digits) = cell.trim().strip_prefix('-').map_or(("", cell.trim()), |rest| ("-", rest));
    let point = if decimal_comma { ',' } else { '.' };
    let (whole, fraction) = match digits.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_apart = |c: char| c.is_whitespace() || (decimal_comma && c == '.');
    let groups: Vec<&str> = whole.split(is_apart).collect();
    let (first, rest) = groups.split_first()?;
    let are_thousands =
        first.len() <= 3 && !first.starts_with('0') && rest.iter().all(|group| group.len() == 3);
    let is_grouped = rest.is_empty() || are_thousands;
    if !is_grouped || !groups.iter().copied().chain(fraction).all(are_digits) {
        return None;
    }
    let whole = groups.concat();
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    let is_zero = whole == "0" && fraction.bytes().all(|b| matches!(b, b'.' | b'0'));
    Some(format!("{}{whole}{fraction}", if is_zero { "" } else { sign }))
}

/// Whether the hub holds a number: at most 28 digits, 18 behind the point.
///
/// # Errors
/// It does not; what would be accepted.
pub fn fits(number: &str) -> Result<(), String> {
    let (whole, fraction) = number.trim_start_matches('-').split_once('.').unwrap_or((number, ""));
    let digits = whole.trim_start_matches('-').len().saturating_add(fraction.len());
    if digits <= 28 && fraction.len() <= 18 {
        return Ok(());
    }
    Err(format!(
        "has {digits} digits, {} of them behind the point; accepted are at most 28, 18 of them behind the point",
        fraction.len()
    ))
}

/// Whether two units are one as they are stored: composed letters and two of them look the same.
pub fn is_same_unit(one: &str, other: &str) -> bool {
    let stored = |unit: &str| text::required(unit, Bound::Title).ok();
    one == other || stored(one) == stored(other)
}

/// Whether two of our decimals are one number.
pub fn is_same_number(one: &str, other: &str) -> bool {
    fn bare(text: &str) -> &str {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
    }
    bare(one) == bare(other)
}

/// The day a milestone is due, as it stands or the last day of its quarter or year; and the column that says so.
pub fn due(
    table: &Table,
    row: Row<'_>,
    (columns, day_format): (&Due, Option<&str>),
    faults: &mut Faults,
) -> Option<(Date, Column)> {
    if let Some(column) = table.first(&columns.day) {
        let day = faults.take(row.place, &column.name, moment::day(row.cell(&column), day_format))?;
        return Some((day, column));
    }
    let Some(year) = table.first(&columns.year) else {
        faults.add(row.place, "due", "the file has neither a day nor a year; accepted is one of them");
        return None;
    };
    let quarter = table.first(&columns.quarter);
    let number: Option<i16> = row.cell(&year).parse().ok();
    let wrong = || format!("`{}` is no year", row.cell(&year));
    let number = faults.take(row.place, &year.name, number.ok_or_else(wrong))?;
    let (month, day) = match quarter.as_ref().map(|column| (column, row.cell(column))) {
        None => (12, 31),
        Some((column, cell)) => {
            let last = match cell.trim_start_matches(['Q', 'T', 'q', 't']) {
                "1" => Ok((3, 31)),
                "2" => Ok((6, 30)),
                "3" => Ok((9, 30)),
                "4" => Ok((12, 31)),
                _ => Err(format!("`{cell}` is no quarter; accepted are Q1 to Q4")),
            };
            faults.take(row.place, &column.name, last)?
        }
    };
    let made = Date::new(number, month, day).map_err(|_| format!("`{number}` is no year"));
    Some((faults.take(row.place, &year.name, made)?, quarter.unwrap_or(year)))
}
