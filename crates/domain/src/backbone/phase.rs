//! The phases of an initiative: launched, organizing, sustaining, closed; what a step on needs stands in `criteria.rs`.
//!
//! A step on is one phase at a time and needs its criteria; a step back needs a reason. A closed initiative takes no new
//! work; what winds it down goes on ([`Command::winds_down`]). Registered and assessed are no steps of this stream: the
//! hub registers, an assessment concludes.

use super::{
    Decided, Rules,
    command::{ChangePhase, CloseInitiative, Command},
    criteria,
    event::Event,
    refusal::Refusal,
    state::State,
    streams,
    words::Phase,
};
use crate::{
    decider::{Emitted, Streams},
    meta::{Context, ContextName},
};

/// The phase of the initiative as its own stream tells it.
fn standing(streams: &Streams<State>) -> Phase {
    match streams.get(&streams::initiative()) {
        State::Initiative(phase) => *phase,
        _ => Phase::Registered,
    }
}

/// The contexts whose facts a step to that phase rests on.
pub(super) fn reads(to: Phase) -> &'static [ContextName] {
    match to {
        Phase::Organizing => &[ContextName::Agenda],
        Phase::Sustaining => {
            &[ContextName::Agenda, ContextName::Communication, ContextName::Measurement, ContextName::Plan]
        }
        _ => &[],
    }
}

/// Refuses new work in a closed initiative.
pub(super) fn check_open(command: &Command, context: &Context) -> Result<(), Refusal> {
    if context.facts.roster.is_closed && !command.winds_down() {
        return Err(Refusal::InitiativeClosed);
    }
    Ok(())
}

impl Rules {
    pub(super) fn change_phase(streams: &Streams<State>, command: ChangePhase, context: &Context) -> Decided {
        let ChangePhase { to, evidence, reason } = command;
        let from = standing(streams);
        if from == Phase::Closed {
            return Err(Refusal::InitiativeClosed);
        }
        if from < Phase::Launched {
            return Err(Refusal::NotLaunched);
        }
        if from == to {
            return Ok(Vec::new());
        }
        match (from, to) {
            (Phase::Launched, Phase::Organizing) | (Phase::Organizing, Phase::Sustaining) => {
                criteria::check(to, streams, context)?;
            }
            (_, Phase::Launched | Phase::Organizing) if to < from => {
                if reason.is_none() {
                    return Err(Refusal::ReasonRequired);
                }
            }
            _ => return Err(Refusal::NotTheNextPhase { from, to }),
        }
        let reason = reason.filter(|_| to < from);
        let event = Event::PhaseChanged { from, to, evidence, reason };
        Ok(vec![Emitted::new(streams::initiative(), event)])
    }

    pub(super) fn close_initiative(streams: &Streams<State>, command: CloseInitiative) -> Decided {
        if standing(streams) == Phase::Closed {
            return Ok(Vec::new());
        }
        let event = Event::InitiativeClosed { reason: command.reason };
        Ok(vec![Emitted::new(streams::initiative(), event)])
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    match (state, event) {
        (state, Event::InitiativeLaunched { .. }) => state.begin(State::Initiative(Phase::Launched)),
        (state, Event::InitiativeClosed { .. }) => *state = State::Initiative(Phase::Closed),
        (State::Initiative(phase), Event::PhaseChanged { to, .. }) if *phase != Phase::Closed => *phase = *to,
        _ => {}
    }
}
