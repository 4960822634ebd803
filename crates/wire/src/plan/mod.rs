//! The action plan on the wire.
//!
//! Knows shapes only. To add an RPC: its messages in `proto/hora/plan/v1`, a `parse_…` in `commands` or
//! `queries`, a test.

mod commands;
mod queries;
#[cfg(test)]
mod tests;

pub use commands::{
    parse_create_plan, parse_define_strategy, parse_propose_activity, propose_activity_response,
};
pub use queries::{ListActivities, parse_get_activity, parse_get_plan, parse_list_activities};
