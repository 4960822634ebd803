//! Decisions from long tables: one roll call a row in one file, one vote a row in another.
//!
//! What a matter is called and about stands in its roll calls; the first row of a matter says it.

use std::{collections::BTreeMap, path::Path};

use domain::ids::hash_parts;

use super::told::{Call, Told, ToldMatter, Vote, day_of, is_decision};
use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place},
        mapping::Decisions,
        moment,
        table::{Column, Row, Table},
    },
};

/// The columns of the table of roll calls.
struct Columns {
    code: Vec<Column>,
    day: Column,
    matter: Vec<Column>,
    text: Vec<Column>,
    optional: BTreeMap<&'static str, Column>,
    not_found: Vec<String>,
}

/// Reads both files.
///
/// # Errors
/// A file cannot be read, or lacks a column that must be there.
pub fn read(
    rollcalls: &Path,
    votes: &Path,
    mapping: &Decisions,
    faults: &mut Faults,
) -> Result<Told, Failure> {
    let table = Table::read(rollcalls)?;
    let columns = Columns::find(&table, mapping)?;
    let votes_table = Table::read(votes)?;
    let mut votes = votes_by_call(&votes_table, mapping)?;
    let mut told = Told {
        file: table.file.clone(),
        votes_file: votes_table.file.clone(),
        hash: hex::encode(hash_parts(&[&table.hash, &votes_table.hash])),
        matters: Vec::new(),
        without_roll_call: 0,
        columns_not_found: columns.not_found.clone(),
    };
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for row in table.rows() {
        let Some(call) = columns.call(row, &mut votes, mapping, faults) else { continue };
        let own = row.joined(&columns.matter);
        let code = if own.is_empty() { call.code.clone() } else { own };
        let place = *places.entry(code.clone()).or_insert(told.matters.len());
        if place == told.matters.len() {
            let mut matter = columns.matter(row, code, mapping, faults);
            matter.opened_on = matter.opened_on.or(Some(call.day));
            told.matters.push(matter);
        }
        let matter = told.matters.get_mut(place);
        match matter.filter(|_| is_decision(&call, mapping)) {
            Some(matter) => matter.calls.push(call),
            None => told.without_roll_call += 1,
        }
    }
    for orphan in votes.values().flatten() {
        let place = Place { file: &votes_table.file, row: orphan.row };
        faults.add(place, &mapping.votes.roll_call.join("-"), "is no roll call of the other file");
    }
    Ok(told)
}

/// The votes of each roll call, in the order of the file.
fn votes_by_call(table: &Table, mapping: &Decisions) -> Result<BTreeMap<String, Vec<Vote>>, Failure> {
    let columns = &mapping.votes;
    if columns.roll_call.is_empty() {
        return Err(Failure::Usage(
            "a mapping for --votes names `roll_call` in [decisions.votes]".to_owned(),
        ));
    }
    let code = table.columns(&columns.roll_call)?;
    let (voter, word) = (table.column(&columns.voter)?, table.column(&columns.word)?);
    let mut votes: BTreeMap<String, Vec<Vote>> = BTreeMap::new();
    for row in table.rows() {
        let vote =
            Vote { row: row.place.row, voter: row.cell(&voter).to_owned(), word: row.cell(&word).to_owned() };
        votes.entry(row.joined(&code)).or_default().push(vote);
    }
    Ok(votes)
}

impl Columns {
    fn find(table: &Table, mapping: &Decisions) -> Result<Self, Failure> {
        let (matters, calls) = (&mapping.matters, &mapping.roll_calls);
        let named = [
            ("title", &matters.title),
            ("kind", &matters.kind),
            ("opened_on", &matters.opened_on),
            ("body", &calls.body),
            ("action", &calls.action),
            ("result", &calls.result),
            ("reverses", &calls.reverses),
        ];
        let (mut optional, mut not_found) = (BTreeMap::new(), Vec::new());
        for (what, name) in named.into_iter().filter_map(|(what, name)| Some((what, name.as_ref()?))) {
            match table.find(name) {
                Some(column) => {
                    optional.insert(what, column);
                }
                None => not_found.push(name.clone()),
            }
        }
        let text: Vec<Column> = matters.text.iter().filter_map(|name| table.find(name)).collect();
        not_found.extend(matters.text.iter().filter(|name| table.find(name).is_none()).cloned());
        Ok(Self {
            code: table.columns(&calls.code)?,
            day: table.column(&calls.day)?,
            matter: table.columns(&matters.code)?,
            text,
            optional,
            not_found,
        })
    }

    fn cell<'a>(&self, row: Row<'a>, what: &str) -> &'a str {
        row.cell_of(self.optional.get(what))
    }

    fn matter(&self, row: Row<'_>, code: String, mapping: &Decisions, faults: &mut Faults) -> ToldMatter {
        let opened_on = self.cell(row, "opened_on");
        let read = (!opened_on.is_empty()).then(|| moment::day(opened_on, mapping.day_format.as_deref()));
        ToldMatter {
            row: row.place.row,
            code,
            title: self.cell(row, "title").to_owned(),
            text: self.text.iter().map(|column| row.cell(column).to_owned()).collect(),
            kind: self.cell(row, "kind").to_owned(),
            opened_on: read.and_then(|read| faults.take(row.place, "opened_on", read)),
            calls: Vec::new(),
        }
    }

    /// A roll call with its votes, which are taken away; none where its fault was noted.
    fn call(
        &self,
        row: Row<'_>,
        votes: &mut BTreeMap<String, Vec<Vote>>,
        mapping: &Decisions,
        faults: &mut Faults,
    ) -> Option<Call> {
        let code = row.joined(&self.code);
        let votes = votes.remove(&code).unwrap_or_default();
        let day = day_of(row.place, &self.day.name, row.cell(&self.day), mapping, faults)?;
        Some(Call {
            row: row.place.row,
            code,
            body: self.cell(row, "body").to_owned(),
            day,
            action: self.cell(row, "action").to_owned(),
            result: self.cell(row, "result").to_owned(),
            reverses: self.cell(row, "reverses").to_owned(),
            votes,
        })
    }
}
