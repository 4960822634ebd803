//! Measurement on the wire: requests in, definitions and marks in and out.
//!
//! Knows shapes only; what a row may say is for the rules, which name every bad one. To add an RPC: its messages
//! in `proto/hora/measurement/v1`, a `parse_…` in `commands` or `queries`, a test.

mod commands;
mod definition;
mod indicators;
mod periods;
mod queries;
mod reviews;
mod said;
mod tables;
#[cfg(test)]
mod tests;
mod words;

pub use commands::{
    parse_assign_reporters, parse_correct_published, parse_define_data_set, parse_propose_indicator,
    parse_record_observations,
};
pub use definition::{definition, obs_status};
pub use indicators::{
    parse_activate_indicator, parse_add_rule, parse_retire_indicator, parse_revise_definition,
    parse_set_baseline, parse_set_target,
};
pub use periods::{period, period_type};
pub use queries::{
    GetReporting, GetSeries, ListAgreements, ListByStatus, ListIndicators, ListObservations, ListStories,
    parse_get_indicator, parse_get_reporting, parse_get_series, parse_list_agreements, parse_list_data_sets,
    parse_list_indicators, parse_list_observations, parse_list_published, parse_list_stories,
    parse_list_submissions, parse_list_violations,
};
pub use reviews::{
    parse_abandon_data, parse_approve_data, parse_publish_data, parse_return_data, parse_submit_data,
};
pub use said::{
    parse_end_agreement, parse_explain_violation, parse_sign_sharing_agreement, parse_tell_story,
    parse_waive_violation, sign_sharing_agreement_response,
};
pub use tables::parse_record_table;
pub use words::{correction_reason, key_out, path, rule_out, severity};
