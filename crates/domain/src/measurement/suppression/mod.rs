//! What the public may not see of a table: small cells, and as many more as it takes that no sum tells them.
//!
//! A cell is hidden where it is small ([`is_small`]); then, for each hidden cell, the least and greatest value that
//! the shown numbers allow are solved for (`solve`), and while they are not further apart than `min_cell`, one more
//! cell beside it is hidden. What was hidden once stays hidden in every later revision, so that no difference of two
//! revisions tells it. Pure: the same table always hides the same cells. Knows no events.
//! Source: A. Hundepool and others, "Statistical Disclosure Control" (2012), chapter 4.

mod ratio;
mod solve;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rust_decimal::Decimal;

pub use self::table::Link;
use self::{
    ratio::Ratio,
    solve::{Equation, Region},
    table::{Number, Table, decimal},
};
use super::{
    definition::{Definition, ValueType},
    observation::{Cell, Key},
};
use crate::ids::Code;

/// How many hidden numbers are solved together, from the cell outwards: few first, for speed. Numbers beyond count as
/// known, which can only make an interval narrower; a cell that is not safe among the most is made safe by hiding more.
const NEIGHBORS: [usize; 3] = [8, 32, 120];

/// Whether a number of people is too few to be shown.
fn is_below(definition: &Definition, number: Decimal) -> bool {
    let is_zero_shown = number.is_zero() && definition.is_zero_public();
    number >= Decimal::ZERO && number < Decimal::from(definition.min_cell) && !is_zero_shown
}

/// Whether the cell tells of too few people: a small count, or a rate of or over few.
pub fn is_small(definition: &Definition, cell: &Cell) -> bool {
    let below = |number: Option<Decimal>| number.is_some_and(|number| is_below(definition, number));
    let value = decimal(cell.value.as_ref());
    let denominator = decimal(cell.denominator.as_ref());
    if definition.value_type == ValueType::Count {
        return below(value);
    }
    let told = || Some(value?.checked_mul(denominator?)? / share_of(definition)?);
    let numerator = decimal(cell.numerator.as_ref()).or_else(told);
    let is_share = definition.value_type.is_rate();
    let others = denominator.zip(numerator).map(|(all, some)| all - some);
    let is_rest_small = others.is_some_and(|rest| rest > Decimal::ZERO && is_below(definition, rest));
    below(denominator) || (is_share && (below(numerator) || is_rest_small))
}

/// What a numerator over its denominator is multiplied by; none where the two do not make the value.
pub fn share_of(definition: &Definition) -> Option<Decimal> {
    match definition.value_type {
        ValueType::Percent => Some(Decimal::ONE_HUNDRED),
        ValueType::Ratio => Some(Decimal::ONE),
        _ => None,
    }
}

/// The cells to hide; `hidden_before` are those that an earlier revision hid.
pub fn hidden(
    definitions: &BTreeMap<Code, &Definition>,
    cells: &BTreeMap<Key, Cell>,
    links: &[Link],
    hidden_before: &BTreeSet<Key>,
) -> BTreeSet<Key> {
    let is_primary = |(key, cell): &(&Key, &Cell)| {
        hidden_before.contains(key) || definitions.get(&key.indicator).is_some_and(|one| is_small(one, cell))
    };
    let primary: BTreeSet<Key> = cells.iter().filter(is_primary).map(|(key, _)| key.clone()).collect();
    let table = Table::new(definitions, cells, links);
    if primary.is_empty() && table.numbers.iter().all(|number| number.key.is_some() || number.width.is_none())
    {
        return primary;
    }
    Hiding { table, hidden: primary }.finish()
}

struct Hiding {
    table: Table,
    hidden: BTreeSet<Key>,
}

impl Hiding {
    /// Hides more until each hidden number stays open. Hiding more never narrows what was open, so each is looked at
    /// once.
    fn finish(mut self) -> BTreeSet<Key> {
        let is_open_at_first =
            |number: &Number| number.key.as_ref().is_none_or(|key| self.hidden.contains(key));
        let numbers = self.table.numbers.iter().enumerate();
        let mut waiting: VecDeque<usize> =
            numbers.filter(|(_, number)| is_open_at_first(number)).map(|(place, _)| place).collect();
        while let Some(place) = waiting.pop_front() {
            while !self.stays_open(place) {
                let Some(key) = self.next_beside(place) else { break };
                waiting.extend(self.table.of_cell.get(&key).into_iter().flatten());
                self.hidden.insert(key);
            }
        }
        self.hidden
    }

