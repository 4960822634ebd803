//! A table as people and spreadsheets write it: CSV to rows of texts, with their numbers as the file counts them.
//!
//! Knows no column by name. The separator is whichever the header has most of; a row that cannot be read goes on as
//! such, so that every bad row is told at once. A cell that our own export led with an apostrophe, lest a spreadsheet take
//! it for a formula, loses it again.

use std::collections::BTreeSet;

use crate::Fields;

/// What was written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    /// The names of the columns, without blanks around them.
    pub columns: Vec<String>,
    /// Those that hold something.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The place in the file, where the header is 1; a spreadsheet shows the same.
    pub number: u32,
    /// Its cells in the order of the columns, without blanks around them.
    pub cells: Vec<String>,
    /// Why it could not be read, such as a cell too few.
    pub broken: Option<String>,
}

/// How large a table may be.
pub(crate) struct Bounds {
    pub bytes: usize,
    /// One row more than these is read, so that whoever counts them sees that they are too many.
    pub rows: usize,
}

/// The table in a text; 0 expected rows are not compared.
pub(crate) fn read(f: &mut Fields, text: &str, expected_rows: u32, bounds: &Bounds) -> Option<Table> {
    if text.len() > bounds.bytes {
        f.refuse("csv", format!("has {} bytes; accepted are at most {}", text.len(), bounds.bytes));
        return None;
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = separator(text);
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(separator).flexible(true).has_headers(false);
    let mut reader = builder.from_reader(text.as_bytes());
    let (mut number, mut columns, mut rows) = (0_u32, None::<Vec<String>>, Vec::new());
    let mut record = csv::StringRecord::new();
    loop {
        number = number.saturating_add(1).saturating_add(blank_lines(text, reader.position().byte()));
        match (reader.read_record(&mut record), &columns) {
            (Ok(false), _) => break,
            (Ok(true), None) => columns = Some(record.iter().map(|name| name.trim().to_owned()).collect()),
            (Ok(true), Some(columns)) => rows.extend(row(number, columns.len(), &record)),
            (Err(error), _) => {
                rows.push(Row { number, cells: Vec::new(), broken: Some(error.to_string()) });
            }
        }
        if rows.len() > bounds.rows {
            break;
        }
    }
    // A quote that is never closed: what follows it was swallowed by the cell it stands in.
    let is_open = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    if let Some(last) = rows.last_mut().filter(|_| is_open) {
        last.broken = Some("a quote in it is never closed; the table seems to be half a file".to_owned());
    }
    let glued = glued(text, separator);
    for row in rows.iter_mut().filter(|row| row.broken.is_none() && glued.contains(&row.number)) {
        row.broken = Some(
            "text stands behind a closing quote; accepted are quotes around the whole cell, and twice inside it"
                .to_owned(),
        );
    }
    let wanted = usize::try_from(expected_rows).unwrap_or(usize::MAX);
    if wanted != 0 && wanted != rows.len() {
        let there = rows.len();
        f.refuse("expected_rows", format!("is {wanted}, and the table has {there} rows; send it whole"));
    }
    Some(Table { columns: columns.unwrap_or_default(), rows })
}

/// The rows in which something other than a separator follows a closing quote: a reader would glue the two together.
fn glued(text: &str, separator: u8) -> BTreeSet<u32> {
    let (mut found, mut number) = (BTreeSet::new(), 1_u32);
    let (mut is_quoted, mut is_first, mut is_behind) = (false, true, false);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let next = bytes.peek().copied();
        if is_quoted {
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                (is_quoted, is_behind) = (false, true);
            }
            continue;
        }
        let is_line = byte == b'\n' || (byte == b'\r' && next != Some(b'\n'));
        let is_end = is_line || byte == separator;
        if is_behind && !is_end && !byte.is_ascii_whitespace() {
            found.insert(number);
        }
        is_quoted = is_first && byte == b'"';
        is_behind &= !is_end;
        number = number.saturating_add(u32::from(is_line));
        is_first = is_end;
    }
    found
}

/// The row; none where nothing stands in it: spreadsheets write rows of nothing but separators behind the last.
fn row(number: u32, columns: usize, record: &csv::StringRecord) -> Option<Row> {
    let cells: Vec<String> = record.iter().map(|cell| unguarded(cell.trim()).to_owned()).collect();
    if cells.iter().all(String::is_empty) {
        return None;
    }
    let told = || format!("has {} cells where the header has {columns}; send it whole", cells.len());
    let broken = (cells.len() != columns).then(told);
    Some(Row { number, cells, broken })
}

/// The lines without anything that stand from there on: the reader passes over them, and a spreadsheet counts them.
fn blank_lines(text: &str, from: u64) -> u32 {
    let bytes = text.as_bytes();
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let before = from.checked_sub(1).and_then(|place| bytes.get(place));
    let mut rest = bytes.get(from..).unwrap_or_default();
    if before == Some(&b'\r') {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut count = 0_u32;
    while let Some(after) =
        rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).or_else(|| rest.strip_prefix(b"\r"))
    {
        (rest, count) = (after, count.saturating_add(1));
    }
    count
}

/// The cell without the apostrophe that keeps a spreadsheet from calculating it.
fn unguarded(cell: &str) -> &str {
    let is_formula =
        |rest: &&str| rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']);
    cell.strip_prefix('\'').filter(is_formula).unwrap_or(cell)
}

/// What stands between cells: whichever of these the header has most of, outside of quotes.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let plain: Vec<&str> = header.split('"').step_by(2).collect();
    let count =
        |separator: u8| plain.iter().flat_map(|part| part.bytes()).filter(|byte| *byte == separator).count();
    // The last of equals: a header of one column has none.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests;
