//! The cells of one indicator as places on a grid, with all the sums above them that nobody published.
//!
//! A total that is left out has a value all the same: what its codes add up to, or what the others leave of the total
//! above. Knows no ties.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use rust_decimal::Decimal;

use crate::{
    ids::Code,
    measurement::{definition::Definition, observation::Key},
};

/// Room for the disaggregations of an indicator, and the areas.
const AXES: usize = 8;

/// A place: for each axis the number of its code, 0 where it is summed over.
pub(super) type Spot = [u32; AXES];

/// A disaggregation, or (no code) the areas.
struct Axis<'a> {
    dim: Option<&'a Code>,
    codes: Vec<&'a Code>,
    /// Of each code, its number from 1.
    numbers: BTreeMap<&'a Code, u32>,
    /// How many codes make up the whole, where that is declared.
    whole: Option<usize>,
    /// Whether some cell is a sum over it.
    is_summed: bool,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum {
    pub value: Decimal,
    /// The cell's number; none where nobody published it.
    pub place: Option<usize>,
    /// Whether it is what the place must be, not only what happens to be there.
    pub is_firm: bool,
}

/// All places of one measure of one indicator.
pub(super) struct Grid<'a> {
    indicator: &'a Code,
    axes: Vec<Axis<'a>>,
    pub sums: BTreeMap<Spot, Sum>,
    /// What stands one step below a place, by axis.
    pub under: BTreeMap<(Spot, usize), Vec<Spot>>,
}

/// The code of an axis.
fn at(spot: &Spot, axis: usize) -> u32 {
    spot.get(axis).copied().unwrap_or_default()
}

/// The place with another code of an axis.
fn with(spot: &Spot, axis: usize, code: u32) -> Spot {
    let mut other = *spot;
    if let Some(slot) = other.get_mut(axis) {
        *slot = code;
    }
    other
}

fn depth(spot: &Spot) -> usize {
    spot.iter().filter(|code| **code > 0).count()
}

impl<'a> Grid<'a> {
    /// The grid of these numbers, with their values.
    pub fn new(
        indicator: &'a Code,
        definition: &'a Definition,
        numbers: &BTreeMap<&'a Key, (usize, Decimal)>,
    ) -> Self {
        let axes = axes(definition, numbers);
        let mut grid = Self { indicator, axes, sums: BTreeMap::new(), under: BTreeMap::new() };
        for (key, (place, value)) in numbers {
            let sum = Sum { value: *value, place: Some(*place), is_firm: true };
            let spot = grid.spot(key);
            grid.sums.insert(spot, sum);
        }
        let left_out = grid.left_out();
        for spot in grid.sums.keys().chain(&left_out) {
            for axis in grid.summed().filter(|axis| at(spot, *axis) > 0).collect::<Vec<_>>() {
                grid.under.entry((with(spot, axis, 0), axis)).or_default().push(*spot);
            }
        }
        grid.add_up(&left_out);
        grid.take_off(&left_out);
        grid
    }

    fn spot(&self, key: &Key) -> Spot {
        let mut spot = Spot::default();
        for (slot, axis) in spot.iter_mut().zip(&self.axes) {
            let code = axis.dim.map_or(key.area_code.as_ref(), |dim| key.dims.get(dim));
            *slot = code.and_then(|code| axis.numbers.get(code)).copied().unwrap_or_default();
        }
        spot
    }

    /// What the place is of.
    pub fn key(&self, spot: &Spot) -> Key {
        let mut key = Key { indicator: self.indicator.clone(), area_code: None, dims: BTreeMap::new() };
        for (code, axis) in spot.iter().zip(&self.axes) {
            let code = usize::try_from(*code).ok().and_then(|code| axis.codes.get(code.checked_sub(1)?));
            match (code, axis.dim) {
                (Some(code), Some(dim)) => {
                    key.dims.insert(dim.clone(), (*code).clone());
                }
                (Some(code), None) => key.area_code = Some((*code).clone()),
                _ => {}
            }
        }
        key
    }

    /// The disaggregation of an axis; none for the areas.
    pub fn dim(&self, axis: usize) -> Option<Code> {
        self.axes.get(axis).and_then(|axis| axis.dim).cloned()
    }

    /// How many codes make up the whole of an axis, where that is declared.
    pub fn whole(&self, axis: usize) -> Option<usize> {
        self.axes.get(axis).and_then(|axis| axis.whole)
    }

    fn summed(&self) -> impl Iterator<Item = usize> {
        self.axes.iter().enumerate().filter(|(_, axis)| axis.is_summed).map(|(place, _)| place)
    }

    /// Every choice of axes that a place can be summed over, as what remains.
    pub fn above(&self, spot: &Spot) -> Vec<Spot> {
        let mut above = vec![*spot];
        for axis in self.summed().filter(|axis| at(spot, *axis) > 0) {
            above.extend(above.iter().map(|one| with(one, axis, 0)).collect::<Vec<_>>());
        }
        above.retain(|one| one != spot);
        above
    }

    /// All totals over an axis, with what stands under them.
    pub fn along(&self, axis: usize) -> impl Iterator<Item = (&Spot, &Vec<Spot>)> {
        self.under.iter().filter(move |((_, of), _)| *of == axis).map(|((total, _), parts)| (total, parts))
    }