    fn is_hidden(&self, place: usize) -> bool {
        let number = self.table.numbers.get(place);
        number.is_some_and(|number| number.key.as_ref().is_none_or(|key| self.hidden.contains(key)))
    }

    /// The hidden numbers around one, nearest first.
    fn around(&self, place: usize, most: usize) -> Vec<usize> {
        let mut found = vec![place];
        let mut seen: BTreeSet<usize> = [place].into();
        let mut at = 0;
        while let Some(next) = found.get(at).copied() {
            at += 1;
            for tie in self.ties_of(next) {
                for (number, _) in tie {
                    if found.len() < most && self.is_hidden(*number) && seen.insert(*number) {
                        found.push(*number);
                    }
                }
            }
        }
        found
    }

    fn ties_of(&self, place: usize) -> impl Iterator<Item = &table::Tie> {
        let ties = self.table.ties_of.get(place).into_iter().flatten();
        ties.filter_map(|tie| self.table.ties.get(*tie))
    }

    /// Whether what is shown leaves the number an interval wider than it must have.
    fn stays_open(&self, place: usize) -> bool {
        let Some(width) = self.table.numbers.get(place).and_then(|number| number.width) else { return true };
        let mut solved = 0;
        for most in NEIGHBORS {
            let around = self.around(place, most);
            if around.len() == solved {
                return false;
            }
            solved = around.len();
            match self.interval(&around) {
                Some((_, None)) => return true,
                Some((least, Some(most))) if is_wider(least, most, width) => return true,
                _ => {}
            }
        }
        false
    }

    /// The least and greatest value of the first of these numbers, above its own least, all others being known.
    fn interval(&self, around: &[usize]) -> Option<(Ratio, Option<Ratio>)> {
        let variables: BTreeMap<usize, usize> =
            around.iter().enumerate().map(|(variable, place)| (*place, variable)).collect();
        let ties: BTreeSet<usize> =
            around.iter().filter_map(|place| self.table.ties_of.get(*place)).flatten().copied().collect();
        let mut equations: Vec<Equation> = Vec::new();
        for tie in ties.iter().filter_map(|tie| self.table.ties.get(*tie)) {
            let mut terms = Vec::new();
            let mut sum = Decimal::ZERO;
            for (place, is_negative) in tie {
                let number = self.table.numbers.get(*place)?;
                let known = match variables.get(place) {
                    Some(variable) => {
                        let sign = if *is_negative { Ratio::ONE.negated() } else { Ratio::ONE };
                        terms.push((*variable, sign));
                        number.least
                    }
                    None => number.value,
                };
                sum = if *is_negative { sum.checked_add(known)? } else { sum.checked_sub(known)? };
            }
            equations.push((terms, Ratio::of(sum)));
        }
        Region::new(around.len(), &equations)?.range(0)
    }

    /// The cell to hide next for this number's sake: the smallest part in its own sums, then a total, then further off.
    fn next_beside(&self, place: usize) -> Option<Key> {
        let most = NEIGHBORS.last().copied().unwrap_or_default();
        for near in self.around(place, most) {
            let shown = self.ties_of(near).flatten().filter_map(|(number, is_total)| {
                let number = self.table.numbers.get(*number)?;
                let key = number.key.as_ref().filter(|key| !self.hidden.contains(key))?;
                // A zero that is public says nothing about others, and one hidden among them would say too much.
                let is_of_use = !number.value.is_zero() || number.least.is_zero();
                is_of_use.then_some((*is_total, number.value.is_zero(), number.value, key))
            });
            if let Some((.., key)) = shown.min() {
                return Some(key.clone());
            }
        }
        None
    }
}

fn is_wider(least: Ratio, most: Ratio, width: Decimal) -> bool {
    let open = most.minus(least).and_then(|open| open.minus(Ratio::of(width)));
    open.is_some_and(Ratio::is_positive)
}
