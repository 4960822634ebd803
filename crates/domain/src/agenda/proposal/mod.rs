//! A proposal: Draft → Open → Closed → Decided; Draft or Open → Withdrawn. No reopening.
//!
//! `write.rs`: drafting, new rounds, withdrawing. `amendment.rs`: other texts while it is a draft. `vote.rs`:
//! opening, conflicts, stances, more time. `close.rs`: counting, deciding, outcomes. Knows nothing of how the
//! subject's content is hashed (`subject.rs`) or positions are counted (`tally.rs`).

mod amendment;
mod close;
mod vote;
mod write;

pub use amendment::set_section;
pub(super) use amendment::{resolve_amendment, submit_amendment, withdraw_amendment};
pub(super) use close::{close, record_outcome};
pub(super) use vote::{cast_stance, declare_conflict, extend_window, open};
pub(super) use write::{draft, start_new_round, withdraw};

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Decision, Event, Refusal, State, Tally,
    subject::proposal_stream,
    value::{Change, DecisionResult, Position, ProposalKind, Rule, Section, SubjectRef},
};
use crate::{
    decider::Streams,
    ids::{OrgId, Uuid},
    meta::EventMeta,
    time::Timestamp,
};

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// It is written and may be amended.
    Draft(Draft),
    /// It takes stances within its window.
    Open(Open),
    /// It is counted; the decision follows in the same append.
    Closed(Terms),
    /// It is decided.
    Decided(Decided),
    /// It was taken back.
    Withdrawn(Terms),
}

/// What is proposed; the fields are described at the command `DraftProposal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub kind: ProposalKind,
    pub subject_ref: SubjectRef,
    pub subject_hash: String,
    pub text: String,
    pub changes: Vec<Change>,
    pub rule: Rule,
}

/// A proposal in draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What is proposed.
    pub terms: Terms,
    /// Its amendments.
    pub amendments: BTreeMap<Uuid, Amendment>,
}

/// Another text asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// The section it is for.
    pub section: Section,
    /// The section's new text.
    pub replacement: String,
    /// The organization that asked.
    pub org: Option<OrgId>,
    /// Where it stands.
    pub standing: AmendmentStanding,
}

/// Where an amendment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendmentStanding {
    /// With the other amendment on the same section that was accepted since, if one was.
    Submitted {
        overtaken_by: Option<Uuid>,
    },
    Accepted,
    Rejected,
    Withdrawn,
}

/// A proposal that takes stances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What is proposed.
    pub terms: Terms,
    /// From when on.
    pub opens_at: Timestamp,
    /// Until when, this moment not included.
    pub closes_at: Timestamp,
    /// Whether it was given more time.
    pub is_extended: bool,
    /// Who decides, frozen; with the recused.
    pub electorate: BTreeSet<OrgId>,
    /// Who declared a conflict.
    pub recused: BTreeSet<OrgId>,
    /// The live stances.
    pub stances: BTreeMap<OrgId, Stance>,
}

/// A live stance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stance {
    /// The position.
    pub position: Position,
    /// The record.
    pub record: Uuid,
}

/// A decided proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// What was proposed.
    pub terms: Terms,
    /// How it came out.
    pub result: DecisionResult,
    /// What follows, once it is said: statement and responsible organization.
    pub outcome: Option<(String, OrgId)>,
}

impl Open {
    /// How many said what; the recused neither count nor are of the electorate.
    pub fn tally(&self) -> Tally {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut tally = Tally {
            electorate: count(self.electorate.len()).saturating_sub(count(self.recused.len())),
            recused: count(self.recused.len()),
            ..Tally::default()
        };
        self.stances.values().for_each(|stance| tally.count(stance.position));
        tally
    }

    /// Who could have cast and did not, in byte order.
    pub fn not_voting(&self) -> Vec<OrgId> {
        let is_silent = |org: &&OrgId| !self.recused.contains(*org) && !self.stances.contains_key(*org);
        self.electorate.iter().filter(is_silent).cloned().collect()
    }
}

impl Proposal {
    /// What is proposed.
    pub fn terms(&self) -> &Terms {
        match self {
            Self::Draft(draft) => &draft.terms,
            Self::Open(open) => &open.terms,
            Self::Decided(decided) => &decided.terms,
            Self::Closed(terms) | Self::Withdrawn(terms) => terms,
        }
    }

    pub(super) fn begin(event: &Event) -> Option<Self> {
        let Event::ProposalDrafted { kind, subject_ref, subject_hash, text, changes, rule, .. } = event
        else {
            return None;
        };
        let terms = Terms {
            kind: *kind,
            subject_ref: subject_ref.clone(),
            subject_hash: subject_hash.clone(),
            text: text.clone(),
            changes: changes.clone(),
            rule: rule.clone(),
        };
        Some(Self::Draft(Draft { terms, amendments: BTreeMap::new() }))
    }

    pub(super) fn evolve(&mut self, event: &Event, meta: &EventMeta) {
        match (&mut *self, event) {
            (Self::Draft(draft), Event::ProposalOpened { electorate, opens_at, closes_at, .. }) => {
                *self = Self::Open(Open {
                    terms: draft.terms.clone(),
                    opens_at: *opens_at,
                    closes_at: *closes_at,
                    is_extended: false,
                    electorate: electorate.iter().cloned().collect(),
                    recused: BTreeSet::new(),
                    stances: BTreeMap::new(),
                });
            }
            (Self::Draft(draft), event) if !matches!(event, Event::ProposalWithdrawn { .. }) => {
                amendment::evolve(draft, event);
            }
            (Self::Open(open), Event::ConflictDeclared { org, .. }) => {
                // A recused organization's stance is void for the tally but stays in the history.
                open.stances.remove(org);
                open.recused.insert(org.clone());
            }
            (Self::Open(open), Event::StanceCast { org, position, .. }) => {
                open.stances.insert(org.clone(), Stance { position: *position, record: meta.id });
            }
            (Self::Open(open), Event::WindowExtended { closes_at, .. }) => {
                open.closes_at = *closes_at;
                open.is_extended = true;
            }
            (Self::Open(_), Event::ProposalClosed { .. }) => *self = Self::Closed(self.terms().clone()),
            (Self::Closed(terms), Event::ProposalDecided { result, .. }) => {
                *self = Self::Decided(Decided { terms: terms.clone(), result: *result, outcome: None });
            }
            (Self::Decided(decided), Event::OutcomeRecorded { statement, responsible_org, .. }) => {
                decided.outcome = Some((statement.clone(), responsible_org.clone()));
            }
            (Self::Draft(_) | Self::Open(_), Event::ProposalWithdrawn { .. }) => {
                *self = Self::Withdrawn(self.terms().clone());
            }
            _ => {}
        }
    }
}

/// The proposal a command names.
fn known(streams: &Streams<State>, proposal: Uuid) -> Result<&Proposal, Refusal> {
    streams.get(&proposal_stream(proposal)).proposal().ok_or(Refusal::UnknownProposal { proposal })
}

/// The proposal while it is open, at a moment before its window ends.
fn open_at(streams: &Streams<State>, proposal: Uuid, now: Timestamp) -> Result<&Open, Refusal> {
    match known(streams, proposal)? {
        Proposal::Open(open) if now < open.closes_at => Ok(open),
        Proposal::Open(open) => Err(Refusal::ProposalClosed { at: Some(open.closes_at) }),
        Proposal::Draft(_) => Err(Refusal::NotOpenYet { opens_at: None }),
        Proposal::Closed(_) | Proposal::Decided(_) | Proposal::Withdrawn(_) => {
            Err(Refusal::ProposalClosed { at: None })
        }
    }
}
