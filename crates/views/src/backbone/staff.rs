//! The staff, person by person, as it stands on a day.

use std::collections::BTreeSet;

use domain::{
    backbone::{skill::Skill, term::Term, words::Function},
    time::Date,
};
use rusqlite::{Connection, Row, params};

use crate::{Error, PrivateCell, column};

/// Work for the backbone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employment {
    /// The word of the function.
    pub function: String,
    /// How much of a full working week, in basis points.
    pub fte_bp: u32,
    /// The skills.
    pub skills: BTreeSet<Skill>,
    /// The days; the last before the first where it was given up before it began.
    pub term: Term,
    /// The first day without them, where they were released.
    pub released_on: Option<Date>,
    /// Why.
    pub reason: Option<PrivateCell>,
}

/// A member of the staff, as of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The pseudonym.
    pub person: String,
    /// What they can do on the day.
    pub skills: BTreeSet<Skill>,
    /// What they work on the day, in basis points of a full week.
    pub fte_bp: u32,
    /// All their employments, the first one first.
    pub employments: Vec<Employment>,
}

/// Who of the staff is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct StaffFilter {
    /// Only who works in this function on the day.
    pub function: Option<Function>,
    /// Only who has this skill on the day.
    pub skill: Option<Skill>,
    /// Also who works no more, or not yet.
    pub also_past: bool,
}

fn employment(row: &Row<'_>) -> rusqlite::Result<Employment> {
    Ok(Employment {
        function: row.get("function")?,
        fte_bp: row.get("fte_bp")?,
        skills: column::from_json(row, "skills")?,
        term: Term { from: column::parsed(row, "from_day")?, to: column::parsed_if_any(row, "to_day")? },
        released_on: column::parsed_if_any(row, "released_on")?,
        reason: row.get("reason_sealed")?,
    })
}

/// The staff in byte order of their pseudonyms, after `after`, as it stands on a day.
///
/// # Errors
/// SQLite's.
pub fn staff(
    conn: &Connection,
    filter: StaffFilter,
    at: Date,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Staff>, Error> {
    let mut persons = conn.prepare_cached(
        "SELECT DISTINCT person FROM employments WHERE person > ?1 AND (?2 OR (from_day <= ?3 AND (to_day IS NULL \
         OR ?3 <= to_day))) AND (?4 IS NULL OR function = ?4) AND (?5 IS NULL OR EXISTS \
         (SELECT 1 FROM json_each(skills) WHERE value = ?5)) ORDER BY person LIMIT ?6",
    )?;
    let (function, skill) = (filter.function.map(Function::as_str), filter.skill.map(Skill::as_str));
    let key = params![after.unwrap_or_default(), filter.also_past, at.to_string(), function, skill, limit];
    let persons: Vec<String> = persons.query_map(key, |row| row.get(0))?.collect::<Result<_, _>>()?;
    persons.into_iter().map(|person| one(conn, person, at)).collect()
}

fn one(conn: &Connection, person: String, at: Date) -> Result<Staff, Error> {
    let mut select =
        conn.prepare_cached("SELECT * FROM employments WHERE person = ?1 ORDER BY from_day, sequence")?;
    let employments: Vec<Employment> = select.query_map([&person], employment)?.collect::<Result<_, _>>()?;
    let holding = || employments.iter().filter(|known| known.term.holds_on(at));
    let skills = holding().flat_map(|known| known.skills.iter().copied()).collect();
    let fte_bp = holding().map(|known| known.fte_bp).sum();
    Ok(Staff { person, skills, fte_bp, employments })
}
