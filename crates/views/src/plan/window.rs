//! The plan itself: its window, its strategies, its reviews; and what other systems say of its activities, counted.

use domain::{ids::Code, time::Date};
use rusqlite::{Connection, OptionalExtension};

use crate::{Error, column};

/// The plan of an initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The version of the agenda it serves.
    pub agenda_version: u32,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// Its strategies, in byte order of their codes.
    pub strategies: Vec<Strategy>,
    /// The periods looked back on, the earliest first.
    pub reviews: Vec<Review>,
}

/// A way to reach some goals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy {
    /// Its code.
    pub code: Code,
    /// Its title.
    pub title: String,
    /// The goals it serves.
    pub goals: Vec<Code>,
    /// How many activities stand under it.
    pub activities: u64,
}

/// A period that the organizations looked back on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What was decided.
    pub decisions: Vec<String>,
}

/// The plan with its strategies; none before it is created.
///
/// # Errors
/// SQLite's.
pub fn plan(connection: &Connection) -> Result<Option<Plan>, Error> {
    let (strategies, reviews) = (strategies(connection)?, reviews(connection)?);
    let mut statement = connection.prepare_cached("SELECT agenda_version, from_day, to_day FROM plan")?;
    let plan = statement.query_row([], |row| {
        Ok(Plan {
            agenda_version: row.get("agenda_version")?,
            from: column::parsed(row, "from_day")?,
            to: column::parsed(row, "to_day")?,
            strategies,
            reviews,
        })
    });
    Ok(plan.optional()?)
}

pub(super) fn strategies(connection: &Connection) -> Result<Vec<Strategy>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT code, title,
            (SELECT coalesce(json_group_array(goal), '[]')
                FROM (SELECT goal FROM strategy_goal WHERE strategy = code ORDER BY goal)) AS goals,
            (SELECT count(*) FROM activity WHERE strategy = strategy.code) AS activities
        FROM strategy ORDER BY code",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Strategy {
            code: column::parsed(row, "code")?,
            title: row.get("title")?,
            goals: column::from_json(row, "goals")?,
            activities: row.get("activities")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn reviews(connection: &Connection) -> Result<Vec<Review>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT from_day, to_day, decisions FROM review ORDER BY from_day")?;
    let rows = statement.query_map([], |row| {
        Ok(Review {
            from: column::parsed(row, "from_day")?,
            to: column::parsed(row, "to_day")?,
            decisions: column::from_json(row, "decisions")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many activities have which status of a vocabulary, in byte order of the statuses.
///
/// # Errors
/// SQLite's.
pub fn count_external_statuses(
    connection: &Connection,
    vocabulary: &str,
) -> Result<Vec<(String, u64)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT value, count(*) FROM external_status WHERE vocabulary = ?1 GROUP BY value ORDER BY value",
    )?;
    let rows = statement.query_map([vocabulary], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
