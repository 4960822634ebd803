//! The files, as names in order of time and as mergers in order of time. Every bad row is found here.
//!
//! Knows no hub.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::Path,
};

use domain::{text::Bound, time::Date};

use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place},
        mapping::{MergerColumns, NameColumns, Organizations},
        table::Table,
    },
};

/// A name, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The first day the source has it for.
    pub from: Date,
    /// The name, as it is stored.
    pub name: String,
}

/// One that went into another, by the source's codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    /// The one that ended.
    pub from: String,
    /// The one that goes on.
    pub into: String,
    /// The first day of that.
    pub on: Date,
}

/// What the files say.
#[derive(Debug, Default)]
pub struct Told {
    /// The names of each, by the source's code, in order of time; each differs from the one before it.
    pub names: BTreeMap<String, Vec<Change>>,
    /// In order of time, so that one that ends later still goes on when another goes into it.
    pub mergers: Vec<Merger>,
}

/// What one organization is called from which day on, and the row that says so.
type Names = BTreeMap<Date, (String, usize)>;

/// Reads the files, each given as `names:<file>` or `mergers:<file>`.
///
/// # Errors
/// A file cannot be read, is none of the mapping's, or lacks a column.
pub fn tables(files: &[String], mapping: &Organizations, faults: &mut Faults) -> Result<Told, Failure> {
    let (mut all, mut mergers) = (BTreeMap::<String, Names>::new(), BTreeMap::new());
    for file in files {
        match (file.split_once(':'), &mapping.names, &mapping.mergers) {
            (Some(("names", path)), Some(columns), _) => {
                names(&Table::read(Path::new(path))?, columns, &mut all, faults)?;
            }
            (Some(("mergers", path)), _, Some(columns)) => {
                read_mergers(&Table::read(Path::new(path))?, columns, &mut mergers, faults)?;
            }
            _ => {
                let known = [("names", mapping.names.is_some()), ("mergers", mapping.mergers.is_some())];
                let known = known.iter().filter(|(_, is_there)| *is_there);
                let known: Vec<String> = known.map(|(name, _)| format!("{name}:FILE.csv")).collect();
                return Err(Failure::Usage(format!("`{file}`: accepted are {}", known.join(", "))));
            }
        }
    }
    let mut told = Told::default();
    for (code, names) in all {
        let mut changes: Vec<Change> =
            names.into_iter().map(|(from, (name, _))| Change { from, name }).collect();
        changes.dedup_by(|later, earlier| later.name == earlier.name);
        told.names.insert(code, changes);
    }
    told.mergers = mergers.into_values().collect();
    told.mergers.sort_by_key(|merger| merger.on);
    Ok(told)
}

fn names(
    table: &Table,
    columns: &NameColumns,
    all: &mut BTreeMap<String, Names>,
    faults: &mut Faults,
) -> Result<(), Failure> {
    let [code, name, from] = [&columns.code, &columns.name, &columns.from].map(|name| table.column(name));
    let (code, name, from) = (code?, name?, from?);
    for row in table.rows() {
        if columns.missing.iter().any(|word| word == row.cell(&name)) {
            continue;
        }
        let own = present(row.place, &code.name, row.cell(&code), faults);
        let text = faults.text(row.place, &name.name, row.cell(&name), Bound::Title);
        let day = day(row.place, &from.name, row.cell(&from), faults);
        let (Some(own), Some(text), Some(day)) = (own, text, day) else { continue };
        match all.entry(own.to_owned()).or_default().entry(day) {
            Entry::Vacant(free) => drop(free.insert((text, row.place.row))),
            Entry::Occupied(taken) if taken.get().0 != text => {
                let (other, at) = taken.get();
                let what = format!("row {at} calls {own} `{other}` on {day}; accepted is one name a day");
                faults.add(row.place, &name.name, what);
            }
            Entry::Occupied(_) => {}
        }
    }
    Ok(())
}

fn read_mergers(
    table: &Table,
    columns: &MergerColumns,
    all: &mut BTreeMap<String, Merger>,
    faults: &mut Faults,
) -> Result<(), Failure> {
    let [from, into, on] = [&columns.from, &columns.into, &columns.on].map(|name| table.column(name));
    let (from, into, on) = (from?, into?, on?);
    for row in table.rows() {
        let old = present(row.place, &from.name, row.cell(&from), faults);
        let new = present(row.place, &into.name, row.cell(&into), faults);
        let day = day(row.place, &on.name, row.cell(&on), faults);
        let (Some(old), Some(new), Some(day)) = (old, new, day) else { continue };
        if old == new {
            faults.add(row.place, &into.name, format!("{old} goes into itself; accepted is another"));
            continue;
        }
        let merger = Merger { from: old.to_owned(), into: new.to_owned(), on: day };
        match all.entry(old.to_owned()) {
            Entry::Vacant(free) => drop(free.insert(merger)),
            Entry::Occupied(taken) if *taken.get() != merger => {
                let Merger { into: other, on, .. } = taken.get();
                let what = format!("{old} went into {other} on {on} by a row above; accepted is one end");
                faults.add(row.place, &from.name, what);
            }
            Entry::Occupied(_) => {}
        }
    }
    Ok(())
}

fn present<'a>(place: Place<'_>, column: &str, cell: &'a str, faults: &mut Faults) -> Option<&'a str> {
    if cell.is_empty() {
        faults.add(place, column, "is empty; accepted is a code");
    }
    (!cell.is_empty()).then_some(cell)
}

/// A day, or the first day of a year.
fn day(place: Place<'_>, column: &str, cell: &str, faults: &mut Faults) -> Option<Date> {
    let is_year = cell.len() == 4 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let text = if is_year { format!("{cell}-01-01") } else { cell.to_owned() };
    let read = text.parse::<Date>().map_err(|_| format!("is `{cell}`; accepted is YYYY or YYYY-MM-DD"));
    let day = faults.take(place, column, read)?;
    faults.past_day(place, column, day)
}
