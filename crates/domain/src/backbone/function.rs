//! The six functions of a backbone: which organization has which, and the effort that goes into them.
//!
//! Knows no persons' hours but what is logged, in whole minutes. A function and its effort share the stream
//! `function/<word>`.

use std::collections::BTreeMap;

use super::{
    Decided, Rules,
    command::{AssignFunction, LogEffort},
    event::Event,
    membership::{check_active, own},
    refusal::Refusal,
    state::State,
    streams,
    term::Term,
    words::Function,
};
use crate::{
    decider::{Emitted, Streams},
    ids::OrgId,
    meta::Context,
    time::Date,
};

/// Who has a function: by organization and first day, the last day.
pub type Assignments = BTreeMap<(OrgId, Date), Option<Date>>;

fn assignments(streams: &Streams<State>, function: Function) -> Option<&Assignments> {
    match streams.get(&streams::function(function)) {
        State::Function(known) => Some(known),
        _ => None,
    }
}

/// Whether the organization has the function on a day.
pub(super) fn has(streams: &Streams<State>, function: Function, org: &OrgId, day: Date) -> bool {
    let mut known = assignments(streams, function).into_iter().flatten();
    known.any(|((holder, from), to)| holder == org && Term { from: *from, to: *to }.holds_on(day))
}

impl Rules {
    pub(super) fn assign_function(
        streams: &Streams<State>,
        command: AssignFunction,
        context: &Context,
    ) -> Decided {
        let AssignFunction { function, org, from, to } = command;
        let Term { from, to } = Term::checked(from, to)?;
        let known = assignments(streams, function);
        if known.and_then(|known| known.get(&(org.clone(), from))) == Some(&to) {
            return Ok(Vec::new());
        }
        check_active(streams, context, &org)?;
        let event = Event::FunctionAssigned { function, org, from, to };
        Ok(vec![Emitted::new(streams::function(function), event)])
    }

    /// Every effort is recorded, also one like another: only the command id makes a retry.
    pub(super) fn log_effort(streams: &Streams<State>, command: LogEffort, context: &Context) -> Decided {
        let LogEffort { function, minutes, on, note } = command;
        let org = own(context)?;
        check_active(streams, context, &org)?;
        let today = context.now.date();
        if on > today {
            return Err(Refusal::OnInFuture { today });
        }
        if !has(streams, function, &org, on) {
            return Err(Refusal::FunctionNotAssigned { function, org, on });
        }
        let author = context.scope.actor.reference.parse().ok();
        let event = Event::EffortLogged { function, org, author, minutes, on, note };
        Ok(vec![Emitted::new(streams::function(function), event)])
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    let Event::FunctionAssigned { org, from, to, .. } = event else { return };
    state.begin(State::Function(Assignments::new()));
    if let State::Function(known) = state {
        known.insert((org.clone(), *from), *to);
    }
}
