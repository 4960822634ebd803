//! Cells of a plan: titles, numbers, days, as sources write them.

use domain::{text::Bound, time::Date};

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
pub fn number(cell: &str, decimal_comma: bool) -> Option<String> {
    let compact: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = if decimal_comma { ungrouped(&compact)?.replace(',', ".") } else { compact };
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = if digits.contains('.') { format!(".{fraction}") } else { String::new() };
    let is_zero = whole == "0" && fraction.bytes().all(|b| matches!(b, b'.' | b'0'));
    Some(format!("{}{whole}{fraction}", if is_zero { "" } else { sign }))
}

/// Whether two of our decimals are one number.
pub fn is_same_number(one: &str, other: &str) -> bool {
    fn bare(text: &str) -> &str {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
    }
    bare(one) == bare(other)
}

/// A number with a decimal comma, without the points between its thousands; none where a point stands elsewhere: `17.6`
/// was written by another rule, and is no 176.
fn ungrouped(text: &str) -> Option<String> {
    let whole = text.split(',').next().unwrap_or_default();
    let mut groups = whole.trim_start_matches('-').split('.');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let are_thousands = (1..=3).contains(&first.len()) && !first.starts_with('0');
    let is_grouped = rest.is_empty() || (are_thousands && rest.iter().all(|group| group.len() == 3));
    let fraction = text.strip_prefix(whole).unwrap_or_default();
    (is_grouped && !fraction.contains('.')).then(|| format!("{}{fraction}", whole.replace('.', "")))
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
