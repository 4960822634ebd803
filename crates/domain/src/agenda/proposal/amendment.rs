//! Amendments: other texts for sections of the agenda that a proposal in draft is about.
//!
//! Accepted, an amendment edits the proposal's changes; where the proposal adopts the agenda, which has no
//! changes, it edits the drafted agenda itself.

use super::{Amendment, AmendmentStanding, Decision, Draft, Proposal, known, write::check_length};
use crate::{
    agenda::{
        Event, Refusal, ResolveAmendment, State, SubmitAmendment, WithdrawAmendment,
        document::{check_horizon, revised},
        subject::{self, agenda_stream, check_section, check_unclaimed, proposal_stream},
        value::{Change, ProposalKind, Section, SubjectRef},
    },
    content::Content,
    decider::{Emitted, Streams},
    ids::Uuid,
    meta::Context,
};

/// The proposal while it takes amendments.
fn amendable(streams: &Streams<State>, proposal: Uuid) -> Result<&Draft, Refusal> {
    match known(streams, proposal)? {
        Proposal::Draft(draft) if draft.terms.kind.is_about_agenda() => Ok(draft),
        _ => Err(Refusal::NotAmendable),
    }
}

pub(in crate::agenda) fn submit_amendment(
    streams: &Streams<State>,
    command: SubmitAmendment,
    context: &Context,
) -> Decision {
    let draft = amendable(streams, command.proposal)?;
    if command.base_hash != draft.terms.subject_hash {
        return Err(Refusal::AmendmentConflicts { with: draft.terms.subject_hash.clone() });
    }
    check_section(command.section, &command.replacement)?;
    check_horizon(command.section, &command.replacement, context)?;
    let event = Event::AmendmentSubmitted {
        amendment: context.scope.new_id,
        section: command.section,
        base_hash: command.base_hash,
        replacement: command.replacement,
        rationale: command.rationale,
        org: context.scope.actor.org.clone(),
    };
    Ok(vec![Emitted::new(proposal_stream(command.proposal), event)])
}

fn amendment(draft: &Draft, amendment: Uuid) -> Result<&Amendment, Refusal> {
    draft.amendments.get(&amendment).ok_or(Refusal::UnknownAmendment { amendment })
}

pub(in crate::agenda) fn resolve_amendment(
    streams: &Streams<State>,
    command: ResolveAmendment,
    context: &Context,
) -> Decision {
    let draft = amendable(streams, command.proposal)?;
    let ResolveAmendment { proposal, amendment: id, is_accepted, reason } = command;
    let amendment = amendment(draft, id)?;
    let overtaken_by = match amendment.standing {
        AmendmentStanding::Accepted if is_accepted => return Ok(vec![]),
        AmendmentStanding::Rejected if !is_accepted => return Ok(vec![]),
        AmendmentStanding::Submitted { overtaken_by } => overtaken_by,
        _ => return Err(Refusal::AmendmentResolved { amendment: id }),
    };
    let stream = proposal_stream(proposal);
    if !is_accepted {
        let reason = reason.ok_or(Refusal::ReasonRequired)?;
        return Ok(vec![Emitted::new(stream, Event::AmendmentRejected { amendment: id, reason })]);
    }
    if let Some(with) = overtaken_by {
        return Err(Refusal::AmendmentConflicts { with: with.to_string() });
    }
    let (section, replacement) = (amendment.section, amendment.replacement.clone());
    let live = streams
        .get(&agenda_stream())
        .live_agenda()
        .filter(|live| live.is_adopted() == (draft.terms.kind == ProposalKind::AmendAgenda))
        .ok_or(Refusal::NotAmendable)?;
    let current = Content::Agenda(&subject::amended(&live.text, &draft.terms.changes)).hash();
    if current != draft.terms.subject_hash {
        return Err(Refusal::TextChangedSinceDraft { current });
    }
    let edits_agenda = draft.terms.kind == ProposalKind::AdoptAgenda;
    let mut changes = draft.terms.changes.clone();
    set_section(&mut changes, section, &replacement);
    check_length(&draft.terms.text, if edits_agenda { &[] } else { &changes })?;
    let hash = Content::Agenda(&subject::amended(&live.text, &changes)).hash();
    let event =
        Event::AmendmentAccepted { amendment: id, section, replacement: replacement.clone(), hash, reason };
    let mut events = vec![Emitted::new(stream, event)];
    if edits_agenda {
        // Another proposal may be open on the text that this one would edit.
        check_unclaimed(streams, &context.scope, &SubjectRef::Agenda, None)?;
        events.push(Emitted::new(agenda_stream(), revised(live, section, replacement)));
    }
    Ok(events)
}

/// Puts a section's text among the changes, in the place of one for the same section.
pub fn set_section(changes: &mut Vec<Change>, section: Section, replacement: &str) {
    changes
        .retain(|change| !matches!(change, Change::SetSection { section: other, .. } if *other == section));
    changes.push(Change::SetSection { section, text: replacement.to_owned() });
}

pub(in crate::agenda) fn withdraw_amendment(
    streams: &Streams<State>,
    command: WithdrawAmendment,
    context: &Context,
) -> Decision {
    let draft = amendable(streams, command.proposal)?;
    let amendment = amendment(draft, command.amendment)?;
    if amendment.org != context.scope.actor.org {
        return Err(Refusal::NotAuthorizedForOrg);
    }
    match amendment.standing {
        AmendmentStanding::Withdrawn => return Ok(vec![]),
        AmendmentStanding::Submitted { .. } => {}
        _ => return Err(Refusal::AmendmentResolved { amendment: command.amendment }),
    }
    let event = Event::AmendmentWithdrawn { amendment: command.amendment };
    Ok(vec![Emitted::new(proposal_stream(command.proposal), event)])
}

pub(super) fn evolve(draft: &mut Draft, event: &Event) {
    let (resolved, standing) = match event {
        Event::AmendmentSubmitted { amendment, section, replacement, org, .. } => {
            let submitted = Amendment {
                section: *section,
                replacement: replacement.clone(),
                org: org.clone(),
                standing: AmendmentStanding::Submitted { overtaken_by: None },
            };
            draft.amendments.insert(*amendment, submitted);
            return;
        }
        Event::AmendmentAccepted { amendment, section, replacement, hash, .. } => {
            draft.terms.subject_hash.clone_from(hash);
            if draft.terms.kind == ProposalKind::AmendAgenda {
                set_section(&mut draft.terms.changes, *section, replacement);
            }
            for other in draft.amendments.values_mut().filter(|other| other.section == *section) {
                if let AmendmentStanding::Submitted { overtaken_by } = &mut other.standing {
                    *overtaken_by = Some(*amendment);
                }
            }
            (amendment, AmendmentStanding::Accepted)
        }
        Event::AmendmentRejected { amendment, .. } => (amendment, AmendmentStanding::Rejected),
        Event::AmendmentWithdrawn { amendment } => (amendment, AmendmentStanding::Withdrawn),
        _ => return,
    };
    if let Some(amendment) = draft.amendments.get_mut(resolved) {
        amendment.standing = standing;
    }
}
