//! The action plan: who does what by when, for which goals.
//!
//! Deliberately unknown here: values of indicators, who may command, how the agenda came to be.
//!
//! | file | what |
//! |---|---|
//! | `command.rs`, `event.rs`, `refusal.rs` (+ `refusal_*.rs`) | what can be asked, what happens, why not |
//! | `value.rs`, `standing.rs` | words they share |
//! | `action_plan.rs`, `relations/` | stream `plan`: window, strategies, reviews; the graph without cycles |
//! | `activity/` | streams `activity/<CODE or id>`: dates, progress, commitments, milestones |
//! | `rows.rs` | a table of activities and milestones, all or none |
//! | `routing.rs`, `state.rs` | which streams a command touches; how events change them |
//!
//! To add a command: a variant in `command`, an arm in `routing` and in [`Rules::decide`](Decider::decide), a function
//! in its aggregate's file.

pub mod action_plan;
pub mod activity;
pub mod command;
pub mod event;
pub mod facts;
pub mod news;
pub mod refusal;
mod refusal_catalogue;
mod refusal_table;
mod refusal_values;
pub mod relations;
mod routing;
pub mod rows;
mod standing;
mod state;
pub mod value;

#[cfg(test)]
mod tests;

use self::{
    action_plan::Strategy,
    activity::{commitments, dates, linking, milestones, progress},
};
pub use self::{command::Command, event::Event, refusal::Refusal, state::State};
use crate::{
    decider::{Decider, Emitted, Streams},
    ids::StreamId,
    meta::{Context, ContextName, EventMeta, Scope},
};

/// The rules of the plan.
pub struct Rules;

type Decision = Result<Vec<Emitted<Event>>, Refusal>;

impl crate::erasure::Shreds for Rules {
    fn shredded(subject: crate::ids::PersonId, request: crate::ids::Uuid) -> Event {
        Event::SubjectShredded { subject, request }
    }
}

impl Decider for Rules {
    const CONTEXT: ContextName = ContextName::Plan;
    type Command = Command;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
        routing::streams(command, scope)
    }

    fn more_streams(command: &Command, _scope: &Scope, streams: &Streams<State>) -> Vec<StreamId> {
        routing::more_streams(command, streams)
    }

    fn reads(command: &Command) -> &'static [ContextName] {
        match command {
            Command::CreatePlan { .. }
            | Command::DefineStrategy { .. }
            | Command::ReviseStrategy { .. }
            | Command::MarkOrphaned { .. } => &[ContextName::Agenda],
            _ => &[],
        }
    }

    fn decide(streams: &Streams<State>, command: Command, context: &Context) -> Decision {
        match command {
            Command::CreatePlan { agenda_version, from, to } => {
                action_plan::create(streams, (agenda_version, from, to), context)
            }
            Command::DefineStrategy { code, title, goals } => {
                action_plan::define_strategy(streams, code, Strategy { title, goals }, context)
            }
            Command::ReviseStrategy { code, title, goals, reason } => {
                action_plan::revise_strategy(streams, code, Strategy { title, goals }, reason, context)
            }
            Command::ReviewPlan { period, decisions } => action_plan::review(streams, period, decisions),
            Command::TakeRows { rows, decimal_comma, is_dry_run } => {
                rows::take(streams, &rows, (decimal_comma, is_dry_run), context)
            }
            Command::ProposeActivity { code, activity } => {
                activity::propose(streams, code, activity, context)
            }
            Command::RescheduleActivity { activity, start, end, reason } => {
                dates::reschedule(streams, &activity, (start, end), reason, context)
            }
            Command::ReviseActivity { activity, title, reason } => {
                linking::revise(streams, &activity, title, reason, context)
            }
            Command::LinkIndicators { activity, indicators } => {
                linking::link_indicators(streams, &activity, indicators, context)
            }
            Command::MarkOrphaned { activity } => linking::mark_orphaned(streams, &activity, context),
            Command::RelinkActivity { activity, strategy, reason } => {
                linking::relink(streams, &activity, strategy, reason, context)
            }
            Command::StartActivity { activity } => progress::start(streams, &activity, context),
            Command::BlockActivity { activity, reason, blocked_by } => {
                progress::block(streams, &activity, reason, blocked_by, context)
            }
            Command::UnblockActivity { activity } => progress::unblock(streams, &activity, context),
            Command::CompleteActivity { activity, summary, results } => {
                progress::complete(streams, &activity, summary, results, context)
            }
            Command::CancelActivity { activity, reason, acknowledged } => {
                progress::cancel(streams, &activity, reason, acknowledged, context)
            }
            Command::MergeDuplicate { keep, drop } => progress::merge(streams, keep, drop, context),
            Command::NoteExternalStatus { activity, vocabulary, value } => {
                activity::note_external_status(streams, &activity, vocabulary, value)
            }
            Command::Relate { from, to, kind, lag_days } => {
                relations::relate(streams, (from, to, kind), lag_days, context)
            }
            Command::Unrelate { from, to, kind } => relations::unrelate(streams, (from, to, kind), context),
            other => decide_parts(streams, other, context),
        }
    }

    fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
        state::evolve(state, event.clone(), meta);
    }
}

/// The commands about commitments and milestones.
fn decide_parts(streams: &Streams<State>, command: Command, context: &Context) -> Decision {
    match command {
        Command::CommitOrganization(terms) => commitments::commit(streams, terms, context),
        Command::AmendCommitment(terms) => commitments::amend(streams, terms, context),
        Command::ReleaseCommitment { activity, org, role, reason } => {
            commitments::release(streams, &activity, (org, role), reason, context)
        }
        Command::FulfilCommitment { activity, org, role } => {
            commitments::fulfil(streams, &activity, (org, role), context)
        }
        Command::TransferLead { activity, to, reason } => {
            commitments::transfer_lead(streams, &activity, to, reason, context)
        }
        Command::AddMilestone { activity, code, milestone } => {
            milestones::add(streams, &activity, code, milestone, context)
        }
        Command::RescheduleMilestone { activity, milestone, due, reason } => {
            milestones::reschedule(streams, &activity, milestone, due, reason, context)
        }
        Command::ReviseMilestone { activity, milestone, wording, reason } => {
            milestones::revise(streams, &activity, milestone, wording, reason, context)
        }
        Command::AchieveMilestone { activity, milestone, on, evidence } => {
            milestones::achieve(streams, &activity, (milestone, on), evidence, context)
        }
        Command::DropMilestone { activity, milestone, reason } => {
            milestones::drop_one(streams, &activity, milestone, reason, context)
        }
        Command::MissMilestone { activity, milestone } => {
            milestones::miss(streams, &activity, milestone, context)
        }
        _ => Ok(Vec::new()),
    }
}
