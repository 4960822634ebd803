//! Rates, rules with numbers and bounds, and parts of one indicator that are another's values.

use super::{
    attacks::{revised, rule, told_of},
    *,
};
use crate::measurement::rule::Operator;

fn named(name: &str) -> Key {
    Key { indicator: code(name), ..key(&[]) }
}

fn few(pairs: &[(&str, i64)]) -> BTreeMap<Key, Cell> {
    pairs.iter().map(|(name, value)| (named(name), cell(*value))).collect()
}

fn by_rule(rule: &crate::measurement::rule::Rule, cells: &BTreeMap<Key, Cell>) -> BTreeSet<Key> {
    let definition = counted(&[]);
    let definitions = cells.keys().map(|key| (key.indicator.clone(), &definition)).collect();
    hidden(&definitions, &rule.links(cells.keys()), &once(cells))
}

#[test]
fn a_number_in_an_equation_ties_as_well() {
    let cells = few(&[("ALL", 60), ("CLASSES", 50), ("OTHERS", 4)]);
    let six = rule("ALL", Operator::Equal, "CLASSES + OTHERS + 6");
    assert_eq!(by_rule(&six, &cells), [named("CLASSES"), named("OTHERS")].into());
    let wrong = rule("ALL", Operator::Equal, "CLASSES + OTHERS + 7");
    assert_eq!(by_rule(&wrong, &cells), [named("OTHERS")].into(), "what does not hold tells nothing");
}

#[test]
fn what_is_at_most_so_much_is_told_by_little() {
    let least = |all: i64| few(&[("ALL", all), ("SOME", 4)]);
    let most = rule("SOME", Operator::LessOrEqual, "ALL");
    assert_eq!(by_rule(&most, &least(10)), [named("ALL"), named("SOME")].into());
    assert_eq!(by_rule(&most, &least(11)), [named("SOME")].into());
    assert_eq!(by_rule(&rule("ALL", Operator::Greater, "SOME"), &least(10)).len(), 2);
}

#[test]
fn a_part_of_few_is_told_by_a_total_that_overlaps() {
    let mut definition = counted(&[("SHELTER", &["IN", "OUT"])]);
    definition.dims[0].partition = false;
    let inside = key(&[("SHELTER", "IN")]);
    for (total, expected) in [(10, 2), (11, 1)] {
        let cells: BTreeMap<Key, Cell> = [(key(&[]), cell(total)), (inside.clone(), cell(3))].into();
        let hidden = hide(&definition, &cells, &BTreeSet::new());
        assert_eq!(hidden.len(), expected, "3 of {total}");
        assert_nothing_is_told(&definition, &cells, &hidden);
    }
}

#[test]
fn a_rule_that_gives_a_value_away_hides_nothing_beside_it() {
    let cells = few(&[("ALL", 60), ("SOME", 4)]);
    assert_eq!(by_rule(&rule("SOME", Operator::Equal, "4"), &cells), [named("SOME")].into());
}

#[test]
fn those_a_rate_is_of_are_not_told_by_its_denominator() {
    let count = counted(&[("SEX", &["F", "M", "X"])]);
    let percent = Definition { value_type: ValueType::Percent, ..count.clone() };
    let definitions = [(code("ATTENDING"), &percent), (code("PUPILS"), &count)].into();
    let sexes = [None, Some("F"), Some("M"), Some("X")];
    let mut cells = BTreeMap::new();
    for (sex, enrolled, attending) in
        sexes.into_iter().zip([104, 4, 60, 40]).zip([52, 2, 30, 20]).map(|((a, b), c)| (a, b, c))
    {
        let dims: Vec<(&str, &str)> = sex.map(|sex| ("SEX", sex)).into_iter().collect();
        cells.insert(key(&dims), cell(enrolled));
        let rate = Cell {
            value: Some("50".to_owned()),
            numerator: Some(attending.to_string()),
            denominator: Some(enrolled.to_string()),
            ..cell(0)
        };
        cells.insert(Key { indicator: code("ATTENDING"), ..key(&dims) }, rate);
    }
    let hidden = hidden(&definitions, &[], &once(&cells));
    let both = |sex: &str| {
        let of = key(&[("SEX", sex)]);
        hidden.contains(&of) == hidden.contains(&Key { indicator: code("ATTENDING"), ..of })
    };
    assert!(["F", "M", "X"].into_iter().all(both), "{hidden:?}");
    assert!(hidden.len() >= 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_part_of_a_rate_is_told_by_the_other_rates(
        inside in prop::collection::vec((1_u32..200, 0_u32..=100), 3),
        silent in prop::collection::vec(any::<bool>(), 4),
        change in prop::option::of((0_usize..3, (1_u32..200, 0_u32..=100))),
    ) {
        let sexes = ["F", "M", "X"];
        let definition = Definition {
            value_type: ValueType::Percent, decimals: 6, ..counted(&[("SEX", &sexes)])
        };
        let table = |inside: &[(u32, u32)]| {
            let parts: Vec<(u32, u32)> = inside.iter().map(|(all, share)| (all * share / 100, *all)).collect();
            let total = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
            let all = [vec![total], parts].concat();
            let places = [vec![], vec![("SEX", "F")], vec![("SEX", "M")], vec![("SEX", "X")]];
            let cells = places.iter().zip(&all).zip(&silent).map(|((dims, (some, all)), silent)| {
                let value = Decimal::from(some * 100) / Decimal::from(*all);
                let cell = Cell {
                    value: Some(value.round_dp(6).to_string()),
                    numerator: (!silent).then(|| some.to_string()),
                    denominator: Some(all.to_string()),
                    ..cell(0)
                };
                (key(dims), cell)
            });
            cells.collect::<BTreeMap<_, _>>()
        };
        let mut tables = vec![table(&inside)];
        if let Some((place, rate)) = change {
            let mut inside = inside.clone();
            inside[place] = rate;
            tables.push(table(&inside));
        }
        let definitions = [(code("PUPILS"), &definition)].into();
        let moments = revised(&definitions, &[], &tables);
        let world = World { definitions: &definitions, equations: Vec::new(), bounds: Vec::new() };
        let told = told_of(&world, &moments);
        prop_assert!(told.is_empty(), "{told:#?}");
    }
}
