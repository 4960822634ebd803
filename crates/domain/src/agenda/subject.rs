//! What a proposal is about: whether that exists, the hash of its content, and who else is deciding on it.
//!
//! **One open proposal on a subject, without a scan.** Opening a proposal also writes `SubjectClaimed` to the
//! stream `unique/<hash of the subject>`, which so names the last proposal opened on it. Whoever wants to open
//! another, or to change the agenda's text, loads that stream, then the proposal it names, and is refused while
//! that one is open. Nothing is ever released: a decided proposal does not stand in the way. Imported proposals
//! claim apart from live ones, since a stream is one or the other.
//!
//! Knows no stances. To add a kind of subject: a variant of `SubjectRef`, its key, and its content.

use super::{
    Refusal, State,
    document::Live,
    value::{Change, ProposalKind, Section, SubjectRef},
};
use crate::{
    content::{AgendaText, Content, Goal},
    decider::Streams,
    ids::{StreamId, Uuid},
    meta::Scope,
    time::Date,
};

/// The stream of the agenda itself.
pub(super) fn agenda_stream() -> StreamId {
    StreamId::singleton("agenda")
}

/// The stream of a proposal.
pub(super) fn proposal_stream(proposal: Uuid) -> StreamId {
    StreamId::of("proposal", proposal)
}

impl SubjectRef {
    /// The subject in one line: what two proposals must not both be open on.
    pub fn key(&self) -> String {
        match self {
            Self::Agenda => "agenda".to_owned(),
            Self::IndicatorSet { indicators } => {
                let mut codes: Vec<&str> = indicators.iter().map(|one| one.code.as_str()).collect();
                codes.sort_unstable();
                format!("indicator_set/{}", codes.join(","))
            }
            Self::Charter { .. } => "charter".to_owned(),
            Self::Record { context, id } => format!("{}/{id}", context.as_str()),
        }
    }

    /// The stream that names the last proposal opened on the subject.
    pub(super) fn claim_stream(&self, scope: &Scope) -> StreamId {
        let origin = if scope.imported { "imported" } else { "live" };
        StreamId::unique(&["proposal_subject", origin, &self.key()])
    }
}

/// Refuses while another proposal on the subject is open.
pub(super) fn check_unclaimed(
    streams: &Streams<State>,
    scope: &Scope,
    subject: &SubjectRef,
    own: Option<Uuid>,
) -> Result<(), Refusal> {
    let Some(claimant) = claimant(streams, scope, subject) else { return Ok(()) };
    let is_open = streams.get(&proposal_stream(claimant)).open_proposal().is_some();
    if is_open && own != Some(claimant) {
        return Err(Refusal::OpenProposalOnSameSubject { proposal: claimant });
    }
    Ok(())
}

/// The last proposal opened on the subject, once its claim is loaded.
pub(super) fn claimant(streams: &Streams<State>, scope: &Scope, subject: &SubjectRef) -> Option<Uuid> {
    match streams.get(&subject.claim_stream(scope)) {
        State::Claim(proposal) => Some(*proposal),
        _ => None,
    }
}

/// The hash of what would be decided now, after the changes.
pub(super) fn hash(
    streams: &Streams<State>,
    kind: ProposalKind,
    subject: &SubjectRef,
    text: &str,
    changes: &[Change],
) -> Result<String, Refusal> {
    let content = match (kind, subject) {
        (ProposalKind::AdoptAgenda | ProposalKind::AmendAgenda, SubjectRef::Agenda) => {
            let live = agenda_for(streams, kind)?;
            check_changes(&live.text, changes)?;
            return Ok(Content::Agenda(&amended(&live.text, changes)).hash());
        }
        (ProposalKind::AdoptIndicatorSet, SubjectRef::IndicatorSet { indicators })
            if !indicators.is_empty() =>
        {
            Content::IndicatorSet(indicators)
        }
        (ProposalKind::AdoptCharter, SubjectRef::Charter { file }) => Content::Charter(file),
        (ProposalKind::Waive, SubjectRef::Record { .. }) => Content::Waive(text),
        (ProposalKind::Other, SubjectRef::Record { .. }) => Content::Other(text),
        _ => {
            return Err(unknown(
                subject,
                "its kind must be that of the proposal, and name at least one thing",
            ));
        }
    };
    Ok(content.hash())
}

/// The live agenda, where the proposal's kind fits its standing.
fn agenda_for(streams: &Streams<State>, kind: ProposalKind) -> Result<&Live, Refusal> {
    let subject = &SubjectRef::Agenda;
    let live = streams
        .get(&agenda_stream())
        .live_agenda()
        .ok_or_else(|| unknown(subject, "there is no live agenda; DraftAgenda begins one"))?;
    match (kind, live.is_adopted()) {
        (ProposalKind::AdoptAgenda, true) => Err(unknown(subject, "it is adopted; propose amend_agenda")),
        (ProposalKind::AmendAgenda, false) => Err(unknown(subject, "it is drafted; propose adopt_agenda")),
        _ => Ok(live),
    }
}

fn unknown(subject: &SubjectRef, expected: &'static str) -> Refusal {
    Refusal::UnknownSubject { subject: subject.key(), expected }
}

/// The agenda after changes that have been checked.
pub fn amended(text: &AgendaText, changes: &[Change]) -> AgendaText {
    let mut after = text.clone();
    for change in changes {
        match change {
            Change::SetSection { section, text } => {
                after.sections.insert(*section, text.clone());
            }
            Change::SetGoal { code, statement, desired_condition, lead_sector } => {
                let goal = Goal {
                    statement: statement.clone(),
                    desired_condition: desired_condition.clone(),
                    lead_sector: *lead_sector,
                };
                after.goals.insert(code.clone(), goal);
            }
            Change::DropGoal { code } => {
                after.goals.remove(code);
            }
        }
    }
    after
}

/// Whether the changes can be made, one after the other.
fn check_changes(text: &AgendaText, changes: &[Change]) -> Result<(), Refusal> {
    let mut so_far = text.clone();
    for change in changes {
        match change {
            Change::SetSection { section, text } => check_section(*section, text)?,
            Change::DropGoal { code } if !so_far.goals.contains_key(code) => {
                return Err(Refusal::UnknownGoal { code: code.to_string() });
            }
            Change::SetGoal { .. } | Change::DropGoal { .. } => {}
        }
        so_far = amended(&so_far, std::slice::from_ref(change));
    }
    if so_far.goals.len() > super::MAX_GOALS {
        return Err(Refusal::GoalLimit);
    }
    Ok(())
}

/// Whether a section takes the text: the horizon is a date.
pub(super) fn check_section(section: Section, text: &str) -> Result<(), Refusal> {
    if section == Section::HorizonEnd && text.parse::<Date>().is_err() {
        return Err(Refusal::HorizonNotADate { text: text.to_owned() });
    }
    Ok(())
}
