//! What has happened in the agenda, as it is stored.
//!
//! A variant that has landed is never changed (contracts.md, `type`): a new shape is another variant with the
//! next version. To add one: a variant here, its name in [`Event::TYPES`](crate::decider::Event::TYPES), a
//! golden file, and an arm in its aggregate's `evolve`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    tally::Tally,
    value::{
        Adopts, Audience, Change, ConsultationSubject, Counting, DecidedBy, DecisionResult, ExternalRef,
        Moderation, Position, PositionGroup, ProposalKind, ResponseValue, Rule, Section, Sector, SubjectRef,
    },
};
use crate::{
    decider,
    ids::{Code, OrgId, PersonId, Uuid},
    meta::{Scope, Visibility},
    private::{Field, KeyOf, Owner, Private},
    time::{Date, Timestamp},
};

/// An event of the agenda. Every `hash` is a content hash (`crate::content`), lower hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
#[expect(missing_docs, reason = "the fields are those of the commands, described there")]
pub enum Event {
    /// The agenda begins; its first text.
    #[serde(rename = "agenda.AgendaDrafted.v1")]
    AgendaDrafted {
        problem_statement: String,
        vision: String,
        geographic_scope: String,
        population: String,
        horizon_end: Date,
        hash: String,
    },
    /// A goal, while the agenda is drafted.
    #[serde(rename = "agenda.GoalDefined.v1")]
    GoalDefined {
        code: Code,
        statement: String,
        desired_condition: String,
        lead_sector: Option<Sector>,
        hash: String,
    },
    /// A section's new text, while the agenda is drafted.
    #[serde(rename = "agenda.AgendaTextRevised.v1")]
    AgendaTextRevised { section: Section, text: String, hash: String },
    /// The agenda stands as version `n`.
    #[serde(rename = "agenda.AgendaAdopted.v1")]
    AgendaAdopted { n: u32, hash: String, decided_by: DecidedBy },
    /// The agenda stands as version `n`, after the changes.
    #[serde(rename = "agenda.AgendaAmended.v1")]
    AgendaAmended { n: u32, hash: String, changes: Vec<Change>, decided_by: DecidedBy },
    /// The agenda has ended.
    #[serde(rename = "agenda.AgendaRetired.v1")]
    AgendaRetired { decided_by: DecidedBy, successor: Option<String> },

