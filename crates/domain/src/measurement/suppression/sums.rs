//! The ties that sums make: every total with its codes, in one disaggregation or over the areas, also through sums
//! that nobody published, and over several at once where the sums between say otherwise.
//!
//! A sum counts where it is declared (a partition, also where a code is left out: what remains is as good as
//! published) and wherever the numbers happen to add up. A part of a small total, or near it, is bounded by it in any
//! case.
//! Every chain of sums that a reader can go is one of these ties or follows from them: a total that is left out is a
//! number like any other, that only nobody saw.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    grid::{Grid, Spot},
    measures::Measure,
    table::{Role, Table, Tie},
};
use crate::measurement::{definition::Definition, observation::Key};

/// How many times the least that is shown a total must be, and be above a part, to say nothing of that part.
const FAR_ABOVE: i64 = 3;

/// One number of a tie.
#[derive(Clone, Copy)]
enum Term {
    Cell(usize),
    /// A place whose number nobody published.
    LeftOut(Spot, Decimal),
    /// What the codes of an axis leave over.
    Rest(Spot, usize, Decimal),
    /// How far a part is below its total.
    Above(Spot, Spot, Decimal),
}

/// Parts, and their total.
type Equation = (Vec<Term>, Term);

/// Ties the numbers of one measure of one indicator.
pub(super) fn tie(
    table: &mut Table,
    definition: &Definition,
    measure: Measure,
    places: &BTreeMap<&Key, usize>,
) {
    let Some(indicator) = places.keys().next().map(|key| &key.indicator) else { return };
    let numbers = places.iter().map(|(key, place)| (*key, (*place, table.value(*place)))).collect();
    let grid = Grid::new(indicator, definition, &numbers);
    let least = Decimal::from(definition.min_cell);
    let mut exact = BTreeSet::new();
    let mut equations = steps(&grid, least, &mut exact);
    leaps(&grid, exact, &mut equations);
    keep_those_that_say_something(&mut equations);
    for (parts, total) in equations {
        let mut number = |term: Term| match term {
            Term::Cell(place) => place,
            Term::LeftOut(spot, value) => {
                let name = (measure, Some(grid.key(&spot)), Role::Itself, value);
                table.unpublished(name, super::is_below(definition, value).then_some(least))
            }
            Term::Rest(spot, axis, value) => {
                let name = (measure, Some(grid.key(&spot)), Role::Rest(grid.dim(axis)), value);
                table.unpublished(name, super::is_below(definition, value).then_some(least))
            }
            Term::Above(total, part, value) => {
                let name = (measure, Some(grid.key(&part)), Role::Above(grid.key(&total)), value);
                table.unpublished(name, None)
            }
        };
        let mut tie: Tie = parts.into_iter().map(|part| (number(part), false)).collect();
        tie.push((number(total), true));
        table.tie(tie);
    }
}

fn term(grid: &Grid, spot: &Spot) -> Option<Term> {
    let sum = grid.sums.get(spot)?;
    Some(sum.place.map_or(Term::LeftOut(*spot, sum.value), Term::Cell))
}

/// The sums over one axis each; which of them are exact is written down.
fn steps(grid: &Grid, least: Decimal, exact: &mut BTreeSet<(Spot, Vec<usize>)>) -> Vec<Equation> {
    let mut equations = Vec::new();
    for ((total, axis), spots) in &grid.under {
        let Some(sum) = grid.sums.get(total) else { continue };
        let Some(whole) = term(grid, total) else { continue };
        // What outgrows a decimal is a sum that nobody can take either.
        let Some(left) = grid.sum(spots).and_then(|parts| sum.value.checked_sub(parts)) else { continue };
        let mut parts: Vec<Term> = spots.iter().filter_map(|spot| term(grid, spot)).collect();
        if left.is_zero() && !overlaps(grid, *axis, total, spots) {
            exact.insert((*total, vec![*axis]));
        } else if left > Decimal::ZERO && sum.is_firm && grid.whole(*axis).is_some() {
            let other = grid.only_other(total, *axis, spots);
            parts.push(other.map_or(Term::Rest(*total, *axis, left), |spot| Term::LeftOut(spot, left)));
        } else {
            let far = least * Decimal::from(FAR_ABOVE);
            for spot in spots.iter().filter(|_| sum.place.is_some()) {
                let value = grid.sums.get(spot).map_or(sum.value, |part| part.value);
                let Some(above) = sum.value.checked_sub(value).filter(|above| *above >= Decimal::ZERO) else {
                    continue;
                };
                let is_near = sum.value < far || above < far;
                if let Some(part) = term(grid, spot).filter(|_| is_near) {
                    equations.push((vec![part, Term::Above(*total, *spot, above)], whole));
                }
            }
            continue;
        }
        equations.push((parts, whole));
    }
    equations
}

