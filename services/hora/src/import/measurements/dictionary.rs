//! What is measured: the mapping's indicators, those that tables name, and the codes of disaggregations as they come.
//!
//! Knows no value. A derived code is made of the source's word; the word stays in the indicator's `external_ref`.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use domain::{
    ids::{Code, ExternalRef},
    measurement::definition::Definition,
};
use toml::Table;

use super::columns::IndicatorColumns;
use crate::import::{
    codes::Codes,
    mapping::{By, CodesOf, DataSet, IndicatorBy, Measurements, define},
    table::Row,
};

/// The longest word that is kept as what the source calls an indicator: a title (domain: `text::Bound`).
const MAX_EXTERNAL: usize = 400;

/// What is measured.
pub struct Dictionary<'a> {
    mapping: &'a Measurements,
    vocabulary: &'a str,
    known: BTreeMap<Code, Known<'a>>,
    names: Codes,
    dims: BTreeMap<Code, Codes>,
    /// The codes of areas.
    pub areas: Codes,
}

/// An indicator.
pub struct Known<'a> {
    /// As the mapping and the tables say it so far.
    pub definition: Definition,
    /// What it is reported in.
    pub set: &'a DataSet,
    /// The definition before codes came in, and the row that said it first; for indicators of tables.
    first: Option<(Definition, usize)>,
}

impl<'a> Dictionary<'a> {
    /// The mapping's own indicators.
    ///
    /// # Errors
    /// One is in no data set.
    pub fn new(mapping: &'a Measurements, vocabulary: &'a str) -> Result<Self, String> {
        let mut known = BTreeMap::new();
        for indicator in &mapping.indicators {
            let definition = indicator.definition.clone();
            let set = mapping.data_set_of(&indicator.code, definition.period_type)?;
            known.insert(indicator.code.clone(), Known { definition, set, first: None });
        }
        let by_hand = mapping.tables.values().filter_map(|table| table.area.as_ref());
        let by_hand = by_hand.flat_map(|area| area.codes.clone()).collect();
        let areas = Codes::new(&by_hand);
        Ok(Self { mapping, vocabulary, known, names: Codes::default(), dims: BTreeMap::new(), areas })
    }

    /// An indicator.
    pub fn get(&self, code: &Code) -> Option<&Known<'a>> {
        self.known.get(code)
    }

    /// The indicators of a data set, in byte order of their codes.
    pub fn of<'b>(&'b self, set: &'b DataSet) -> impl Iterator<Item = (&'b Code, &'b Definition)> {
        let of_set = self.known.iter().filter(|(_, known)| known.set.code == set.code);
        of_set.map(|(code, known)| (code, &known.definition))
    }

    /// The codes that were made, with the words they were made of.
    pub fn derived(&self) -> BTreeMap<&str, BTreeMap<&str, &str>> {
        let each = self.dims.iter().map(|(dim, codes)| (dim.as_str(), codes)).chain([("area", &self.areas)]);
        let each = each.map(|(what, codes)| (what, codes.all().map(|(code, word)| (code.as_str(), word))));
        each.map(|(what, codes)| (what, codes.filter(|(code, word)| code != word).collect())).collect()
    }

    /// The indicator that a row names.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn indicator(&mut self, columns: &IndicatorColumns<'_>, row: Row<'_>) -> Result<Code, String> {
        let word = row.cell(&columns.column);
        if let CodesOf::Named(codes) = &columns.by.codes {
            let accepted = || codes.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            return codes.get(word).cloned().ok_or_else(|| {
                format!("is `{word}`; accepted are {} (`where` passes over the others)", accepted())
            });
        }
        let code = self.names.of(&format!("{word}{}", columns.by.suffix))?;
        let Some(template) = &columns.by.definition else {
            return match self.known.contains_key(&code) {
                true => Ok(code),
                false => Err(format!(
                    "`{word}` becomes {code}; accepted is an indicator of the mapping, or a `definition` in indicator_by"
                )),
            };
        };
        let definition = self.defined(template, columns, row, word)?;
        match self.known.entry(code.clone()) {
            Entry::Vacant(free) => {
                let set = self.mapping.data_set_of(&code, definition.period_type)?;
                let first = Some((definition.clone(), row.place.row));
                free.insert(Known { definition, set, first });
            }
            Entry::Occupied(taken) => match &taken.get().first {
                Some((first, at)) if *first != definition => {
                    return Err(format!(
                        "`{word}` is defined otherwise than in row {at}; accepted is one definition"
                    ));
                }
                _ => {}
            },
        }
        Ok(code)
    }

    fn defined(
        &self,
        template: &Table,
        columns: &IndicatorColumns<'_>,
        row: Row<'_>,
        word: &str,
    ) -> Result<Definition, String> {
        let mut fields = template.clone();
        let IndicatorBy { words, .. } = columns.by;
        for (words, column) in words.iter().zip(&columns.words) {
            let said = row.cell(column);
            let follows = words.is.get(said).ok_or_else(|| {
                let accepted: Vec<&str> = words.is.keys().map(String::as_str).collect();
                format!("`{word}`: {} is `{said}`; accepted are {}", column.name, accepted.join(", "))
            })?;
            fields.extend(follows.clone());
        }
        for (field, column) in &columns.fields {
            fields.insert((*field).to_owned(), row.cell(column).into());
        }
        let mut definition = define::definition(fields)?;
        if definition.external_ref.is_none() && word.len() <= MAX_EXTERNAL {
            let (vocabulary, code) = (self.vocabulary.to_owned(), word.to_owned());
            definition.external_ref = Some(ExternalRef { vocabulary, code });
        }
        Ok(definition)
    }

    /// The code that a word means in a disaggregation of an indicator; none where it means the total.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn dim(&mut self, indicator: &Code, dim: &Code, by: &By, word: &str) -> Result<Option<Code>, String> {
        if by.totals.iter().any(|total| total == word) {
            return Ok(None);
        }
        match &by.codes {
            CodesOf::Named(codes) => {
                let code = codes.get(word).cloned().ok_or_else(|| {
                    let accepted: Vec<&str> = codes.keys().chain(&by.totals).map(String::as_str).collect();
                    format!("is `{word}`; accepted are {}", accepted.join(", "))
                })?;
                self.check_dim(indicator, dim, &code)?;
                Ok(Some(code))
            }
            CodesOf::Derived => {
                let code = self.dims.entry(dim.clone()).or_default().of(word)?;
                self.codes_of(indicator, dim)?.insert(code.clone());
                Ok(Some(code))
            }
        }
    }

    /// Whether the indicator has that code in that disaggregation.
    ///
    /// # Errors
    /// What would be accepted.
    pub fn check_dim(&mut self, indicator: &Code, dim: &Code, code: &Code) -> Result<(), String> {
        let codes = self.codes_of(indicator, dim)?;
        if codes.contains(code) {
            return Ok(());
        }
        let accepted: Vec<&str> = codes.iter().map(Code::as_str).collect();
        Err(format!(
            "{code} is no code of {dim} in the definition of {indicator}; accepted are {}",
            accepted.join(", ")
        ))
    }

    fn codes_of(&mut self, indicator: &Code, dim: &Code) -> Result<&mut BTreeSet<Code>, String> {
        let known = self.known.get_mut(indicator).map(|known| &mut known.definition.dims);
        let found = known.and_then(|dims| dims.iter_mut().find(|one| one.code == *dim));
        found.map(|dim| &mut dim.codes).ok_or_else(|| {
            format!("{dim} is no disaggregation in the definition of {indicator}; accepted are those of its `dims`")
        })
    }
}
