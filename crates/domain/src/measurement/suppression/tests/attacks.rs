//! Random tables, published and put right a few times, given to a reader who kept all of it.

use super::*;
use crate::measurement::rule::{Missing, Operator, Rule, RuleText, Severity};

/// A table of two disaggregations and maybe areas, what is left out of it, and what is put right.
#[derive(Debug, Clone)]
pub struct Plan {
    pub partitions: [bool; 2],
    pub areas: usize,
    pub is_zero_public: bool,
    pub inside: Vec<i64>,
    /// Which sums are left out, of a hundred.
    pub left_out: Vec<u8>,
    pub corrections: Vec<Vec<(usize, i64)>>,
    /// Further indicators: that and this one are a third.
    pub others: bool,
}

const SEXES: [&str; 2] = ["F", "M"];
const AGES: [&str; 3] = ["A", "B", "C"];
const PLACES: [&str; 2] = ["CJ", "TM"];

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 0_i64..12, 4 => 10_i64..60, 1 => 60_i64..400]
}

pub fn plan() -> impl Strategy<Value = Plan> {
    let table = (any::<[bool; 2]>(), 0_usize..3, any::<bool>(), any::<bool>());
    let numbers = (
        prop::collection::vec(number(), 12),
        prop::collection::vec(0_u8..100, 36),
        prop::collection::vec(prop::collection::vec((0_usize..12, number()), 1..4), 0..4),
    );
    (table, numbers).prop_map(|((partitions, areas, is_zero_public, others), numbers)| {
        let (inside, left_out, corrections) = numbers;
        Plan { partitions, areas, is_zero_public, inside, left_out, corrections, others }
    })
}

impl Plan {
    pub fn definition(&self) -> Definition {
        let mut definition = counted(&[("AGE", &AGES), ("SEX", &SEXES)]);
        definition.zero_is_public = Some(self.is_zero_public);
        definition
            .dims
            .iter_mut()
            .zip(self.partitions)
            .for_each(|(dim, partition)| dim.partition = partition);
        definition
    }

    /// The table of these numbers: every sum of them that is not left out.
    pub fn table(&self, inside: &[i64]) -> BTreeMap<Key, Cell> {
        let staff: Vec<i64> = self.left_out.iter().map(|number| i64::from(*number) / 3).collect();
        let (pupils, staff) = (self.sums(inside), self.sums(&staff));
        let is_there = |(at, key): &(usize, &Key)| {
            let most = if key.dims.len() == 2 { 8 } else { 35 };
            self.left_out[at % self.left_out.len()] >= most
        };
        let mut cells = BTreeMap::new();
        for (_, key) in pupils.keys().enumerate().filter(is_there) {
            cells.insert(key.clone(), cell(pupils[key]));
            if self.others {
                cells.insert(Key { indicator: code("STAFF"), ..key.clone() }, cell(staff[key]));
                cells.insert(Key { indicator: code("ALL"), ..key.clone() }, cell(pupils[key] + staff[key]));
            }
        }
        cells
    }

    fn sums(&self, inside: &[i64]) -> BTreeMap<Key, i64> {
        let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
        let places: Vec<Option<&str>> = match self.areas {
            0 => vec![None],
            _ => PLACES[..self.areas].iter().copied().map(Some).collect(),
        };
        let mut numbers = inside.iter();
        for place in places {
            for (sex, age) in SEXES.iter().flat_map(|sex| AGES.iter().map(move |age| (*sex, *age))) {
                let number = numbers.next().copied().unwrap_or(20);
                for without in (0..8).filter(|without| without & 4 == 0 || place.is_some()) {
                    let dims = [("SEX", sex, 1), ("AGE", age, 2)];
                    let dims: Vec<(&str, &str)> =
                        dims.iter().filter(|one| without & one.2 == 0).map(|one| (one.0, one.1)).collect();
                    let area_code = place.filter(|_| without & 4 == 0).map(code);
                    *sums.entry(Key { area_code, ..key(&dims) }).or_default() += number;
                }
            }
        }
        sums
    }

    pub fn tables(&self) -> Vec<BTreeMap<Key, Cell>> {
        let mut inside = self.inside.clone();
        let mut tables = vec![self.table(&inside)];
        for correction in &self.corrections {
            correction.iter().for_each(|(place, number)| inside[*place] = *number);
            tables.push(self.table(&inside));
        }
        tables
    }
}

