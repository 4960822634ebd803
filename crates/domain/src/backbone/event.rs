//! What has happened in the backbone: frozen the day it landed.
//!
//! Knows no rule. To add one: a variant with its stored type, its lines in `event_table.rs`, and a golden record.
//! Fields are never renamed, removed or read anew; a new shape is a `.v2`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::skill::Skill;
use super::{
    duty::AdoptedDuty,
    words::{
        Confidence, DecidedBy, ExternalRef, Factor, FieldOfWork, Function, LegalBasis, Money,
        OpenCommitments, Phase, Verdict,
    },
};
use crate::{
    facts::Sector,
    ids::{AccountId, Code, HolderId, OrgId, PersonId, Slug, StreamId, Uuid},
    meta::{ContextName, Role},
    private::Private,
    time::{Date, Timestamp},
};

/// Every event of the context. The first eight and `Reserved` are of the initiative `hub`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
#[expect(
    missing_docs,
    reason = "the fields are those of the commands, documented there and in the proto files"
)]
pub enum Event {
    /// An organization is known to the hub.
    #[serde(rename = "backbone.OrganizationRegistered.v1")]
    OrganizationRegistered {
        org: OrgId,
        code: Code,
        name: String,
        sector: Sector,
        external_ref: Option<ExternalRef>,
    },
    /// An organization has another name from a day on.
    #[serde(rename = "backbone.OrganizationRenamed.v1")]
    OrganizationRenamed { org: OrgId, name: String, from: Date },
    /// An organization went into another.
    #[serde(rename = "backbone.OrganizationSucceeded.v1")]
    OrganizationSucceeded { org: OrgId, into: OrgId, on: Date },
    /// An initiative is known to the hub.
    #[serde(rename = "backbone.InitiativeRegistered.v1")]
    InitiativeRegistered {
        slug: Slug,
        name: String,
        problem: String,
        field: FieldOfWork,
        area: String,
        convener: OrgId,
    },
    /// Something unique has a holder now; written on its `unique/…` stream, to exclude a second writer.
    #[serde(rename = "backbone.Reserved.v1")]
    Reserved { what: String, by: String },
    /// An account is open. Who is behind it stands in no record.
    #[serde(rename = "backbone.AccountOpened.v1")]
    AccountOpened { account: AccountId },
    /// A key works from now on.
    #[serde(rename = "backbone.KeyMinted.v1")]
    KeyMinted { key_id: Uuid, holder: HolderId, hash: String, roles: BTreeSet<Role>, expires_at: Timestamp },
    /// A key opens one initiative and no other; written with the minting itself.
    #[serde(rename = "backbone.KeyConfined.v1")]
    KeyConfined { key_id: Uuid, initiative: Slug },
    /// A key works no more.
    #[serde(rename = "backbone.KeyRevoked.v1")]
    KeyRevoked { key_id: Uuid },
    /// An assessment is open.
    #[serde(rename = "backbone.AssessmentStarted.v1")]
    AssessmentStarted { assessment: Uuid, assessors: BTreeSet<OrgId> },
    /// An organization scored a factor, or scored it anew.
    #[serde(rename = "backbone.FactorScored.v1")]
    FactorScored {
        assessment: Uuid,
        org: OrgId,
        factor: Factor,
        score: u8,
        evidence: Option<Private>,
        confidence: Confidence,
    },
    /// An assessment came to its verdict. Medians are doubled, to stay whole where two scores share the middle;
    /// spread is highest less lowest.
    #[serde(rename = "backbone.AssessmentConcluded.v1")]
    AssessmentConcluded {
        assessment: Uuid,
        verdict: Verdict,
        medians_doubled: BTreeMap<Factor, u8>,
        spread: BTreeMap<Factor, u8>,
    },
    /// Somebody asks to launch all the same.
    #[serde(rename = "backbone.WaiverRequested.v1")]
    WaiverRequested { request: Uuid, reason: Private },
    /// The initiative is launched.
    #[serde(rename = "backbone.InitiativeLaunched.v1")]
    InitiativeLaunched { basis: LaunchBasis },
    /// An organization is invited.
    #[serde(rename = "backbone.OrganizationInvited.v1")]
    OrganizationInvited { org: OrgId },
    /// An organization is a member.
    #[serde(rename = "backbone.OrganizationJoined.v1")]
    OrganizationJoined { org: OrgId, signatory: Option<PersonId> },
    /// Somebody asks to suspend a member.
    #[serde(rename = "backbone.SuspensionRequested.v1")]
    SuspensionRequested { request: Uuid, org: OrgId, reason: Private },
    /// A member may not act for a while.
    #[serde(rename = "backbone.MemberSuspended.v1")]
    MemberSuspended { org: OrgId, request: Uuid, reason: Private, decided_by: DecidedBy },
    /// A suspended member may act again.
    #[serde(rename = "backbone.MemberReinstated.v1")]
    MemberReinstated { org: OrgId },
    /// A member is one no more.
    #[serde(rename = "backbone.MemberLeft.v1")]
    MemberLeft { org: OrgId, reason: Private, open_commitments: OpenCommitments },
    /// A person is known to the initiative.
    #[serde(rename = "backbone.PersonRegistered.v1")]
    PersonRegistered { person: PersonId, org: OrgId, name: Private, email: Private },
    /// What is known of a person changed; what is null stayed.
    #[serde(rename = "backbone.PersonUpdated.v1")]
    PersonUpdated { person: PersonId, name: Option<Private>, email: Option<Private> },
    /// A role is held; the record's id names the grant.
    #[serde(rename = "backbone.RoleGranted.v1")]
    RoleGranted { holder: HolderId, role: Role, org: Option<OrgId>, from: Timestamp, to: Option<Timestamp> },
    /// Grants end now.
    #[serde(rename = "backbone.RoleRevoked.v1")]
    RoleRevoked {
        holder: HolderId,
        role: Role,
        org: Option<OrgId>,
        grants: BTreeSet<Uuid>,
        reason: Option<Private>,
    },
    /// Somebody asks that history may come in.
    #[serde(rename = "backbone.ImportRequested.v1")]
    ImportRequested {
        request: Uuid,
        holder: HolderId,
        org: Option<OrgId>,
        source: String,
        from: Timestamp,
        to: Timestamp,
    },
    /// The role `importer` is held; the record's id names the grant.
    #[serde(rename = "backbone.ImportGranted.v1")]
    ImportGranted {
        request: Uuid,
        holder: HolderId,
        org: Option<OrgId>,
        source: String,
        from: Timestamp,
        to: Timestamp,
    },
    /// An imported stream is live from now on.
    #[serde(rename = "backbone.ImportEnded.v1")]
    ImportEnded { context: ContextName, stream: StreamId },
    /// Somebody asks that a person be erased.
    #[serde(rename = "backbone.ErasureRequested.v1")]
    ErasureRequested { request: Uuid, subject: PersonId, legal_basis: LegalBasis },
    /// A second person approved: every service destroys the person's keys.
    #[serde(rename = "backbone.ErasureApproved.v1")]
    ErasureApproved { request: Uuid, subject: PersonId },
    /// Backbone has destroyed the person's keys, and the map from account to pseudonym.
    #[serde(rename = "backbone.SubjectShredded.v1")]
    SubjectShredded { subject: PersonId, request: Uuid },
    /// Every service has shredded: the person's private texts read as erased everywhere.
    #[serde(rename = "backbone.SubjectErased.v1")]
    SubjectErased { subject: PersonId, request: Uuid },
    /// A body has a seat.
    #[serde(rename = "backbone.SeatCreated.v1")]
    SeatCreated { seat: Uuid, body: Code, lived_experience: bool },
    /// Somebody sits from a day to a day, both included.
    #[serde(rename = "backbone.SeatFilled.v1")]
    SeatFilled { seat: Uuid, person: PersonId, org: OrgId, from: Date, to: Date },
    /// Somebody sits no more; `on` is the first day without them.
    #[serde(rename = "backbone.SeatVacated.v1")]
    SeatVacated { seat: Uuid, person: PersonId, on: Date, reason: Option<Private> },
    /// Somebody works for the backbone from a day on, until a day that is included.
    #[serde(rename = "backbone.StaffEmployed.v1")]
    StaffEmployed {
        person: PersonId,
        function: Function,
        fte_bp: u16,
        skills: BTreeSet<Skill>,
        from: Date,
        to: Option<Date>,
    },
    /// Somebody works in a function no more; `on` is the first day without them.
    #[serde(rename = "backbone.StaffReleased.v1")]
    StaffReleased { person: PersonId, function: Function, on: Date, reason: Option<Private> },
    /// A member asks for help, by a day.
    #[serde(rename = "backbone.SupportRequested.v1")]
    SupportRequested {
        support: Uuid,
        org: OrgId,
        function: Function,
        skills: BTreeSet<Skill>,
        what: Private,
        by: Date,
    },
    /// Somebody of the staff is put on a request.
    #[serde(rename = "backbone.SupportAssigned.v1")]
    SupportAssigned { support: Uuid, staff: PersonId },
    /// A request is done with.
    #[serde(rename = "backbone.SupportClosed.v1")]
    SupportClosed { support: Uuid, outcome: Private },
    /// An organization has a function from a day on, until a day that is included; the last word on each first day.
    #[serde(rename = "backbone.FunctionAssigned.v1")]
    FunctionAssigned { function: Function, org: OrgId, from: Date, to: Option<Date> },
    /// Effort went into a function.
    #[serde(rename = "backbone.EffortLogged.v1")]
    EffortLogged {
        function: Function,
        org: OrgId,
        author: Option<PersonId>,
        minutes: u16,
        on: Date,
        note: Option<Private>,
    },
    /// A charter is in force; `hash` is the SHA-256 of its file.
    #[serde(rename = "backbone.CharterAdopted.v1")]
    CharterAdopted { hash: String, decided_by: DecidedBy, review_due: Date },
    /// The charter was reviewed and stays as it is.
    #[serde(rename = "backbone.CharterReviewed.v1")]
    CharterReviewed { hash: String, review_due: Date, note: Option<Private> },
    /// The initiative took duties upon itself, in the place of those it had; in byte order of their codes.
    #[serde(rename = "backbone.DutiesAdopted.v1")]
    DutiesAdopted { preset: Option<String>, duties: Vec<AdoptedDuty> },
    /// A duty is to be met until the end of that day.
    #[serde(rename = "backbone.DutyDue.v1")]
    DutyDue { duty: Code, due: Date },
    /// A duty was met on that day: by the stream named, or as the evidence shows; and its next deadline.
    #[serde(rename = "backbone.DutyMet.v1")]
    DutyMet { duty: Code, on: Date, cites: Option<String>, evidence: Option<Private>, deadline: Date },
    /// A duty was not met until the end of that day; and its next deadline.
    #[serde(rename = "backbone.DutyMissed.v1")]
    DutyMissed { duty: Code, due: Date, deadline: Date },
    /// The initiative is in another phase: the next, or an earlier one.
    #[serde(rename = "backbone.PhaseChanged.v1")]
    PhaseChanged { from: Phase, to: Phase, evidence: Vec<Private>, reason: Option<Private> },
    /// The initiative has ended.
    #[serde(rename = "backbone.InitiativeClosed.v1")]
    InitiativeClosed { reason: Private },
    /// Money is promised for a time.
    #[serde(rename = "backbone.FundingPledged.v1")]
    FundingPledged {
        funding: Uuid,
        org: OrgId,
        money: Money,
        from: Date,
        to: Date,
        function: Option<Function>,
    },
    /// The money is sure.
    #[serde(rename = "backbone.FundingConfirmed.v1")]
    FundingConfirmed { funding: Uuid },
    /// The money will not come.
    #[serde(rename = "backbone.FundingLapsed.v1")]
    FundingLapsed { funding: Uuid },
}

/// What a launch rested on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the command")]
pub enum LaunchBasis {
    /// A suitable verdict.
    Assessment { assessment: Uuid },
    /// A decision to launch all the same, after a first act by another person.
    Waiver { request: Uuid, reason: Private, decided_by: DecidedBy },
}
