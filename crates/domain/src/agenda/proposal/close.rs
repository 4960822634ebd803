//! Counting, deciding, and saying what follows.

use super::{Decision, Proposal, known};
use crate::{
    agenda::{
        CloseProposal, Event, RecordOutcome, Refusal, State, document,
        subject::proposal_stream,
        value::{DecidedBy, DecisionResult},
    },
    decider::{Emitted, Streams},
    meta::Context,
};

pub(in crate::agenda) fn close(
    streams: &Streams<State>,
    command: &CloseProposal,
    context: &Context,
) -> Decision {
    let proposal = command.proposal;
    let open = match known(streams, proposal)? {
        Proposal::Open(open) => open,
        // The timer and a person may both come to close it: the second changes nothing.
        Proposal::Decided(_) => return Ok(vec![]),
        Proposal::Draft(_) => return Err(Refusal::NotOpenYet { opens_at: None }),
        Proposal::Closed(_) | Proposal::Withdrawn(_) => return Err(Refusal::ProposalClosed { at: None }),
    };
    let not_voting = open.not_voting();
    if context.now < open.closes_at && !not_voting.is_empty() {
        let missing = u32::try_from(not_voting.len()).unwrap_or(u32::MAX);
        return Err(Refusal::TooEarlyVotesMissing { missing, closes_at: open.closes_at });
    }
    let (tally, terms) = (open.tally(), &open.terms);
    let result = tally.result(&terms.rule.counting());
    let stream = proposal_stream(proposal);
    let decided = Event::ProposalDecided {
        proposal,
        kind: terms.kind,
        subject_ref: terms.subject_ref.clone(),
        subject_hash: terms.subject_hash.clone(),
        result,
        tally,
        not_voting,
    };
    let mut events =
        vec![Emitted::new(stream.clone(), Event::ProposalClosed { tally }), Emitted::new(stream, decided)];
    if result == DecisionResult::Adopted {
        let decided_by = DecidedBy::agenda(proposal);
        events.extend(document::adopted(
            streams,
            terms.kind,
            &terms.subject_hash,
            &terms.changes,
            decided_by,
        ));
    }
    Ok(events)
}

pub(in crate::agenda) fn record_outcome(
    streams: &Streams<State>,
    command: RecordOutcome,
    context: &Context,
) -> Decision {
    let RecordOutcome { proposal, statement, review_on, responsible_org } = command;
    let Proposal::Decided(decided) = known(streams, proposal)? else { return Err(Refusal::NotDecided) };
    if let Some(before) = &decided.outcome {
        let is_unchanged = *before == (statement, responsible_org);
        return if is_unchanged { Ok(vec![]) } else { Err(Refusal::OutcomeExists) };
    }
    let today = context.now.date();
    if let Some(review_on) = review_on.filter(|review_on| *review_on <= today) {
        return Err(Refusal::ReviewOnInPast { review_on, today });
    }
    let event = Event::OutcomeRecorded { statement, review_on, responsible_org };
    Ok(vec![Emitted::new(proposal_stream(proposal), event)])
}
