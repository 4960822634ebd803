//! A table to be published, with all that was published of it before, as numbers that sums tie together.
//!
//! A number is a cell with the value it has: a cell that keeps its value from one revision to the next is one number
//! in both, one that changes is two. Ties come from the sums of disaggregations and areas (`sums`), from rules of the
//! data set, and from parts of rates that are another indicator's values (`twins`). Knows nothing of what is hidden now.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use rust_decimal::Decimal;

use super::{
    Link, Moment,
    measures::{MEASURES, Measure, number_of},
    sums, twins,
};
use crate::{
    ids::Code,
    measurement::{
        definition::{Definition, ValueType},
        observation::Key,
    },
};

/// One number of the table.
#[derive(Debug)]
pub(super) struct Number {
    /// The cell it stands in; none for what nobody publishes: sums and remainders that are left out.
    pub key: Option<Key>,
    pub value: Decimal,
    /// The least it may be, for whoever sees only the table.
    pub least: Decimal,
    /// How wide it must stay open while it is hidden; none where that does not matter.
    pub width: Option<Decimal>,
    /// Whether the last table has it.
    pub is_now: bool,
    /// Whether an earlier revision showed it: whoever kept that knows it, hidden or not.
    pub is_told: bool,
    /// Whether the public sees it where it is zero.
    is_zero_told: bool,
}

impl Number {
    /// Whether hiding its cell would keep anything open. A zero that is public says nothing about others, and one
    /// hidden among them would say too much.
    pub fn is_of_use(&self) -> bool {
        let is_public_zero = self.value.is_zero() && self.is_zero_told;
        self.is_now && !self.is_told && !is_public_zero
    }
}

/// A tie: the signed sum of its numbers is zero. Parts are positive, a total is negative. Largest first.
pub(super) type Tie = Vec<(usize, bool)>;

/// What a number is of, beside its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The cell, published or not.
    Itself,
    /// What the codes that are there leave over of it, in one disaggregation or (none) the areas.
    Rest(Option<Code>),
    /// How far another one is below it.
    Above(Key),
    /// How far the sides of the rule of that place are apart.
    Apart(usize),
    /// A number that a rule names.
    Constant,
}

type Name = (Measure, Option<Key>, Role, Decimal);

/// The whole table.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub numbers: Vec<Number>,
    pub ties: Vec<Tie>,
    /// The ties of each number.
    pub ties_of: Vec<Vec<usize>>,
    /// The numbers of each cell of the last table.
    pub of_cell: BTreeMap<Key, Vec<usize>>,
    known_ties: BTreeSet<Tie>,
    names: BTreeMap<Name, usize>,
}

impl Table {
    /// The tables of these moments; the last is now.
    pub fn new(definitions: &BTreeMap<Code, &Definition>, links: &[Link], moments: &[Moment]) -> Self {
        let mut table = Self::default();
        for (before, moment) in (1_usize..).zip(moments) {
            table.take(definitions, links, moment, before == moments.len());
        }
        table
    }

    fn take(
        &mut self,
        definitions: &BTreeMap<Code, &Definition>,
        links: &[Link],
        moment: &Moment,
        is_now: bool,
    ) {
        let mut all: twins::Series = BTreeMap::new();
        for measure in MEASURES {
            let mut places: BTreeMap<&Code, BTreeMap<&Key, usize>> = BTreeMap::new();
            for (key, cell) in &moment.cells {
                let Some(definition) = definitions.get(&key.indicator) else { continue };
                let Some(value) = number_of(measure, definition, cell) else { continue };
                let place = self.cell((measure, key, value), definition, is_now);
                if !is_now && !moment.hidden.contains(key) {
                    self.tell(place);
                }
                places.entry(&key.indicator).or_default().insert(key, place);
            }
            for (indicator, places) in &places {
                if let Some(definition) = definitions.get(*indicator) {
                    sums::tie(self, definition, measure, places);
                }
            }
            if measure == Measure::Value {
                self.tie_links(links, &places);
            }
            all.extend(places.into_iter().map(|(indicator, places)| ((indicator, measure), places)));
        }
        twins::tie(self, &all);
    }

