//! The action plan on the wire.
//!
//! Knows shapes only. To add an RPC: its messages in `proto/hora/plan/v1`, a `parse_…` in `commands` (the plan and its
//! activities), `parts` (commitments and milestones) or `queries`, a test.

mod commands;
mod parts;
mod queries;
mod rows;
#[cfg(test)]
mod tests;
mod words;

pub use commands::*;
pub use parts::*;
pub use queries::*;
pub use rows::parse_take_rows;
pub use words::{milestone_kind_out, relation_kind_out, resources_out, role_out, target_out};
