//! The plan as a tree.

use std::collections::BTreeMap;

use domain::{
    ids::{Code, OrgId},
    time::Date,
};
use rusqlite::Connection;

use super::{
    counts::{COUNTS, Counts},
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
