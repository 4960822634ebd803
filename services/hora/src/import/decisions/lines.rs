//! Decisions from JSON Lines: one matter a line, with the list of what happened inside, and the votes inside that.
//!
//! Only entries that are decisions are read further: an entry without votes need not even have a day. But each matter
//! has its list, and where an entry has votes they are a list: whatever else stood there would be lost silently.

use std::path::Path;

use serde_json::Value;

use super::told::{Call, Told, ToldMatter, Vote, day_of, is_decision};
use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place},
        mapping::Decisions,
        moment,
        table::Source,
    },
};

/// Reads the file.
///
/// # Errors
/// It cannot be read, or the mapping names no history.
pub fn read(path: &Path, mapping: &Decisions, faults: &mut Faults) -> Result<Told, Failure> {
    let (Some(history), Some(votes)) = (&mapping.matters.history, &mapping.roll_calls.votes) else {
        let needed = "a mapping for --file names `history` in [decisions.matters] and `votes` in [decisions.roll_calls]";
        return Err(Failure::Usage(needed.to_owned()));
    };
    let source = Source::read(path)?;
    let mut told = Told {
        file: source.name.clone(),
        votes_file: source.name.clone(),
        hash: source.hash.clone(),
        matters: Vec::new(),
        without_roll_call: 0,
        columns_not_found: Vec::new(),
    };
    let (mut has_votes, mut first_result) = (false, None);
    for (row, line) in (1..).zip(source.text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let place = Place { file: &source.name, row };
        let Some(value) = faults.take(place, "line", serde_json::from_str::<Value>(line)) else { continue };
        let mut matter = matter(place, &value, mapping, faults);
        let entries =
            list(&value, history).and_then(|list| list.ok_or("is missing; accepted is a list".into()));
        for entry in faults.take(place, history, entries).unwrap_or_default() {
            if !entry.is_object() {
                faults.add(place, history, format!("holds {}; accepted are objects", kind(entry)));
                continue;
            }
            let Some(said) = faults.take(place, votes, list(entry, votes)) else { continue };
            has_votes |= said.is_some();
            let result = mapping.roll_calls.result.as_ref().map(|key| cell(entry, key));
            let has_result = result.as_ref().is_some_and(|result| !result.is_empty());
            if has_result || result.is_none() {
                first_result.get_or_insert(place.row);
            }
            let said = said.unwrap_or_default();
            match call(place, entry, said, mapping, faults) {
                Some(call) => matter.calls.push(call),
                None if has_result && said.is_empty() => told.without_roll_call += 1,
                None => {}
            }
        }
        told.matters.push(matter);
    }
    // One entry may well be without a roll call; where all are, the votes stand under another name.
    if let (false, Some(row)) = (has_votes, first_result) {
        let what =
            "is missing here and in every other entry of the file; accepted is a list in each roll call";
        faults.add(Place { file: &source.name, row }, votes, what);
    }
    Ok(told)
}

fn matter(place: Place<'_>, value: &Value, mapping: &Decisions, faults: &mut Faults) -> ToldMatter {
    let columns = &mapping.matters;
    let code = joined(value, &columns.code);
    if code.is_empty() {
        faults.add(place, &columns.code.join("-"), "is empty; accepted is the matter's code");
    }
    let optional = |key: &Option<String>| key.as_ref().map(|key| cell(value, key)).unwrap_or_default();
    let opened_on = optional(&columns.opened_on);
    let read = (!opened_on.is_empty()).then(|| moment::day(&opened_on, mapping.day_format.as_deref()));
    ToldMatter {
        row: place.row,
        code,
        title: optional(&columns.title),
        text: columns.text.iter().map(|key| cell(value, key)).collect(),
        kind: optional(&columns.kind),
        opened_on: read.and_then(|read| faults.take(place, "opened_on", read)),
        calls: Vec::new(),
    }
}

/// A decision; none where the entry is none, or its fault was noted.
fn call(
    place: Place<'_>,
    entry: &Value,
    votes: &[Value],
    mapping: &Decisions,
    faults: &mut Faults,
) -> Option<Call> {
    let columns = &mapping.roll_calls;
    let optional = |key: &Option<String>| key.as_ref().map(|key| cell(entry, key)).unwrap_or_default();
    let vote = |vote| Vote {
        row: place.row,
        voter: cell(vote, &mapping.votes.voter),
        word: cell(vote, &mapping.votes.word),
    };
    let mut call = Call {
        row: place.row,
        code: joined(entry, &columns.code),
        body: optional(&columns.body),
        day: domain::time::Date::ZERO,
        action: optional(&columns.action),
        result: optional(&columns.result),
        reverses: optional(&columns.reverses),
        votes: votes.iter().map(vote).collect(),
    };
    if !is_decision(&call, mapping) {
        return None;
    }
    call.day = day_of(place, &columns.day, &cell(entry, &columns.day), mapping, faults)?;
    Some(call)
}

/// A list; none where there is no such key.
fn list<'a>(value: &'a Value, key: &str) -> Result<Option<&'a [Value]>, String> {
    match value.get(key) {
        None => Ok(None),
        Some(Value::Array(list)) => Ok(Some(list)),
        Some(other) => Err(format!("is {}; accepted is a list", kind(other))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A value as text; a list or an object is none.
fn cell(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(is)) => is.to_string(),
        _ => String::new(),
    }
}

fn joined(value: &Value, keys: &[String]) -> String {
    let cells: Vec<String> = keys.iter().map(|key| cell(value, key)).collect();
    if cells.iter().all(String::is_empty) { String::new() } else { cells.join("-") }
}
