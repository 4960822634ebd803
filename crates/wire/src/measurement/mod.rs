//! Measurement on the wire: requests in, definitions and marks in and out.
//!
//! Knows shapes only; what a row may say is for the rules, which name every bad one. To add an RPC: its messages
//! in `proto/hora/measurement/v1`, a `parse_…` in `commands` or `queries`, a test.

mod commands;
mod definition;
mod queries;
#[cfg(test)]
mod tests;

pub use commands::{
    parse_assign_reporters, parse_define_data_set, parse_propose_indicator, parse_record_observations,
};
pub use definition::{definition, obs_status, period, period_type};
pub use queries::{
    ListIndicators, ListObservations, parse_get_indicator, parse_list_data_sets, parse_list_indicators,
    parse_list_observations,
};
