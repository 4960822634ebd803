//! Suppression, tested as an attacker would: solve for each hidden cell what the shown numbers allow.

mod attacker;
mod attacks;
mod found;
mod linked;
mod moments;
mod sums;

use proptest::prelude::*;

use self::attacker::{Attacker, Seen, World};

use super::*;
use crate::measurement::{definition::Dim, observation::ObsStatus, tests::definition};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn counted(dims: &[(&str, &[&str])]) -> Definition {
    let dim = |(name, codes): &(&str, &[&str])| Dim {
        code: code(name),
        codes: codes.iter().map(|one| code(one)).collect(),
        partition: true,
    };
    Definition { dims: dims.iter().map(dim).collect(), ..definition() }
}

fn key(dims: &[(&str, &str)]) -> Key {
    let dims = dims.iter().map(|(dim, one)| (code(dim), code(one))).collect();
    Key { indicator: code("PUPILS"), area_code: None, dims }
}

fn cell(value: i64) -> Cell {
    Cell { value: Some(value.to_string()), obs_status: ObsStatus::Normal, numerator: None, denominator: None }
}

fn hide(definition: &Definition, cells: &BTreeMap<Key, Cell>, before: &BTreeSet<Key>) -> BTreeSet<Key> {
    let moment = Moment { cells: cells.clone(), hidden: before.clone() };
    hidden(&[(code("PUPILS"), definition)].into(), &[], &[moment])
}

/// A table by two partitions, with all its totals.
fn crossed(inside: &[Vec<i64>]) -> (Definition, BTreeMap<Key, Cell>) {
    let rows: Vec<String> = (0..inside.len()).map(|n| format!("R{n}")).collect();
    let columns: Vec<String> = (0..inside[0].len()).map(|n| format!("C{n}")).collect();
    let names =
        |all: &[String]| -> Vec<&'static str> { all.iter().map(|one| &*one.clone().leak()).collect() };
    let (rows, columns) = (names(&rows), names(&columns));
    let definition = counted(&[("COLUMN", &columns), ("ROW", &rows)]);
    let mut cells = BTreeMap::new();
    for (row, values) in rows.iter().zip(inside) {
        for (column, value) in columns.iter().zip(values) {
            for dims in [
                vec![("ROW", *row), ("COLUMN", *column)],
                vec![("ROW", *row)],
                vec![("COLUMN", *column)],
                vec![],
            ] {
                let slot = cells.entry(key(&dims)).or_insert(0);
                *slot += value;
            }
        }
    }
    (definition, cells.into_iter().map(|(key, value)| (key, cell(value))).collect())
}

/// What a reader of this one table finds.
fn assert_nothing_is_told(definition: &Definition, cells: &BTreeMap<Key, Cell>, hidden: &BTreeSet<Key>) {
    let definitions = [(code("PUPILS"), definition)].into();
    let world = World { definitions: &definitions, equations: Vec::new(), bounds: Vec::new() };
    let told = Attacker::new(&world, &[Seen { cells, hidden }], true).told();
    assert!(told.is_empty(), "{told:#?}");
}

fn link(terms: &[(Key, bool)]) -> Link {
    Link { terms: terms.to_vec(), constant: Decimal::ZERO, is_at_most: false }
}

fn once(cells: &BTreeMap<Key, Cell>) -> [Moment; 1] {
    [Moment { cells: cells.clone(), hidden: BTreeSet::new() }]
}

#[test]
fn a_small_cell_takes_another_with_it_and_the_total_stays() {
    let definition = counted(&[("SEX", &["F", "M", "X"])]);
    let cells: BTreeMap<Key, Cell> = [
        (key(&[]), cell(104)),
        (key(&[("SEX", "F")]), cell(4)),
        (key(&[("SEX", "M")]), cell(60)),
        (key(&[("SEX", "X")]), cell(40)),
    ]
    .into();
    let hidden = hide(&definition, &cells, &BTreeSet::new());
    assert_eq!(hidden, [key(&[("SEX", "F")]), key(&[("SEX", "X")])].into());
    assert_nothing_is_told(&definition, &cells, &hidden);
}

#[test]
fn a_table_without_small_cells_is_shown_whole() {
    let (definition, cells) = crossed(&[vec![10, 20], vec![30, 40]]);
    assert_eq!(hide(&definition, &cells, &BTreeSet::new()), BTreeSet::new());
}

#[test]
fn a_code_that_was_left_out_is_not_told_by_what_remains() {
    let definition = counted(&[("SEX", &["F", "M", "X"])]);
    let cells: BTreeMap<Key, Cell> =
        [(key(&[]), cell(104)), (key(&[("SEX", "M")]), cell(60)), (key(&[("SEX", "F")]), cell(40))].into();
    assert_eq!(hide(&definition, &cells, &BTreeSet::new()), [key(&[("SEX", "F")])].into());
}