    fn cell(
        &mut self,
        (measure, key, value): (Measure, &Key, Decimal),
        definition: &Definition,
        is_now: bool,
    ) -> usize {
        let name = (measure, Some(key.clone()), Role::Itself, value);
        let is_zero_told = definition.is_zero_public() && definition.value_type == ValueType::Count;
        let least = match value {
            below if below < Decimal::ZERO => below + below,
            above if is_zero_told && above >= Decimal::ONE => Decimal::ONE,
            _ => Decimal::ZERO,
        };
        let width = Some(Decimal::from(definition.min_cell));
        let key = Some(key.clone());
        let number = Number { key, value, least, width, is_now: false, is_told: false, is_zero_told };
        let place = self.number(name, number);
        if is_now && let Some(number) = self.numbers.get_mut(place) {
            number.is_now = true;
            if let Some(key) = &number.key {
                self.of_cell.entry(key.clone()).or_default().push(place);
            }
        }
        place
    }

    fn tell(&mut self, place: usize) {
        if let Some(number) = self.numbers.get_mut(place) {
            number.is_told = true;
        }
    }

    fn number(&mut self, name: Name, number: Number) -> usize {
        let next = self.numbers.len();
        let place = *self.names.entry(name).or_insert(next);
        if place == next {
            self.numbers.push(number);
            self.ties_of.push(Vec::new());
        }
        place
    }

    /// A number that nobody publishes.
    pub fn unpublished(
        &mut self,
        (measure, key, role, value): (Measure, Option<Key>, Role, Decimal),
        width: Option<Decimal>,
    ) -> usize {
        let is_told = role == Role::Constant;
        let least = if value < Decimal::ZERO { value + value } else { Decimal::ZERO };
        let number = Number { key: None, value, least, width, is_now: false, is_told, is_zero_told: false };
        self.number((measure, key, role, value), number)
    }

    /// Ties numbers; the same tie once.
    pub fn tie(&mut self, mut tie: Tie) {
        tie.sort_by_key(|(number, _)| (Reverse(self.value(*number)), *number));
        if !self.known_ties.insert(tie.clone()) {
            return;
        }
        let place = self.ties.len();
        for (number, _) in &tie {
            if let Some(ties) = self.ties_of.get_mut(*number)
                && ties.last() != Some(&place)
            {
                ties.push(place);
            }
        }
        self.ties.push(tie);
    }

    /// What the number is.
    pub fn value(&self, place: usize) -> Decimal {
        self.numbers.get(place).map_or(Decimal::ZERO, |number| number.value)
    }

    fn tie_links(&mut self, links: &[Link], places: &BTreeMap<&Code, BTreeMap<&Key, usize>>) {
        for (at, link) in links.iter().enumerate() {
            let find = |key: &Key| places.get(&key.indicator)?.get(key).copied();
            let mut tie: Tie =
                link.terms.iter().filter_map(|(key, is_negative)| Some((find(key)?, *is_negative))).collect();
            let sum = tie.iter().try_fold(link.constant, |sum, (place, is_negative)| {
                let value = self.value(*place);
                if *is_negative { sum.checked_sub(value) } else { sum.checked_add(value) }
            });
            let Some(sum) = sum.filter(|_| !tie.is_empty()) else { continue };
            if link.is_at_most {
                // Where a term is not there, the rule may say nothing.
                if sum > Decimal::ZERO || tie.len() < link.terms.len() {
                    continue;
                }
                tie.push((self.unpublished((Measure::Value, None, Role::Apart(at), -sum), None), false));
            } else if !sum.is_zero() || (tie.len() == 1 && link.constant.is_zero()) {
                continue;
            }
            if !link.constant.is_zero() {
                let constant = (Measure::Value, None, Role::Constant, link.constant);
                tie.push((self.unpublished(constant, None), false));
            }
            self.tie(tie);
        }
    }
}
