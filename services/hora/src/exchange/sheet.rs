//! The first sheet of an XLSX file as rows of texts; every cell without an exact meaning is named by its address.
//!
//! A formula counts for the result that was stored with it. What was not read, hidden or other sheets, is told. Knows no
//! table, only which columns hold days.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Cursor,
    path::Path,
};

use calamine::{DataRef, Reader as _, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{
    book::CODES,
    cells::{self, Meaning},
    limits::{self, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT},
};
use crate::{failure::Failure, import::faults::visible};

/// The most cells that are named.
const MAX_NAMED: usize = 100;

/// What was read: the rows from the first row of the sheet on, and what was not.
#[derive(Debug, Default)]
pub struct Read {
    /// Rows of meanings, each as long as its last cell.
    pub rows: Vec<Vec<Meaning>>,
    /// What was not read or reads otherwise than it looks.
    pub told: Vec<String>,
}

/// `C7` of the seventh row and third column, counted from 0.
pub fn address(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), row.saturating_add(1))
}

/// `C` of the third column, counted from 0.
pub fn letters(column: u32) -> String {
    let (mut letters, mut left) = (String::new(), column.saturating_add(1));
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A'.saturating_add(letter)));
        left = (left - 1) / 26;
    }
    letters
}

/// Reads the file; `days` are the columns whose days are taken.
///
/// # Errors
/// It is no XLSX file, is too large, or cells are not taken: all of them are named.
pub fn read(path: &Path, days: &[&str]) -> Result<Read, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = limits::read(path)?;
    let broken = |error: XlsxError| Failure::Usage(visible(&format!("{name}: is no XLSX file: {error}")));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut told = Vec::new();
    let sheet = choose(book.sheets_metadata(), &mut told).ok_or_else(|| {
        Failure::Usage(format!(
            "{name}: has no sheet that is shown; accepted is one with the table, of another name than `{CODES}`"
        ))
    })?;
    let found = scan(&mut book, &sheet).map_err(|wrong| match wrong {
        Wrong::Book(error) => broken(error),
        Wrong::Limit(what) => Failure::Usage(visible(&format!("{name}, sheet {sheet}: {what}"))),
    })?;
    let merged = book.merge_cells_by_sheet_name(&sheet).map_err(broken)?;
    for one in merged.iter().take(MAX_NAMED) {
        let from = address(one.start.0, one.start.1);
        told.push(format!("{from} is merged with others: its content counts for the first of them alone"));
    }
    if merged.len() > MAX_NAMED {
        told.push(format!(
            "and {} more cells are merged with others",
            merged.len().saturating_sub(MAX_NAMED)
        ));
    }
    let (rows, mut bad) = (found.rows, found.bad);
    refuse_days(&rows, days, &mut bad);
    if bad.is_empty() {
        return Ok(Read { rows, told });
    }
    let more = bad.len().saturating_sub(MAX_NAMED);
    let named: Vec<String> = bad
        .iter()
        .take(MAX_NAMED)
        .map(|((row, column), what)| visible(&format!("{} {what}", address(*row, *column))))
        .collect();
    let more = if more > 0 { format!("\nand {more} more") } else { String::new() };
    let of = visible(&format!("{name}, sheet {sheet}"));
    let told = format!("{of}: nothing was sent, these cells are not taken:\n{}{more}", named.join("\n"));
    Err(Failure::Usage(told))
}

/// The first sheet that is shown, but for the one of codes.
fn choose(sheets: &[Sheet], told: &mut Vec<String>) -> Option<String> {
    let mut chosen = None;
    for sheet in sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.name != CODES) {
        if sheet.visible != SheetVisible::Visible {
            told.push(visible(&format!("the sheet {} is hidden and was not read", sheet.name)));
        } else if chosen.is_none() {
            chosen = Some(sheet.name.clone());
        } else {
            told.push(visible(&format!("the sheet {} was not read: only the first is", sheet.name)));
        }
    }
    chosen
}

enum Wrong {
    Book(XlsxError),
    Limit(String),
}

/// The next of some cells; an error says behind which cell it stands, where one was read.
fn next<T>(read: Result<T, XlsxError>, last: Option<(u32, u32)>) -> Result<T, Wrong> {
    read.map_err(|error| match last {
        Some((row, column)) => Wrong::Limit(format!(
            "the cell behind {} is not taken: {error}; accepted are numbers and texts",
            address(row, column)
        )),
        None => Wrong::Book(error),
    })
}

