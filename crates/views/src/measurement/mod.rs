//! Measurement as it can be read: the dictionary of indicators, the data sets, every value ever recorded.
//!
//! Knows no suppression: the values here are for members who may see them, not for the public. To add a table:
//! its DDL below, what fills it in `apply`, a query, a higher version.

mod apply;
mod dictionary;
mod observations;
#[cfg(test)]
mod tests;

pub use dictionary::{DataSet, Indicator, data_set, data_sets, indicator, indicators};
pub use observations::{Observation, ObservationFilter, ObservationKey, observations};

use crate::Schema;

/// The tables of measurement.
pub static SCHEMA: Schema = Schema {
    context: "measurement",
    version: 1,
    ddl: &[
        "CREATE TABLE indicator (
            code TEXT PRIMARY KEY, definition TEXT NOT NULL, status TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE indicator_goal (
            goal TEXT NOT NULL, indicator TEXT NOT NULL, PRIMARY KEY (goal, indicator)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE data_set (
            code TEXT PRIMARY KEY, indicators TEXT NOT NULL, period_type TEXT NOT NULL,
            due_after_days INTEGER NOT NULL, closes_after_days INTEGER NOT NULL, compulsory TEXT NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE reporter (
            data_set TEXT NOT NULL, org TEXT NOT NULL, PRIMARY KEY (data_set, org)
        ) STRICT, WITHOUT ROWID",
        // The primary key is the order of lists; within a key the highest sequence is the live value.
        "CREATE TABLE observation (
            indicator TEXT NOT NULL, period_start TEXT NOT NULL, period_length TEXT NOT NULL, org TEXT NOT NULL,
            area_code TEXT NOT NULL, dims TEXT NOT NULL, sequence INTEGER NOT NULL,
            data_set TEXT NOT NULL, value TEXT, obs_status TEXT NOT NULL, numerator TEXT, denominator TEXT,
            is_live INTEGER NOT NULL,
            PRIMARY KEY (indicator, period_start, period_length, org, area_code, dims, sequence)
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX observation_by_sequence ON observation (sequence)",
    ],
    apply: apply::apply,
};
