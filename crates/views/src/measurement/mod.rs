//! Measurement as it can be read: the dictionary of indicators, the data sets, every value ever recorded, the public
//! table, series with their targets, submissions, broken rules, stories and agreements.
//!
//! Decides no suppression: what the public may not see is taken out of the records already. To add a table: its DDL in
//! `schema`, what fills it in `apply`, a query, a higher version.

mod agreements;
mod apply;
mod dictionary;
mod observations;
mod reporting;
mod schema;
mod series;
mod stories;
mod submissions;
#[cfg(test)]
mod tests;
mod violations;

pub use agreements::{Agreement, agreements};
pub use dictionary::{DataSet, Indicator, Target, Version, data_set, data_sets, indicator, indicators};
pub use observations::{Observation, ObservationFilter, ObservationKey, observations, published};
pub use reporting::{Reporting, reporting};
pub use schema::SCHEMA;
pub use series::{Point, Series, SeriesFilter, series};
pub use stories::{Story, stories};
pub use submissions::{StatusFilter, Submission, submissions};
pub use violations::{Violation, violations};
