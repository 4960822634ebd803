//! Measurement as it can be read: the dictionary of indicators, the data sets, every value ever recorded, the public
//! table, series with their targets, submissions, broken rules, stories and agreements.
//!
//! Decides no suppression: what the public may not see is taken out of the records already. To add a table: its DDL in
//! `schema`, what fills it in `apply`, a query, a higher version.

mod apply;
mod dictionary;
mod observations;
mod schema;
mod series;
mod stories;
mod submissions;
#[cfg(test)]
mod tests;

pub use dictionary::{DataSet, Indicator, Target, Version, data_set, data_sets, indicator, indicators};
pub use observations::{Observation, ObservationFilter, ObservationKey, observations, published};
pub use schema::SCHEMA;
pub use series::{Point, Series, SeriesFilter, series};
pub use stories::{Agreement, Story, agreements, stories};
pub use submissions::{Reporting, StatusFilter, Submission, Violation, reporting, submissions, violations};
