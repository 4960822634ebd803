//! Measurement: what is measured, who reports it, and the values of one period after another.
//!
//! Deliberately unknown here: which agenda goal matters, who may command, what the public sees of a small cell.
//!
//! | file | what |
//! |---|---|
//! | `command`, `event`, `public_row`, `refusal`, `refusal_table` | what can be asked, what happens, why not |
//! | `indicator`, `definition`, `target`, `course` | the aggregate, what it measures, where it is to go |
//! | `data_set`, `rule` | what is reported together, by whom, until when; what must agree |
//! | `submission`, `review`, `publication`, `story` | one organization's period: recorded, reviewed, public |
//! | `abandonment` | the same given up |
//! | `violation` | the life of a broken rule |
//! | `suppression`, `earlier` | what the public may not see, and what it saw before |
//! | `agreement` | what an organization shares |
//! | `row`, `partition`, `packing` | a recording: each row, the sums, the events it makes |
//! | `table`, `columns` | a recording from a table |
//! | `period`, `exchange`, `number`, `observation`, `aggregate` | values, and one value of many |
//! | `routing`, `evolve` | which streams a command touches; what is so after an event |
//!
//! To add a command: a variant in `command`, an arm in `routing` and below, a function in its aggregate's file.

mod abandonment;
pub mod aggregate;
pub mod agreement;
pub mod columns;
pub mod command;
pub mod course;
pub mod data_set;
pub mod decided;
pub mod definition;
mod earlier;
pub mod event;
mod evolve;
pub mod exchange;
pub mod facts;
pub mod indicator;
pub mod number;
pub mod observation;
mod packing;
mod partition;
pub mod period;
mod public_row;
mod publication;
pub mod refusal;
mod refusal_table;
mod review;
mod routing;
mod row;
pub mod rule;
mod story;
pub mod submission;
pub mod suppression;
mod table;
mod target;
#[cfg(test)]
mod tests;
pub mod violation;

use std::collections::BTreeSet;

use self::{
    agreement::Agreements,
    data_set::DataSet,
    indicator::Indicator,
    submission::{Recording, Submission},
};
pub use self::{
    command::Command,
    event::Event,
    refusal::{Refusal, RowReason},
};
use crate::{
    decider::{Decider, Emitted, Streams},
    facts::Facts,
    ids::{Code, StreamId},
    meta::{Approval, Context, ContextName, EventMeta, Scope},
};

/// The rules of measurement.
pub struct Rules;

/// The state of one stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing has happened.
    #[default]
    Absent,
    /// Of `indicator/<CODE>`.
    Indicator(Indicator),
    /// Of `dataset/<CODE>`.
    DataSet(DataSet),
    /// Of `submission/<DATASET>/<org>/<period>`.
    Submission(Submission),
    /// Of `agreement/<org>`.
    Agreements(Agreements),
    /// Of an indicator's guard `unique/<sha256>`: the one data set it is reported in.
    Assigned(Code),
}

impl State {
    /// The indicator, where it is one.
    pub fn indicator(&self) -> Option<&Indicator> {
        if let Self::Indicator(indicator) = self { Some(indicator) } else { None }
    }

    /// The data set, where it is one.
    pub fn data_set(&self) -> Option<&DataSet> {
        if let Self::DataSet(data_set) = self { Some(data_set) } else { None }
    }

    /// The submission, where it is one.
    pub fn submission(&self) -> Option<&Submission> {
        if let Self::Submission(submission) = self { Some(submission) } else { None }
    }

    /// The data set of an indicator, where it is that.
    pub fn assigned(&self) -> Option<&Code> {
        if let Self::Assigned(data_set) = self { Some(data_set) } else { None }
    }

    /// An organization's agreements, where it is those.
    pub fn agreements(&self) -> Option<&Agreements> {
        if let Self::Agreements(agreements) = self { Some(agreements) } else { None }
    }
}

impl crate::erasure::Shreds for Rules {
    fn shredded(subject: crate::ids::PersonId, request: crate::ids::Uuid) -> Event {
        Event::SubjectShredded { subject, request }
    }
}

