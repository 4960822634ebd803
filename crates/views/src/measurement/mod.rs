//! Measurement as it can be read: the dictionary of indicators, the data sets, every value ever recorded, the public
//! table, series with their targets, submissions, broken rules, stories and agreements.
//!
//! Decides no suppression: what the public may not see is taken out of the records already. To add a table: its DDL in
//! `schema`, what fills it in `apply`, a query, a higher version.

mod agreements;
mod apply;
mod data_sets;
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

pub use agreements::{Agreement, AgreementFilter, agreements};
pub use data_sets::{DataSet, data_set, data_sets};
pub use dictionary::{Indicator, IndicatorFilter, Target, Version, indicator, indicators, unmeasured};
pub use observations::{
    MarkCount, Observation, ObservationFilter, ObservationKey, observation_counts, observations, published,
    published_counts,
};
pub use reporting::{Reported, Reporter, Reporting, ReportingFilter, last_day, reporting};
pub use schema::SCHEMA;
pub use series::{Point, Series, SeriesFilter, series, standing};
pub use stories::{Story, StoryFilter, stories};
pub use submissions::{StatusFilter, Submission, open_submissions, submissions};
pub use violations::{Violation, violations};
