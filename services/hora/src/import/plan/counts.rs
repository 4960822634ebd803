//! What a version did, counted.

use serde_json::{Value, json};

/// What a version did, counted.
#[derive(Debug, Default)]
pub struct Counts {
    /// Milestones added.
    pub added: u64,
    /// Milestones dropped.
    pub removed: u64,
    /// Milestones due on another day.
    pub rescheduled: u64,
    /// Milestones put otherwise.
    pub revised: u64,
    /// Activities that another organization leads.
    pub handed_over: u64,
    /// Milestones added with a code already reported.
    pub achieved_at_once: u64,
    /// Activities cancelled.
    pub cancelled: u64,
    /// Achieved milestones with another day, which stay where they were.
    pub not_moved: u64,
    /// Activities with other days.
    pub activities_rescheduled: u64,
    /// Activities under another strategy.
    pub relinked: u64,
    /// Activities with another title.
    pub activities_revised: u64,
    /// Strategies with another title or other goals.
    pub strategies_revised: u64,
    /// Activities whose owner a version no longer names: the one before still leads.
    pub owners_kept: u64,
    /// Numbers of rows that are milestones and no targets: a milestone has none.
    pub numbers_left: u64,
    /// Rows that call their strategy or activity otherwise than its first row.
    pub other_titles: u64,
}

impl Counts {
    /// What is told of the step.
    pub fn told(&self, step: &str, rows: usize) -> Value {
        json!({
            "step": step, "rows": rows,
            "added": self.added, "removed": self.removed, "rescheduled": self.rescheduled, "revised": self.revised,
            "handedOver": self.handed_over, "achievedAtOnce": self.achieved_at_once,
            "cancelled": self.cancelled, "achievedAndNotMoved": self.not_moved,
            "activitiesRescheduled": self.activities_rescheduled, "activitiesRelinked": self.relinked,
            "activitiesRevised": self.activities_revised, "strategiesRevised": self.strategies_revised,
            "ownersNotNamedAndKept": self.owners_kept, "numbersOfMilestonesLeftAway": self.numbers_left, "titlesOtherwiseInTheSameFile": self.other_titles,
        })
    }
}
