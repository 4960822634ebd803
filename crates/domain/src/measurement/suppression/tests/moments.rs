//! Two moments: whoever kept an earlier revision subtracts it from a later one.

use super::{
    attacks::{revised, told_of},
    *,
};

/// The revisions of these tables, one after the other.
fn revisions(definition: &Definition, tables: &[BTreeMap<Key, Cell>]) -> Vec<Moment> {
    revised(&[(code("PUPILS"), definition)].into(), &[], tables)
}

/// What a reader of all of them finds.
fn told(definition: &Definition, moments: &[Moment]) -> Vec<String> {
    let definitions = [(code("PUPILS"), definition)].into();
    let world = World { definitions: &definitions, equations: Vec::new(), bounds: Vec::new() };
    told_of(&world, moments)
}

fn by_sex(total: i64, female: i64, male: i64) -> BTreeMap<Key, Cell> {
    [(key(&[]), cell(total)), (key(&[("SEX", "F")]), cell(female)), (key(&[("SEX", "M")]), cell(male))].into()
}

#[test]
fn a_neighbor_that_was_shown_and_is_the_same_protects_nothing() {
    let definition = counted(&[("SEX", &["F", "M"])]);
    let all = revisions(&definition, &[by_sex(100, 40, 60), by_sex(64, 4, 60)]);
    assert_eq!(all[0].hidden, BTreeSet::new());
    assert_eq!(all[1].hidden, [key(&[]), key(&[("SEX", "F")])].into(), "60 is known already; 64 is not");
    assert_eq!(told(&definition, &all), Vec::<String>::new());
}

#[test]
fn a_value_that_returns_to_what_was_shown_protects_nothing() {
    let definition = counted(&[("SEX", &["F", "M"])]);
    let all = revisions(&definition, &[by_sex(100, 40, 60), by_sex(67, 6, 61), by_sex(64, 4, 60)]);
    assert!(all[2].hidden.contains(&key(&[])), "what the first revision said of M is right again");
}

#[test]
fn what_an_earlier_revision_tells_is_at_least_not_told_by_the_next() {
    // The total did not change although a part did: it was wrong before, and with it the part is told to whoever
    // trusts that the rest is as it was.
    let mut definition = counted(&[("SEX", &["F", "M"]), ("AGE", &["A", "B"])]);
    definition.dims.iter_mut().for_each(|dim| dim.partition = false);
    let ages = [(key(&[("AGE", "A")]), cell(30)), (key(&[("AGE", "B")]), cell(34))];
    let tables = [by_sex(64, 40, 60), by_sex(64, 4, 60)].map(|mut table| {
        table.extend(ages.clone());
        table
    });
    let all = revisions(&definition, &tables);
    assert_eq!(all[1].hidden, [key(&[("SEX", "F")]), key(&[("SEX", "M")])].into(), "and nothing of the ages");
    let Moment { cells, hidden } = &all[1];
    assert_nothing_is_told(&definition, cells, hidden);
}

#[test]
fn a_total_that_falls_by_as_much_as_one_part_is_not_shown_where_it_would_tell() {
    // F 4 and X 40 are hidden in 104. The second table says X is 12, so that F and X are 16 together; the third 6.
    let definition = counted(&[("SEX", &["F", "M", "X"])]);
    let table = |x: i64| {
        let mut cells = by_sex(64 + x, 4, 60);
        cells.insert(key(&[("SEX", "X")]), cell(x));
        cells
    };
    let all = revisions(&definition, &[table(40), table(12), table(6)]);
    let parts = [key(&[("SEX", "F")]), key(&[("SEX", "X")])];
    assert_eq!(all[1].hidden, parts.clone().into(), "16 in two leaves both open");
    assert_eq!(all[2].hidden, parts.into_iter().chain([key(&[])]).collect(), "10 in two does not");
    assert_eq!(told(&definition, &all), Vec::<String>::new());
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
        let told = told(&definition, &all);
        prop_assert!(told.is_empty(), "{told:#?}");
    }
}
