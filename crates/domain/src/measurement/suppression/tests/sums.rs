//! Which sums tie cells together, what is small, what cannot be solved.

use super::*;
use crate::measurement::rule::{Missing, Operator, Rule, RuleText, Severity};

fn by(sex: &str, age: &str) -> Key {
    key(&[("AGE", age), ("SEX", sex)])
}

#[test]
fn a_total_and_its_crossings_are_a_sum_without_the_sums_between() {
    let definition = counted(&[("AGE", &["A", "B"]), ("SEX", &["F", "M"])]);
    for partition in [true, false] {
        let mut definition = definition.clone();
        definition.dims.iter_mut().for_each(|dim| dim.partition = partition);
        let cells: BTreeMap<Key, Cell> = [
            (key(&[]), cell(104)),
            (by("F", "A"), cell(4)),
            (by("F", "B"), cell(20)),
            (by("M", "A"), cell(30)),
            (by("M", "B"), cell(50)),
        ]
        .into();
        let hidden = hide(&definition, &cells, &BTreeSet::new());
        assert_eq!(hidden, [by("F", "A"), by("F", "B")].into(), "partition: {partition}");
    }
}

#[test]
fn areas_and_codes_together_are_a_sum_too() {
    let definition = counted(&[("SEX", &["F", "M"])]);
    let of = |area: &str, sex: &str| Key { area_code: Some(code(area)), ..key(&[("SEX", sex)]) };
    let cells: BTreeMap<Key, Cell> = [
        (key(&[]), cell(104)),
        (of("CJ", "F"), cell(4)),
        (of("CJ", "M"), cell(20)),
        (of("TM", "F"), cell(30)),
        (of("TM", "M"), cell(50)),
    ]
    .into();
    assert_eq!(hide(&definition, &cells, &BTreeSet::new()), [of("CJ", "F"), of("CJ", "M")].into());
}

#[test]
fn what_the_crossings_leave_over_is_not_told_either() {
    let definition = counted(&[("AGE", &["A", "B"]), ("SEX", &["F", "M"])]);
    let cells: BTreeMap<Key, Cell> =
        [(key(&[]), cell(104)), (by("F", "B"), cell(20)), (by("M", "A"), cell(30)), (by("M", "B"), cell(50))]
            .into();
    assert_eq!(hide(&definition, &cells, &BTreeSet::new()), [by("F", "B")].into());
}

#[test]
fn groups_that_make_up_all_make_up_each_shelter_too() {
    let mut definition = counted(&[("GROUP", &["FAM", "IND"]), ("SHELTER", &["IN", "OUT"])]);
    definition.dims.iter_mut().for_each(|dim| dim.partition = false);
    let (fam, ind, inside, outside) =
        (("GROUP", "FAM"), ("GROUP", "IND"), ("SHELTER", "IN"), ("SHELTER", "OUT"));
    let cells: BTreeMap<Key, Cell> = [
        (key(&[]), cell(500)),
        (key(&[fam]), cell(120)),
        (key(&[ind]), cell(380)),
        (key(&[inside]), cell(398)),
        (key(&[outside]), cell(102)),
        (key(&[ind, outside]), cell(99)),
        (key(&[fam, outside]), cell(3)),
        // A group that overlaps the others: no sum of all groups ties them, only the rule does.
        (key(&[("GROUP", "VET"), outside]), cell(40)),
    ]
    .into();
    let rule = Rule::parse(RuleText {
        left: "PUPILS".to_owned(),
        operator: Operator::Equal,
        right: "PUPILS[GROUP=FAM] + PUPILS[GROUP=IND]".to_owned(),
        missing: Missing::SkipAny,
        severity: Severity::Medium,
        blocks_submit: false,
    });
    let links = rule.unwrap().links(cells.keys());
    let definitions = [(code("PUPILS"), &definition)].into();
    let hidden = hidden(&definitions, &links, &once(&cells));
    assert_eq!(hidden, [key(&[fam, outside]), key(&[ind, outside])].into(), "102 - 99 would tell");
}

#[test]
fn a_public_zero_is_never_hidden_for_the_sake_of_others() {
    let definition = Definition { zero_is_public: Some(true), ..counted(&[("SEX", &["F", "M", "X"])]) };
    let cells: BTreeMap<Key, Cell> = [
        (key(&[]), cell(12)),
        (key(&[("SEX", "F")]), cell(4)),
        (key(&[("SEX", "M")]), cell(8)),
        (key(&[("SEX", "X")]), cell(0)),
    ]
    .into();
    let hidden = hide(&definition, &cells, &BTreeSet::new());
    assert_eq!(hidden, [key(&[]), key(&[("SEX", "F")]), key(&[("SEX", "M")])].into());
}