/// Whether another total shows that these codes of an axis overlap: then they add up here by chance alone.
fn overlaps(grid: &Grid, axis: usize, total: &Spot, spots: &[Spot]) -> bool {
    let is_cell = |spot: &Spot| grid.sums.get(spot).is_some_and(|sum| sum.place.is_some());
    let codes = |of: &[Spot]| of.iter().filter_map(|spot| spot.get(axis).copied()).collect::<Vec<u32>>();
    let is_less = |other: &Spot, parts: &[Spot]| {
        let all = grid.sums.get(other).map(|sum| sum.value);
        all.zip(grid.sum(parts)).is_some_and(|(all, parts)| all < parts)
    };
    grid.whole(axis).is_none()
        && grid.along(axis).any(|(other, parts)| {
            other != total
                && parts.len() == spots.len()
                && is_cell(other)
                && parts.iter().all(is_cell)
                && is_less(other, parts)
                && codes(parts) == codes(spots)
        })
}

/// The sums over several axes at once that no steps make.
fn leaps(grid: &Grid, mut exact: BTreeSet<(Spot, Vec<usize>)>, equations: &mut Vec<Equation>) {
    let mut groups: BTreeMap<(usize, Spot, Vec<usize>), Vec<Spot>> = BTreeMap::new();
    let is_cell = |spot: &Spot| grid.sums.get(spot).is_some_and(|sum| sum.place.is_some());
    for part in grid.sums.keys().filter(|spot| is_cell(spot)) {
        for total in grid.above(part).into_iter().filter(is_cell) {
            let axes = grid.between(&total, part);
            if axes.len() > 1 {
                groups.entry((axes.len(), total, axes)).or_default().push(*part);
            }
        }
    }
    for ((_, total, axes), parts) in groups {
        if grid.sum(&parts) != grid.sums.get(&total).map(|sum| sum.value) {
            continue;
        }
        if !is_in_steps(&exact, &total, &axes, &parts)
            && let Some(whole) = term(grid, &total)
        {
            equations.push((parts.iter().filter_map(|part| term(grid, part)).collect(), whole));
        }
        exact.insert((total, axes));
    }
}

/// Whether sums already tied add up to this one: over one of its axes first, then over the others.
fn is_in_steps(exact: &BTreeSet<(Spot, Vec<usize>)>, total: &Spot, axes: &[usize], parts: &[Spot]) -> bool {
    axes.iter().any(|first| {
        let others: Vec<usize> = axes.iter().filter(|axis| *axis != first).copied().collect();
        exact.contains(&(*total, vec![*first]))
            && parts.iter().all(|part| exact.contains(&(Grid::over(part, &others), others.clone())))
    })
}

/// Drops each sum whose total nobody published and nothing else speaks of: it says nothing of its parts.
fn keep_those_that_say_something(equations: &mut Vec<Equation>) {
    loop {
        let mut uses: BTreeMap<Spot, usize> = BTreeMap::new();
        for term in equations.iter().flat_map(|(parts, total)| parts.iter().chain([total])) {
            if let Term::LeftOut(spot, _) = term {
                let count = uses.entry(*spot).or_default();
                *count = count.saturating_add(1);
            }
        }
        let before = equations.len();
        equations.retain(|(_, total)| match total {
            Term::LeftOut(spot, _) => uses.get(spot).is_some_and(|count| *count > 1),
            _ => true,
        });
        if equations.len() == before {
            return;
        }
    }
}