/// The rule as the product has it.
pub fn rule(left: &str, operator: Operator, right: &str) -> Rule {
    let (left, right) = (left.to_owned(), right.to_owned());
    let (missing, severity) = (Missing::SkipAny, Severity::Medium);
    Rule::parse(RuleText { left, operator, right, missing, severity, blocks_submit: false }).unwrap()
}

/// The moments of these tables, one published after the other.
pub fn revised(
    definitions: &BTreeMap<Code, &Definition>,
    links: &[Link],
    tables: &[BTreeMap<Key, Cell>],
) -> Vec<Moment> {
    let mut all: Vec<Moment> = Vec::new();
    for cells in tables {
        let before = all.last().map(|moment| moment.hidden.clone()).unwrap_or_default();
        all.push(Moment { cells: cells.clone(), hidden: before.clone() });
        let mut now = hidden(definitions, links, &all);
        now.extend(before);
        all.last_mut().unwrap().hidden = now;
    }
    all
}

/// What each revision tells that nobody knew without it.
pub fn told_of(world: &World, moments: &[Moment]) -> Vec<String> {
    let so_far = |count: usize| &moments[..count];
    (1..=moments.len()).flat_map(|count| told_by_the_last(world, so_far(count))).collect()
}

/// What a reader finds who kept all of them and knows which cells changed, and one who does not know that; but not
/// what both know of before, with every cell of the last hidden. Of the last alone also the widths count: all that is
/// told there is told by a sum of it, but for a zero that sums alone say, whatever is published.
fn told_by_the_last(world: &World, moments: &[Moment]) -> Vec<String> {
    let find = |of: &[Moment], knows_what_changed| {
        let seen: Vec<Seen> = of.iter().map(|Moment { cells, hidden }| Seen { cells, hidden }).collect();
        Attacker::new(world, &seen, knows_what_changed).told()
    };
    let name = |told: &String| told.rsplit_once(": ").unwrap().0.to_owned();
    let (last, before) = moments.split_last().unwrap();
    let unseen = Moment { hidden: last.cells.keys().cloned().collect(), ..last.clone() };
    let mut all = Vec::new();
    for knows_what_changed in [true, false] {
        let told = find(moments, knows_what_changed);
        if !told.is_empty() {
            let anyway = find(&[before, std::slice::from_ref(&unseen)].concat(), knows_what_changed);
            let anyway: BTreeSet<String> = anyway.iter().map(name).collect();
            all.extend(told.into_iter().filter(|one| !anyway.contains(&name(one))));
        }
    }
    let told = find(std::slice::from_ref(last), true);
    if !told.is_empty() {
        let anyway = find(&[unseen], true);
        all.extend(told.into_iter().filter(|one| !anyway.contains(one)));
    }
    all
}

/// What the product hides of the plan's tables, given to that reader.
pub fn assert_no_reader_finds_a_hidden_cell(plan: &Plan) {
    let definition = plan.definition();
    let definitions = ["ALL", "PUPILS", "STAFF"].map(|name| (code(name), &definition)).into();
    let tables = plan.tables();
    let links = rule("ALL", Operator::Equal, "PUPILS + STAFF").links(tables[0].keys());
    let moments = revised(&definitions, &links, &tables);
    let pupils = tables[0].keys().filter(|key| key.indicator == code("PUPILS"));
    let named = |key: &Key, name: &str, sign| (Key { indicator: code(name), ..key.clone() }, sign);
    let equations = pupils
        .map(|key| (vec![named(key, "PUPILS", 1.0), named(key, "STAFF", 1.0), named(key, "ALL", -1.0)], 0.0));
    let world = World { definitions: &definitions, equations: equations.collect(), bounds: Vec::new() };
    let told = told_of(&world, &moments);
    assert!(told.is_empty(), "{told:#?}");
    for (key, cell) in &moments.last().unwrap().cells {
        assert!(moments.last().unwrap().hidden.contains(key) || !is_small(&definition, cell), "{key:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_reader_of_all_revisions_finds_a_hidden_cell(plan in plan()) {
        assert_no_reader_finds_a_hidden_cell(&plan);
    }
}