impl From<XlsxError> for Wrong {
    fn from(error: XlsxError) -> Self {
        Self::Book(error)
    }
}

#[derive(Default)]
struct Found {
    rows: Vec<Vec<Meaning>>,
    bad: BTreeMap<(u32, u32), String>,
}

fn scan(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<Found, Wrong> {
    let calculated = formulas(book, sheet)?;
    let mut found = Found::default();
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let is_share: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%')))
        .collect();
    let (mut count, mut bytes, mut last) = (0_usize, 0_usize, None);
    while let Some((cell, style)) = next(reader.next_cell_with_style_id(), last)? {
        let at @ (row, column) = cell.get_position();
        last = Some(at);
        count = count.saturating_add(1);
        if count > MAX_CELLS {
            return Err(Wrong::Limit(format!("has over {MAX_CELLS} cells; split it")));
        }
        // One text of the file may stand in each of its cells, and is held once for each.
        bytes = bytes.saturating_add(length(cell.get_value()));
        if bytes > MAX_TEXT {
            let place = address(row, column);
            return Err(Wrong::Limit(format!("holds over {MAX_TEXT} bytes of text up to {place}; split it")));
        }
        let is_share = is_share.get(style).copied().unwrap_or_default();
        let meaning = match cells::meaning(cell.get_value(), is_share) {
            Ok(Meaning::Empty) if calculated.contains(&at) => {
                found.bad.insert(
                    at,
                    "is a formula without a result; accepted is its result as a value".to_owned(),
                );
                continue;
            }
            Ok(Meaning::Empty) => continue,
            Ok(meaning) => meaning,
            Err(what) => {
                found.bad.insert(at, what);
                Meaning::Empty
            }
        };
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            let place = address(row, column);
            return Err(Wrong::Limit(format!(
                "{place} holds something; accepted are {MAX_ROWS} rows and {MAX_COLUMNS} columns"
            )));
        }
        if !put(&mut found.rows, at, meaning) {
            found.bad.insert(at, "stands twice in the file; accepted is each cell once".to_owned());
        }
    }
    Ok(found)
}

/// The bytes of a cell's text.
fn length(cell: &DataRef<'_>) -> usize {
    match cell {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.len(),
        DataRef::SharedString(text) => text.len(),
        _ => 0,
    }
}

fn formulas(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> Result<BTreeSet<(u32, u32)>, Wrong> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let mut places = BTreeSet::new();
    let mut last = None;
    while let Some(cell) = next(reader.next_formula(), last)? {
        last = Some(cell.get_position());
        if !cell.get_value().is_empty() {
            places.insert(cell.get_position());
        }
        if places.len() > MAX_CELLS {
            return Err(Wrong::Limit(format!("has over {MAX_CELLS} formulas; split it")));
        }
    }
    Ok(places)
}

/// Puts a cell where it stands, unless one stands there; both numbers are within the limits.
fn put(rows: &mut Vec<Vec<Meaning>>, (row, column): (u32, u32), meaning: Meaning) -> bool {
    let place = |number: u32| usize::try_from(number).unwrap_or_default();
    let (row, column) = (place(row), place(column));
    if rows.len() <= row {
        rows.resize_with(row.saturating_add(1), Vec::new);
    }
    let Some(cells) = rows.get_mut(row) else { return false };
    if cells.len() <= column {
        cells.resize(column.saturating_add(1), Meaning::Empty);
    }
    let Some(cell) = cells.get_mut(column).filter(|cell| **cell == Meaning::Empty) else { return false };
    *cell = meaning;
    true
}

/// Days stand in columns of days alone: elsewhere a spreadsheet made one of what somebody typed.
fn refuse_days(rows: &[Vec<Meaning>], days: &[&str], bad: &mut BTreeMap<(u32, u32), String>) {
    let header: Vec<String> = rows.first().into_iter().flatten().map(super::grid::plain).collect();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, (cell, name)) in
            (0_u32..).zip(cells.iter().zip(header.iter().map(String::as_str).chain(std::iter::repeat(""))))
        {
            let is_of_days = row > 0 && days.contains(&name);
            if let Meaning::Day(day) = cell
                && !is_of_days
            {
                bad.insert(
                    (row, column),
                    format!(
                        "is the date {day}; accepted is a text, such as 2026-10 in a cell formatted as text"
                    ),
                );
            }
        }
    }
}
