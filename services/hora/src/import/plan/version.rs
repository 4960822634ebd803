//! A version of a plan as its file tells it, checked.

use std::collections::BTreeMap;

use domain::{plan::value::MilestoneKind, time::Date};

use crate::import::codes::Codes;

/// A milestone of a version.
#[derive(Debug, Clone)]
pub struct ToldMilestone {
    /// Its code there.
    pub external: String,
    /// Its title.
    pub title: String,
    /// When it is due.
    pub due: Date,
    /// What it is.
    pub kind: MilestoneKind,
    /// Its number and what that counts.
    pub target: Option<(String, String)>,
}

/// An activity of a version.
#[derive(Debug, Clone)]
pub struct ToldActivity {
    /// Its first row.
    pub row: usize,
    /// Its code there.
    pub external: String,
    /// What a file of links calls it; empty where none does.
    pub alias: String,
    /// Its title.
    pub title: String,
    /// Its strategy.
    pub strategy: String,
    /// Who leads it: an organization of the hub.
    pub owner: Option<String>,
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

/// A version of a plan. Keys are our codes; a milestone's is its activity's and its own.
#[derive(Debug, Default)]
pub struct Version {
    /// Title and goals of each strategy.
    pub strategies: BTreeMap<String, (String, Vec<String>)>,
    /// The activities.
    pub activities: BTreeMap<String, ToldActivity>,
    /// The milestones.
    pub milestones: BTreeMap<(String, String), ToldMilestone>,
    /// Numbers other than 0 in rows that are milestones and no targets.
    pub numbers_left: u64,
    /// Rows that call their strategy or activity otherwise than the first row of it: the first stands.
    pub other_titles: u64,
}

/// The codes made so far, over all versions and reports.
#[derive(Debug, Default)]
pub struct AllCodes {
    /// Of the goals.
    pub goals: Codes,
    /// Of the strategies.
    pub strategies: Codes,
    /// Of the activities.
    pub activities: Codes,
    /// Of the milestones.
    pub milestones: Codes,
}

impl AllCodes {
    /// None yet, but for those of the mapping.
    pub fn new(by_hand: &BTreeMap<String, String>) -> Self {
        let new = || Codes::new(by_hand);
        Self { goals: new(), strategies: new(), activities: new(), milestones: new() }
    }
}
