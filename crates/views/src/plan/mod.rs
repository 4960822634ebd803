//! The action plan as it can be read: its tree, its days, who does what, what is late, missing or planned twice, and
//! what changed between two moments.
//!
//! Knows no measurement: whether an activity's indicators exist is not told here. What is late depends on a day that
//! the question names. To add a table: its DDL in `schema`, what fills it in `apply`, a query, a higher version.

mod activities;
mod apply;
mod commitments;
mod counts;
mod days;
mod difference;
mod gaps;
mod milestones;
mod owners;
mod reinforcement;
mod relations;
mod schema;
#[cfg(test)]
mod tests;
mod tree;
mod window;

pub use activities::{Activity, ActivityFilter, activities, activity};
pub use commitments::{Commitment, commitments};
pub use counts::Counts;
pub use days::{Moment, timeline};
pub use difference::{Change, Snapshot, difference, snapshot};
pub use gaps::{Duplicate, Gaps, gaps, goals_without_activity, orphaned};
pub use milestones::{Milestone, MilestoneFilter, milestones};
pub use owners::{Owner, owners};
pub use reinforcement::{Cell, GoalSum, cells, goal_sums};
pub use relations::{Conflict, Relation, RelationFilter, conflicts, relations};
pub use schema::SCHEMA;
pub use tree::{GoalBranch, Leaf, StrategyBranch, Tree, tree};
pub use window::{Plan, Review, Strategy, count_external_statuses, plan};

/// The statuses of activities that are no longer part of the plan, in SQL.
const GONE: &str = "('cancelled', 'merged')";

/// The activity's lead gave the lead up after it had accepted, and nobody took it over, in SQL.
const HAS_RELEASED: &str = "EXISTS (
    SELECT 1 FROM commitment c WHERE c.activity = a.id AND c.org = a.lead_org
        AND c.role = 'lead' AND c.standing = 'released'
)";
