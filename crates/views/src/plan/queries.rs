//! What can be read of the plan.

use domain::{
    ids::{Code, ExternalRef, OrgId},
    time::Date,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

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

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its code, or its id where it has none.
    pub id: String,
    /// Its code.
    pub code: Option<Code>,
    /// Its title.
    pub title: String,
    /// The strategy it belongs to.
    pub strategy: Code,
    /// Who would lead it.
    pub lead_org: Option<OrgId>,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
    /// The indicators it should move.
    pub indicators: Vec<Code>,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
    /// Where it stands: `proposed`.
    pub status: String,
    /// The sequence of its last record.
    pub sequence: u64,
}

/// Which activities are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Only under this strategy.
    pub strategy: Option<Code>,
    /// Only with this lead.
    pub lead_org: Option<OrgId>,
    /// Only for this goal, through their strategies.
    pub goal: Option<Code>,
    /// Only those that should move this indicator.
    pub indicator: Option<Code>,
}

const ACTIVITY: &str = "SELECT id, code, title, strategy, lead_org, start_day, end_day, external_ref, status,
    sequence, (SELECT coalesce(json_group_array(indicator), '[]')
        FROM (SELECT indicator FROM activity_indicator WHERE activity = id ORDER BY indicator)) AS indicators
    FROM activity";

/// The plan with its strategies; none before it is created.
///
/// # Errors
/// SQLite's.
pub fn plan(connection: &Connection) -> Result<Option<Plan>, Error> {
    let strategies = strategies(connection)?;
    let mut statement = connection.prepare_cached("SELECT agenda_version, from_day, to_day FROM plan")?;
    let plan = statement.query_row([], |row| {
        Ok(Plan {
            agenda_version: row.get("agenda_version")?,
            from: column::parsed(row, "from_day")?,
            to: column::parsed(row, "to_day")?,
            strategies,
        })
    });
    Ok(plan.optional()?)
}

fn strategies(connection: &Connection) -> Result<Vec<Strategy>, Error> {
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

/// One activity, by its code or id.
///
/// # Errors
/// SQLite's.
pub fn activity(connection: &Connection, id: &str) -> Result<Option<Activity>, Error> {
    let mut statement = connection.prepare_cached(&format!("{ACTIVITY} WHERE id = ?1"))?;
    Ok(statement.query_row([id], read).optional()?)
}

/// At most `limit` activities after the one with the id `after`, in byte order of their ids.
///
/// # Errors
/// SQLite's.
pub fn activities(
    connection: &Connection,
    filter: &ActivityFilter,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Activity>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "{ACTIVITY} WHERE id > ?1
            AND (?2 IS NULL OR strategy = ?2)
            AND (?3 IS NULL OR lead_org = ?3)
            AND (?4 IS NULL OR EXISTS (SELECT 1 FROM strategy_goal
                WHERE strategy_goal.strategy = activity.strategy AND goal = ?4))
            AND (?5 IS NULL OR EXISTS (SELECT 1 FROM activity_indicator WHERE activity = id AND indicator = ?5))
        ORDER BY id LIMIT ?6"
    ))?;
    let ActivityFilter { strategy, lead_org, goal, indicator } = filter;
    let code = |code: &Option<Code>| code.as_ref().map(|code| code.as_str().to_owned());
    let lead_org = lead_org.as_ref().map(|org| org.as_str());
    let rows = statement.query_map(
        params![after.unwrap_or_default(), code(strategy), lead_org, code(goal), code(indicator), limit],
        read,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Activity> {
    Ok(Activity {
        id: row.get("id")?,
        code: column::parsed_if_any(row, "code")?,
        title: row.get("title")?,
        strategy: column::parsed(row, "strategy")?,
        lead_org: column::parsed_if_any(row, "lead_org")?,
        start: column::parsed(row, "start_day")?,
        end: column::parsed(row, "end_day")?,
        indicators: column::from_json(row, "indicators")?,
        external_ref: column::from_json(row, "external_ref")?,
        status: row.get("status")?,
        sequence: row.get("sequence")?,
    })
}
