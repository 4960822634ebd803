//! What the public may not see of a table: small cells, and as many more as it takes that no sum tells them.
//!
//! A cell is hidden where it is small ([`is_small`]); then, for each hidden cell, the least and greatest value that
//! the shown numbers allow are solved for, and while they are not further apart than `min_cell`, one more cell beside
//! it is hidden.
//!
//! **Revisions.** Whoever keeps all revisions has several linked tables. They are solved together, against the
//! strongest reader there can be: one who also knows of each cell whether it changed between two revisions, though not
//! how. For that reader a cell that keeps its value is one unknown in all revisions (and known once any showed it), a
//! cell that changes is another unknown each time; every other reader knows less, and finds wider intervals. What an
//! earlier revision showed cannot be taken back, so only changed cells of the new one can be hidden to any avail;
//! hidden once is hidden in every later revision. Where an earlier revision and the bare fact that the rest did not
//! change tell a cell whatever is hidden now, the new revision is at least kept from telling it by itself.
//!
//! **Bounds.** Values are not below zero (or one, where a zero would be public), a part of a small total or near it is
//! not above it, and rules that say `<=` or `>=` between cells hold where they do. A rule that names a cell's least or greatest
//! value as a number tells it to everybody, hidden or not: `<=` with numbers is left out, since no hiding helps there.
//!
//! Pure: the same tables always hide the same cells. Knows no events.
//! Source: A. Hundepool and others, "Statistical Disclosure Control" (2012), chapter 4, 4.5 on linked tables.

mod grid;
mod hiding;
mod measures;
mod ratio;
mod solve;
mod sums;
mod table;
#[cfg(test)]
mod tests;
mod twins;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use self::{hiding::Hiding, measures::decimal, table::Table};
use super::{
    definition::{Definition, ValueType},
    observation::{Cell, Key},
};
use crate::ids::Code;

/// What a rule says of cells: their signed sum and the constant are zero, or at most zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The cells, and whether each is taken off.
    pub terms: Vec<(Key, bool)>,
    /// What is added to them.
    pub constant: Decimal,
    /// Whether the sum may also be below zero.
    pub is_at_most: bool,
}

/// A table as it was at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moment {
    /// All its cells.
    pub cells: BTreeMap<Key, Cell>,
    /// Those that the public did not see.
    pub hidden: BTreeSet<Key>,
}

/// Whether a number of people is too few to be shown.
fn is_below(definition: &Definition, number: Decimal) -> bool {
    let is_zero_shown = number.is_zero() && definition.is_zero_public();
    number >= Decimal::ZERO && number < Decimal::from(definition.min_cell) && !is_zero_shown
}

/// Whether the cell tells of too few people: a small count, or anything of or over few.
pub fn is_small(definition: &Definition, cell: &Cell) -> bool {
    let below = |number: Option<Decimal>| number.is_some_and(|number| is_below(definition, number));
    let value = decimal(cell.value.as_ref());
    let denominator = decimal(cell.denominator.as_ref());
    let is_count = definition.value_type == ValueType::Count;
    let told = || Some(value?.checked_mul(denominator?)? / share_of(definition)?);
    let numerator = decimal(cell.numerator.as_ref()).or_else(told);
    let is_share = definition.value_type.is_rate();
    let others = denominator.zip(numerator).map(|(all, some)| all - some);
    let is_rest_small = others.is_some_and(|rest| rest > Decimal::ZERO && is_below(definition, rest));
    (is_count && below(value)) || below(denominator) || below(numerator) || (is_share && is_rest_small)
}

/// What a numerator over its denominator is multiplied by; none where the two do not make the value.
pub fn share_of(definition: &Definition) -> Option<Decimal> {
    match definition.value_type {
        ValueType::Percent => Some(Decimal::ONE_HUNDRED),
        ValueType::Ratio => Some(Decimal::from(definition.per.unwrap_or(1).max(1))),
        _ => None,
    }
}

/// The cells of the last moment to hide, after all that the public saw in the moments before; what is hidden already
/// stays so.
pub fn hidden(
    definitions: &BTreeMap<Code, &Definition>,
    links: &[Link],
    moments: &[Moment],
) -> BTreeSet<Key> {
    let Some(now) = moments.last() else { return BTreeSet::new() };
    let is_primary = |(key, cell): &(&Key, &Cell)| {
        now.hidden.contains(key) || definitions.get(&key.indicator).is_some_and(|one| is_small(one, cell))
    };
    let primary: BTreeSet<Key> = now.cells.iter().filter(is_primary).map(|(key, _)| key.clone()).collect();
    let together = Hiding { table: Table::new(definitions, links, moments), hidden: primary }.finish();
    if moments.len() == 1 {
        return together;
    }
    let alone = Table::new(definitions, links, std::slice::from_ref(now));
    Hiding { table: alone, hidden: together }.finish()
}