#[test]
fn what_a_value_is_made_of_is_small_or_not_for_every_type() {
    let of = |value: Option<&str>, numerator: Option<&str>, denominator: Option<&str>| Cell {
        value: value.map(str::to_owned),
        obs_status: if value.is_some() { ObsStatus::Normal } else { ObsStatus::Missing },
        numerator: numerator.map(str::to_owned),
        denominator: denominator.map(str::to_owned),
    };
    for value_type in [ValueType::Count, ValueType::Money, ValueType::DurationDays, ValueType::Percent] {
        let definition = Definition { value_type, ..counted(&[]) };
        for (one, expected) in [
            (of(Some("50"), Some("4"), None), true),
            (of(Some("50"), None, Some("4")), true),
            (of(None, Some("4"), None), true),
            (of(None, None, Some("4")), true),
            (of(None, None, None), false),
            (of(Some("50"), Some("500"), Some("1000")), false),
        ] {
            assert_eq!(is_small(&definition, &one), expected, "{value_type:?} {one:?}");
        }
    }
}

#[test]
fn what_is_too_far_off_to_be_solved_is_hidden_with_all_that_is_tied_to_it() {
    let definition = counted(&[]);
    let named = |name: &str| Key { indicator: code(name), ..key(&[]) };
    let chain: Vec<Key> = (0..126).map(|n| named(&format!("N{n:03}"))).collect();
    let mut cells: BTreeMap<Key, Cell> = chain.iter().map(|one| (one.clone(), cell(4))).collect();
    cells.extend([(named("OTHER"), cell(8)), (named("SUM"), cell(12))]);
    let definitions = cells.keys().map(|key| (key.indicator.clone(), &definition)).collect();
    let mut links: Vec<Link> =
        chain.windows(2).map(|two| link(&[(two[0].clone(), true), (two[1].clone(), false)])).collect();
    links.push(link(&[(chain[125].clone(), false), (named("OTHER"), false), (named("SUM"), true)]));
    let table = Table::new(&definitions, &links, &once(&cells));
    let hidden: BTreeSet<Key> = cells.keys().filter(|key| **key != named("SUM")).cloned().collect();
    let (first, sum) = (table.of_cell[&chain[0]][0], table.of_cell[&named("SUM")][0]);
    let mut hiding = Hiding { table, hidden };
    assert_eq!(hiding.next_beside(first), None, "nothing shown is near");
    assert_eq!(hiding.keep_open(first), [sum]);
    assert!(hiding.hidden.contains(&named("SUM")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_hidden_crossing_follows_from_the_total_where_sums_between_are_left_out(
        inside in (2_usize..5).prop_flat_map(|columns| prop::collection::vec(
            prop::collection::vec(prop_oneof![0_i64..12, 10_i64..60], columns), 2..5)),
        has_rows in any::<bool>(),
    ) {
        let (definition, mut cells) = crossed(&inside);
        cells.retain(|key, _| key.dims.len() != 1 || (has_rows && key.dims.contains_key(&code("ROW"))));
        let hidden = hide(&definition, &cells, &BTreeSet::new());
        assert_nothing_is_told(&definition, &cells, &hidden);
    }
}

#[test]
fn nobody_in_a_part_of_a_few_is_not_told_by_what_overlaps() {
    let mut definition =
        counted(&[("GROUP", &["CHR", "FAM", "IND", "VET", "YTH"]), ("SHELTER", &["IN", "OUT"])]);
    definition.dims.iter_mut().for_each(|dim| dim.partition = false);
    let mut cells = BTreeMap::new();
    for (group, [all, inside, outside]) in [
        (None, [196, 195, 1]),
        (Some("FAM"), [73, 73, 0]),
        (Some("IND"), [123, 122, 1]),
        (Some("VET"), [33, 33, 0]),
        (Some("CHR"), [2, 2, 0]),
        (Some("YTH"), [13, 13, 0]),
    ] {
        for (shelter, value) in [(None, all), (Some("IN"), inside), (Some("OUT"), outside)] {
            let pairs = [("GROUP", group), ("SHELTER", shelter)];
            let dims: Vec<(&str, &str)> =
                pairs.iter().filter_map(|(dim, one)| Some((*dim, (*one)?))).collect();
            cells.insert(key(&dims), cell(value));
        }
    }
    let all = attacks::rule("PUPILS", Operator::Equal, "PUPILS[GROUP=IND] + PUPILS[GROUP=FAM]");
    let definitions = [(code("PUPILS"), &definition)].into();
    for links in [Vec::new(), all.links(cells.keys())] {
        let hidden = hidden(&definitions, &links, &once(&cells));
        assert_nothing_is_told(&definition, &cells, &hidden);
    }
}
