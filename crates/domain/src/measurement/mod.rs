//! Measurement: what is measured, who reports it, and the values of one period after another.
//!
//! Deliberately unknown here: which agenda goal matters, who may command, what the public sees of a small cell.
//!
//! | file | what |
//! |---|---|
//! | `command`, `event`, `refusal` | what can be asked, what happens, why not |
//! | `indicator`, `definition` | the aggregate, and what it measures |
//! | `data_set` | what is reported together, by whom, until when |
//! | `submission` | the values of one organization for one period |
//! | `row`, `partition`, `packing` | a recording: each row, the sums, the events it makes |
//! | `period`, `number`, `observation` | values |
//!
//! To add a command: a variant in `command`, an arm in each function below, a function in its aggregate's file.

pub mod command;
pub mod data_set;
pub mod definition;
pub mod event;
pub mod indicator;
pub mod number;
pub mod observation;
mod packing;
mod partition;
pub mod period;
pub mod refusal;
mod row;
pub mod submission;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub use self::{
    command::Command,
    event::Event,
    refusal::{Refusal, RowReason},
};
use self::{data_set::DataSet, indicator::Indicator, submission::Submission};
use crate::{
    decider::{Decider, Emitted, Streams},
    ids::StreamId,
    meta::{Context, ContextName, EventMeta, Scope},
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
}

impl Decider for Rules {
    const CONTEXT: ContextName = ContextName::Measurement;
    type Command = Command;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
        match command {
            Command::ProposeIndicator { code, .. } => vec![indicator::stream(code)],
            Command::DefineDataSet { code, indicators, .. } => {
                [data_set::stream(code)].into_iter().chain(indicators.iter().map(indicator::stream)).collect()
            }
            Command::AssignReporters { data_set, .. } => vec![data_set::stream(data_set)],
            Command::RecordObservations { data_set, rows, .. } => submission::streams(data_set, rows, scope),
        }
    }

    fn reads(command: &Command) -> &'static [ContextName] {
        match command {
            Command::ProposeIndicator { .. } => &[ContextName::Agenda],
            _ => &[],
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
            Command::DefineDataSet {
                code,
                indicators,
                period_type,
                due_after_days,
                closes_after_days,
                compulsory,
            } => {
                let reporters = BTreeSet::new();
                let new = DataSet {
                    indicators,
                    period_type,
                    due_after_days,
                    closes_after_days,
                    compulsory,
                    reporters,
                };
                data_set::define(streams, code, new)
            }
            Command::AssignReporters { data_set, orgs } => data_set::assign(streams, data_set, orgs, context),
            Command::RecordObservations { data_set, rows, replaces } => {
                submission::record(streams, data_set, &rows, replaces, context)
            }
        }
    }

    fn evolve(state: &mut State, event: &Event, _meta: &EventMeta) {
        match event {
            Event::IndicatorProposed { definition, .. } => {
                *state = State::Indicator(Indicator::Proposed(definition.clone()));
            }
            Event::DataSetDefined {
                indicators,
                period_type,
                due_after_days,
                closes_after_days,
                compulsory,
                ..
            } => {
                *state = State::DataSet(DataSet {
                    indicators: indicators.clone(),
                    period_type: *period_type,
                    due_after_days: *due_after_days,
                    closes_after_days: *closes_after_days,
                    compulsory: compulsory.clone(),
                    reporters: BTreeSet::new(),
                });
            }
            Event::ReportersAssigned { orgs, .. } => {
                if let State::DataSet(data_set) = state {
                    data_set.reporters.clone_from(orgs);
                }
            }
            Event::ObservationsRecorded { rows, .. } => {
                if !matches!(state, State::Submission(_)) {
                    *state = State::Submission(Submission::Draft(BTreeMap::new()));
                }
                if let State::Submission(submission) = state {
                    submission.take(rows);
                }
            }
        }
    }
}
