//! A table of the plan: its columns by name.
//!
//! Knows nothing of what they mean; how a table is read stands in `table`.

use std::collections::BTreeMap;

use domain::plan::{
    Command,
    rows::{COLUMNS, MAX_ROWS, PlanRow},
};

use crate::{
    Fields, Malformed, Meta,
    fields::quoted,
    pb::plan as pb,
    table::{self, Bounds, Row, Table},
};

/// The largest table: a thousand rows with the longest titles.
const BOUNDS: Bounds = Bounds { bytes: 2 * 1024 * 1024, rows: MAX_ROWS };

/// A table of activities and milestones.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_take_rows(request: &pb::TakeRowsRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let rows = table::read(&mut f, &request.csv, request.expected_rows, &BOUNDS)
        .and_then(|table| rows(&mut f, table));
    let (decimal_comma, is_dry_run) = (request.decimal_comma, request.dry_run);
    f.finish(|| Some((meta?, Command::TakeRows { rows: rows?, decimal_comma, is_dry_run })))
}

fn rows(f: &mut Fields, table: Table) -> Option<Vec<PlanRow>> {
    let names: Vec<Option<&'static str>> =
        table.columns.iter().map(|name| COLUMNS.into_iter().find(|known| *known == name)).collect();
    for (name, _) in table.columns.iter().zip(&names).filter(|(_, known)| known.is_none()) {
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
    Some(table.rows.into_iter().map(|one| row(&names, one)).collect())
}

fn row(names: &[Option<&'static str>], Row { number, cells, broken }: Row) -> PlanRow {
    let named = names.iter().zip(cells).filter_map(|(name, cell)| Some(((*name)?, cell)));
    PlanRow {
        row: number,
        cells: named.filter(|(_, cell)| !cell.is_empty()).collect::<BTreeMap<_, _>>(),
        broken,
    }
}

#[cfg(test)]
mod tests;
