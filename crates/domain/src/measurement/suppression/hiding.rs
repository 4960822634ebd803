//! Hiding more and more of a table until no hidden number is told.
//!
//! Knows no events and no moments: only numbers, ties, and which cells are hidden so far. Always ends with each hidden
//! number open, or with all that is tied to it hidden, or with what no hiding can keep.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rust_decimal::Decimal;

use super::{
    ratio::Ratio,
    solve::{Region, Sum},
    table::{Number, Table, Tie},
};
use crate::measurement::observation::Key;

/// How many hidden numbers are solved together, from the cell outwards: few first, for speed. Numbers beyond count as
/// known, which can only make an interval narrower; a cell that is not safe among the most is made safe by hiding more.
const NEIGHBORS: [usize; 3] = [8, 32, MOST];
const MOST: usize = 120;
/// Where one sum has more parts than are solved together: the largest of each, so that sums further off count too.
const LARGEST: usize = 8;
/// How many hidden for the sake of one number are tried again, one by one.
const FEW: usize = 16;

/// A table, and what of it is hidden so far.
pub(super) struct Hiding {
    pub table: Table,
    pub hidden: BTreeSet<Key>,
}

impl Hiding {
    /// Hides more until each hidden number stays open. Hiding more never narrows what was open, so each is looked at
    /// once.
    pub fn finish(mut self) -> BTreeSet<Key> {
        let mut waiting: VecDeque<usize> =
            (0..self.table.numbers.len()).filter(|place| self.is_hidden(*place)).collect();
        while let Some(place) = waiting.pop_front() {
            waiting.extend(self.keep_open(place));
        }
        self.hidden
    }

    /// Hides more for the sake of one number; says which numbers that hid.
    pub fn keep_open(&mut self, place: usize) -> Vec<usize> {
        if self.stays_open(place) {
            return Vec::new();
        }
        let mut added = Vec::new();
        loop {
            let next = self.next_beside(place).map_or_else(|| self.all_beside(place), |key| [key].into());
            let is_all = next.is_empty();
            added.extend(next.into_iter().filter(|key| self.hidden.insert(key.clone())));
            if is_all && self.is_solved(place) {
                // All that is tied to it is hidden, and still it is told: by what was shown before, or by sums and
                // rules alone, whatever the values. Hiding all the others tells no less.
                self.hidden.retain(|key| !added.contains(key));
                return self.keep_open_in_each(place);
            }
            if is_all || self.stays_open(place) {
                break;
            }
        }
        self.show_again(place, &mut added);
        added.iter().filter_map(|key| self.table.of_cell.get(key)).flatten().copied().collect()
    }

    /// Hides more until none of its sums by itself tells a number that all of them together tell in any case.
    fn keep_open_in_each(&mut self, place: usize) -> Vec<usize> {
        let Some(width) = self.width(place) else { return Vec::new() };
        let mut newly = Vec::new();
        for at in self.table.ties_of.get(place).cloned().unwrap_or_default() {
            while let Some(tie) = self.table.ties.get(at) {
                let others = tie.iter().map(|(number, _)| *number);
                let others = others.filter(|number| *number != place && self.is_hidden(*number));
                let around: Vec<usize> = [place].into_iter().chain(others.take(MOST)).collect();
                let next = self.least_shown_of(tie.iter());
                let Some(key) = next.filter(|_| self.is_open_by(&around, &[at].into(), width) != Some(true))
                else {
                    break;
                };
                newly.extend(self.table.of_cell.get(&key).into_iter().flatten());
                self.hidden.insert(key);
            }
        }
        newly
    }

    /// Shows again what was hidden for the number's sake and was of no use, once more was hidden.
    fn show_again(&mut self, place: usize, added: &mut Vec<Key>) {
        if added.len() > FEW {
            return;
        }
        for key in added.iter().rev().skip(1).cloned().collect::<Vec<_>>() {
            self.hidden.remove(&key);
            if self.stays_open(place) {
                added.retain(|one| *one != key);
            } else {
                self.hidden.insert(key);
            }
        }
    }

    /// Whether all that is hidden around it is few enough to be solved at once, and was.
    fn is_solved(&self, place: usize) -> bool {
        let all = self.around(place, (MOST, usize::MAX), Self::is_hidden);
        all.len() < MOST && self.width(place).is_some_and(|width| self.is_open(&all, width).is_some())
    }

