//! A table to be published, as numbers that sums tie together.
//!
//! Ties come from three places: declared partitions (also where a code is left out: what remains is as good as
//! published), any disaggregations or list of areas that happen to add up here, also several at once, and rules of the
//! data set that say `==`. Knows nothing of what is hidden.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

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
    /// What an earlier revision showed of it.
    shown: Option<Decimal>,
    /// Whether the public sees it where it is zero.
    is_zero_told: bool,
}

impl Number {
    /// Whether an earlier revision showed this very value: whoever kept that knows it, hidden or not.
    pub fn is_told(&self) -> bool {
        self.shown == Some(self.value)
    }

    /// Whether hiding its cell would keep anything open. A zero that is public says nothing about others, and one
    /// hidden among them would say too much.
    pub fn is_of_use(&self) -> bool {
        let is_public_zero = self.value.is_zero() && self.is_zero_told;
        !self.is_told() && !is_public_zero
    }
}

/// A tie: the signed sum of its numbers is zero. Parts are positive, a total is negative. Largest first.
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
    known_ties: BTreeSet<Tie>,
}

/// Disaggregations, and the areas (none), that are summed over at once.
type Axes = Vec<Option<Code>>;

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
    /// The table of these cells; `shown` is what earlier revisions showed.
    pub fn new(
        definitions: &BTreeMap<Code, &Definition>,
        cells: &BTreeMap<Key, Cell>,
        links: &[Link],
        shown: &BTreeMap<Key, Cell>,
    ) -> Self {
        let mut table = Self::default();
        for measure in MEASURES {
            let mut places: BTreeMap<&Key, usize> = BTreeMap::new();
            for (key, cell) in cells {
                let Some(definition) = definitions.get(&key.indicator) else { continue };
                if let Some(value) = number_of(measure, definition, cell) {
                    let shown = shown.get(key).and_then(|cell| number_of(measure, definition, cell));
                    places.insert(key, table.add(Some(key), (value, shown), definition));
                }
            }
            table.tie_sums(definitions, &places);
            if measure == Measure::Value {
                table.tie_links(links, &places);
            }
        }
        table
    }

    fn add(
        &mut self,
        key: Option<&Key>,
        (value, shown): (Decimal, Option<Decimal>),
        definition: &Definition,
    ) -> usize {
        let place = self.numbers.len();
        let is_zero_told = definition.is_zero_public() && definition.value_type == ValueType::Count;
        let least = match value {
            below if below < Decimal::ZERO => below + below,
            above if is_zero_told && above >= Decimal::ONE => Decimal::ONE,
            _ => Decimal::ZERO,
        };
        let width = Decimal::from(definition.min_cell);
        let is_guarded = key.is_some() || super::is_below(definition, value);
        let width = is_guarded.then_some(width);
        self.numbers.push(Number { key: key.cloned(), value, least, width, shown, is_zero_told });
        self.ties_of.push(Vec::new());
        if let Some(key) = key {
            self.of_cell.entry(key.clone()).or_default().push(place);
        }
        place
    }

    fn tie(&mut self, mut tie: Tie) {
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

    fn value(&self, place: usize) -> Decimal {
        self.numbers.get(place).map_or(Decimal::ZERO, |number| number.value)
    }

    /// Every total with what it is the sum of: the codes of one disaggregation (or the areas), and of several at once
    /// where the sums between are not all there.
    fn tie_sums(&mut self, definitions: &BTreeMap<Code, &Definition>, places: &BTreeMap<&Key, usize>) {
        let mut groups: BTreeMap<(usize, Key, Axes), Vec<&Key>> = BTreeMap::new();
        for key in places.keys() {
            for axes in choices(key) {
                let total = without(key, &axes);
                if places.contains_key(&total) {
                    groups.entry((axes.len(), total, axes)).or_default().push(key);
                }
            }
        }
        let mut exact: BTreeSet<(Key, Axes)> = BTreeSet::new();
        for ((_, total, axes), parts) in groups {
            let Some(definition) = definitions.get(&total.indicator) else { continue };
            let Some(place) = places.get(&total).copied() else { continue };
            if is_in_steps(&exact, &total, &axes, &parts) {
                continue;
            }
            let of_parts: Vec<usize> = parts.iter().filter_map(|part| places.get(part).copied()).collect();
            // What outgrows a decimal is a sum that nobody can take either.
            let rest = |number: &dyn Fn(usize) -> Option<Decimal>| {
                of_parts.iter().try_fold(number(place)?, |left, part| left.checked_sub(number(*part)?))
            };
            let Some(left) = rest(&|place| Some(self.value(place))) else { continue };
            let shown = rest(&|place| self.shown(place));
            let mut tie: Tie = of_parts.into_iter().map(|part| (part, false)).collect();
            tie.push((place, true));
            let is_partition = |axis: &Option<Code>| {
                definition.dims.iter().any(|dim| dim.partition && Some(&dim.code) == axis.as_ref())
            };
            if left.is_zero() {
                exact.insert((total, axes));
            } else if left > Decimal::ZERO && axes.iter().all(is_partition) {
                let rest = self.add(None, (left, shown), definition);
                tie.push((rest, false));
            } else {
                continue;
            }
            self.tie(tie);
        }
    }

    fn shown(&self, place: usize) -> Option<Decimal> {
        self.numbers.get(place)?.shown
    }

    fn tie_links(&mut self, links: &[Link], places: &BTreeMap<&Key, usize>) {
        for link in links {
            let mut tie = Tie::new();
            let mut sum = Some(Decimal::ZERO);
            for (key, is_negative) in link {
                let Some(place) = places.get(key).copied() else { continue };
                let value = self.value(place);
                sum =
                    sum.and_then(
                        |sum| if *is_negative { sum.checked_sub(value) } else { sum.checked_add(value) },
                    );
                tie.push((place, *is_negative));
            }
            if sum == Some(Decimal::ZERO) && tie.len() > 1 {
                self.tie(tie);
            }
        }
    }
}

/// Every choice of what a key can be summed over.
fn choices(key: &Key) -> Vec<Axes> {
    let areas = key.area_code.is_some().then_some(None);
    let mut choices: Vec<Axes> = vec![Axes::new()];
    for axis in key.dims.keys().cloned().map(Some).chain(areas) {
        let with: Vec<Axes> =
            choices.iter().map(|choice| choice.iter().cloned().chain([axis.clone()]).collect()).collect();
        choices.extend(with);
    }
    choices.retain(|choice| !choice.is_empty());
    choices
}

fn without(key: &Key, axes: &[Option<Code>]) -> Key {
    let mut total = key.clone();
    for axis in axes {
        match axis {
            Some(dim) => {
                total.dims.remove(dim);
            }
            None => total.area_code = None,
        }
    }
    total
}

/// Whether sums already tied add up to this one: over one of its axes first, then over the others.
fn is_in_steps(exact: &BTreeSet<(Key, Axes)>, total: &Key, axes: &Axes, parts: &[&Key]) -> bool {
    let mut firsts = axes.iter().filter(|_| axes.len() > 1);
    firsts.any(|first| {
        let others: Axes = axes.iter().filter(|axis| *axis != first).cloned().collect();
        exact.contains(&(total.clone(), vec![first.clone()]))
            && parts.iter().all(|part| exact.contains(&(without(part, &others), others.clone())))
    })
}
