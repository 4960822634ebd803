//! The plan as a tree, as days, and by who leads.

use std::collections::BTreeMap;

use domain::{
    ids::{Code, OrgId},
    time::Date,
};
use rusqlite::{Connection, params};

use super::{
    GONE,
    milestones::{COUNTS, Counts},
    window::{Strategy, strategies},
};
use crate::{Error, column};

/// The whole plan: an activity stands under every goal of its strategy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The goals, in byte order of their codes.
    pub goals: Vec<GoalBranch>,
    /// Strategies that serve no goal.
    pub without_goal: Vec<StrategyBranch>,
}

/// A goal with what is done for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalBranch {
    /// The goal.
    pub goal: Code,
    /// Its strategies, in byte order of their codes.
    pub strategies: Vec<StrategyBranch>,
}

/// A strategy with its activities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrategyBranch {
    /// Its code.
    pub code: Code,
    /// Its title.
    pub title: String,
    /// Its activities, in byte order of their ids.
    pub activities: Vec<Leaf>,
}

/// An activity in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Its code or id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub status: String,
    /// Who leads.
    pub lead_org: Option<OrgId>,
    /// Its milestones, counted.
    pub milestones: Counts,
}

/// The tree; `at` says what is late.
///
/// # Errors
/// SQLite's.
pub fn tree(connection: &Connection, at: Date) -> Result<Tree, Error> {
    let mut leaves = leaves(connection, at)?;
    let (mut goals, mut without_goal) = (BTreeMap::<Code, Vec<StrategyBranch>>::new(), Vec::new());
    for Strategy { code, title, goals: served, .. } in strategies(connection)? {
        let activities = leaves.remove(&code).unwrap_or_default();
        let branch = StrategyBranch { code, title, activities };
        for goal in &served {
            goals.entry(goal.clone()).or_default().push(branch.clone());
        }
        if served.is_empty() {
            without_goal.push(branch);
        }
    }
    let goals = goals.into_iter().map(|(goal, strategies)| GoalBranch { goal, strategies }).collect();
    Ok(Tree { goals, without_goal })
}

fn leaves(connection: &Connection, at: Date) -> Result<BTreeMap<Code, Vec<Leaf>>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, title, strategy, status, lead_org, ({COUNTS}) AS counts FROM activity a ORDER BY id"
    ))?;
    let rows = statement.query_map([at.to_string()], |row| {
        let leaf = Leaf {
            id: row.get("id")?,
            title: row.get("title")?,
            status: row.get("status")?,
            lead_org: column::parsed_if_any(row, "lead_org")?,
            milestones: Counts::read(row, "counts")?,
        };
        Ok((column::parsed(row, "strategy")?, leaf))
    })?;
    let mut leaves = BTreeMap::<Code, Vec<Leaf>>::new();
    for row in rows {
        let (strategy, leaf) = row?;
        leaves.entry(strategy).or_default().push(leaf);
    }
    Ok(leaves)
}

/// What a day brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// `start`, `due`, `achieved` or `end`.
    pub what: String,
    /// The activity's code or id.
    pub activity: String,
    /// The milestone's code or id; empty for the activity's own.
    pub milestone: String,
    /// The title of the milestone, else of the activity.
    pub title: String,
}

/// At most `limit` moments between two days after the one with the key `after` (day, what, activity, milestone), in
/// that order.
///
/// # Errors
/// SQLite's.
pub fn timeline(
    connection: &Connection,
    (from, to): (Option<Date>, Option<Date>),
    limit: u32,
    after: Option<[&str; 4]>,
) -> Result<Vec<Moment>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH moment AS (
            SELECT start_day AS day, 'start' AS what, id AS activity, '' AS milestone, title FROM activity
                WHERE status NOT IN {GONE}
            UNION ALL SELECT end_day, 'end', id, '', title FROM activity WHERE status NOT IN {GONE}
            UNION ALL SELECT due, 'due', activity, id, title FROM milestone WHERE standing <> 'dropped'
            UNION ALL SELECT achieved_on, 'achieved', activity, id, title FROM milestone WHERE standing = 'achieved'
        )
        SELECT * FROM moment
        WHERE (?1 IS NULL OR day >= ?1) AND (?2 IS NULL OR day <= ?2)
            AND (day, what, activity, milestone) > (?3, ?4, ?5, ?6)
        ORDER BY day, what, activity, milestone LIMIT ?7"
    ))?;
    let [day, what, activity, milestone] = after.unwrap_or_default();
    let text = |day: Option<Date>| day.map(|day| day.to_string());
    let values = params![text(from), text(to), day, what, activity, milestone, limit];
    let rows = statement.query_map(values, |row| {
        Ok(Moment {
            day: column::parsed(row, "day")?,
            what: row.get("what")?,
            activity: row.get("activity")?,
            milestone: row.get("milestone")?,
            title: row.get("title")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What an organization leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The organization; none for what nobody leads.
    pub org: Option<OrgId>,
    /// Its activities that are part of the plan.
    pub activities: u64,
    /// Their milestones, counted.
    pub milestones: Counts,
}

/// At most `limit` leads after the one with the id `after`, in byte order of their ids, those without first; `at` says
/// what is late.
///
/// # Errors
/// SQLite's.
pub fn owners(
    connection: &Connection,
    at: Date,
    limit: u32,
    after: Option<&str>,
) -> Result<Vec<Owner>, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "WITH counted AS (
            SELECT coalesce(lead_org, '') AS org, ({COUNTS}) AS counts FROM activity a
            WHERE status NOT IN {GONE} AND (?2 IS NULL OR coalesce(lead_org, '') > ?2)
        )
        SELECT org, count(*) AS activities, json_array(sum(counts ->> 0), sum(counts ->> 1), sum(counts ->> 2),
            sum(counts ->> 3), sum(counts ->> 4)) AS counts
        FROM counted GROUP BY org ORDER BY org LIMIT ?3"
    ))?;
    let rows = statement.query_map(params![at.to_string(), after, limit], |row| {
        let org: String = row.get("org")?;
        Ok(Owner {
            org: if org.is_empty() { None } else { Some(column::parsed(row, "org")?) },
            activities: row.get("activities")?,
            milestones: Counts::read(row, "counts")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
