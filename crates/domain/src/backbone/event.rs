//! What has happened in the backbone: frozen the day it landed.
//!
//! Knows no rule. To add one: a variant with its stored type, its place in `TYPES`, its visibility, its private
//! fields, and a golden record. Fields are never renamed, removed or read anew; a new shape is a `.v2`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::words::{
    Confidence, DecidedBy, ExternalRef, Factor, FieldOfWork, LegalBasis, OpenCommitments, Verdict,
};
use crate::{
    decider,
    facts::Sector,
    ids::{AccountId, Code, HolderId, OrgId, PersonId, Slug, StreamId, Uuid},
    meta::{ContextName, Role, Scope, Visibility},
    private::{Field, KeyOf, Owner, Private},
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

impl decider::Event for Event {
    const TYPES: &'static [&'static str] = &[
        "backbone.AccountOpened.v1",
        "backbone.AssessmentConcluded.v1",
        "backbone.AssessmentStarted.v1",
        "backbone.ErasureApproved.v1",
        "backbone.ErasureRequested.v1",
        "backbone.FactorScored.v1",
        "backbone.ImportEnded.v1",
        "backbone.ImportGranted.v1",
        "backbone.ImportRequested.v1",
        "backbone.InitiativeLaunched.v1",
        "backbone.InitiativeRegistered.v1",
        "backbone.KeyConfined.v1",
        "backbone.KeyMinted.v1",
        "backbone.KeyRevoked.v1",
        "backbone.MemberLeft.v1",
        "backbone.MemberReinstated.v1",
        "backbone.MemberSuspended.v1",
        "backbone.OrganizationInvited.v1",
        "backbone.OrganizationJoined.v1",
        "backbone.OrganizationRegistered.v1",
        "backbone.OrganizationRenamed.v1",
        "backbone.OrganizationSucceeded.v1",
        "backbone.PersonRegistered.v1",
        "backbone.PersonUpdated.v1",
        "backbone.Reserved.v1",
        "backbone.RoleGranted.v1",
        "backbone.RoleRevoked.v1",
        "backbone.SubjectErased.v1",
        "backbone.SubjectShredded.v1",
        "backbone.SuspensionRequested.v1",
        "backbone.WaiverRequested.v1",
    ];

    fn visibility(&self) -> Visibility {
        match self {
            Self::AssessmentStarted { .. }
            | Self::Reserved { .. }
            | Self::RoleGranted { .. }
            | Self::RoleRevoked { .. } => Visibility::Members,
            Self::AccountOpened { .. }
            | Self::KeyMinted { .. }
            | Self::KeyConfined { .. }
            | Self::KeyRevoked { .. }
            | Self::FactorScored { .. }
            | Self::WaiverRequested { .. }
            | Self::SuspensionRequested { .. }
            | Self::PersonRegistered { .. }
            | Self::PersonUpdated { .. }
            | Self::ImportRequested { .. }
            | Self::ErasureRequested { .. }
            | Self::ErasureApproved { .. }
            | Self::SubjectShredded { .. } => Visibility::Restricted,
            Self::OrganizationRegistered { .. }
            | Self::OrganizationRenamed { .. }
            | Self::OrganizationSucceeded { .. }
            | Self::InitiativeRegistered { .. }
            | Self::AssessmentConcluded { .. }
            | Self::InitiativeLaunched { .. }
            | Self::OrganizationInvited { .. }
            | Self::OrganizationJoined { .. }
            | Self::MemberSuspended { .. }
            | Self::MemberReinstated { .. }
            | Self::MemberLeft { .. }
            | Self::ImportGranted { .. }
            | Self::ImportEnded { .. }
            | Self::SubjectErased { .. } => Visibility::Public,
        }
    }

    fn private_fields(&mut self, scope: &Scope) -> Vec<Field<'_>> {
        match self {
            Self::FactorScored { evidence: Some(evidence), .. } => vec![said("/evidence", evidence, scope)],
            Self::InitiativeLaunched { basis: LaunchBasis::Waiver { reason, .. } } => {
                vec![said("/basis/reason", reason, scope)]
            }
            Self::WaiverRequested { reason, .. }
            | Self::SuspensionRequested { reason, .. }
            | Self::MemberSuspended { reason, .. }
            | Self::MemberLeft { reason, .. }
            | Self::RoleRevoked { reason: Some(reason), .. } => vec![said("/reason", reason, scope)],
            Self::PersonRegistered { person, name, email, .. } => {
                vec![profile("/name", name, person), profile("/email", email, person)]
            }
            Self::PersonUpdated { person, name, email } => {
                let name = name.iter_mut().map(|text| profile("/name", text, person));
                name.chain(email.iter_mut().map(|text| profile("/email", text, person))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What is said for an organization is the organization's; else the person's.
fn said<'a>(pointer: &str, text: &'a mut Private, scope: &Scope) -> Field<'a> {
    let owner = match &scope.actor.org {
        Some(org) => Owner::Organization(org.as_str().to_owned()),
        None => Owner::Person(scope.actor.reference.clone()),
    };
    Field { pointer: pointer.to_owned(), text, key: KeyOf::Text, owner }
}

/// What describes a person is under that person's key.
fn profile<'a>(pointer: &str, text: &'a mut Private, person: &PersonId) -> Field<'a> {
    let owner = Owner::Person(person.as_str().to_owned());
    Field { pointer: pointer.to_owned(), text, key: KeyOf::Person, owner }
}
