//! What a source tells of its decisions, however it is laid out: matters, each with what was decided on it, in order.
//!
//! Knows no meaning of any word; that is the mapping's.

use std::{collections::BTreeMap, path::Path};

use domain::time::Date;

use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place},
        mapping::{Decisions, Turn},
        moment,
        table::Table,
    },
};

/// All that a source tells.
#[derive(Debug)]
pub struct Told {
    /// The file of the roll calls.
    pub file: String,
    /// The file of the votes, which may be the same.
    pub votes_file: String,
    /// The hash of what was read.
    pub hash: String,
    /// In the order of the source.
    pub matters: Vec<ToldMatter>,
    /// How many entries have a result and no roll call; they are not imported.
    pub without_roll_call: usize,
    /// Columns that the mapping names and the files do not have, all of them ones that may be missing.
    pub columns_not_found: Vec<String>,
}

/// A matter.
#[derive(Debug)]
pub struct ToldMatter {
    /// Where it begins.
    pub row: usize,
    /// What the source calls it.
    pub code: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its text in parts; may be empty.
    pub text: Vec<String>,
    /// What kind of question; may be empty.
    pub kind: String,
    /// When it was opened.
    pub opened_on: Option<Date>,
    /// What was decided, in the order of the source.
    pub calls: Vec<Call>,
}

/// A roll call, or an act of one person.
#[derive(Debug)]
pub struct Call {
    /// Where it stands.
    pub row: usize,
    /// What the source calls it.
    pub code: String,
    /// The body's name; may be empty: the deciding body.
    pub body: String,
    /// The day.
    pub day: Date,
    /// What was done.
    pub action: String,
    /// The word for how it came out; may be empty.
    pub result: String,
    /// The code of the roll call it undoes; may be empty.
    pub reverses: String,
    /// Who said what.
    pub votes: Vec<Vote>,
}

/// A vote.
#[derive(Debug)]
pub struct Vote {
    /// Where it stands.
    pub row: usize,
    /// Who.
    pub voter: String,
    /// The word of the room.
    pub word: String,
}

/// Who sits in which body, when.
#[derive(Debug, Default)]
pub struct Members {
    by_body: BTreeMap<String, Vec<Membership>>,
}

#[derive(Debug)]
struct Membership {
    voter: String,
    from: Option<Date>,
    to: Option<Date>,
}

impl Members {
    /// Reads the file of members.
    ///
    /// # Errors
    /// The mapping has no columns for it, or the file does not have them.
    pub fn read(path: &Path, mapping: &Decisions, faults: &mut Faults) -> Result<Self, Failure> {
        let columns = mapping.members.as_ref().ok_or_else(|| {
            Failure::Usage(
                "the mapping has no [decisions.members]; accepted is one that has, or no --members".into(),
            )
        })?;
        let table = Table::read(path)?;
        let voter = table.column(&columns.voter)?;
        let find = |name: &Option<String>| name.as_ref().and_then(|name| table.find(name));
        let (body, from, to) = (find(&columns.body), find(&columns.from), find(&columns.to));
        let mut members = Self::default();
        for row in table.rows() {
            let mut day = |column, cell: &str| {
                let read = (!cell.is_empty()).then(|| moment::day(cell, mapping.day_format.as_deref()));
                read.and_then(|read| faults.take(row.place, column, read))
            };
            let from = day("from", row.cell_of(from.as_ref()));
            let to = day("to", row.cell_of(to.as_ref()));
            let name = named(row.cell_of(body.as_ref()), mapping);
            let membership = Membership { voter: row.cell(&voter).to_owned(), from, to };
            members.by_body.entry(name.to_owned()).or_default().push(membership);
        }
        Ok(members)
    }

    /// Who sits in the body on the day.
    pub fn of(&self, body: &str, day: Date) -> impl Iterator<Item = &str> {
        let of_body = self.by_body.get(body).into_iter().flatten();
        let sits = move |one: &&Membership| {
            one.from.is_none_or(|from| from <= day) && one.to.is_none_or(|to| day < to)
        };
        of_body.filter(sits).map(|one| one.voter.as_str())
    }
}

/// The name of a body; that of the deciding one where none is given.
pub fn named<'a>(body: &'a str, mapping: &'a Decisions) -> &'a str {
    if body.is_empty() { &mapping.deciding_body } else { body }
}

/// What an action means, where the mapping says it.
pub fn turn<'a>(action: &str, mapping: &'a Decisions) -> Option<&'a Turn> {
    mapping.turns.iter().find(|turn| turn.action == action)
}

/// Whether an entry is a decision: it has votes, or is an act of one person.
pub fn is_decision(call: &Call, mapping: &Decisions) -> bool {
    !call.votes.is_empty() || turn(&call.action, mapping).is_some_and(|turn| turn.act.is_some())
}

/// The day of a decision; a fault where there is none.
pub fn day_of(
    place: Place<'_>,
    column: &str,
    cell: &str,
    mapping: &Decisions,
    faults: &mut Faults,
) -> Option<Date> {
    let read = moment::day(cell, mapping.day_format.as_deref())
        .map_err(|accepted| format!("is `{cell}`; {accepted}"));
    let day = faults.take(place, column, read)?;
    faults.past_day(place, column, day)
}
