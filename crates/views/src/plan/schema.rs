//! The tables of the plan.

use super::apply;
use crate::Schema;

/// The tables of the plan.
pub static SCHEMA: Schema = Schema {
    context: "plan",
    version: 4,
    ddl: &[
        "CREATE TABLE plan (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            agenda_version INTEGER NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL
        ) STRICT",
        "CREATE TABLE review (
            from_day TEXT PRIMARY KEY, to_day TEXT NOT NULL, decisions TEXT NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE strategy (code TEXT PRIMARY KEY, title TEXT NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE strategy_goal (
            strategy TEXT NOT NULL, goal TEXT NOT NULL, PRIMARY KEY (strategy, goal)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE activity (
            id TEXT PRIMARY KEY, code TEXT, title TEXT NOT NULL, strategy TEXT NOT NULL, lead_org TEXT,
            start_day TEXT NOT NULL, end_day TEXT NOT NULL, external_ref TEXT NOT NULL,
            status TEXT NOT NULL, merged_into TEXT, blocked_by TEXT, reason_sealed TEXT,
            summary TEXT, results TEXT NOT NULL, is_orphaned INTEGER NOT NULL, sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX activity_by_strategy ON activity (strategy, id)",
        "CREATE INDEX activity_by_lead ON activity (lead_org, id)",
        "CREATE TABLE activity_indicator (
            activity TEXT NOT NULL, indicator TEXT NOT NULL, PRIMARY KEY (activity, indicator)
        ) STRICT, WITHOUT ROWID",
        // Kept also of an activity that a subset of the records does not hold.
        "CREATE TABLE external_status (
            activity TEXT NOT NULL, vocabulary TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (activity, vocabulary)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE milestone (
            activity TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, due TEXT NOT NULL,
            first_due TEXT NOT NULL, slips INTEGER NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL,
            evidence_required INTEGER NOT NULL, external_ref TEXT NOT NULL, standing TEXT NOT NULL,
            achieved_on TEXT, evidence_sealed TEXT, sequence INTEGER NOT NULL, PRIMARY KEY (activity, id)
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX milestone_by_due ON milestone (due, activity, id)",
        "CREATE TABLE commitment (
            activity TEXT NOT NULL, org TEXT NOT NULL, role TEXT NOT NULL, resources TEXT NOT NULL,
            from_day TEXT NOT NULL, to_day TEXT NOT NULL, standing TEXT NOT NULL, reason_sealed TEXT,
            sequence INTEGER NOT NULL, PRIMARY KEY (activity, org, role)
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX commitment_by_org ON commitment (org, activity, role)",
        "CREATE TABLE relation (
            first TEXT NOT NULL, second TEXT NOT NULL, kind TEXT NOT NULL, lag_days INTEGER NOT NULL,
            sequence INTEGER NOT NULL, PRIMARY KEY (first, second, kind)
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX relation_by_second ON relation (second, first, kind)",
    ],
    apply: apply::apply,
};
