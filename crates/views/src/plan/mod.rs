//! The action plan as it can be read: its window, its strategies, its activities.
//!
//! Knows no measurement: whether an activity's indicators exist is not told here. To add a table: its DDL below,
//! what fills it in `apply`, a query, a higher version.

mod apply;
mod queries;
#[cfg(test)]
mod tests;

pub use queries::{Activity, ActivityFilter, Plan, Strategy, activities, activity, plan};

use crate::Schema;

/// The tables of the plan.
pub static SCHEMA: Schema = Schema {
    context: "plan",
    version: 1,
    ddl: &[
        "CREATE TABLE plan (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            agenda_version INTEGER NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL
        ) STRICT",
        "CREATE TABLE strategy (code TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE strategy_goal (
            strategy TEXT NOT NULL, goal TEXT NOT NULL, PRIMARY KEY (strategy, goal)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE activity (
            id TEXT PRIMARY KEY, code TEXT, title TEXT NOT NULL, strategy TEXT NOT NULL, lead_org TEXT,
            start_day TEXT NOT NULL, end_day TEXT NOT NULL, external_ref TEXT NOT NULL,
            status TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX activity_by_strategy ON activity (strategy, id)",
        "CREATE INDEX activity_by_lead ON activity (lead_org, id)",
        "CREATE TABLE activity_indicator (
            activity TEXT NOT NULL, indicator TEXT NOT NULL, PRIMARY KEY (activity, indicator)
        ) STRICT, WITHOUT ROWID",
    ],
    apply: apply::apply,
};
