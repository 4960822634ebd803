//! The tables of measurement.

use super::apply;
use crate::Schema;

/// The tables of measurement.
pub static SCHEMA: Schema = Schema {
    context: "measurement",
    version: 3,
    ddl: &[
        "CREATE TABLE indicator (
            code TEXT PRIMARY KEY, definition TEXT NOT NULL, status TEXT NOT NULL, sequence INTEGER NOT NULL,
            version INTEGER NOT NULL, baseline TEXT, last_period TEXT, successor TEXT
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE indicator_goal (
            goal TEXT NOT NULL, indicator TEXT NOT NULL, PRIMARY KEY (goal, indicator)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE definition_version (
            indicator TEXT NOT NULL, version INTEGER NOT NULL, definition TEXT NOT NULL,
            comparable INTEGER NOT NULL, effective_period TEXT, reason_sealed TEXT, sequence INTEGER NOT NULL,
            PRIMARY KEY (indicator, version)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE series_break (
            indicator TEXT NOT NULL, version INTEGER NOT NULL, period TEXT NOT NULL,
            PRIMARY KEY (indicator, version)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE target (
            indicator TEXT NOT NULL, start TEXT NOT NULL, by_period TEXT NOT NULL, value TEXT NOT NULL,
            path TEXT NOT NULL, decided_by TEXT NOT NULL, reason_sealed TEXT,
            PRIMARY KEY (indicator, start)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE data_set (
            code TEXT PRIMARY KEY, indicators TEXT NOT NULL, period_type TEXT NOT NULL,
            due_after_days INTEGER NOT NULL, closes_after_days INTEGER NOT NULL, compulsory TEXT NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE reporter (
            data_set TEXT NOT NULL, org TEXT NOT NULL, PRIMARY KEY (data_set, org)
        ) STRICT, WITHOUT ROWID",
        // Every list of reporters there was, with the day it was said: who was to report a period.
        "CREATE TABLE assignment (
            data_set TEXT NOT NULL, sequence INTEGER NOT NULL, day TEXT NOT NULL, orgs TEXT NOT NULL,
            PRIMARY KEY (data_set, sequence)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE rule (
            data_set TEXT NOT NULL, number INTEGER NOT NULL, rule TEXT NOT NULL, PRIMARY KEY (data_set, number)
        ) STRICT, WITHOUT ROWID",
        // The primary key is the order of lists; within a key the highest sequence is the live value. `ended` is the
        // revision that took its place: 0 in a draft, null while it is live.
        "CREATE TABLE observation (
            indicator TEXT NOT NULL, period_start TEXT NOT NULL, period_length TEXT NOT NULL, org TEXT NOT NULL,
            area_code TEXT NOT NULL, dims TEXT NOT NULL, sequence INTEGER NOT NULL,
            data_set TEXT NOT NULL, value TEXT, obs_status TEXT NOT NULL, numerator TEXT, denominator TEXT,
            is_live INTEGER NOT NULL, revision INTEGER NOT NULL, ended INTEGER,
            PRIMARY KEY (indicator, period_start, period_length, org, area_code, dims, sequence)
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX observation_by_sequence ON observation (sequence)",
        "CREATE TABLE public_row (
            indicator TEXT NOT NULL, period_start TEXT NOT NULL, period_length TEXT NOT NULL, org TEXT NOT NULL,
            area_code TEXT NOT NULL, dims TEXT NOT NULL, sequence INTEGER NOT NULL,
            data_set TEXT NOT NULL, value TEXT, obs_status TEXT NOT NULL, numerator TEXT, denominator TEXT,
            is_live INTEGER NOT NULL, revision INTEGER NOT NULL, is_hidden INTEGER NOT NULL,
            PRIMARY KEY (indicator, period_start, period_length, org, area_code, dims, sequence)
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX public_row_by_sequence ON public_row (sequence)",
        // Of every record: when it was recorded and when it happened; of a correction also why.
        "CREATE TABLE moment (
            sequence INTEGER PRIMARY KEY, recorded_at TEXT NOT NULL, occurred_at TEXT NOT NULL, reason TEXT,
            note_sealed TEXT
        ) STRICT",
        // The days a period was submitted last and published first.
        "CREATE TABLE reported (
            data_set TEXT NOT NULL, org TEXT NOT NULL, period_start TEXT NOT NULL, period_length TEXT NOT NULL,
            submitted_on TEXT, published_on TEXT,
            PRIMARY KEY (data_set, org, period_start, period_length)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE published_indicator (
            data_set TEXT NOT NULL, indicator TEXT NOT NULL, PRIMARY KEY (data_set, indicator)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE submission (
            data_set TEXT NOT NULL, org TEXT NOT NULL, period_start TEXT NOT NULL, period_length TEXT NOT NULL,
            status TEXT NOT NULL, completeness_bp INTEGER, on_time INTEGER, attestation TEXT,
            revision INTEGER NOT NULL, returned_sealed TEXT, returned_cells TEXT NOT NULL, sequence INTEGER NOT NULL,
            PRIMARY KEY (data_set, org, period_start, period_length)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE violation (
            data_set TEXT NOT NULL, org TEXT NOT NULL, period_start TEXT NOT NULL, period_length TEXT NOT NULL,
            rule INTEGER NOT NULL, area_code TEXT NOT NULL, severity TEXT NOT NULL, status TEXT NOT NULL,
            explanation_sealed TEXT, waiver_sealed TEXT, sequence INTEGER NOT NULL,
            PRIMARY KEY (data_set, org, period_start, period_length, rule, area_code)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE story (
            sequence INTEGER PRIMARY KEY, data_set TEXT NOT NULL, org TEXT NOT NULL, period_start TEXT NOT NULL,
            period_length TEXT NOT NULL, indicator TEXT NOT NULL, revision INTEGER NOT NULL, story TEXT NOT NULL,
            what_works TEXT, next_steps TEXT NOT NULL
        ) STRICT",
        "CREATE TABLE agreement (
            id TEXT PRIMARY KEY, org TEXT NOT NULL, data_sets TEXT NOT NULL, first_day TEXT NOT NULL,
            last_day TEXT NOT NULL, purposes TEXT NOT NULL, retention_months INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
    ],
    apply: apply::apply,
};
