//! Partitions: where a disaggregation is declared to add up, its codes sum to the total, exactly.
//!
//! Knows no text and no rounding. Only what is all there is summed: a total without every code, or a code that
//! is missing or suppressed, says nothing. Overlapping disaggregations are not declared `partition`.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    State,
    definition::Dim,
    indicator,
    observation::{Cell, Key},
    refusal::RowReason,
    row::{self, Checked},
    submission::Submission,
};
use crate::{
    decider::{BadRow, Streams},
    ids::Code,
};

/// The values of one period as they would be: the new ones over those recorded before.
struct Merged<'a> {
    before: Option<&'a Submission>,
    new: BTreeMap<&'a Key, &'a Cell>,
}

impl Merged<'_> {
    fn number(&self, key: &Key) -> Option<Decimal> {
        let before = || self.before.and_then(|submission| submission.cells.get(key));
        let cell = self.new.get(key).copied().or_else(before)?;
        Decimal::from_str_exact(cell.value.as_deref()?).ok()
    }

    /// The total under `key`, and what the codes of `dim` add up to; none unless all of them have a value.
    fn sums(&self, key: &Key, dim: &Dim) -> Option<(Decimal, Decimal)> {
        let mut key = key.clone();
        key.dims.remove(&dim.code);
        let total = self.number(&key)?;
        let mut sum = Decimal::ZERO;
        for code in &dim.codes {
            key.dims.insert(dim.code.clone(), code.clone());
            sum = sum.checked_add(self.number(&key)?)?;
        }
        Some((total, sum))
    }
}

/// A complaint about each sum that would not be right, at the first of the rows that take part in it.
pub(super) fn check(streams: &Streams<State>, before: Option<&Submission>, rows: &[&Checked]) -> Vec<BadRow> {
    let merged = Merged { before, new: rows.iter().map(|row| (&row.key, &row.cell)).collect() };
    let mut complaints = Vec::new();
    let mut done: BTreeSet<(Key, &Code)> = BTreeSet::new();
    for row in rows {
        let Some(indicator) = streams.get(&indicator::stream(&row.key.indicator)).indicator() else {
            continue;
        };
        let definition = indicator.definition_of(row.period);
        if !definition.value_type.adds_up() {
            continue;
        }
        for dim in definition.dims.iter().filter(|dim| dim.partition) {
            let mut total = row.key.clone();
            total.dims.remove(&dim.code);
            if !done.insert((total, &dim.code)) {
                continue;
            }
            let Some((total, sum)) = merged.sums(&row.key, dim) else { continue };
            if total != sum {
                let message = format!(
                    "the codes of {} add up to {sum} and the total is {total}; accepted are values that agree",
                    dim.code
                );
                complaints.push(row::bad(row.number, "value", RowReason::PartitionMismatch, message));
            }
        }
    }
    complaints
}
