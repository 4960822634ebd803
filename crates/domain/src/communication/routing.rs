//! Which streams a command touches, and which facts it reads. Knows no rule.

use super::{Command, announcement, meeting, minutes, thread, thread::Subject};
use crate::{
    ids::StreamId,
    meta::{ContextName, Scope},
};

/// The streams and guards of a command.
pub(super) fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
    match command {
        Command::OpenThread { subject, title, .. } => {
            [thread::new_stream(subject, title, scope)].into_iter().chain(thread::guard(subject)).collect()
        }
        Command::PostMessage { thread, .. }
        | Command::EditMessage { thread, .. }
        | Command::RedactMessage { thread, .. }
        | Command::LockThread { thread, .. }
        | Command::UnlockThread { thread }
        | Command::ArchiveThread { thread } => vec![thread::stream(*thread)],
        Command::ScheduleMeeting(_) => vec![meeting::stream(scope.new_id)],
        Command::PublishMeetingAgenda { meeting, .. }
        | Command::RescheduleMeeting { meeting, .. }
        | Command::CancelMeeting { meeting, .. }
        | Command::RecordAttendance { meeting, .. }
        | Command::RecordMinutes { meeting, .. }
        | Command::ApproveMinutes { meeting }
        | Command::AddActionItem { meeting, .. }
        | Command::CloseActionItem { meeting, .. }
        | Command::ConvertActionItem { meeting, .. } => vec![meeting::stream(*meeting)],
        Command::Announce { .. } => vec![announcement::stream(scope.new_id)],
        Command::Acknowledge { announcement, .. } => vec![announcement::stream(*announcement)],
    }
}

/// The other contexts whose facts a command reads.
pub(super) fn reads(command: &Command) -> &'static [ContextName] {
    match command {
        Command::OpenThread { subject: Subject::Ours { context, .. }, .. } => match context {
            ContextName::Agenda => &[ContextName::Agenda],
            ContextName::Measurement => &[ContextName::Measurement],
            ContextName::Plan => &[ContextName::Plan],
            ContextName::Audit | ContextName::Backbone | ContextName::Communication => &[],
        },
        Command::RecordMinutes { items, .. } => minutes::reads(items),
        Command::ConvertActionItem { .. } => &[ContextName::Plan],
        _ => &[],
    }
}
