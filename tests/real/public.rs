//! The public tables of HUD's counts, given to a reader who kept every revision and solves for what is hidden.
//!
//! Read from the files and hidden by the domain, without a hub: all 412 x 19 tables, those of 2017 in two revisions.
//! The reader knows which hidden cells changed, and has somebody else's linear programming.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use domain::{
    ids::Code,
    measurement::{
        definition::Definition,
        observation::{Cell, Key, ObsStatus},
        rule::{Rule, RuleText},
        suppression::{self, Link, Moment},
    },
};
use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::history::data;

const SET: &str = "hud-pit-coc";
/// Cells by organization and year.
type Tables = BTreeMap<(String, String), BTreeMap<Key, Cell>>;
type Row = BTreeMap<String, String>;

/// What the preset says of the indicator and its columns.
struct Preset {
    measurements: toml::Table,
}

impl Preset {
    fn read() -> Self {
        let file = hora_tests::project_root().join("services/hora/presets/hud-pit-coc.toml");
        let text = std::fs::read_to_string(file).unwrap();
        let preset: toml::Table = text.parse().unwrap();
        Self { measurements: preset["measurements"].as_table().unwrap().clone() }
    }

    fn definition(&self) -> Definition {
        self.measurements["indicators"][0]["definition"].clone().try_into().unwrap()
    }

    fn rules(&self) -> Vec<Rule> {
        let rules: Vec<RuleText> = self.measurements["data_sets"][0]["rules"].clone().try_into().unwrap();
        rules.into_iter().map(|text| Rule::parse(text).unwrap()).collect()
    }

    fn first_release(&self, data: &Path) -> Tables {
        let columns = self.measurements["tables"]["first"]["cells"].as_array().unwrap();
        let mut tables = Tables::new();
        for row in rows(&data.join("2017_pit_first_release.csv")) {
            for column in columns {
                let dims = column
                    .get("dims")
                    .map(|dims| dims.clone().try_into::<BTreeMap<String, String>>().unwrap());
                let dims = dims.unwrap_or_default();
                let dims: Vec<(&str, &str)> =
                    dims.iter().map(|(dim, code)| (dim.as_str(), code.as_str())).collect();
                let text = row[column["column"].as_str().unwrap()].replace(',', "");
                put(&mut tables, (&row["CoC Number"], "2017"), &dims, &text);
            }
        }
        tables
    }

    fn counts(&self, data: &Path) -> Tables {
        let mut tables = Tables::new();
        for row in rows(&data.join("pit_coc.csv")) {
            for (column, shelter) in
                [("total", None), ("sheltered", Some("SHELTERED")), ("unsheltered", Some("UNSHELTERED"))]
            {
                let dims: Vec<(&str, &str)> = shelter.map(|code| ("SHELTER", code)).into_iter().collect();
                put(&mut tables, (&row["coc_num"], &row["year"]), &dims, &row[column]);
            }
        }
        let by = self.measurements["tables"]["subpopulations"]["by"].as_table().unwrap();
        let code = |dim: &str, word: &str| by[dim]["codes"].get(word).and_then(toml::Value::as_str);
        for row in rows(&data.join("pit_coc_subpopulations.csv")) {
            let mut dims = vec![("GROUP", code("GROUP", &row["subpopulation"]).unwrap())];
            dims.extend(code("SHELTER", &row["shelter"]).map(|shelter| ("SHELTER", shelter)));
            put(&mut tables, (&row["coc_num"], &row["year"]), &dims, &row["count"]);
        }
        tables
    }
}

fn rows(file: &Path) -> Vec<Row> {
    csv::Reader::from_path(file).unwrap().deserialize().map(Result::unwrap).collect()
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn key(dims: &[(&str, &str)]) -> Key {
    let dims = dims.iter().map(|(dim, one)| (code(dim), code(one))).collect();
    Key { indicator: code("HOMELESS_PERSONS"), area_code: None, dims }
}

fn put(tables: &mut Tables, (org, year): (&str, &str), dims: &[(&str, &str)], text: &str) {
    let value = (!text.is_empty()).then(|| text.to_owned());
    let obs_status = if value.is_some() { ObsStatus::Normal } else { ObsStatus::Missing };
    let cell = Cell { value, obs_status, numerator: None, denominator: None };
    tables.entry((org.to_owned(), year.to_owned())).or_default().insert(key(dims), cell);
}

/// One after the other, as they are published.
fn publish(definition: &Definition, rules: &[Rule], tables: &[&BTreeMap<Key, Cell>]) -> Vec<Moment> {
    let definitions = [(code("HOMELESS_PERSONS"), definition)].into();
    let mut moments: Vec<Moment> = Vec::new();
    for table in tables {
        // A correction takes values away; it does not take away that there was a cell.
        let mut cells = moments.last().map(|moment| moment.cells.clone()).unwrap_or_default();
        let gone = Cell { value: None, obs_status: ObsStatus::Missing, numerator: None, denominator: None };
        cells.values_mut().for_each(|cell| cell.clone_from(&gone));
        cells.extend(table.iter().map(|(key, cell)| (key.clone(), cell.clone())));
        let hidden = moments.last().map(|moment| moment.hidden.clone()).unwrap_or_default();
        let links: Vec<Link> = rules.iter().flat_map(|rule| rule.links(cells.keys())).collect();
        moments.push(Moment { cells, hidden });
        let hidden = suppression::hidden(&definitions, &links, &moments);
        moments.last_mut().unwrap().hidden = hidden;
    }
    moments
}

fn value(moment: &Moment, key: &Key) -> Option<i64> {
    moment.cells.get(key)?.value.as_ref().map(|text| text.parse().unwrap())
}

/// A total and its parts: the people by shelter, and of each shelter by the two groups that make up all.
fn sums() -> Vec<[Key; 3]> {
    let groups =
        [None, Some("CHRONIC"), Some("FAMILIES"), Some("INDIVIDUALS"), Some("VETERANS"), Some("YOUTH")];
    let shelters = [None, Some("SHELTERED"), Some("UNSHELTERED")];
    let place = |group: Option<&str>, shelter: Option<&str>| {
        let pairs = [("GROUP", group), ("SHELTER", shelter)];
        key(&pairs.iter().filter_map(|(dim, one)| Some((*dim, (*one)?))).collect::<Vec<_>>())
    };
    let by_shelter = groups.map(|group| shelters.map(|shelter| place(group, shelter)));
    let by_group = shelters
        .map(|shelter| [None, Some("FAMILIES"), Some("INDIVIDUALS")].map(|group| place(group, shelter)));
    by_shelter.into_iter().chain(by_group).collect()
}

/// Signed unknowns and their sum.
type Line<'a> = (Vec<((&'a Key, i64), f64)>, f64);