    /// A proposal is written.
    #[serde(rename = "agenda.ProposalDrafted.v1")]
    ProposalDrafted {
        kind: ProposalKind,
        subject_ref: SubjectRef,
        subject_hash: String,
        text: String,
        changes: Vec<Change>,
        rule: Rule,
        previous_round: Option<Uuid>,
    },
    /// Somebody asks for another text of a section.
    #[serde(rename = "agenda.AmendmentSubmitted.v1")]
    AmendmentSubmitted {
        amendment: Uuid,
        section: Section,
        base_hash: String,
        replacement: String,
        rationale: Private,
        org: Option<OrgId>,
    },
    /// It is taken in; `hash` is the proposal's new subject hash.
    #[serde(rename = "agenda.AmendmentAccepted.v1")]
    AmendmentAccepted {
        amendment: Uuid,
        section: Section,
        replacement: String,
        hash: String,
        reason: Option<Private>,
    },
    /// It is not taken in.
    #[serde(rename = "agenda.AmendmentRejected.v1")]
    AmendmentRejected { amendment: Uuid, reason: Private },
    /// It is taken back.
    #[serde(rename = "agenda.AmendmentWithdrawn.v1")]
    AmendmentWithdrawn { amendment: Uuid },
    /// Stances are taken from `opens_at` until before `closes_at`; the electorate is frozen.
    #[serde(rename = "agenda.ProposalOpened.v1")]
    ProposalOpened {
        kind: ProposalKind,
        subject_ref: SubjectRef,
        subject_hash: String,
        text: String,
        changes: Vec<Change>,
        rule: Rule,
        electorate: Vec<OrgId>,
        opens_at: Timestamp,
        closes_at: Timestamp,
        tz: String,
    },
    /// On the subject's own stream: from now on this proposal is the one to ask before another opens.
    #[serde(rename = "agenda.SubjectClaimed.v1")]
    SubjectClaimed { subject: String, proposal: Uuid },
    /// An organization is recused; its live stance is void and stays in history.
    #[serde(rename = "agenda.ConflictDeclared.v1")]
    ConflictDeclared { org: OrgId, nature: Private },
    /// An organization's position; `replaces` is the record of the one before.
    #[serde(rename = "agenda.StanceCast.v1")]
    StanceCast {
        org: OrgId,
        position: Position,
        subject_hash: String,
        replaces: Option<Uuid>,
        reason: Option<Private>,
    },
    /// More time, once.
    #[serde(rename = "agenda.WindowExtended.v1")]
    WindowExtended { from: Timestamp, closes_at: Timestamp, reason: Private },
    /// No more stances.
    #[serde(rename = "agenda.ProposalClosed.v1")]
    ProposalClosed { tally: Tally },
    /// The decision.
    #[serde(rename = "agenda.ProposalDecided.v1")]
    ProposalDecided {
        proposal: Uuid,
        kind: ProposalKind,
        subject_ref: SubjectRef,
        subject_hash: String,
        result: DecisionResult,
        tally: Tally,
        not_voting: Vec<OrgId>,
    },
    /// What follows from the decision.
    #[serde(rename = "agenda.OutcomeRecorded.v1")]
    OutcomeRecorded { statement: String, review_on: Option<Date>, responsible_org: OrgId },
    /// Taken back, with its stances in history.
    #[serde(rename = "agenda.ProposalWithdrawn.v1")]
    ProposalWithdrawn { reason: String },

    /// A body that decides.
    #[serde(rename = "agenda.BodyDefined.v1")]
    BodyDefined { code: Code, name: String, seats: Vec<OrgId> },
    /// A question that is decided in rooms.
    #[serde(rename = "agenda.MatterOpened.v1")]
    MatterOpened {
        title: String,
        text: Option<String>,
        kind: Code,
        deciding_body: Code,
        external_ref: Option<ExternalRef>,
    },
    /// What a body decided. `agrees` says whether the stated result is the computed one; the stated one counts.
    #[serde(rename = "agenda.MeetingDecisionRecorded.v1")]
    MeetingDecisionRecorded {
        decision: Uuid,
        matter: Uuid,
        body: Code,
        is_advisory: bool,
        rule: Counting,
        vocabulary: Option<String>,
        positions: Vec<PositionGroup>,
        tally: Tally,
        stated_tally: BTreeMap<String, u32>,
        computed_result: DecisionResult,
        stated_result: DecisionResult,
        agrees: bool,
        decided_on: Date,
        minutes_ref: Option<String>,
        reverses: Option<Uuid>,
        adopts: Option<Adopts>,
        external_ref: Option<ExternalRef>,
    },

    /// A question to the community.
    #[serde(rename = "agenda.ConsultationOpened.v1")]
    ConsultationOpened {
        question: String,
        opens_at: Timestamp,
        closes_at: Option<Timestamp>,
        who: Audience,
        subject_ref: Option<ConsultationSubject>,
        external_ref: Option<ExternalRef>,
    },
    /// A statement to respond to.
    #[serde(rename = "agenda.StatementAdded.v1")]
    StatementAdded { statement: String, by: PersonId, text: Private },
    /// A statement is accepted or rejected; its responses stay.
    #[serde(rename = "agenda.StatementModerated.v1")]
    StatementModerated { statement: String, moderation: Moderation, reason: Option<Private> },
    /// A response: every one, also one of the same value.
    #[serde(rename = "agenda.Responded.v1")]
    Responded { statement: String, participant: PersonId, value: ResponseValue },
    /// The consultation has ended.
    #[serde(rename = "agenda.ConsultationClosed.v1")]
    ConsultationClosed { statements: u32, participants: u32, responses: u32 },
    /// The keys of an erased person are destroyed here: texts of theirs read as erased.
    #[serde(rename = "agenda.SubjectShredded.v1")]
    SubjectShredded {
        /// Whose.
        subject: PersonId,
        /// The erasure that backbone recorded as approved.
        request: Uuid,
    },
}

