//! Which rows make a total that nobody reported: those of the codes of a partition.
//!
//! An indicator may be reported by code alone. The codes of a disaggregation that is a `partition` add up to the total
//! without overlap or remainder, so their rows stand for it, code by code and partition inside partition. Codes of any
//! other disaggregation overlap, and are never put together. Knows no values: which numbers may be added is for the
//! module above.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ids::Code,
    measurement::definition::{Definition, Dim},
};

/// Disaggregation to code.
pub type Dims = BTreeMap<Code, Code>;

/// A row of one period, organization and area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// Of what.
    pub dims: Dims,
    /// Whether there is a number in it.
    pub has_value: bool,
    /// Whether the public may not see it.
    pub is_hidden: bool,
}

/// The rows that make the figure asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MadeOf {
    /// Their places in the list of rows.
    pub rows: Vec<usize>,
    /// Disaggregations whose codes they are; none where the figure was reported as it is.
    pub over: BTreeSet<Code>,
    /// How many rows there should be, for every code one.
    pub expected: u32,
    /// How many of those are there with a value.
    pub present: u32,
    /// How many of them the public may not see: one is enough for no figure.
    pub hidden: u32,
}

impl MadeOf {
    /// Whether the figure was reported as it is.
    pub fn is_own_row(&self) -> bool {
        self.over.is_empty()
    }

    /// Whether nothing is missing and nothing hidden.
    pub fn is_whole(&self) -> bool {
        self.hidden == 0 && self.present == self.expected
    }

    /// The better of two ways to the same figure: whole ones first, then those that are as they are because something
    /// is hidden, then by the share of codes that are there.
    fn rank(&self) -> (bool, bool, u64) {
        let share = u64::from(self.present).saturating_mul(1_000_000).checked_div(u64::from(self.expected));
        (self.is_whole(), self.hidden > 0, share.unwrap_or(0))
    }
}

/// The rows for a figure with these dims: the row that says it, or else those of the codes of one partition more, by
/// the same rule. None where there is neither.
pub fn made_of(definition: &Definition, asked: &Dims, rows: &[CodeRow]) -> Option<MadeOf> {
    let places: Vec<usize> = (0..rows.len()).collect();
    search(definition, asked, rows, &places)
}

fn search(definition: &Definition, asked: &Dims, rows: &[CodeRow], places: &[usize]) -> Option<MadeOf> {
    let there = |place: &usize| rows.get(*place).map(|row| (*place, row));
    if let Some((place, row)) = places.iter().filter_map(there).find(|(_, row)| row.dims == *asked) {
        let present = u32::from(row.has_value);
        let hidden = u32::from(row.is_hidden);
        return Some(MadeOf { rows: vec![place], over: BTreeSet::new(), expected: 1, present, hidden });
    }
    let free = definition.dims.iter().filter(|dim| dim.partition && !asked.contains_key(&dim.code));
    let mut best: Option<MadeOf> = None;
    for found in free.filter_map(|dim| over_codes(definition, asked, rows, places, dim)) {
        if best.as_ref().is_none_or(|best| found.rank() > best.rank()) {
            best = Some(found);
        }
    }
    best
}

fn over_codes(
    definition: &Definition,
    asked: &Dims,
    rows: &[CodeRow],
    places: &[usize],
    dim: &Dim,
) -> Option<MadeOf> {
    let mut by_code: BTreeMap<&Code, Vec<usize>> = BTreeMap::new();
    for place in places {
        let dims = rows.get(*place).map(|row| &row.dims);
        let code = dims.filter(|dims| includes(dims, asked)).and_then(|dims| dims.get(&dim.code));
        if let Some(code) = code {
            by_code.entry(code).or_default().push(*place);
        }
    }
    let mut all = MadeOf { over: BTreeSet::from([dim.code.clone()]), ..MadeOf::default() };
    for code in &dim.codes {
        let mut asked = asked.clone();
        asked.insert(dim.code.clone(), code.clone());
        let found = by_code.get(code).and_then(|places| search(definition, &asked, rows, places));
        // A code nobody reported is one row that is missing.
        let Some(found) = found else {
            all.expected = all.expected.saturating_add(1);
            continue;
        };
        all.rows.extend(found.rows);
        all.over.extend(found.over);
        all.expected = all.expected.saturating_add(found.expected);
        all.present = all.present.saturating_add(found.present);
        all.hidden = all.hidden.saturating_add(found.hidden);
    }
    (!all.rows.is_empty()).then_some(all)
}

