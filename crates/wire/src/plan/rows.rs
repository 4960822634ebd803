//! A table of the plan, from CSV to rows of texts.
//!
//! Knows columns by name and nothing of what they mean; a row that cannot be read goes on as such, so that every bad
//! row is told at once. A cell that our own export led with an apostrophe, lest a spreadsheet take it for a formula,
//! loses it again.

use std::collections::BTreeMap;

use domain::plan::{
    Command,
    rows::{COLUMNS, MAX_ROWS, PlanRow},
};

use crate::{Fields, Malformed, Meta, fields::quoted, pb::plan as pb};

/// The largest table: a thousand rows with the longest titles.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// A table of activities and milestones.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_take_rows(request: &pb::TakeRowsRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let rows = table(&mut f, &request.csv);
    if let Some(rows) = &rows {
        let wanted = usize::try_from(request.expected_rows).unwrap_or(usize::MAX);
        if wanted != 0 && wanted != rows.len() {
            f.refuse(
                "expected_rows",
                format!("is {wanted}, and the table has {} rows; send it whole", rows.len()),
            );
        }
    }
    let (decimal_comma, is_dry_run) = (request.decimal_comma, request.dry_run);
    f.finish(|| Some((meta?, Command::TakeRows { rows: rows?, decimal_comma, is_dry_run })))
}

fn table(f: &mut Fields, text: &str) -> Option<Vec<PlanRow>> {
    if text.len() > MAX_BYTES {
        f.refuse("csv", format!("has {} bytes; accepted are at most {MAX_BYTES}", text.len()));
        return None;
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.delimiter(separator(text)).flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            f.refuse("csv", error);
            return None;
        }
    };
    let names: Vec<Option<&'static str>> =
        header.iter().map(|name| COLUMNS.into_iter().find(|known| *known == name.trim())).collect();
    for (name, _) in header.iter().zip(&names).filter(|(_, known)| known.is_none()) {
        f.refuse(
            "csv",
            format!("the column {} is not known; accepted are {}", quoted(name), COLUMNS.join(", ")),
        );
    }
    for name in COLUMNS {
        if names.iter().filter(|known| **known == Some(name)).count() > 1 {
            f.refuse("csv", format!("the column {name} stands twice in the header"));
        }
    }
    if names.iter().all(|known| *known != Some("activity")) {
        f.refuse("csv", "has no column `activity`");
        return None;
    }
    // A quote that is never closed: what follows it was swallowed by the cell it stands in.
    let is_open = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    let mut rows = Vec::new();
    for (number, record) in (2_u32..).zip(reader.records()) {
        let row = match record {
            Ok(record) => row(number, &names, &record),
            Err(error) => PlanRow { row: number, cells: BTreeMap::new(), broken: Some(error.to_string()) },
        };
        // Spreadsheets write rows of nothing but separators behind the last.
        if row.broken.is_some() || !row.cells.is_empty() {
            rows.push(row);
        }
        if rows.len() > MAX_ROWS {
            break;
        }
    }
    if let Some(last) = rows.last_mut().filter(|_| is_open) {
        last.broken = Some("a quote in it is never closed; the table seems to be half a file".to_owned());
    }
    Some(rows)
}

fn row(number: u32, names: &[Option<&'static str>], record: &csv::StringRecord) -> PlanRow {
    let is_whole = record.len() == names.len();
    let broken = (!is_whole)
        .then(|| format!("has {} cells where the header has {}; send it whole", record.len(), names.len()));
    let named = names.iter().zip(record).filter_map(|(name, cell)| Some(((*name)?, unguarded(cell.trim()))));
    let cells = named.filter(|(_, cell)| !cell.is_empty()).map(|(name, cell)| (name, cell.to_owned()));
    PlanRow { row: number, cells: cells.collect(), broken }
}

/// The cell without the apostrophe that keeps a spreadsheet from calculating it.
fn unguarded(cell: &str) -> &str {
    let rest = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
    rest.unwrap_or(cell)
}

/// What stands between cells: whichever of these the header has most of.
fn separator(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    // The first of equals: a header of one column has none.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests;
