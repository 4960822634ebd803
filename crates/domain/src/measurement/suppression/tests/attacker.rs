//! A reader who kept every public row of every revision, and works out what the hidden cells can be.
//!
//! Written without the product's tables, sums and solver: equations from the meaning of the table, and somebody else's
//! linear programming. What is in them: declared partitions over all their codes, published or not; every way of
//! adding published cells up to a published total; equations of rules; parts that are no more than their total.

use std::collections::BTreeMap;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::*;

/// What the reader has, of one revision.
pub struct Seen<'a> {
    pub cells: &'a BTreeMap<Key, Cell>,
    pub hidden: &'a BTreeSet<Key>,
}

/// What is known of the table beside its rows.
pub struct World<'a> {
    pub definitions: &'a BTreeMap<Code, &'a Definition>,
    /// Keys whose signed sum is a constant.
    pub equations: Vec<(Vec<(Key, f64)>, f64)>,
    /// Keys whose signed sum is a constant at most.
    pub bounds: Vec<(Vec<(Key, f64)>, f64)>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    /// A hidden cell, by its value: it is the same wherever it did not change.
    Same(char, Key, Decimal),
    /// A hidden cell of one revision.
    Of(usize, char, Key),
}

enum Term {
    Known(f64),
    Unknown(Name),
}

type Line = (Vec<(Name, f64)>, f64, bool);

/// All the reader can write down.
pub struct Attacker<'a> {
    world: &'a World<'a>,
    seen: &'a [Seen<'a>],
    knows_what_changed: bool,
    least: BTreeMap<Name, f64>,
    guarded: BTreeMap<Name, f64>,
    lines: Vec<Line>,
}

fn float(number: Decimal) -> f64 {
    number.to_string().parse().unwrap()
}

/// A cell's number: of a rate the third follows from the others.
fn read(definition: &Definition, cell: &Cell, of: char) -> Option<Decimal> {
    let text = |text: &Option<String>| text.as_ref().map(|text| text.parse::<Decimal>().unwrap());
    let (value, above, below) = (text(&cell.value), text(&cell.numerator), text(&cell.denominator));
    match of {
        'v' if definition.value_type == ValueType::Percent => None,
        'v' => value,
        'n' if definition.value_type == ValueType::Percent => {
            above.or_else(|| Some((value? * below? / Decimal::ONE_HUNDRED).round()))
        }
        'n' => above,
        _ => below,
    }
}

impl<'a> Attacker<'a> {
    pub fn new(world: &'a World, seen: &'a [Seen], knows_what_changed: bool) -> Self {
        let (least, guarded) = (BTreeMap::new(), BTreeMap::new());
        let mut all = Self { world, seen, knows_what_changed, least, guarded, lines: Vec::new() };
        for (at, revision) in seen.iter().enumerate() {
            for of in ['v', 'n', 'd'] {
                let here: Vec<&Key> =
                    revision.cells.keys().filter(|key| all.number(at, of, key).is_some()).collect();
                let indicators: BTreeSet<&Code> = here.iter().map(|key| &key.indicator).collect();
                for indicator in indicators {
                    let of_it: Vec<&Key> =
                        here.iter().filter(|key| key.indicator == *indicator).copied().collect();
                    all.partitions(at, of, &of_it);
                    all.sums(at, of, &of_it);
                }
            }
            all.rules(at);
        }
        all
    }

    fn number(&self, at: usize, of: char, key: &Key) -> Option<Decimal> {
        read(self.world.definitions[&key.indicator], self.seen[at].cells.get(key)?, of)
    }

    fn term(&mut self, at: usize, of: char, key: &Key) -> Term {
        let definition = self.world.definitions[&key.indicator];
        let Some(value) = self.number(at, of, key) else {
            let name = Name::Of(at, of, key.clone());
            self.least.insert(name.clone(), 0.0);
            return Term::Unknown(name);
        };
        let showed =
            |at: usize| self.number(at, of, key) == Some(value) && !self.seen[at].hidden.contains(key);
        let is_known = if self.knows_what_changed { (0..self.seen.len()).any(showed) } else { showed(at) };
        if is_known {
            return Term::Known(float(value));
        }
        let name = match self.knows_what_changed {
            true => Name::Same(of, key.clone(), value),
            false => Name::Of(at, of, key.clone()),
        };
        let is_above_zero = definition.is_zero_public() && value >= Decimal::ONE && of == 'v';
        self.least.insert(name.clone(), if is_above_zero { 1.0 } else { 0.0 });
        self.guarded.insert(name.clone(), f64::from(definition.min_cell));
        Term::Unknown(name)
    }

