//! The six functions: who has them and works in them on a day, and the effort that went into them, in whole minutes.

use domain::{backbone::words::Function, time::Date};
use rusqlite::{Connection, params};

use crate::{Error, PrivateCell, column};

/// A function as it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionStatus {
    /// Which.
    pub function: Function,
    /// The organizations that have it on the day, in byte order of their ids: first and last day.
    pub holders: Vec<(String, Date, Option<Date>)>,
    /// How much is worked in it on the day, in basis points of one full week.
    pub fte_bp: u64,
    /// How many persons work in it on the day.
    pub staff: u64,
}

/// One piece of effort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effort {
    /// The sequence of its record; the key of its place in a list.
    pub sequence: u64,
    /// The word of the function.
    pub function: String,
    /// Whose effort.
    pub org: String,
    /// Who logged it.
    pub author: Option<String>,
    /// How long.
    pub minutes: u32,
    /// On which day.
    pub on: Date,
    /// What was done.
    pub note: Option<PrivateCell>,
}

/// Which effort is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct EffortFilter<'a> {
    /// Only that of this function.
    pub function: Option<Function>,
    /// Only that of this organization.
    pub org: Option<&'a str>,
    /// Only from this day on.
    pub from: Option<Date>,
    /// Only until this day, which is included.
    pub to: Option<Date>,
}

/// The effort of a function in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffortSum {
    /// The word of the function.
    pub function: String,
    /// `YYYY-MM`.
    pub month: String,
    /// The sum.
    pub minutes: u64,
    /// How many pieces it is made of.
    pub entries: u64,
}

/// All six functions as they stand on a day, in byte order of their words.
///
/// # Errors
/// SQLite's.
pub fn functions(conn: &Connection, at: Date) -> Result<Vec<FunctionStatus>, Error> {
    let day = at.to_string();
    let mut holders = conn.prepare_cached(
        "SELECT org, from_day, to_day FROM functions WHERE function = ?1 AND from_day <= ?2 \
         AND (to_day IS NULL OR ?2 <= to_day) ORDER BY org, from_day",
    )?;
    let mut staff = conn.prepare_cached(
        "SELECT COALESCE(SUM(fte_bp), 0), COUNT(DISTINCT person) FROM employments \
         WHERE function = ?1 AND from_day <= ?2 AND (to_day IS NULL OR ?2 <= to_day)",
    )?;
    let mut status = |function: Function| -> Result<FunctionStatus, Error> {
        let key = params![function.as_str(), day];
        let holders = holders.query_map(key, |row| {
            Ok((row.get("org")?, column::parsed(row, "from_day")?, column::parsed_if_any(row, "to_day")?))
        })?;
        let holders = holders.collect::<Result<_, _>>()?;
        let (fte_bp, staff) = staff.query_row(key, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(FunctionStatus { function, holders, fte_bp, staff })
    };
    Function::ALL.into_iter().map(&mut status).collect()
}

/// The condition of a filter, as `?1` to `?4`.
const CHOSEN: &str = "(?1 IS NULL OR function = ?1) AND (?2 IS NULL OR org = ?2) AND (?3 IS NULL OR on_day >= ?3) \
     AND (?4 IS NULL OR on_day <= ?4)";

/// The effort in the order it was logged, after the sequence `after`.
///
/// # Errors
/// SQLite's.
pub fn effort(
    conn: &Connection,
    filter: EffortFilter<'_>,
    limit: u32,
    after: Option<u64>,
) -> Result<Vec<Effort>, Error> {
    let mut select = conn.prepare_cached(&format!(
        "SELECT * FROM effort WHERE {CHOSEN} AND sequence > ?5 ORDER BY sequence LIMIT ?6"
    ))?;
    let (function, from, to) = texts(filter);
    let key = params![function, filter.org, from, to, after.unwrap_or_default(), limit];
    let rows = select.query_map(key, |row| {
        Ok(Effort {
            sequence: row.get("sequence")?,
            function: row.get("function")?,
            org: row.get("org")?,
            author: row.get("author")?,
            minutes: row.get("minutes")?,
            on: column::parsed(row, "on_day")?,
            note: row.get("note_sealed")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The effort by function and month, in that order.
///
/// # Errors
/// SQLite's.
pub fn effort_by_month(conn: &Connection, filter: EffortFilter<'_>) -> Result<Vec<EffortSum>, Error> {
    let mut select = conn.prepare_cached(&format!(
        "SELECT function, substr(on_day, 1, 7) AS month, SUM(minutes) AS minutes, COUNT(*) AS entries \
         FROM effort WHERE {CHOSEN} GROUP BY function, month ORDER BY function, month"
    ))?;
    let (function, from, to) = texts(filter);
    let rows = select.query_map(params![function, filter.org, from, to], |row| {
        Ok(EffortSum {
            function: row.get("function")?,
            month: row.get("month")?,
            minutes: row.get("minutes")?,
            entries: row.get("entries")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn texts(filter: EffortFilter<'_>) -> (Option<&'static str>, Option<String>, Option<String>) {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    (filter.function.map(Function::as_str), day(filter.from), day(filter.to))
}
