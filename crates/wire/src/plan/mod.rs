//! The action plan on the wire.
//!
//! Knows shapes only. To add an RPC: its messages in `proto/hora/plan/v1`, a `parse_…` in the file of its subject (for
//! a query in `lists` or `queries`, with what it asks for in `asked`), a test.

mod asked;
mod commands;
mod commitments;
mod lists;
mod milestones;
mod progress;
mod queries;
mod relations;
mod revisions;
mod rows;
#[cfg(test)]
mod tests;
mod words;
mod words_out;

pub use asked::*;
pub use commands::*;
pub use commitments::*;
pub use lists::*;
pub use milestones::*;
pub use progress::*;
pub use queries::*;
pub use relations::*;
pub use revisions::*;
pub use rows::parse_take_rows;
pub use words_out::*;
