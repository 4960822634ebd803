//! Rows of the view as the messages that go out; private texts are opened here, for whom they may be.
//!
//! Knows no query. To add an answer: its function in the file of its subject.

mod activities;
mod parts;
mod shapes;

pub use activities::{activity, counts, plan};
pub use parts::{commitment, milestone, relation};
pub use shapes::{cell, change, conflict, gaps, goal_sum, moment, owner, tree};

use wire::pb::plan as pb;

/// A value as text; empty where there is none.
fn text_of(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn role(word: &str) -> pb::CommitmentRole {
    match word {
        "lead" => pb::CommitmentRole::Lead,
        "contribute" => pb::CommitmentRole::Contribute,
        "fund" => pb::CommitmentRole::Fund,
        "advise" => pb::CommitmentRole::Advise,
        _ => pb::CommitmentRole::Unspecified,
    }
}
