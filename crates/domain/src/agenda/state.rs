//! The state of one stream, and which aggregate evolves it.
//!
//! States are shared and copied on write, so that handing one to `decide` copies nothing.

use std::sync::Arc;

use super::{
    Event,
    body::Body,
    consultation::Consultation,
    document::{Agenda, Live},
    matter::Matter,
    proposal::{Open, Proposal},
};
use crate::{ids::Uuid, meta::EventMeta};

/// What is so in one stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing has happened.
    #[default]
    Absent,
    /// The agenda's text.
    Agenda(Arc<Agenda>),
    /// The last proposal opened on a subject.
    Claim(Uuid),
    /// A proposal.
    Proposal(Arc<Proposal>),
    /// A body.
    Body(Arc<Body>),
    /// A matter.
    Matter(Arc<Matter>),
    /// A consultation.
    Consultation(Arc<Consultation>),
}

impl State {
    /// The agenda, while it is live.
    pub fn live_agenda(&self) -> Option<&Live> {
        match self {
            Self::Agenda(agenda) => agenda.live(),
            _ => None,
        }
    }

    /// The proposal.
    pub fn proposal(&self) -> Option<&Proposal> {
        match self {
            Self::Proposal(proposal) => Some(proposal),
            _ => None,
        }
    }

    /// The proposal, while it is open.
    pub fn open_proposal(&self) -> Option<&Open> {
        match self.proposal() {
            Some(Proposal::Open(open)) => Some(open),
            _ => None,
        }
    }

    /// The body.
    pub fn body(&self) -> Option<&Body> {
        match self {
            Self::Body(body) => Some(body),
            _ => None,
        }
    }

    /// The matter.
    pub fn matter(&self) -> Option<&Matter> {
        match self {
            Self::Matter(matter) => Some(matter),
            _ => None,
        }
    }

    /// The consultation.
    pub fn consultation(&self) -> Option<&Consultation> {
        match self {
            Self::Consultation(consultation) => Some(consultation),
            _ => None,
        }
    }
}

/// What is so after the event. The first event of an aggregate makes its state; any other is for the aggregate
/// that is there, which ignores what is not its own.
pub(super) fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
    match state {
        State::Agenda(agenda) => Arc::make_mut(agenda).evolve(event),
        State::Proposal(proposal) => Arc::make_mut(proposal).evolve(event, meta),
        State::Matter(matter) => Arc::make_mut(matter).evolve(event),
        State::Consultation(consultation) => Arc::make_mut(consultation).evolve(event),
        State::Claim(claimant) => {
            if let Event::SubjectClaimed { proposal, .. } = event {
                *claimant = *proposal;
            }
        }
        State::Body(_) => {}
        State::Absent => {
            if let Some(first) = begin(event) {
                *state = first;
            }
        }
    }
}

fn begin(event: &Event) -> Option<State> {
    if let Event::SubjectClaimed { proposal, .. } = event {
        return Some(State::Claim(*proposal));
    }
    None.or_else(|| Agenda::begin(event).map(|agenda| State::Agenda(Arc::new(agenda))))
        .or_else(|| Proposal::begin(event).map(|proposal| State::Proposal(Arc::new(proposal))))
        .or_else(|| Body::begin(event).map(|body| State::Body(Arc::new(body))))
        .or_else(|| Matter::begin(event).map(|matter| State::Matter(Arc::new(matter))))
        .or_else(|| Consultation::begin(event).map(|one| State::Consultation(Arc::new(one))))
}