fn includes(dims: &Dims, asked: &Dims) -> bool {
    asked.iter().all(|(dim, code)| dims.get(dim) == Some(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::tests::definition;

    fn code(text: &str) -> Code {
        text.parse().unwrap()
    }

    fn dims(text: &str) -> Dims {
        let pair = |pair: &str| pair.split_once('=').map(|(dim, of)| (code(dim), code(of)));
        text.split(' ').filter_map(pair).collect()
    }

    fn row(text: &str) -> CodeRow {
        CodeRow { dims: dims(text), has_value: true, is_hidden: false }
    }

    fn indicator(partitions: &[(&str, &[&str], bool)]) -> Definition {
        let dim = |(name, codes, partition): &(&str, &[&str], bool)| Dim {
            code: code(name),
            codes: codes.iter().map(|text| code(text)).collect(),
            partition: *partition,
        };
        Definition { dims: partitions.iter().map(dim).collect(), ..definition() }
    }

    const SEX: (&str, &[&str], bool) = ("SEX", &["F", "M"], true);
    const AGE: (&str, &[&str], bool) = ("AGE", &["OLD", "YOUNG"], true);
    const GROUP: (&str, &[&str], bool) = ("GROUP", &["FAMILY", "VETERAN"], false);

    #[test]
    fn the_row_that_says_it_comes_before_all_codes() {
        let definition = indicator(&[SEX]);
        let rows = [row("SEX=F"), row(""), row("SEX=M")];
        let found = made_of(&definition, &Dims::new(), &rows).unwrap();
        assert_eq!((found.rows, found.over.len(), found.expected), (vec![1], 0, 1));
        let female = made_of(&definition, &dims("SEX=F"), &rows).unwrap();
        assert_eq!((female.rows.clone(), female.is_own_row()), (vec![0], true));
    }

    #[test]
    fn codes_of_a_partition_stand_for_the_total_and_say_how_many_are_there() {
        let definition = indicator(&[GROUP, SEX]);
        let found = made_of(&definition, &Dims::new(), &[row("SEX=M"), row("SEX=F")]).unwrap();
        assert_eq!((found.over.clone(), found.present, found.is_whole()), ([code("SEX")].into(), 2, true));
        let half = made_of(&definition, &Dims::new(), &[row("SEX=M")]).unwrap();
        assert_eq!((half.present, half.expected, half.is_whole()), (1, 2, false));
        let silent = CodeRow { has_value: false, ..row("SEX=F") };
        let half = made_of(&definition, &Dims::new(), &[row("SEX=M"), silent]).unwrap();
        assert_eq!((half.present, half.expected), (1, 2), "a row without a value is none");
    }

    #[test]
    fn codes_that_overlap_are_never_put_together() {
        let definition = indicator(&[GROUP, SEX]);
        assert_eq!(made_of(&definition, &Dims::new(), &[row("GROUP=FAMILY"), row("GROUP=VETERAN")]), None);
        let crossed = [row("GROUP=FAMILY SEX=F"), row("GROUP=FAMILY SEX=M")];
        assert_eq!(made_of(&definition, &Dims::new(), &crossed), None);
        let family = made_of(&definition, &dims("GROUP=FAMILY"), &crossed).unwrap();
        assert_eq!((family.over.clone(), family.is_whole()), ([code("SEX")].into(), true));
    }

    #[test]
    fn partitions_are_put_together_inside_each_other() {
        let definition = indicator(&[AGE, SEX]);
        let rows =
            [row("AGE=OLD SEX=F"), row("AGE=OLD SEX=M"), row("AGE=YOUNG SEX=F"), row("AGE=YOUNG SEX=M")];
        let found = made_of(&definition, &Dims::new(), &rows).unwrap();
        assert_eq!((found.present, found.over.len(), found.is_whole()), (4, 2, true));
        let some = made_of(&definition, &Dims::new(), &[&rows[..1], &[row("AGE=YOUNG")]].concat()).unwrap();
        assert_eq!((some.present, some.expected), (2, 3));
        let female = made_of(&definition, &dims("SEX=F"), &rows).unwrap();
        assert_eq!((female.rows.clone(), female.over.clone()), (vec![0, 2], [code("AGE")].into()));
    }

    #[test]
    fn a_whole_way_is_taken_before_one_with_something_hidden_and_that_before_half_of_it() {
        let definition = indicator(&[AGE, SEX]);
        let hidden = CodeRow { is_hidden: true, ..row("AGE=OLD") };
        let by_age = [hidden.clone(), row("AGE=YOUNG")];
        let found = made_of(&definition, &Dims::new(), &by_age).unwrap();
        assert_eq!((found.hidden, found.is_whole()), (1, false));
        let both = [&by_age[..], &[row("SEX=F"), row("SEX=M")]].concat();
        let found = made_of(&definition, &Dims::new(), &both).unwrap();
        assert_eq!((found.over.clone(), found.hidden), ([code("SEX")].into(), 0));
        let half = [&by_age[..], &[row("SEX=F")]].concat();
        assert_eq!(made_of(&definition, &Dims::new(), &half).unwrap().hidden, 1);
    }
}