    fn line(&mut self, at: usize, of: char, terms: &[(Key, f64)], constant: f64, is_at_most: bool) {
        let (mut line, mut sum) = (Vec::new(), constant);
        for (key, sign) in terms {
            match self.term(at, of, key) {
                Term::Known(value) => sum -= sign * value,
                Term::Unknown(name) => line.push((name, *sign)),
            }
        }
        if !line.is_empty() {
            self.lines.push((line, sum, is_at_most));
        }
    }

    /// Every declared partition at every place of the table, published or not.
    fn partitions(&mut self, at: usize, of: char, here: &[&Key]) {
        let definition = self.world.definitions[&here[0].indicator];
        let areas: BTreeSet<_> = here.iter().map(|key| key.area_code.clone()).collect();
        let mut places: Vec<Key> = areas
            .into_iter()
            .map(|area_code| Key { area_code, dims: BTreeMap::new(), ..here[0].clone() })
            .collect();
        for dim in &definition.dims {
            let with = |place: &Key| {
                let codes = dim.codes.iter().map(|code| {
                    let mut place = place.clone();
                    place.dims.insert(dim.code.clone(), code.clone());
                    place
                });
                codes.collect::<Vec<_>>()
            };
            let more: Vec<Key> = places.iter().flat_map(with).collect();
            places.extend(more);
        }
        for place in places {
            for dim in
                definition.dims.iter().filter(|dim| dim.partition && !place.dims.contains_key(&dim.code))
            {
                let parts = dim.codes.iter().map(|code| {
                    let mut part = place.clone();
                    part.dims.insert(dim.code.clone(), code.clone());
                    (part, 1.0)
                });
                let terms: Vec<(Key, f64)> = parts.chain([(place.clone(), -1.0)]).collect();
                self.line(at, of, &terms, 0.0, false);
            }
        }
    }

    /// Every way of adding up to a published total, in whatever order of axes; and that no part is above it.
    fn sums(&mut self, at: usize, of: char, here: &[&Key]) {
        let mut axes: BTreeSet<Option<&Code>> =
            here.iter().flat_map(|key| key.dims.keys().map(Some)).collect();
        axes.extend(here.iter().any(|key| key.area_code.is_some()).then_some(None));
        let axes: Vec<Option<&Code>> = axes.into_iter().collect();
        for order in orders(&axes) {
            for total in here {
                let Some((first, others)) = order.split_first() else { continue };
                let parts: Vec<Key> =
                    below(total, *first, here).iter().flat_map(|one| spread(one, others, here)).collect();
                let value = |key: &Key| self.number(at, of, key).unwrap();
                let is_sum = parts.iter().map(value).sum::<Decimal>() == value(total);
                if is_sum && !parts.is_empty() {
                    let parts = parts.into_iter().map(|key| (key, 1.0));
                    let terms: Vec<(Key, f64)> = parts.chain([((*total).clone(), -1.0)]).collect();
                    self.line(at, of, &terms, 0.0, false);
                }
            }
        }
        for total in here {
            for axis in &axes {
                for part in below(total, *axis, here).into_iter().filter(|part| here.contains(&part)) {
                    if self.number(at, of, &part) <= self.number(at, of, total) {
                        self.line(at, of, &[(part, 1.0), ((*total).clone(), -1.0)], 0.0, true);
                    }
                }
            }
        }
    }

    fn rules(&mut self, at: usize) {
        for (lines, is_at_most) in [(&self.world.equations, false), (&self.world.bounds, true)] {
            for (terms, constant) in lines {
                let value = |(key, sign): &(Key, f64)| Some(sign * float(self.number(at, 'v', key)?));
                let Some(sum) = terms.iter().map(value).sum::<Option<f64>>() else { continue };
                if (is_at_most && sum <= *constant) || (sum - constant).abs() < 1e-9 {
                    self.line(at, 'v', terms, *constant, is_at_most);
                }
            }
        }
    }

