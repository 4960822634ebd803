//! CSV for spreadsheets: one row for each row of the main list, every column always there.
//!
//! A cell that a spreadsheet would take for a formula is led by an apostrophe; a table that comes in again has cells
//! that are told from those ([`guarded`], [`meant`]). Source: <https://owasp.org/www-community/attacks/CSV_Injection>.

use anyhow::Context as _;

use super::{Tree, layout};
use crate::failure::Failure;

/// The header and the rows.
///
/// # Errors
/// A cell cannot be written.
pub fn render(rows: &[Tree], columns: &[String]) -> Result<String, Failure> {
    let mut text = line(columns.iter().map(String::as_str))?;
    for row in rows {
        text.push_str(&row_line(&layout::cells(row, columns))?);
    }
    Ok(text)
}

/// One row, with its line end.
///
/// # Errors
/// A cell cannot be written.
pub fn row_line(cells: &[String]) -> Result<String, Failure> {
    line(cells.iter().map(|cell| harmless(cell)).collect::<Vec<_>>().iter().map(String::as_str))
}

fn line<'c>(cells: impl Iterator<Item = &'c str>) -> Result<String, Failure> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(cells).context("a row of csv")?;
    let bytes = writer.into_inner().map_err(|error| anyhow::anyhow!("a row of csv: {error}"))?;
    Ok(String::from_utf8(bytes).context("a row of csv")?)
}

/// A cell of a table that comes in again: led where a spreadsheet would calculate it, and where it begins like one
/// that was led, so that reading knows the two apart.
pub fn guarded(cell: &str) -> String {
    if cell.starts_with('\'') && is_led(cell) { format!("'{cell}") } else { harmless(cell) }
}

/// What a guarded cell means.
pub fn meant(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|_| is_led(cell)).unwrap_or(cell)
}

fn is_led(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// One row of cells that are guarded, or need no guard, with its line end.
///
/// # Errors
/// A cell cannot be written.
pub fn line_of(cells: &[String]) -> Result<String, Failure> {
    line(cells.iter().map(String::as_str))
}

fn harmless(cell: &str) -> String {
    let is_formula = match cell.chars().next() {
        Some('=' | '+' | '@' | '\t' | '\r') => true,
        Some('-') => !is_number(cell),
        _ => false,
    };
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

/// A whole number or a decimal; not what Rust alone takes for one, such as `-inf`.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits(whole) && is_digits(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_led_by_an_apostrophe_and_numbers_are_not() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+40", "'+40"),
            ("@x", "'@x"),
            ("\tx", "'\tx"),
            ("-2.5", "-2.5"),
            ("-7", "-7"),
            ("-inf", "'-inf"),
            ("-2+3", "'-2+3"),
            ("-5", "-5"),
            ("-5+cmd", "'-5+cmd"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), written);
            assert_eq!(meant(&guarded(cell)), cell);
        }
        for cell in ["'=1+1", "''=1+1", "'quoted'", "'-5", "'"] {
            assert_eq!(meant(&guarded(cell)), cell, "an apostrophe of its own stays");
        }
    }

    #[test]
    fn every_column_is_there_even_without_rows() {
        let columns = ["a", "b.c"].map(str::to_owned);
        assert_eq!(render(&[], &columns).unwrap(), "a,b.c\n");
        let row = Tree::parse(br#"{"b":{"c":"x, \"y\""}}"#).unwrap();
        assert_eq!(render(&[row], &columns).unwrap(), "a,b.c\n,\"x, \"\"y\"\"\"\n");
    }
}
