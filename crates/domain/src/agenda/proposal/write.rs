//! Writing a proposal, writing it again, taking it back.

use super::{Decision, Proposal, Terms, known};
use crate::{
    agenda::{
        DraftProposal, Event, MAX_PROPOSAL_BYTES, Refusal, StartNewRound, State, WithdrawProposal,
        document::check_horizon,
        routing::body_stream,
        subject::{self, proposal_stream},
        value::{Change, Electorate, ProposalKind},
    },
    decider::{Emitted, Streams},
    ids::Uuid,
    meta::Context,
};

pub(in crate::agenda) fn draft(
    streams: &Streams<State>,
    command: DraftProposal,
    context: &Context,
) -> Decision {
    let DraftProposal { kind, subject_ref, subject_hash, text, changes, rule } = command;
    check_changes(kind, &changes, context)?;
    check_length(&text, &changes)?;
    rule.counting().check()?;
    if let Electorate::Body { code } = &rule.electorate
        && streams.get(&body_stream(code)).body().is_none()
    {
        return Err(Refusal::UnknownBody { code: code.to_string() });
    }
    let actual = subject::hash(streams, kind, &subject_ref, &text, &changes)?;
    if actual != subject_hash {
        return Err(Refusal::SubjectHashMismatch { given: subject_hash, actual });
    }
    let terms = Terms { kind, subject_ref, subject_hash, text, changes, rule };
    Ok(vec![drafted(terms, None, context)])
}

fn drafted(terms: Terms, previous_round: Option<Uuid>, context: &Context) -> Emitted<Event> {
    let Terms { kind, subject_ref, subject_hash, text, changes, rule } = terms;
    let event =
        Event::ProposalDrafted { kind, subject_ref, subject_hash, text, changes, rule, previous_round };
    Emitted::new(proposal_stream(context.scope.new_id), event)
}

fn check_changes(kind: ProposalKind, changes: &[Change], context: &Context) -> Result<(), Refusal> {
    match (kind, changes) {
        (ProposalKind::AmendAgenda, []) => return Err(Refusal::ChangesMissing),
        (ProposalKind::AmendAgenda, _) | (_, []) => {}
        _ => return Err(Refusal::ChangesNotTaken),
    }
    for change in changes {
        if let Change::SetSection { section, text } = change {
            check_horizon(*section, text, context)?;
        }
    }
    Ok(())
}

pub(super) fn check_length(text: &str, changes: &[Change]) -> Result<(), Refusal> {
    let of_change = |change: &Change| match change {
        Change::SetSection { text, .. } => text.len(),
        Change::SetGoal { statement, desired_condition, .. } => statement.len() + desired_condition.len(),
        Change::DropGoal { .. } => 0,
    };
    let bytes = text.len() + changes.iter().map(of_change).sum::<usize>();
    if bytes > MAX_PROPOSAL_BYTES { Err(Refusal::ProposalTooLong { bytes }) } else { Ok(()) }
}

pub(in crate::agenda) fn start_new_round(
    streams: &Streams<State>,
    command: StartNewRound,
    context: &Context,
) -> Decision {
    let before = match known(streams, command.of)? {
        Proposal::Decided(decided) => &decided.terms,
        Proposal::Withdrawn(terms) => terms,
        Proposal::Draft(_) | Proposal::Open(_) | Proposal::Closed(_) => {
            return Err(Refusal::PreviousStillOpen);
        }
    };
    let mut terms = before.clone();
    if let Some(text) = command.text {
        terms.text = text;
    }
    check_length(&terms.text, &terms.changes)?;
    // The content may have moved on since the round before: the new round decides on the one of now.
    terms.subject_hash = subject::hash(streams, terms.kind, &terms.subject_ref, &terms.text, &terms.changes)?;
    Ok(vec![drafted(terms, Some(command.of), context)])
}

pub(in crate::agenda) fn withdraw(
    streams: &Streams<State>,
    command: WithdrawProposal,
    context: &Context,
) -> Decision {
    match known(streams, command.proposal)? {
        Proposal::Withdrawn(_) => return Ok(vec![]),
        Proposal::Closed(_) | Proposal::Decided(_) => return Err(Refusal::ProposalDecided),
        // After its window a proposal has a result, whether or not the timer has come to count it.
        Proposal::Open(open) if open.closes_at <= context.now => {
            return Err(Refusal::ProposalClosed { at: Some(open.closes_at) });
        }
        Proposal::Draft(_) | Proposal::Open(_) => {}
    }
    let event = Event::ProposalWithdrawn { reason: command.reason };
    Ok(vec![Emitted::new(proposal_stream(command.proposal), event)])
}