    /// Whether the public does not know it.
    pub fn is_hidden(&self, place: usize) -> bool {
        self.table.numbers.get(place).is_some_and(|number| {
            let is_shown_now =
                || number.is_now && number.key.as_ref().is_some_and(|key| !self.hidden.contains(key));
            !number.is_told && !is_shown_now()
        })
    }

    /// The numbers around one that are `wanted`, nearest first, at most so many `of_each` tie.
    pub fn around(&self, place: usize, (most, of_each): (usize, usize), wanted: Wanted) -> Vec<usize> {
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

    fn ties_of(&self, place: usize) -> impl Iterator<Item = &Tie> {
        let ties = self.table.ties_of.get(place).into_iter().flatten();
        ties.filter_map(|tie| self.table.ties.get(*tie))
    }

    /// Whether what is shown leaves the number an interval wider than it must have.
    fn stays_open(&self, place: usize) -> bool {
        let Some(width) = self.width(place) else { return true };
        for most in NEIGHBORS {
            let around = self.around(place, (most, usize::MAX), Self::is_hidden);
            if self.is_open(&around, width) == Some(true) {
                return true;
            }
            if around.len() < most {
                return false;
            }
        }
        self.is_open(&self.around(place, (MOST, LARGEST), Self::is_hidden), width) == Some(true)
    }

    fn width(&self, place: usize) -> Option<Decimal> {
        self.table.numbers.get(place).and_then(|number| number.width)
    }

    /// Whether the first of these numbers is open, all others being known; none where that could not be solved.
    fn is_open(&self, around: &[usize], width: Decimal) -> Option<bool> {
        let ties = around.iter().filter_map(|place| self.table.ties_of.get(*place)).flatten();
        self.is_open_by(around, &ties.copied().collect(), width)
    }

    /// The same, by some ties alone.
    fn is_open_by(&self, around: &[usize], ties: &BTreeSet<usize>, width: Decimal) -> Option<bool> {
        let variables: BTreeMap<usize, usize> =
            around.iter().enumerate().map(|(variable, place)| (*place, variable)).collect();
        let numbers = around.iter().filter_map(|place| self.table.numbers.get(*place));
        let numbers: Vec<(Ratio, Ratio)> =
            numbers.map(|number| (Ratio::of(number.value), Ratio::of(number.least))).collect();
        let term = |(place, is_negative): &(usize, bool)| {
            let sign = if *is_negative { Ratio::ONE.negated() } else { Ratio::ONE };
            variables.get(place).map(|variable| (*variable, sign))
        };
        let ties = ties.iter().filter_map(|tie| self.table.ties.get(*tie));
        let sums: Vec<Sum> = ties.map(|tie| tie.iter().filter_map(term).collect()).collect();
        Region::new(&numbers, &sums)?.opens(Ratio::of(width))
    }

    /// The cell to hide next for this number's sake: the smallest part in its own sums, also in those it is in through
    /// a number that nobody published, then a total, then further off.
    pub fn next_beside(&self, place: usize) -> Option<Key> {
        let near = self.around(place, (MOST, usize::MAX), Self::is_hidden);
        let is_unpublished =
            |near: &&usize| self.table.numbers.get(**near).is_some_and(|number| number.key.is_none());
        let tied: BTreeSet<usize> = self
            .ties_of(place)
            .flatten()
            .map(|(number, _)| *number)
            .filter(|one| is_unpublished(&one))
            .collect();
        let own: Vec<usize> =
            near.iter().filter(|one| **one == place || tied.contains(one)).copied().collect();
        self.least_shown(&own).or_else(|| near.iter().find_map(|near| self.least_shown(&[*near])))
    }

    fn least_shown(&self, of: &[usize]) -> Option<Key> {
        self.least_shown_of(of.iter().flat_map(|place| self.ties_of(*place)).flatten())
    }

    fn least_shown_of<'a>(&self, numbers: impl Iterator<Item = &'a (usize, bool)>) -> Option<Key> {
        let shown = numbers.filter_map(|(number, is_total)| {
            let (number, key) = self.shown(*number)?;
            Some((*is_total, number.value.is_zero(), number.value, key))
        });
        shown.min().map(|(.., key)| key.clone())
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
