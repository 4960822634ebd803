//! The reinforcement matrix: which organization does what for which goal, and which goals several serve.
//!
//! Commitments are the members'; without them the matrix shows who leads.

use domain::ids::{Code, OrgId};
use rusqlite::{Connection, params};

use super::{GONE, HAS_RELEASED};
use crate::{Error, column};

/// One organization's part in one activity for one goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The goal.
    pub goal: Code,
    /// The activity's code or id.
    pub activity: String,
    /// The organization.
    pub org: OrgId,
    /// Words of `CommitmentRole`, each once, in byte order.
    pub roles: Vec<String>,
}

/// What is done for a goal, over all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalSum {
    /// The goal.
    pub goal: Code,
    /// Activities that are part of the plan.
    pub activities: u64,
    /// Organizations in them.
    pub orgs: u64,
    /// Relations `reinforces` between two of them with different leads.
    pub reinforcing: u64,
}

/// Who takes part in which activity as what; `?1` says whether commitments may be read.
fn parts() -> String {
    format!(
        "part AS (
            SELECT id AS activity, lead_org AS org, 'lead' AS role FROM activity a
                WHERE lead_org IS NOT NULL AND NOT (?1 AND {HAS_RELEASED})
            UNION SELECT activity, org, role FROM commitment WHERE ?1 AND standing IN ('accepted', 'fulfilled')
        ), served AS (
            SELECT g.goal, a.id AS activity, a.lead_org FROM strategy_goal g
            JOIN activity a ON a.strategy = g.strategy
            WHERE a.status NOT IN {GONE} AND (?2 IS NULL OR g.goal = ?2)
        )"
    )
}

/// At most `limit` cells after the one with the key `after` (goal, activity, organization), in that order.
///
/// # Errors
/// SQLite's.
pub fn cells(
    connection: &Connection,
    goal: Option<&Code>,
    sees_commitments: bool,
    limit: u32,
    after: Option<[&str; 3]>,
) -> Result<Vec<Cell>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH {}
        SELECT goal, activity, org, json_group_array(role) AS roles
        FROM (SELECT goal, activity, org, role FROM served JOIN part USING (activity)
            ORDER BY goal, activity, org, role)
        WHERE (goal, activity, org) > (?3, ?4, ?5)
        GROUP BY goal, activity, org ORDER BY goal, activity, org LIMIT ?6",
        parts()
    ))?;
    let [of, activity, org] = after.unwrap_or_default();
    let values = params![sees_commitments, goal.map(|goal| goal.as_str()), of, activity, org, limit];
    let rows = statement.query_map(values, |row| {
        let mut roles: Vec<String> = column::from_json(row, "roles")?;
        roles.sort();
        let (goal, org) = (column::parsed(row, "goal")?, column::parsed(row, "org")?);
        Ok(Cell { goal, activity: row.get("activity")?, org, roles })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What is done for each goal, in byte order of their codes.
///
/// # Errors
/// SQLite's.
pub fn goal_sums(
    connection: &Connection,
    goal: Option<&Code>,
    sees_commitments: bool,
) -> Result<Vec<GoalSum>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH {}
        SELECT s.goal, count(DISTINCT s.activity) AS activities, count(DISTINCT p.org) AS orgs,
            (SELECT count(*) FROM relation r
                JOIN served x ON x.activity = r.first AND x.goal = s.goal
                JOIN served y ON y.activity = r.second AND y.goal = s.goal
                WHERE r.kind = 'reinforces' AND x.lead_org IS NOT NULL AND y.lead_org IS NOT NULL
                    AND x.lead_org <> y.lead_org) AS reinforcing
        FROM served s LEFT JOIN part p ON p.activity = s.activity GROUP BY s.goal ORDER BY s.goal",
        parts()
    ))?;
    let values = params![sees_commitments, goal.map(|goal| goal.as_str())];
    let rows = statement.query_map(values, |row| {
        Ok(GoalSum {
            goal: column::parsed(row, "goal")?,
            activities: row.get("activities")?,
            orgs: row.get("orgs")?,
            reinforcing: row.get("reinforcing")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