    /// What each hidden cell can be, as narrow as the reader gets it, where that is too narrow.
    pub fn told(&mut self) -> Vec<String> {
        self.lines.sort_by(|one, other| one.partial_cmp(other).unwrap());
        self.lines.dedup();
        let mut found: BTreeMap<&Name, (f64, f64)> = BTreeMap::new();
        let is_wide = |found: &BTreeMap<&Name, (f64, f64)>, name: &Name| {
            found.get(name).is_some_and(|(least, most)| most - least > self.guarded[name] + 1e-6)
        };
        let all: Vec<&Name> = self.guarded.keys().collect();
        let one_by_one = all.iter().map(|name| vec![*name]);
        for wanted in [all.clone()].into_iter().chain(one_by_one) {
            for direction in [OptimizationDirection::Minimize, OptimizationDirection::Maximize] {
                if wanted.iter().all(|name| is_wide(&found, name)) {
                    continue;
                }
                for (name, value) in self.extreme(&wanted, direction) {
                    let (least, most) = found.entry(name).or_insert((value, value));
                    (*least, *most) = (least.min(value), most.max(value));
                }
            }
        }
        let told = all.iter().filter(|name| !is_wide(&found, name));
        told.map(|name| format!("{name:?}: {:?}", found[name])).collect()
    }

    /// A table with the least or most of the sum of these, as far as the reader knows; nothing is above a million.
    fn extreme(&self, wanted: &[&Name], direction: OptimizationDirection) -> Vec<(&Name, f64)> {
        let mut problem = Problem::new(direction);
        let variable = |(name, least): (&'_ Name, &f64)| {
            let cost = if wanted.contains(&name) { 1.0 } else { 0.0 };
            problem.add_var(cost, (*least, 1e6))
        };
        let of: Vec<Variable> = self.least.iter().map(variable).collect();
        let variables: BTreeMap<&Name, Variable> = self.least.keys().zip(of).collect();
        for (line, sum, is_at_most) in &self.lines {
            let terms: Vec<(Variable, f64)> =
                line.iter().map(|(name, sign)| (variables[name], *sign)).collect();
            problem.add_constraint(
                &terms,
                if *is_at_most { ComparisonOp::Le } else { ComparisonOp::Eq },
                *sum,
            );
        }
        let outcome = problem.solve().expect("the real table is a solution");
        let solution = outcome.into_solution().expect("solved");
        self.guarded.keys().map(|name| (name, solution.var_value(variables[name]))).collect()
    }
}

fn orders<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
    let mut found = if all.is_empty() { vec![Vec::new()] } else { Vec::new() };
    for at in 0..all.len() {
        let mut others = all.to_vec();
        let first = others.remove(at);
        found.extend(orders(&others).into_iter().map(|order| [vec![first], order].concat()));
    }
    found
}

/// The places under a total along an axis, under which anything is published.
fn below(total: &Key, axis: Option<&Code>, here: &[&Key]) -> BTreeSet<Key> {
    let is_under = |key: &&&Key| {
        (total.area_code.is_none() || key.area_code == total.area_code)
            && total.dims.iter().all(|pair| key.dims.get(pair.0) == Some(pair.1))
    };
    let place = |key: &&Key| {
        let mut place = total.clone();
        match axis {
            None if total.area_code.is_none() => place.area_code = Some(key.area_code.clone()?),
            Some(dim) if !total.dims.contains_key(dim) => {
                place.dims.insert(dim.clone(), key.dims.get(dim)?.clone());
            }
            _ => return None,
        }
        Some(place)
    };
    here.iter().filter(is_under).filter_map(place).collect()
}

/// A place as published cells: itself, or what it is the sum of along these axes.
fn spread(place: &Key, axes: &[Option<&Code>], here: &[&Key]) -> Vec<Key> {
    if here.contains(&place) {
        return vec![place.clone()];
    }
    let is_fixed = |axis: &&Option<&Code>| match axis {
        Some(dim) => place.dims.contains_key(*dim),
        None => place.area_code.is_some(),
    };
    let axes: Vec<Option<&Code>> = axes.iter().skip_while(is_fixed).copied().collect();
    let Some((first, others)) = axes.split_first() else { return Vec::new() };
    below(place, *first, here).iter().flat_map(|one| spread(one, others, here)).collect()
}
