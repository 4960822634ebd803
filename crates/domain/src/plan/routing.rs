//! Which streams a command touches. The first is the one whose version is answered; the others are guards, or receive
//! what follows. What only a loaded stream tells (who waits for whom) is asked for in a second step.

use super::{Command, State, action_plan, activity, command::Terms, relations, rows};
use crate::{decider::Streams, ids::StreamId, meta::Scope};

pub(super) fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
    let plan = action_plan::stream;
    match command {
        Command::CreatePlan { .. }
        | Command::DefineStrategy { .. }
        | Command::ReviseStrategy { .. }
        | Command::ReviewPlan { .. } => vec![plan()],
        Command::TakeRows { rows, .. } => [plan()].into_iter().chain(rows::streams(rows)).collect(),
        Command::ProposeActivity { code, activity } => {
            vec![activity::new_stream(code.as_ref(), activity, scope), plan()]
        }
        Command::RescheduleActivity { activity, .. }
        | Command::MarkOrphaned { activity }
        | Command::RelinkActivity { activity, .. }
        | Command::StartActivity { activity }
        | Command::CancelActivity { activity, .. } => vec![activity::stream(activity), plan()],
        Command::BlockActivity { activity, blocked_by, .. } => {
            [activity].into_iter().chain(blocked_by).map(|key| activity::stream(key)).collect()
        }
        Command::UnblockActivity { activity }
        | Command::CompleteActivity { activity, .. }
        | Command::ReviseActivity { activity, .. }
        | Command::LinkIndicators { activity, .. }
        | Command::TransferLead { activity, .. }
        | Command::NoteExternalStatus { activity, .. }
        | Command::CommitOrganization(Terms { activity, .. })
        | Command::AmendCommitment(Terms { activity, .. })
        | Command::ReleaseCommitment { activity, .. }
        | Command::FulfilCommitment { activity, .. }
        | Command::AddMilestone { activity, .. }
        | Command::RescheduleMilestone { activity, .. }
        | Command::ReviseMilestone { activity, .. }
        | Command::AchieveMilestone { activity, .. }
        | Command::DropMilestone { activity, .. }
        | Command::MissMilestone { activity, .. } => vec![activity::stream(activity)],
        Command::MergeDuplicate { keep, drop } => {
            vec![activity::stream(drop), activity::stream(keep), plan()]
        }
        Command::Relate { from, to, .. } | Command::Unrelate { from, to, .. } => {
            vec![plan(), activity::stream(from), activity::stream(to)]
        }
    }
}

pub(super) fn more_streams(command: &Command, streams: &Streams<State>) -> Vec<StreamId> {
    let Some(plan) = streams.get(&action_plan::stream()).plan() else { return Vec::new() };
    let others: Vec<String> = match command {
        Command::StartActivity { activity } => {
            let required = plan.relations.required(activity);
            required.flat_map(|key| [key.clone(), relations::kept(streams, key).to_owned()]).collect()
        }
        Command::CancelActivity { activity, .. } => plan.relations.dependents(activity).cloned().collect(),
        Command::RescheduleActivity { activity, .. } => {
            let sequences = plan.relations.sequences(activity);
            sequences.into_iter().flat_map(|(before, behind, _)| [before, behind]).collect()
        }
        _ => Vec::new(),
    };
    others.iter().map(|key| activity::stream(key)).collect()
}
