//! What of the agenda a digest tells: decisions, and the stances that they wait for.
//!
//! Knows no reader. To tell more: an event in [`TYPES`] and its arm in [`tell`].

use super::Event;
use crate::digest::news::{OfAgenda, headline};

/// The types of events that are news; [`tell`] passes over all others.
pub const TYPES: &[&str] = &[
    "agenda.ConflictDeclared.v1",
    "agenda.MatterOpened.v1",
    "agenda.MeetingDecisionRecorded.v1",
    "agenda.ProposalDecided.v1",
    "agenda.ProposalOpened.v1",
    "agenda.ProposalWithdrawn.v1",
    "agenda.StanceCast.v1",
    "agenda.WindowExtended.v1",
];

/// What an event tells.
pub fn tell(event: Event) -> Option<OfAgenda> {
    Some(match event {
        Event::ProposalOpened { text, electorate, closes_at, .. } => OfAgenda::ProposalOpened {
            title: headline(&text),
            electorate: electorate.into_iter().collect(),
            closes_at,
        },
        Event::WindowExtended { closes_at, .. } => OfAgenda::WindowExtended { closes_at },
        Event::ConflictDeclared { org, .. } => OfAgenda::ConflictDeclared { org },
        Event::StanceCast { org, .. } => OfAgenda::StanceCast { org },
        Event::ProposalDecided { result, not_voting, .. } => OfAgenda::ProposalDecided {
            result: result.as_str(),
            not_voting: not_voting.into_iter().collect(),
        },
        Event::ProposalWithdrawn { .. } => OfAgenda::ProposalWithdrawn,
        Event::MatterOpened { title, .. } => OfAgenda::MatterOpened { title },
        Event::MeetingDecisionRecorded { is_advisory: false, stated_result, .. } => {
            OfAgenda::MatterDecided { result: stated_result.as_str() }
        }
        _ => return None,
    })
}
