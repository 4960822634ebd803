//! Two moments: whoever kept an earlier revision subtracts it from a later one.

use super::*;

type Revision = (BTreeMap<Key, Cell>, BTreeSet<Key>);

/// What the public saw of these revisions, the last of each key.
fn shown(revisions: &[Revision]) -> BTreeMap<Key, Cell> {
    let rows = revisions.iter().flat_map(|(cells, hidden)| {
        cells.iter().filter(|(key, _)| !hidden.contains(*key)).map(|(key, cell)| (key.clone(), cell.clone()))
    });
    rows.collect()
}

/// The revisions of these tables, one after the other.
fn revisions(definition: &Definition, tables: &[BTreeMap<Key, Cell>]) -> Vec<Revision> {
    let mut all: Vec<Revision> = Vec::new();
    for cells in tables {
        let before = all.last().map(|(_, hidden)| hidden.clone()).unwrap_or_default();
        let definitions = [(code("PUPILS"), definition)].into();
        let mut hidden = hidden(&definitions, cells, &[], &before, &shown(&all));
        hidden.extend(before);
        all.push((cells.clone(), hidden));
    }
    all
}

/// The attacker has the last revision, and what any revision showed of values that are still the same.
fn intervals(definition: &Definition, revisions: &[Revision]) -> BTreeMap<Key, (Ratio, Option<Ratio>)> {
    let definitions = [(code("PUPILS"), definition)].into();
    let mut variables: BTreeMap<Key, usize> = BTreeMap::new();
    let mut equations: Vec<Equation> = Vec::new();
    let is_known = |key: &Key, value: Decimal| {
        let showed = |(cells, hidden): &Revision| {
            !hidden.contains(key)
                && cells.get(key).is_some_and(|cell| decimal(cell.value.as_ref()) == Some(value))
        };
        revisions.iter().any(showed)
    };
    let (cells, _) = revisions.last().expect("one at least");
    let table = Table::new(&definitions, cells, &[], &BTreeMap::new());
    for tie in &table.ties {
        let (mut terms, mut sum) = (Vec::new(), Decimal::ZERO);
        for (place, is_negative) in tie {
            let number = &table.numbers[*place];
            let key = number.key.clone().expect("the tables of these tests leave nothing over");
            if is_known(&key, number.value) {
                sum += if *is_negative { number.value } else { -number.value };
            } else {
                let next = variables.len();
                let variable = *variables.entry(key).or_insert(next);
                terms.push((variable, if *is_negative { Ratio::ONE.negated() } else { Ratio::ONE }));
            }
        }
        equations.push((terms, Ratio::of(sum)));
    }
    let region = Region::new(variables.len(), &equations).expect("the real table is a solution");
    let interval = |(key, variable)| (key, region.range(variable).expect("solved"));
    variables.into_iter().map(interval).collect()
}

fn by_sex(total: i64, female: i64, male: i64) -> BTreeMap<Key, Cell> {
    [(key(&[]), cell(total)), (key(&[("SEX", "F")]), cell(female)), (key(&[("SEX", "M")]), cell(male))].into()
}

fn is_told(interval: &(Ratio, Option<Ratio>)) -> bool {
    !is_open(Some(*interval), Decimal::TEN)
}

#[test]
fn a_neighbor_that_was_shown_and_is_the_same_protects_nothing() {
    let definition = counted(&[("SEX", &["F", "M"])]);
    let all = revisions(&definition, &[by_sex(100, 40, 60), by_sex(64, 4, 60)]);
    assert_eq!(all[0].1, BTreeSet::new());
    assert_eq!(all[1].1, [key(&[]), key(&[("SEX", "F")])].into(), "60 is known already; 64 is not");
    assert!(!intervals(&definition, &all).values().any(is_told));
}

#[test]
fn a_value_that_returns_to_what_was_shown_protects_nothing() {
    let definition = counted(&[("SEX", &["F", "M"])]);
    let all = revisions(&definition, &[by_sex(100, 40, 60), by_sex(67, 6, 61), by_sex(64, 4, 60)]);
    assert!(all[2].1.contains(&key(&[])), "what the first revision said of M is right again");
}

#[test]
fn what_the_public_knows_already_hides_nothing_more() {
    // The total did not change although a part did: it was wrong before, and with it the part is told.
    let mut definition = counted(&[("SEX", &["F", "M"]), ("AGE", &["A", "B"])]);
    definition.dims.iter_mut().for_each(|dim| dim.partition = false);
    let ages = [(key(&[("AGE", "A")]), cell(30)), (key(&[("AGE", "B")]), cell(34))];
    let tables = [by_sex(64, 40, 60), by_sex(64, 4, 60)].map(|mut table| {
        table.extend(ages.clone());
        table
    });
    let all = revisions(&definition, &tables);
    assert_eq!(all[1].1, [key(&[("SEX", "F")])].into());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_hidden_cell_is_told_by_a_revision_and_what_was_shown_before(
        (inside, changes) in (2_usize..4, 2_usize..4).prop_flat_map(|(columns, rows)| (
            prop::collection::vec(prop::collection::vec(prop_oneof![0_i64..12, 10_i64..60], columns), rows),
            prop::collection::vec((0..rows, 0..columns, prop_oneof![0_i64..12, 10_i64..60]), 1..3),
        )),
    ) {
        let (definition, first) = crossed(&inside);
        let mut inside = inside;
        for (row, column, value) in changes {
            inside[row][column] = value;
        }
        let (_, second) = crossed(&inside);
        let all = revisions(&definition, &[first, second]);
        for (key, interval) in intervals(&definition, &all) {
            prop_assert!(!is_told(&interval), "{key:?}: {interval:?}");
        }
    }
}
