//! A table to be published, as numbers that sums tie together.
//!
//! Ties come from three places: declared partitions (also where a code is left out: what remains is as good as
//! published), any disaggregation or list of areas that happens to add up here, and rules of the data set that say
//! `==`. Knows nothing of what is hidden.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::{
    ids::Code,
    measurement::{
        definition::{Definition, ValueType},
        observation::{Cell, Key},
    },
};

/// One number of the table.
#[derive(Debug)]
pub(super) struct Number {
    /// The cell it stands in; none for what a partition leaves over.
    pub key: Option<Key>,
    pub value: Decimal,
    /// The least it may be, for whoever sees only the table.
    pub least: Decimal,
    /// How wide it must stay open while it is hidden; none where that does not matter.
    pub width: Option<Decimal>,
}

/// A tie: the signed sum of its numbers is zero. Parts are positive, a total is negative.
pub(super) type Tie = Vec<(usize, bool)>;

/// The whole table.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub numbers: Vec<Number>,
    pub ties: Vec<Tie>,
    /// The ties of each number.
    pub ties_of: Vec<Vec<usize>>,
    /// The numbers of each cell.
    pub of_cell: BTreeMap<Key, Vec<usize>>,
}

/// Which of a cell's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Measure {
    Value,
    Numerator,
    Denominator,
}

const MEASURES: [Measure; 3] = [Measure::Value, Measure::Numerator, Measure::Denominator];

/// A signed sum of cells that a rule says is zero.
pub type Link = Vec<(Key, bool)>;

/// The decimal of a stored text.
pub(super) fn decimal(text: Option<&String>) -> Option<Decimal> {
    text.and_then(|text| Decimal::from_str_exact(text).ok())
}

fn number_of(measure: Measure, definition: &Definition, cell: &Cell) -> Option<Decimal> {
    match measure {
        Measure::Value if definition.value_type.adds_up() => decimal(cell.value.as_ref()),
        Measure::Value => None,
        Measure::Numerator => decimal(cell.numerator.as_ref()),
        Measure::Denominator => decimal(cell.denominator.as_ref()),
    }
}

impl Table {
    pub fn new(
        definitions: &BTreeMap<Code, &Definition>,
        cells: &BTreeMap<Key, Cell>,
        links: &[Link],
    ) -> Self {
        let mut table = Self::default();
        for measure in MEASURES {
            let mut places: BTreeMap<&Key, usize> = BTreeMap::new();
            for (key, cell) in cells {
                let Some(definition) = definitions.get(&key.indicator) else { continue };
                if let Some(value) = number_of(measure, definition, cell) {
                    places.insert(key, table.add(Some(key), value, definition));
                }
            }
            table.tie_sums(definitions, &places);
            if measure == Measure::Value {
                table.tie_links(links, &places);
            }
        }
        table
    }

    fn add(&mut self, key: Option<&Key>, value: Decimal, definition: &Definition) -> usize {
        let place = self.numbers.len();
        let is_zero_told = definition.is_zero_public() && definition.value_type == ValueType::Count;
        let least = match value {
            below if below < Decimal::ZERO => below + below,
            above if is_zero_told && above >= Decimal::ONE => Decimal::ONE,
            _ => Decimal::ZERO,
        };
        let width = Decimal::from(definition.min_cell);
        let is_guarded = key.is_some() || super::is_below(definition, value);
        self.numbers.push(Number { key: key.cloned(), value, least, width: is_guarded.then_some(width) });
        self.ties_of.push(Vec::new());
        if let Some(key) = key {
            self.of_cell.entry(key.clone()).or_default().push(place);
        }
        place
    }

    fn tie(&mut self, tie: Tie) {
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

    fn value(&self, place: usize) -> Decimal {
        self.numbers.get(place).map_or(Decimal::ZERO, |number| number.value)
    }

    /// Every total with the codes below it, one disaggregation (or the areas) at a time.
    fn tie_sums(&mut self, definitions: &BTreeMap<Code, &Definition>, places: &BTreeMap<&Key, usize>) {
        let mut groups: BTreeMap<(Key, Option<Code>), Vec<usize>> = BTreeMap::new();
        for (key, place) in places {
            for dim in key.dims.keys() {
                let mut total = (*key).clone();
                total.dims.remove(dim);
                groups.entry((total, Some(dim.clone()))).or_default().push(*place);
            }
            if key.area_code.is_some() {
                let total = Key { area_code: None, ..(*key).clone() };
                groups.entry((total, None)).or_default().push(*place);
            }
        }
        for ((total, axis), parts) in groups {
            let Some(definition) = definitions.get(&total.indicator) else { continue };
            let Some(place) = places.get(&total).copied() else { continue };
            let sum: Decimal = parts.iter().map(|part| self.value(*part)).sum();
            let left = self.value(place) - sum;
            let mut tie: Tie = parts.into_iter().map(|part| (part, false)).collect();
            tie.push((place, true));
            let dim = definition.dims.iter().find(|dim| Some(&dim.code) == axis.as_ref());
            let is_partition = dim.is_some_and(|dim| dim.partition);
            if is_partition && left > Decimal::ZERO {
                let rest = self.add(None, left, definition);
                tie.push((rest, false));
            } else if !left.is_zero() {
                continue;
            }
            self.tie(tie);
        }
    }

    fn tie_links(&mut self, links: &[Link], places: &BTreeMap<&Key, usize>) {
        for link in links {
            let mut tie = Tie::new();
            let mut sum = Decimal::ZERO;
            for (key, is_negative) in link {
                let Some(place) = places.get(key).copied() else { continue };
                let value = self.value(place);
                sum = if *is_negative { sum - value } else { sum + value };
                tie.push((place, *is_negative));
            }
            if sum.is_zero() && tie.len() > 1 {
                self.tie(tie);
            }
        }
    }
}