#[test]
fn a_disaggregation_that_happens_to_add_up_is_treated_as_one_that_must() {
    let mut definition = counted(&[("SHELTER", &["IN", "OUT"])]);
    definition.dims[0].partition = false;
    let (total, inside, outside) = (key(&[]), key(&[("SHELTER", "IN")]), key(&[("SHELTER", "OUT")]));
    let cells: BTreeMap<Key, Cell> =
        [(total.clone(), cell(50)), (inside.clone(), cell(47)), (outside.clone(), cell(3))].into();
    assert_eq!(hide(&definition, &cells, &BTreeSet::new()), [inside, outside.clone()].into());
    let overlapping: BTreeMap<Key, Cell> =
        cells.into_iter().map(|(one, of)| if one == total { (one, cell(49)) } else { (one, of) }).collect();
    assert_eq!(hide(&definition, &overlapping, &BTreeSet::new()), [outside].into());
}

#[test]
fn a_zero_is_hidden_unless_it_is_public() {
    let mut definition = counted(&[("SEX", &["F", "M"])]);
    let cells: BTreeMap<Key, Cell> =
        [(key(&[]), cell(40)), (key(&[("SEX", "F")]), cell(0)), (key(&[("SEX", "M")]), cell(40))].into();
    assert_eq!(hide(&definition, &cells, &BTreeSet::new()).len(), 2);
    definition.zero_is_public = Some(true);
    assert_eq!(hide(&definition, &cells, &BTreeSet::new()).len(), 0);
}

#[test]
fn what_was_hidden_once_stays_hidden() {
    let definition = counted(&[("SEX", &["F", "M", "X"])]);
    let first: BTreeMap<Key, Cell> = [
        (key(&[]), cell(104)),
        (key(&[("SEX", "F")]), cell(4)),
        (key(&[("SEX", "M")]), cell(60)),
        (key(&[("SEX", "X")]), cell(40)),
    ]
    .into();
    let before = hide(&definition, &first, &BTreeSet::new());
    let mut second = first;
    second.insert(key(&[("SEX", "F")]), cell(14));
    second.insert(key(&[]), cell(114));
    let after = hide(&definition, &second, &before);
    assert!(after.is_superset(&before));
    assert_nothing_is_told(&definition, &second, &after);
}

#[test]
fn a_rule_that_says_equal_is_a_sum_like_any_other() {
    let definition = counted(&[]);
    let named = |name: &str| Key { indicator: code(name), ..key(&[]) };
    let cells: BTreeMap<Key, Cell> =
        [(named("ALL"), cell(50)), (named("FAMILIES"), cell(45)), (named("SINGLES"), cell(5))].into();
    let definitions = ["ALL", "FAMILIES", "SINGLES"].map(|name| (code(name), &definition)).into();
    let link = link(&[(named("SINGLES"), false), (named("FAMILIES"), false), (named("ALL"), true)]);
    let all = hidden(&definitions, &[link], &once(&cells));
    assert_eq!(all, [named("SINGLES"), named("FAMILIES")].into());
    assert_eq!(hidden(&definitions, &[], &once(&cells)), [named("SINGLES")].into());
}

#[test]
fn a_rate_of_or_over_few_people_is_small() {
    let percent = Definition { value_type: ValueType::Percent, ..counted(&[]) };
    let rate = |value: &str, numerator: Option<&str>, denominator: Option<&str>| Cell {
        value: Some(value.to_owned()),
        numerator: numerator.map(str::to_owned),
        denominator: denominator.map(str::to_owned),
        ..cell(0)
    };
    for (one, expected) in [
        (rate("41.0", None, None), false),
        (rate("41.0", Some("410"), Some("1000")), false),
        (rate("50.0", Some("4"), Some("8")), true),
        (rate("4.0", Some("4"), Some("100")), true),
        (rate("4.0", None, Some("100")), true),
        (rate("96.0", None, Some("100")), true),
        (rate("100.0", Some("100"), Some("100")), false),
    ] {
        assert_eq!(is_small(&percent, &one), expected, "{one:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_hidden_cell_is_told_by_the_shown_ones(
        inside in (2_usize..5).prop_flat_map(|columns| prop::collection::vec(
            prop::collection::vec(prop_oneof![0_i64..12, 10_i64..60], columns), 2..5)),
    ) {
        let (definition, cells) = crossed(&inside);
        let hidden = hide(&definition, &cells, &BTreeSet::new());
        for (key, cell) in &cells {
            prop_assert!(hidden.contains(key) || !is_small(&definition, cell));
        }
        assert_nothing_is_told(&definition, &cells, &hidden);
    }
}
