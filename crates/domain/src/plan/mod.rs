//! The action plan: who does what by when, for which goals.
//!
//! Deliberately unknown here: values of indicators, who may command, how the agenda came to be.
//!
//! | file | what |
//! |---|---|
//! | `command`, `event`, `refusal` | what can be asked, what happens, why not |
//! | `action_plan` | the plan's window and strategies |
//! | `activity` | one thing to be done |
//!
//! To add a command: a variant in `command`, an arm in each function below, a function in its aggregate's file.

pub mod action_plan;
pub mod activity;
pub mod command;
pub mod event;
pub mod refusal;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::{
    action_plan::{ActionPlan, Strategy},
    activity::Activity,
    command::NewActivity,
};
pub use self::{command::Command, event::Event, refusal::Refusal};
use crate::{
    decider::{Decider, Emitted, Streams},
    ids::StreamId,
    meta::{Context, ContextName, EventMeta, Scope},
};

/// The rules of the plan.
pub struct Rules;

/// The state of one stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum State {
    /// Nothing has happened.
    #[default]
    Absent,
    /// Of `plan`.
    Plan(ActionPlan),
    /// Of `activity/<CODE or id>`.
    Activity(Box<Activity>),
}

impl State {
    /// The plan, where it is one.
    pub fn plan(&self) -> Option<&ActionPlan> {
        if let Self::Plan(plan) = self { Some(plan) } else { None }
    }

    /// The activity, where it is one.
    pub fn activity(&self) -> Option<&Activity> {
        if let Self::Activity(activity) = self { Some(activity) } else { None }
    }
}

impl Decider for Rules {
    const CONTEXT: ContextName = ContextName::Plan;
    type Command = Command;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
        match command {
            Command::CreatePlan { .. } | Command::DefineStrategy { .. } => vec![action_plan::stream()],
            Command::ProposeActivity { code, activity } => {
                vec![activity::stream(code.as_ref(), activity, scope), action_plan::stream()]
            }
        }
    }

    fn reads(command: &Command) -> &'static [ContextName] {
        match command {
            Command::CreatePlan { .. } | Command::DefineStrategy { .. } => &[ContextName::Agenda],
            Command::ProposeActivity { .. } => &[],
        }
    }

    fn decide(
        streams: &Streams<State>,
        command: Command,
        context: &Context,
    ) -> Result<Vec<Emitted<Event>>, Refusal> {
        match command {
            Command::CreatePlan { agenda_version, from, to } => {
                action_plan::create(streams, (agenda_version, from, to), context)
            }
            Command::DefineStrategy { code, title, goals } => {
                action_plan::define_strategy(streams, code, Strategy { title, goals }, context)
            }
            Command::ProposeActivity { code, activity } => {
                activity::propose(streams, code, activity, context)
            }
        }
    }

    fn evolve(state: &mut State, event: &Event, _meta: &EventMeta) {
        match event.clone() {
            Event::PlanCreated { agenda_version, from, to } => {
                *state = State::Plan(ActionPlan { agenda_version, from, to, strategies: BTreeMap::new() });
            }
            Event::StrategyDefined { code, title, goals } => {
                if let State::Plan(plan) = state {
                    plan.strategies.insert(code, Strategy { title, goals });
                }
            }
            Event::ActivityProposed {
                title,
                strategy,
                lead_org,
                start,
                end,
                indicators,
                external_ref,
                ..
            } => {
                let new = NewActivity { title, strategy, lead_org, start, end, indicators, external_ref };
                *state = State::Activity(Box::new(Activity::Proposed(new)));
            }
        }
    }
}