impl decider::Event for Event {
    const TYPES: &'static [&'static str] = &[
        "agenda.AgendaAdopted.v1",
        "agenda.AgendaAmended.v1",
        "agenda.AgendaDrafted.v1",
        "agenda.AgendaRetired.v1",
        "agenda.AgendaTextRevised.v1",
        "agenda.AmendmentAccepted.v1",
        "agenda.AmendmentRejected.v1",
        "agenda.AmendmentSubmitted.v1",
        "agenda.AmendmentWithdrawn.v1",
        "agenda.BodyDefined.v1",
        "agenda.ConflictDeclared.v1",
        "agenda.ConsultationClosed.v1",
        "agenda.ConsultationOpened.v1",
        "agenda.GoalDefined.v1",
        "agenda.MatterOpened.v1",
        "agenda.MeetingDecisionRecorded.v1",
        "agenda.OutcomeRecorded.v1",
        "agenda.ProposalClosed.v1",
        "agenda.ProposalDecided.v1",
        "agenda.ProposalDrafted.v1",
        "agenda.ProposalOpened.v1",
        "agenda.ProposalWithdrawn.v1",
        "agenda.Responded.v1",
        "agenda.StanceCast.v1",
        "agenda.StatementAdded.v1",
        "agenda.StatementModerated.v1",
        "agenda.SubjectClaimed.v1",
        "agenda.SubjectShredded.v1",
        "agenda.WindowExtended.v1",
    ];

    fn visibility(&self) -> Visibility {
        match self {
            Self::ProposalDrafted { .. }
            | Self::AmendmentSubmitted { .. }
            | Self::AmendmentAccepted { .. }
            | Self::AmendmentRejected { .. }
            | Self::AmendmentWithdrawn { .. } => Visibility::Members,
            Self::SubjectShredded { .. } => Visibility::Restricted,
            _ => Visibility::Public,
        }
    }

    fn begun(&self) -> Option<String> {
        match self {
            Self::AmendmentSubmitted { amendment, .. } => Some(amendment.to_string()),
            Self::MeetingDecisionRecorded { decision, .. } => Some(decision.to_string()),
            Self::StatementAdded { statement, .. } => Some(statement.clone()),
            _ => None,
        }
    }

    fn private_fields(&mut self, scope: &Scope) -> Vec<Field<'_>> {
        let actor = || match &scope.actor.org {
            Some(org) => Owner::Organization(org.as_str().to_owned()),
            None => Owner::Person(scope.actor.reference.clone()),
        };
        let (pointer, text, owner) = match self {
            Self::StanceCast { org, reason: Some(reason), .. } => {
                ("/reason", reason, Owner::Organization(org.as_str().to_owned()))
            }
            Self::ConflictDeclared { org, nature } => {
                ("/nature", nature, Owner::Organization(org.as_str().to_owned()))
            }
            Self::AmendmentSubmitted { rationale, .. } => ("/rationale", rationale, actor()),
            Self::AmendmentAccepted { reason: Some(reason), .. }
            | Self::AmendmentRejected { reason, .. }
            | Self::WindowExtended { reason, .. }
            | Self::StatementModerated { reason: Some(reason), .. } => ("/reason", reason, actor()),
            Self::StatementAdded { by, text, .. } => ("/text", text, Owner::Person(by.as_str().to_owned())),
            _ => return Vec::new(),
        };
        vec![Field { pointer: pointer.to_owned(), text, key: KeyOf::Text, owner }]
    }
}
