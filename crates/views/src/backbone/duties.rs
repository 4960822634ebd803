//! The duties and how each is kept on a day: a function of the records and of that day, whether a timer ran or not.

use std::collections::BTreeSet;

use domain::{
    backbone::duty_course::{Course, course},
    time::Date,
};
use rusqlite::{Connection, OptionalExtension, params};

use super::moment;
use crate::{Error, PrivateCell, column};

/// A duty and how it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its code.
    pub code: String,
    /// What is to be done.
    pub title: String,
    /// At most so many months apart.
    pub every_months: u32,
    /// The word of what meets it.
    pub met_by: String,
    /// The day it was adopted.
    pub since: Date,
    /// The day it was last met.
    pub last_met: Option<Date>,
    /// The stream that met it.
    pub cites: Option<String>,
    /// What showed that it was met.
    pub evidence: Option<PrivateCell>,
    /// Its next deadline, and the deadlines missed since it was last met.
    pub course: Course,
    /// Every deadline ever missed.
    pub missed: BTreeSet<Date>,
}

/// How a duty is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyStanding {
    /// Its deadline is far off.
    InTime,
    /// Its deadline is near.
    Due,
    /// A deadline has gone by since it was last met.
    Missed,
}

impl Duty {
    /// How it is kept on the day it was asked for.
    pub fn standing(&self) -> DutyStanding {
        match (self.course.missed.is_empty(), self.course.is_due) {
            (false, _) => DutyStanding::Missed,
            (true, true) => DutyStanding::Due,
            (true, false) => DutyStanding::InTime,
        }
    }
}

/// The preset the duties are of; none for a list of their own, and before.
///
/// # Errors
/// SQLite's.
pub fn duty_preset(conn: &Connection) -> Result<Option<String>, Error> {
    let mut select = conn.prepare_cached("SELECT preset FROM duty_list")?;
    Ok(select.query_row([], |row| row.get(0)).optional()?.flatten())
}

/// The day the initiative was closed; from then on no duty is missed.
fn closed_on(conn: &Connection) -> Result<Option<Date>, Error> {
    let mut select = conn.prepare_cached("SELECT changed_us FROM phases WHERE to_phase = 'closed'")?;
    Ok(select.query_row([], |row| Ok(moment(row, "changed_us")?.date())).optional()?)
}

/// The duties as they are kept on a day, in byte order of their codes, after one of them.
///
/// # Errors
/// SQLite's.
pub fn duties(conn: &Connection, at: Date, limit: u32, after: Option<&str>) -> Result<Vec<Duty>, Error> {
    let at = closed_on(conn)?.map_or(at, |closed| closed.min(at));
    let mut select = conn.prepare_cached("SELECT * FROM duties WHERE code > ?1 ORDER BY code LIMIT ?2")?;
    let mut recorded =
        conn.prepare_cached("SELECT due FROM duty_missed WHERE code = ?1 AND due < ?2 ORDER BY due")?;
    let rows = select.query_map(params![after.unwrap_or_default(), limit], |row| {
        let code: String = row.get("code")?;
        let (since, last_met) = (column::parsed(row, "since")?, column::parsed_if_any(row, "last_met")?);
        let every_months = row.get("every_months")?;
        let course = course(last_met.unwrap_or(since), every_months, at);
        let told = recorded.query_map(params![code, at.to_string()], |row| column::parsed(row, "due"))?;
        let mut missed = told.collect::<Result<BTreeSet<Date>, _>>()?;
        missed.extend(&course.missed);
        Ok(Duty {
            code,
            title: row.get("title")?,
            every_months,
            met_by: row.get("met_by")?,
            since,
            last_met,
            cites: row.get("cites")?,
            evidence: row.get("evidence_sealed")?,
            course,
            missed,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
