//! What other contexts may know of the agenda: its version, its goals, what was decided.
//!
//! Knows none of those contexts. A decision is found by any name it may be cited by: the proposal, the meeting's
//! decision or its matter, or the record that decided.

use super::{
    Event,
    value::{Adopts, Change, DecisionResult, ProposalKind, SubjectRef},
};
use crate::{
    facts::{Agenda, Decision},
    ids::{StreamId, Uuid},
    meta::EventMeta,
};

/// The types of events that say something here; [`apply`] passes over all others, most of which are votes.
pub const TYPES: &[&str] = &[
    "agenda.AgendaAdopted.v1",
    "agenda.AgendaAmended.v1",
    "agenda.AgendaDrafted.v1",
    "agenda.AgendaRetired.v1",
    "agenda.GoalDefined.v1",
    "agenda.MeetingDecisionRecorded.v1",
    "agenda.ProposalClosed.v1",
    "agenda.ProposalDecided.v1",
    "agenda.ProposalOpened.v1",
    "agenda.ProposalWithdrawn.v1",
];

/// Takes one event in. Total, and order-tolerant: an event whose predecessors are missing is taken as it is.
pub fn apply(agenda: &mut Agenda, event: &Event, meta: &EventMeta) {
    match event {
        Event::GoalDefined { code, .. } => {
            agenda.goals.insert(code.clone());
        }
        Event::AgendaDrafted { .. } => agenda.goals.clear(),
        Event::AgendaAdopted { n, .. } => agenda.version = *n,
        Event::AgendaAmended { n, changes, .. } => {
            agenda.version = *n;
            for change in changes {
                match change {
                    Change::SetGoal { code, .. } => {
                        agenda.goals.insert(code.clone());
                    }
                    Change::DropGoal { code } => {
                        agenda.goals.remove(code);
                    }
                    Change::SetSection { .. } => {}
                }
            }
        }
        Event::AgendaRetired { .. } => {
            agenda.version = 0;
            agenda.goals.clear();
        }
        Event::ProposalDecided { proposal, kind, subject_ref, subject_hash, result, .. } => {
            let decision = decision(*kind, subject_ref, subject_hash, *result);
            note(agenda, [*proposal, meta.id], &decision);
        }
        Event::MeetingDecisionRecorded {
            decision: id, matter, is_advisory, stated_result, adopts, ..
        } => {
            let decision = of_meeting(adopts.as_ref(), *matter, *stated_result);
            note(agenda, [*id, meta.id], &decision);
            if !is_advisory {
                note(agenda, [*matter], &decision);
            }
        }
        _ => {}
    }
}

/// Takes in whether a proposal is open, and to whom; its stream alone names it.
pub fn apply_open(agenda: &mut Agenda, stream: &StreamId, event: &Event) {
    let Ok(proposal) = stream.key().parse::<Uuid>() else { return };
    match event {
        Event::ProposalOpened { electorate, .. } => {
            agenda.open.insert(proposal, electorate.iter().cloned().collect());
        }
        Event::ProposalClosed { .. } | Event::ProposalWithdrawn { .. } => {
            agenda.open.remove(&proposal);
        }
        _ => {}
    }
}

fn of_meeting(adopts: Option<&Adopts>, matter: Uuid, result: DecisionResult) -> Decision {
    match adopts {
        Some(adopts) => decision(adopts.kind, &adopts.subject_ref, &adopts.subject_hash, result),
        None => Decision {
            kind: ProposalKind::Other.as_str().to_owned(),
            is_adopted: result == DecisionResult::Adopted,
            subject: format!("agenda/matter/{matter}"),
            hash: String::new(),
        },
    }
}

fn decision(kind: ProposalKind, subject: &SubjectRef, hash: &str, result: DecisionResult) -> Decision {
    Decision {
        kind: kind.as_str().to_owned(),
        is_adopted: result == DecisionResult::Adopted,
        subject: subject.key(),
        hash: hash.to_owned(),
    }
}

fn note<const N: usize>(agenda: &mut Agenda, names: [Uuid; N], decision: &Decision) {
    for name in names {
        agenda.decisions.insert(name, decision.clone());
    }
}