    /// The axes in which two places differ.
    pub fn between(&self, total: &Spot, part: &Spot) -> Vec<usize> {
        (0..self.axes.len()).filter(|axis| at(total, *axis) != at(part, *axis)).collect()
    }

    /// The place above, over these axes.
    pub fn over(spot: &Spot, axes: &[usize]) -> Spot {
        axes.iter().fold(*spot, |spot, axis| with(&spot, *axis, 0))
    }

    /// The place of the one code of a whole that is not among these.
    pub fn only_other(&self, total: &Spot, axis: usize, parts: &[Spot]) -> Option<Spot> {
        let whole = self.whole(axis).filter(|whole| whole.checked_sub(1) == Some(parts.len()))?;
        let codes = (1..=u32::try_from(whole).ok()?).map(|code| with(total, axis, code));
        let mut others = codes.filter(|spot| !parts.contains(spot));
        others.next().filter(|_| others.next().is_none())
    }

    /// What these places are together.
    pub fn sum(&self, spots: &[Spot]) -> Option<Decimal> {
        spots.iter().try_fold(Decimal::ZERO, |sum, spot| sum.checked_add(self.sums.get(spot)?.value))
    }

    /// The places above cells that are left out, deepest first.
    fn left_out(&self) -> Vec<Spot> {
        let above = self.sums.keys().flat_map(|spot| self.above(spot));
        let all: BTreeSet<Spot> = above.filter(|spot| !self.sums.contains_key(spot)).collect();
        let mut all: Vec<Spot> = all.into_iter().collect();
        all.sort_by_key(|spot| (Reverse(depth(spot)), *spot));
        all
    }

    /// Gives each place that is left out what its codes add up to: of a whole one, else what most axes say.
    fn add_up(&mut self, left_out: &[Spot]) {
        for spot in left_out {
            let mut found: Vec<(bool, usize, Decimal)> = Vec::new();
            for axis in self.summed().filter(|axis| at(spot, *axis) == 0) {
                let Some(parts) = self.under.get(&(*spot, axis)) else { continue };
                let Some(value) = self.sum(parts) else { continue };
                let are_firm = parts.iter().all(|part| self.sums.get(part).is_some_and(|sum| sum.is_firm));
                found.push((are_firm && self.whole(axis) == Some(parts.len()), parts.len(), value));
            }
            let agree = |value: Decimal| found.iter().filter(|(.., other)| *other == value).count();
            let best = found.iter().max_by_key(|(is_firm, parts, value)| (*is_firm, agree(*value), *parts));
            if let Some((is_firm, _, value)) = best.copied() {
                self.sums.insert(*spot, Sum { value, place: None, is_firm });
            }
        }
    }

    /// Gives each place that is the only one left out of a whole what the others leave, from above.
    fn take_off(&mut self, left_out: &[Spot]) {
        for spot in left_out.iter().rev() {
            if self.sums.get(spot).is_some_and(|sum| sum.is_firm) {
                continue;
            }
            let left = self.summed().filter(|axis| at(spot, *axis) > 0).find_map(|axis| {
                let total = with(spot, axis, 0);
                let parts = self.under.get(&(total, axis))?;
                let others: Vec<Spot> = parts.iter().filter(|part| *part != spot).copied().collect();
                let firm = |spot: &Spot| self.sums.get(spot).filter(|sum| sum.is_firm);
                let is_all =
                    self.whole(axis) == Some(parts.len()) && others.iter().all(|one| firm(one).is_some());
                let left = firm(&total).filter(|_| is_all)?.value.checked_sub(self.sum(&others)?)?;
                (left >= Decimal::ZERO).then_some(left)
            });
            if let Some(value) = left {
                self.sums.insert(*spot, Sum { value, place: None, is_firm: true });
            }
        }
    }
}

/// The axes of these keys: a partition's codes first, all of them.
fn axes<'a>(definition: &'a Definition, numbers: &BTreeMap<&'a Key, (usize, Decimal)>) -> Vec<Axis<'a>> {
    let mut found: BTreeMap<Option<&Code>, (BTreeSet<&Code>, usize)> = BTreeMap::new();
    for key in numbers.keys() {
        let dims = key.dims.iter().map(|(dim, code)| (Some(dim), code));
        for (dim, code) in dims.chain(key.area_code.iter().map(|area| (None, area))) {
            let (codes, uses) = found.entry(dim).or_default();
            codes.insert(code);
            *uses = uses.saturating_add(1);
        }
    }
    let axis = |(dim, (codes, uses)): (Option<&'a Code>, (BTreeSet<&'a Code>, usize))| {
        let declared = definition.dims.iter().find(|one| one.partition && Some(&one.code) == dim);
        let all = declared.into_iter().flat_map(|declared| &declared.codes);
        let others = codes.into_iter().filter(|code| declared.is_none_or(|one| !one.codes.contains(*code)));
        let codes: Vec<&Code> = all.chain(others).collect();
        let numbers_of = codes.iter().copied().zip(1_u32..).collect();
        let whole = declared.map(|one| one.codes.len());
        Axis { dim, codes, numbers: numbers_of, whole, is_summed: uses < numbers.len() }
    };
    found.into_iter().take(AXES).map(axis).collect()
}
