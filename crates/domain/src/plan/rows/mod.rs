//! Activities and milestones from a table, all or none; every bad row is told at once.
//!
//! A row proposes an activity (where it has a title), adds a milestone (where it names one), and says what its activity
//! requires; cells of an activity without a title, or of a milestone without a code, are refused. First all activities come in, then milestones, then relations, so that the order of the rows does not
//! matter. Each is decided by the rule it would meet alone. Knows no file: the cells are texts by column.

mod cells;
mod taking;

use std::collections::{BTreeMap, BTreeSet};

use super::{Decision, Refusal, State, activity};
use crate::{
    decider::Streams,
    ids::{Code, StreamId},
    meta::Context,
};
use taking::Taking;

/// The most rows of one table.
pub const MAX_ROWS: usize = 1_000;
/// The most events that come of one table: what one append takes.
pub const MAX_EVENTS: usize = 1_000;

/// The columns, as a table names them.
pub const COLUMNS: [&str; 12] = [
    "activity",
    "title",
    "strategy",
    "lead",
    "start",
    "end",
    "milestone",
    "milestone_title",
    "due",
    "target_value",
    "target_unit",
    "requires",
];

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanRow {
    /// Counted as the table counts it.
    pub row: u32,
    /// Its cells by column; empty ones are left out.
    pub cells: BTreeMap<&'static str, String>,
    /// Why it could not be read, such as a cell too few.
    pub broken: Option<String>,
}

impl PlanRow {
    fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    /// Whether one of these cells holds something.
    fn has(&self, columns: &[&str]) -> bool {
        columns.iter().any(|column| !self.cell(column).is_empty())
    }

    fn required(&self) -> impl Iterator<Item = &str> {
        self.cell("requires").split([' ', ',', ';']).filter(|key| !key.is_empty())
    }

    fn activity(&self) -> Option<Code> {
        self.cell("activity").parse().ok()
    }
}

/// The activities that the rows touch.
pub(super) fn streams(rows: &[PlanRow]) -> Vec<StreamId> {
    let own = rows.iter().map(|row| row.cell("activity"));
    let keys: BTreeSet<&str> = own.chain(rows.iter().flat_map(PlanRow::required)).collect();
    let codes = keys.into_iter().filter_map(|key| key.parse::<Code>().ok());
    codes.map(|code| activity::stream(code.as_str())).collect()
}

/// Takes the rows in; a dry run only says what would be in the way.
pub(super) fn take(
    streams: &Streams<State>,
    rows: &[PlanRow],
    (decimal_comma, is_dry_run): (bool, bool),
    context: &Context,
) -> Decision {
    if rows.is_empty() || rows.len() > MAX_ROWS {
        return Err(Refusal::TooManyRows { count: rows.len() });
    }
    let (emitted, bad, failed) = Default::default();
    let mut taking = Taking { streams: streams.clone(), context, emitted, bad, failed };
    for row in rows {
        taking.propose(row);
    }
    for row in rows {
        taking.add_milestone(row, decimal_comma);
    }
    for row in rows {
        taking.relate(row);
    }
    let Taking { emitted, mut bad, .. } = taking;
    if !bad.is_empty() {
        bad.sort_by_key(|one| one.row);
        return Err(Refusal::BadRows { rows: bad });
    }
    if emitted.len() > MAX_EVENTS {
        return Err(Refusal::TooManyRows { count: emitted.len() });
    }
    Ok(if is_dry_run { Vec::new() } else { emitted })
}
