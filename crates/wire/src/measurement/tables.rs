//! Values from a table.
//!
//! Knows which columns every table has; the others are disaggregations, which the rules know.

use std::collections::BTreeSet;

use domain::measurement::{
    Command,
    columns::REQUIRED,
    command::{MAX_ROWS, RecordTable, Table, TableRow},
};

use super::commands::check_streams;
use crate::{
    Fields, Malformed, Meta,
    fields::quoted,
    pb::measurement as pb,
    table::{self, Bounds},
};

/// What one message carries beside its table.
const FRAME_BYTES: usize = 64 * 1024;
/// The largest table: what one message carries.
const BOUNDS: Bounds = Bounds { bytes: 4 * 1024 * 1024 - FRAME_BYTES, rows: MAX_ROWS };

/// Values from a table.
///
/// # Errors
/// Every field that is in the way. What a row says is for the rules: they name every bad one.
pub fn parse_record_table(request: &pb::RecordTableRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let data_set = f.code("data_set", &request.data_set);
    let org = f.optional("org", &request.org, Fields::org);
    let table = table::read(&mut f, &request.csv, request.expected_rows, &BOUNDS);
    if let Some(table) = &table {
        check(&mut f, table);
    }
    let &pb::RecordTableRequest { replaces, decimal_comma, dry_run: is_dry_run, .. } = request;
    f.finish(|| {
        let table::Table { columns, rows } = table?;
        let row = |table::Row { number, cells, broken }| TableRow { number, cells, broken };
        let table = Table { columns, rows: rows.into_iter().map(row).collect() };
        let command =
            RecordTable { data_set: data_set?, org: org?, table, replaces, decimal_comma, is_dry_run };
        Some((meta?, Command::RecordTable(Box::new(command))))
    })
}

/// How many periods of how many organizations the rows are of, as far as they are written alike.
fn streams(table: &table::Table) -> usize {
    let [org, period] = ["organization", "period"]
        .map(|name| table.columns.iter().position(|column| column.eq_ignore_ascii_case(name)));
    let of = |row: &table::Row, place: Option<usize>| place.and_then(|place| row.cells.get(place)).cloned();
    table.rows.iter().map(|row| (of(row, org), of(row, period))).collect::<BTreeSet<_>>().len()
}

fn check(f: &mut Fields, table: &table::Table) {
    for (place, name) in table.columns.iter().enumerate() {
        if table.columns.iter().take(place).any(|before| before.eq_ignore_ascii_case(name)) {
            f.refuse("csv", format!("the column {} stands twice in the header", quoted(name)));
        }
    }
    for name in REQUIRED {
        if !table.columns.iter().any(|column| column.eq_ignore_ascii_case(name)) {
            f.refuse("csv", format!("has no column `{name}`"));
        }
    }
    check_streams(f, "csv", streams(table));
    let count = table.rows.len();
    if !(1..=MAX_ROWS).contains(&count) {
        let more = if count > MAX_ROWS { " or more" } else { "" };
        f.refuse("csv", format!("has {count}{more} rows; accepted are 1 to {MAX_ROWS}"));
    }
}
