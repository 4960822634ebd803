//! Which streams and guards a command touches.
//!
//! Knows no rule. The first stream is the one whose version is answered.

use super::{
    Command, State, agreement, data_set,
    decided::{self, Submissions},
    indicator, publication, review, story, submission, table, violation,
};
use crate::{decider::Streams, ids::StreamId, meta::Scope};

/// The streams known before anything is loaded.
pub(super) fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
    match command {
        Command::ProposeIndicator { code, .. } | Command::ActivateIndicator { code, .. } => {
            vec![indicator::stream(code)]
        }
        Command::ReviseDefinition(command) => vec![indicator::stream(&command.code)],
        Command::RetireIndicator { code, successor, .. } => {
            [code].into_iter().chain(successor).map(indicator::stream).collect()
        }
        Command::SetBaseline(command) => vec![indicator::stream(&command.code)],
        Command::SetTarget(command) => vec![indicator::stream(&command.code)],
        Command::DefineDataSet { code, indicators, .. } => {
            let of_each = indicators.iter().flat_map(|one| [indicator::stream(one), data_set::guard(one)]);
            [data_set::stream(code)].into_iter().chain(of_each).collect()
        }
        Command::AssignReporters { data_set, .. } | Command::AddRule { data_set, .. } => {
            vec![data_set::stream(data_set)]
        }
        Command::RecordObservations { data_set, org, rows, .. } => {
            submission::streams(data_set, org.as_ref(), rows, scope)
        }
        Command::RecordTable(command) => vec![data_set::stream(&command.data_set)],
        Command::CorrectPublished(command) => {
            submission::streams(&command.data_set, command.org.as_ref(), &command.rows, scope)
        }
        Command::SubmitData { of, .. } => review::streams(of, scope),
        Command::ReturnData { of, .. }
        | Command::AbandonData { of, .. }
        | Command::ApproveData(of)
        | Command::PublishData(of) => reviewed(of, scope),
        Command::ExplainViolation(of, _) | Command::WaiveViolation(of, _) => violation::streams(of, scope),
        Command::TellStory(command) => story::streams(command, scope),
        Command::SignSharingAgreement(agreement) => {
            decided::whose(agreement.org.as_ref(), scope).iter().map(agreement::stream).collect()
        }
        Command::EndAgreement { org, .. } => {
            decided::whose(org.as_ref(), scope).iter().map(agreement::stream).collect()
        }
    }
}

fn reviewed(of: &Submissions, scope: &Scope) -> Vec<StreamId> {
    let org = decided::whose(of.org.as_ref(), scope);
    let submissions = org
        .iter()
        .flat_map(|org| of.periods.iter().map(|period| submission::stream(&of.data_set, org, *period)));
    submissions.chain([data_set::stream(&of.data_set)]).collect()
}

/// Those that only the loaded ones tell of.
pub(super) fn more_streams(command: &Command, scope: &Scope, streams: &Streams<State>) -> Vec<StreamId> {
    match command {
        Command::RecordTable(command) => table::streams(command, scope, streams),
        Command::SubmitData { of, .. } | Command::PublishData(of) => {
            publication::more_streams(&of.data_set, streams)
        }
        Command::CorrectPublished(command) => publication::more_streams(&command.data_set, streams),
        _ => Vec::new(),
    }
}