impl Decider for Rules {
    const CONTEXT: ContextName = ContextName::Measurement;
    type Command = Command;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn resolve(command: Command, facts: &Facts) -> Command {
        let Command::RecordTable(mut of) = command else { return command };
        table::resolve(&mut of, facts);
        Command::RecordTable(of)
    }

    fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
        routing::streams(command, scope)
    }

    fn more_streams(command: &Command, scope: &Scope, streams: &Streams<State>) -> Vec<StreamId> {
        routing::more_streams(command, scope, streams)
    }

    fn reads(command: &Command) -> &'static [ContextName] {
        match command {
            Command::ProposeIndicator { .. }
            | Command::ActivateIndicator { .. }
            | Command::ReviseDefinition(_)
            | Command::SetTarget(_) => &[ContextName::Agenda],
            _ => &[],
        }
    }

    fn approvals(command: &Command, streams: &Streams<State>) -> Vec<Approval> {
        match command {
            Command::PublishData(of) => publication::approvals(streams, of),
            Command::WaiveViolation(of, _) => violation::approval(streams, of).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn decide(
        streams: &Streams<State>,
        command: Command,
        context: &Context,
    ) -> Result<Vec<Emitted<Event>>, Refusal> {
        match command {
            Command::ProposeIndicator { code, definition } => {
                indicator::propose(streams, code, *definition, context)
            }
            Command::ActivateIndicator { code, decided_by } => {
                indicator::activate(streams, code, decided_by, context)
            }
            Command::ReviseDefinition(command) => indicator::revise(streams, *command, context),
            Command::RetireIndicator { code, last_period, successor, open_submissions } => {
                indicator::retire(streams, code, (last_period, successor), open_submissions)
            }
            Command::SetBaseline(command) => target::set_baseline(streams, command),
            Command::SetTarget(command) => target::set_target(streams, *command, context),
            Command::DefineDataSet {
                code,
                indicators,
                period_type,
                due_after_days,
                closes_after_days,
                compulsory,
            } => {
                let (reporters, rules) = (BTreeSet::new(), Vec::new());
                let new = DataSet {
                    indicators,
                    period_type,
                    due_after_days,
                    closes_after_days,
                    compulsory,
                    reporters,
                    rules,
                };
                data_set::define(streams, code, new)
            }
            Command::AssignReporters { data_set, orgs } => data_set::assign(streams, data_set, orgs, context),
            Command::AddRule { data_set, rule } => data_set::add_rule(streams, data_set, *rule),
            Command::RecordObservations { data_set, org, rows, replaces, is_dry_run } => {
                let (rows, bad) = ((1_u32..).zip(rows).collect(), Vec::new());
                let recording = Recording { data_set, org, rows, bad, replaces, is_dry_run };
                submission::record(streams, recording, context)
            }
            Command::RecordTable(command) => table::record(streams, *command, context),
            Command::SubmitData { of, attestation } => {
                review::submit(streams, of, attestation.as_ref(), context)
            }
            Command::ReturnData { of, reason, cells } => {
                review::give_back(streams, of, &reason, &cells, context)
            }
            Command::AbandonData { of, reason } => abandonment::abandon(streams, &of, &reason, context),
            Command::ApproveData(of) => review::approve(streams, &of, context),
            Command::PublishData(of) => publication::publish(streams, &of, context),
            Command::CorrectPublished(command) => publication::correct(streams, *command, context),
            Command::ExplainViolation(of, reason) => violation::explain(streams, of, reason, context),
            Command::WaiveViolation(of, reason) => violation::waive(streams, of, reason, context),
            Command::TellStory(command) => story::tell(streams, *command, context),
            Command::SignSharingAgreement(agreement) => agreement::sign(streams, *agreement, context),
            Command::EndAgreement { org, agreement, on } => {
                agreement::end(streams, org.as_ref(), agreement, on, context)
            }
        }
    }

    fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
        evolve::apply(state, event, meta);
    }
}
