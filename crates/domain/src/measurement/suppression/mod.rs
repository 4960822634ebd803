//! What the public may not see of a table: small cells, and as many more as it takes that no sum tells them.
//!
//! A cell is hidden where it is small ([`is_small`]); then, for each hidden cell, the least and greatest value that
//! the shown numbers allow are solved for (`solve`), and while they are not further apart than `min_cell`, one more
//! cell beside it is hidden. What was hidden once stays hidden in every later revision, and what an earlier revision
//! showed and still is so counts as known, so that no difference of two revisions tells anything. Pure: the same table
//! always hides the same cells. Knows no events.
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
const NEIGHBORS: [usize; 3] = [8, 32, MOST];
const MOST: usize = 120;
/// Where one sum has more parts than are solved together: the largest of each, so that sums further off count too.
const LARGEST: usize = 8;

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
        ValueType::Ratio => Some(Decimal::ONE),
        _ => None,
    }
}

/// The cells to hide; `hidden_before` are those that an earlier revision hid, `shown` is what one showed last.
pub fn hidden(
    definitions: &BTreeMap<Code, &Definition>,
    cells: &BTreeMap<Key, Cell>,
    links: &[Link],
    hidden_before: &BTreeSet<Key>,
    shown: &BTreeMap<Key, Cell>,
) -> BTreeSet<Key> {
    let is_primary = |(key, cell): &(&Key, &Cell)| {
        hidden_before.contains(key) || definitions.get(&key.indicator).is_some_and(|one| is_small(one, cell))
    };
    let primary: BTreeSet<Key> = cells.iter().filter(is_primary).map(|(key, _)| key.clone()).collect();
    let table = Table::new(definitions, cells, links, shown);
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
        let mut waiting: VecDeque<usize> =
            (0..self.table.numbers.len()).filter(|place| self.is_hidden(*place)).collect();
        while let Some(place) = waiting.pop_front() {
            waiting.extend(self.keep_open(place));
        }
        self.hidden
    }

    /// Hides more for the sake of one number; says which numbers that hid.
    fn keep_open(&mut self, place: usize) -> Vec<usize> {
        let mut newly = Vec::new();
        if self.stays_open(place) || self.is_lost(place) {
            return newly;
        }
        loop {
            let next = self.next_beside(place).map_or_else(|| self.all_beside(place), |key| [key].into());
            newly.extend(next.iter().filter_map(|key| self.table.of_cell.get(key)).flatten());
            let is_all = next.is_empty();
            self.hidden.extend(next);
            if is_all || self.stays_open(place) {
                return newly;
            }
        }
    }

    fn is_hidden(&self, place: usize) -> bool {
        self.table.numbers.get(place).is_some_and(|number| {
            !number.is_told() && number.key.as_ref().is_none_or(|key| self.hidden.contains(key))
        })
    }

    /// Whether it is hidden or can be.
    fn is_free(&self, place: usize) -> bool {
        self.is_hidden(place) || self.table.numbers.get(place).is_some_and(Number::is_of_use)
    }

    /// The numbers around one that are `wanted`, nearest first, at most so many `of_each` tie.
    fn around(&self, place: usize, (most, of_each): (usize, usize), wanted: Wanted) -> Vec<usize> {
        let mut found = vec![place];
        let mut seen: BTreeSet<usize> = [place].into();
        let mut at = 0;
        while let Some(next) = found.get(at).copied() {
            at += 1;
            for tie in self.ties_of(next) {
                let wanted = tie.iter().map(|(number, _)| *number).filter(|number| wanted(self, *number));
                for number in wanted.take(of_each) {
                    if found.len() < most && seen.insert(number) {
                        found.push(number);
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
        for most in NEIGHBORS {
            let around = self.around(place, (most, usize::MAX), Self::is_hidden);
            if is_open(self.interval(&around), width) {
                return true;
            }
            if around.len() < most {
                return false;
            }
        }
        is_open(self.interval(&self.around(place, (MOST, LARGEST), Self::is_hidden)), width)
    }

    /// Whether what was shown before tells so much that hiding all the rest would not keep it open: that rest is then
    /// not hidden for its sake.
    fn is_lost(&self, place: usize) -> bool {
        let Some(width) = self.table.numbers.get(place).and_then(|number| number.width) else { return false };
        if !self.table.numbers.iter().any(Number::is_told) {
            return false;
        }
        let all = self.around(place, (MOST, usize::MAX), Self::is_free);
        let interval = self.interval(&all);
        all.len() < MOST && interval.is_some() && !is_open(interval, width)
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
        let mut near = self.around(place, (MOST, usize::MAX), Self::is_hidden).into_iter();
        near.find_map(|near| {
            let shown = self.ties_of(near).flatten().filter_map(|(number, is_total)| {
                let (number, key) = self.shown(*number)?;
                Some((*is_total, number.value.is_zero(), number.value, key))
            });
            shown.min().map(|(.., key)| key.clone())
        })
    }

    /// Everything shown that is tied to it however far off: what cannot be solved takes all of it along.
    fn all_beside(&self, place: usize) -> BTreeSet<Key> {
        let around = self.around(place, (usize::MAX, usize::MAX), Self::is_hidden);
        let numbers = around.iter().flat_map(|near| self.ties_of(*near)).flatten();
        numbers.filter_map(|(number, _)| self.shown(*number)).map(|(_, key)| key.clone()).collect()
    }

    /// The number and its cell, where that is shown and hiding it is of use.
    fn shown(&self, place: usize) -> Option<(&Number, &Key)> {
        let number = self.table.numbers.get(place).filter(|number| number.is_of_use())?;
        Some((number, number.key.as_ref().filter(|key| !self.hidden.contains(key))?))
    }
}

/// Which numbers are looked for.
type Wanted = fn(&Hiding, usize) -> bool;

/// Whether an interval is wider than it must be; what could not be solved is not.
fn is_open(interval: Option<(Ratio, Option<Ratio>)>, width: Decimal) -> bool {
    match interval {
        Some((least, Some(most))) => is_wider(least, most, width),
        Some((_, None)) => true,
        None => false,
    }
}

fn is_wider(least: Ratio, most: Ratio, width: Decimal) -> bool {
    let open = most.minus(least).and_then(|open| open.minus(Ratio::of(width)));
    open.is_some_and(Ratio::is_positive)
}
