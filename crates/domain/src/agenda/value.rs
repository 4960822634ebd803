//! The words that commands, events and states of the agenda share.
//!
//! Knows no rules. To add a kind of proposal: a variant of [`ProposalKind`], its subject in `subject.rs` and
//! its content in `crate::content`.

use serde::{Deserialize, Serialize};

pub use crate::{
    content::{Goal, IndicatorRef, Section},
    facts::Sector,
    ids::ExternalRef,
};
use crate::{
    ids::{Code, OrgId, PersonId, Slug, Uuid, derived_id},
    meta::ContextName,
};

/// What a proposal asks the organizations to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ProposalKind {
    AdoptAgenda,
    AmendAgenda,
    AdoptIndicatorSet,
    AdoptCharter,
    Waive,
    Other,
}

impl ProposalKind {
    /// The kind's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AdoptAgenda => "adopt_agenda",
            Self::AmendAgenda => "amend_agenda",
            Self::AdoptIndicatorSet => "adopt_indicator_set",
            Self::AdoptCharter => "adopt_charter",
            Self::Waive => "waive",
            Self::Other => "other",
        }
    }

    /// Whether it is about the text of the agenda.
    pub fn is_about_agenda(self) -> bool {
        matches!(self, Self::AdoptAgenda | Self::AmendAgenda)
    }
}

/// What a proposal is about, with what its content hash needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SubjectRef {
    /// The initiative's agenda.
    Agenda,
    /// Definitions of indicators, each with its version.
    IndicatorSet {
        /// In byte order of their codes.
        indicators: Vec<IndicatorRef>,
    },
    /// A charter.
    Charter {
        /// SHA-256 of its file, lower hex.
        file: String,
    },
    /// Anything that has a stream in one of the contexts, such as backbone's `assessment/<id>`.
    Record {
        /// The context.
        context: ContextName,
        /// The stream.
        id: String,
    },
}

/// A change to the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A section's whole new text.
    SetSection {
        /// The section.
        section: Section,
        /// Its text; for `horizon_end` a date.
        text: String,
    },
    /// A goal, new or in the place of the one with that code.
    SetGoal {
        /// Its code.
        code: Code,
        /// What the organizations want together.
        statement: String,
        /// How it will be when the goal is reached.
        desired_condition: String,
        /// The sector that leads.
        lead_sector: Option<Sector>,
    },
    /// A goal that goes.
    DropGoal {
        /// Its code.
        code: Code,
    },
}

/// How positions become a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "domain.md, `Tally, exactly`, says how each is counted")]
pub enum Method {
    Consent,
    Majority,
    Supermajority,
    Unanimity,
}

/// Whether a stance comes with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ReasonPolicy {
    Disabled,
    Optional,
    Required,
    RequiredForDisagreeOrBlock,
}

/// Who decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Electorate {
    /// Every organization that is a member when the proposal opens.
    Organizations,
    /// The organizations that sit in a body.
    Body {
        /// The body's code.
        code: Code,
    },
}

/// How a proposal is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// How positions become a result.
    pub method: Method,
    /// How much of the electorate must have cast, in basis points.
    pub quorum_bp: u32,
    /// What share of the positions that count must agree, in basis points: supermajority only.
    pub threshold_bp: Option<u32>,
    /// Whether a stance comes with a reason.
    pub reason_policy: ReasonPolicy,
    /// Who decides.
    pub electorate: Electorate,
}

impl Rule {
    /// The part of the rule that the arithmetic needs.
    pub fn counting(&self) -> Counting {
        Counting { method: self.method, quorum_bp: self.quorum_bp, threshold_bp: self.threshold_bp }
    }
}

/// The arithmetic of a decision, and all of the rule of a meeting's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counting {
    /// How positions become a result.
    pub method: Method,
    /// How much of the electorate must have cast, in basis points.
    pub quorum_bp: u32,
    /// What share of the positions that count must agree, in basis points: supermajority only.
    pub threshold_bp: Option<u32>,
}

/// What an organization says to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Position {
    Agree,
    Abstain,
    Disagree,
    Block,
}

/// What a voter said in a meeting, or that it was not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum MeetingPosition {
    Agree,
    Abstain,
    Disagree,
    Block,
    Absent,
}

impl MeetingPosition {
    /// The position's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Abstain => "abstain",
            Self::Disagree => "disagree",
            Self::Block => "block",
            Self::Absent => "absent",
        }
    }
}

/// How a decision came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum DecisionResult {
    Adopted,
    Rejected,
    NoQuorum,
    Blocked,
}

impl DecisionResult {
    /// The result's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Rejected => "rejected",
            Self::NoQuorum => "no_quorum",
            Self::Blocked => "blocked",
        }
    }
}

/// The decision something rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedBy {
    /// The context of the decision; `agenda`.
    pub context: ContextName,
    /// The proposal, the matter or the meeting's decision.
    pub id: Uuid,
}

impl DecidedBy {
    /// A decision taken in the agenda.
    pub fn agenda(id: Uuid) -> Self {
        Self { context: ContextName::Agenda, id }
    }
}

/// Who takes part in a decision of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voter {
    /// An organization.
    Org(OrgId),
    /// A seat of the body.
    Seat(Uuid),
    /// Somebody the source knows by a code of its own.
    External(ExternalRef),
}

/// The voters of one position, as they are stored: the vocabulary of external codes stands beside the groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionGroup {
    /// What they said.
    pub position: MeetingPosition,
    /// The word the room used, where it is another.
    pub stated_as: Option<String>,
    /// Organizations, in byte order.
    pub orgs: Vec<OrgId>,
    /// Seats, in order.
    pub seats: Vec<Uuid>,
    /// Codes of the vocabulary, in byte order.
    pub external: Vec<String>,
}

/// What a meeting's decision adopts: a text, as a proposal would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopts {
    /// The kind of proposal it stands for.
    pub kind: ProposalKind,
    /// What it is about.
    pub subject_ref: SubjectRef,
    /// The content hash of the text adopted, after the changes.
    pub subject_hash: String,
    /// Changes to the agenda: `amend_agenda` only.
    pub changes: Vec<Change>,
}

/// What a participant says to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum ResponseValue {
    Agree,
    Pass,
    Disagree,
}

/// What becomes of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Moderation {
    Accepted,
    Rejected,
}

/// Who may take part in a consultation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Audience {
    Anyone,
    Members,
}

/// What a consultation is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConsultationSubject {
    /// The agenda as a whole.
    Agenda,
    /// One of its goals.
    Goal {
        /// The goal's code.
        code: Code,
    },
    /// A proposal.
    Proposal {
        /// Its id.
        id: Uuid,
    },
    /// A matter.
    Matter {
        /// Its id.
        id: Uuid,
    },
}

/// Who says something in a consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Participant {
    /// Whoever sends the command.
    Caller,
    /// Somebody else: history coming in, or a form filled in on paper.
    Named(PersonId),
}

/// An aggregate of the agenda, by its id or by what the source calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// Its id.
    Id(Uuid),
    /// What the source calls it, for something that was imported.
    External(ExternalRef),
}

impl Named {
    /// The id, derived where the source's name was given.
    pub fn id(&self, initiative: &Slug, aggregate: &'static str) -> Uuid {
        match self {
            Self::Id(id) => *id,
            Self::External(name) => {
                derived_id(initiative, ContextName::Agenda.as_str(), aggregate, &name.vocabulary, &name.code)
            }
        }
    }
}
