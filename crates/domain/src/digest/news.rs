//! What the contexts recorded that a digest may tell of, as plain values.
//!
//! Knows no events; each context turns its own into these. Titles and places only: no private text is in them.

use std::collections::BTreeSet;

use crate::{
    ids::{OrgId, StreamId},
    meta::Visibility,
    time::{Date, Timestamp},
};

/// One record, as far as it is news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News<T> {
    /// Its sequence.
    pub sequence: u64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Who may read it.
    pub visibility: Visibility,
    /// Whether it is imported history: it is no news, but what stands may rest on it.
    pub is_imported: bool,
    /// Its stream.
    pub stream: StreamId,
    /// What it says.
    pub what: T,
}

/// All news of an initiative, each context's in the order of its sequences.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The agenda's.
    pub agenda: Vec<News<OfAgenda>>,
    /// The plan's.
    pub plan: Vec<News<OfPlan>>,
    /// Communication's.
    pub communication: Vec<News<OfTalk>>,
}

/// What the agenda tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the events of the same names say what each is")]
pub enum OfAgenda {
    ProposalOpened { title: String, electorate: BTreeSet<OrgId>, closes_at: Timestamp },
    WindowExtended { closes_at: Timestamp },
    ConflictDeclared { org: OrgId },
    StanceCast { org: OrgId },
    ProposalDecided { result: &'static str, not_voting: BTreeSet<OrgId> },
    ProposalWithdrawn,
    MatterOpened { title: String },
    MatterDecided { result: &'static str },
}

/// What the plan tells; the stream is the activity.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the events of the same names say what each is")]
pub enum OfPlan {
    ActivityProposed { lead: Option<OrgId> },
    LeadTransferred { to: OrgId },
    CommitmentAccepted { org: OrgId },
    CommitmentEnded { org: OrgId },
    ActivityEnded,
    MilestoneAdded { milestone: String, title: String, due: Date },
    MilestoneRevised { milestone: String, title: String },
    MilestoneRescheduled { milestone: String, due: Date },
    MilestoneEnded { milestone: String },
}

/// What communication tells; the stream is the thread, meeting or announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the events of the same names say what each is")]
pub enum OfTalk {
    ThreadOpened { title: String },
    MessagePosted { message: String, author: String, mentions: BTreeSet<String> },
    MeetingScheduled { title: String, invited: BTreeSet<OrgId>, start: Timestamp, end: Timestamp },
    MeetingRescheduled { start: Timestamp, end: Timestamp },
    MeetingCancelled,
    ActionItemAdded { item: String, owner: OrgId, due: Date },
    ActionItemEnded { item: String },
    Announced { title: String, ack_by: Option<Timestamp>, audience: BTreeSet<OrgId> },
    Acknowledged { org: OrgId },
}

/// The longest title of an entry, in characters: a proposal has a text, and its beginning names it.
const TITLE: usize = 200;

/// The first line of a text, cut to a title.
pub fn headline(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= TITLE {
        return line.to_owned();
    }
    line.chars().take(TITLE.saturating_sub(1)).chain(['…']).collect()
}