/// What the reader writes down: each sum that is right, with what any revision showed put in.
fn lines<'a>(moments: &[Moment], sums: &'a [[Key; 3]]) -> Vec<Line<'a>> {
    let shown = |key: &Key, one: i64| {
        moments.iter().any(|moment| value(moment, key) == Some(one) && !moment.hidden.contains(key))
    };
    let mut lines = Vec::new();
    for (moment, sum) in moments.iter().flat_map(|moment| sums.iter().map(move |sum| (moment, sum))) {
        let [Some(total), Some(first), Some(second)] = sum.each_ref().map(|key| value(moment, key)) else {
            continue;
        };
        if total != first + second {
            continue;
        }
        let (mut unknown, mut known) = (Vec::new(), 0.0);
        for ((key, one), sign) in sum.iter().zip([total, first, second]).zip([-1.0, 1.0, 1.0]) {
            match shown(key, one) {
                true => known -= sign * f64::from(i32::try_from(one).unwrap()),
                false => unknown.push(((key, one), sign)),
            }
        }
        lines.push((unknown, known));
    }
    lines
}

/// The hidden cells that the reader finds out to within ten.
fn told(lines: &[Line]) -> Vec<String> {
    let unknown: BTreeSet<(&Key, i64)> =
        lines.iter().flat_map(|(terms, _)| terms.iter().map(|(name, _)| *name)).collect();
    let mut found: BTreeMap<(&Key, i64), (f64, f64)> = BTreeMap::new();
    let is_wide = |found: &BTreeMap<_, (f64, f64)>, name: &(&Key, i64)| {
        found.get(name).is_some_and(|(least, most)| most - least > 10.0 + 1e-6)
    };
    let one_by_one = unknown.iter().map(|name| BTreeSet::from([*name]));
    for wanted in [unknown.clone()].into_iter().chain(one_by_one) {
        for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
            if wanted.iter().all(|name| is_wide(&found, name)) {
                continue;
            }
            let mut problem = Problem::new(direction);
            let cost = |name| if wanted.contains(name) { 1.0 } else { 0.0 };
            let variables: BTreeMap<(&Key, i64), Variable> =
                unknown.iter().map(|name| (*name, problem.add_var(cost(name), (0.0, 1e6)))).collect();
            for (terms, sum) in lines.iter().filter(|(terms, _)| !terms.is_empty()) {
                let terms: Vec<(Variable, f64)> =
                    terms.iter().map(|(name, sign)| (variables[name], *sign)).collect();
                problem.add_constraint(&terms, ComparisonOp::Eq, *sum);
            }
            let outcome = problem.solve().expect("the real table is a solution");
            let solution = outcome.into_solution().expect("solved");
            for (name, variable) in &variables {
                let value = solution.var_value(*variable);
                let (least, most) = found.entry(*name).or_insert((value, value));
                (*least, *most) = (least.min(value), most.max(value));
            }
        }
    }
    let told = found.iter().filter(|(name, _)| !is_wide(&found, name));
    told.map(|((key, value), interval)| format!("{:?} is {value}: {interval:?}", key.dims)).collect()
}

#[test]
fn no_hidden_count_of_19_years_is_found_out_by_solving() {
    let Some(data) = data(SET) else { return };
    let preset = Preset::read();
    let (definition, rules) = (preset.definition(), preset.rules());
    let (first, counts) = (preset.first_release(&data), preset.counts(&data));
    assert_eq!((first.len(), counts.len()), (399, 7_412));
    let nothing = BTreeMap::new();
    let sums = sums();
    let (mut found, mut shown, mut hidden, mut revised) = (Vec::new(), 0, 0, 0);
    for place in first.keys().chain(counts.keys()).collect::<BTreeSet<_>>() {
        let now = counts.get(place).unwrap_or(&nothing);
        let mut tables: Vec<&BTreeMap<Key, Cell>> = first.get(place).into_iter().collect();
        if tables != [now] {
            tables.push(now);
        }
        let moments = publish(&definition, &rules, &tables);
        revised += usize::from(moments.len() > 1);
        for moment in &moments {
            for key in moment.cells.keys() {
                let is_hidden = moment.hidden.contains(key);
                assert!(is_hidden || value(moment, key).is_none_or(|value| value >= 10), "{place:?} {key:?}");
                (shown, hidden) = (shown + u32::from(!is_hidden), hidden + u32::from(is_hidden));
            }
        }
        found.extend(told(&lines(&moments, &sums)).into_iter().map(|one| format!("{place:?} {one}")));
    }
    assert!(found.is_empty(), "{} hidden counts are told:\n{}", found.len(), found.join("\n"));
    assert!(revised > 0 && hidden > 20_485 && shown > hidden, "{revised}: {shown} shown, {hidden} hidden");
}
