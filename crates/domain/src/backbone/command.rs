//! What can be asked of the backbone.
//!
//! Knows no rule: a command is a checked shape, decided in the file of its aggregate. To add one: a struct and
//! a variant here, its place in [`Command::place`], its streams in `streams.rs`, its arm in `Rules::decide`.

use std::collections::BTreeSet;

use super::words::{Confidence, DecidedBy, ExternalRef, Factor, FieldOfWork, OpenCommitments};
use crate::{
    facts::Sector,
    ids::{AccountId, Code, HolderId, OrgId, PersonId, Slug, StreamId, Uuid},
    meta::{ContextName, Role},
    private::Private,
    time::{Date, Timestamp},
};

/// Every command of the context.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each struct says it")]
pub enum Command {
    RegisterOrganization(RegisterOrganization),
    RenameOrganization(RenameOrganization),
    SucceedOrganization(SucceedOrganization),
    RegisterInitiative(RegisterInitiative),
    CompleteSetup(CompleteSetup),
    OpenAccount,
    MintKey(MintKey),
    RevokeKey(RevokeKey),
    StartAssessment(StartAssessment),
    ScoreFactor(ScoreFactor),
    ConcludeAssessment(ConcludeAssessment),
    RequestWaiver(RequestWaiver),
    LaunchInitiative(LaunchInitiative),
    InviteOrganization(InviteOrganization),
    AcceptInvitation(AcceptInvitation),
    RequestSuspension(RequestSuspension),
    SuspendMember(SuspendMember),
    ReinstateMember(ReinstateMember),
    LeaveInitiative(LeaveInitiative),
    RegisterPerson(RegisterPerson),
    UpdatePerson(UpdatePerson),
    GrantRole(GrantRole),
    RevokeRole(RevokeRole),
    RequestImport(RequestImport),
    GrantImport(GrantImport),
    EndImport(EndImport),
}

/// Where a command may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// To the initiative `hub` alone.
    Hub,
    /// To any initiative but `hub`.
    Initiative,
    /// To both.
    Either,
}

impl Command {
    /// Where it may be sent.
    pub fn place(&self) -> Place {
        match self {
            Self::RegisterOrganization(_)
            | Self::RenameOrganization(_)
            | Self::SucceedOrganization(_)
            | Self::RegisterInitiative(_)
            | Self::CompleteSetup(_)
            | Self::OpenAccount
            | Self::MintKey(_)
            | Self::RevokeKey(_) => Place::Hub,
            Self::GrantRole(_)
            | Self::RevokeRole(_)
            | Self::RequestImport(_)
            | Self::GrantImport(_)
            | Self::EndImport(_) => Place::Either,
            _ => Place::Initiative,
        }
    }
}

/// Makes an organization known to the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterOrganization {
    /// Its code, unique in the hub.
    pub code: Code,
    /// Its name.
    pub name: String,
    /// Its sector.
    pub sector: Sector,
    /// Its name in another system.
    pub external_ref: Option<ExternalRef>,
}

/// Gives an organization another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameOrganization {
    /// Which.
    pub org: OrgId,
    /// The new name.
    pub name: String,
    /// The first day of the new name.
    pub from: Date,
}

/// Says that an organization went into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SucceedOrganization {
    /// The one that ends.
    pub org: OrgId,
    /// The one that goes on.
    pub into: OrgId,
    /// The first day of that.
    pub on: Date,
}

/// Makes an initiative known to the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterInitiative {
    /// Its slug, unique in the hub.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// The problem it takes on.
    pub problem: String,
    /// What it is about.
    pub field: FieldOfWork,
    /// Where.
    pub area: String,
    /// The organization that convenes it, a member from the start.
    pub convener: OrgId,
}

/// Makes the first admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteSetup {
    /// SHA-256 of the admin's key, lower hex.
    pub key_hash: String,
    /// The end of the key's life.
    pub expires_at: Timestamp,
}

/// Mints a key for an account or a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MintKey {
    /// The account or service.
    pub holder: HolderId,
    /// SHA-256 of the key, lower hex.
    pub hash: String,
    /// The roles the key is narrowed to; none: all that its holder has.
    pub roles: BTreeSet<Role>,
    /// The initiative the key opens and no other; none: wherever its holder acts.
    pub initiative: Option<Slug>,
    /// The end of its life.
    pub expires_at: Timestamp,
}

/// Ends a key at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokeKey {
    /// Which.
    pub key: Uuid,
}

/// Begins an assessment of readiness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartAssessment {
    /// The organizations that score.
    pub assessors: BTreeSet<OrgId>,
}

/// Scores a factor for the caller's organization; a second score replaces the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreFactor {
    /// Which assessment.
    pub assessment: Uuid,
    /// Which factor.
    pub factor: Factor,
    /// From 0 (not at all) to 4 (fully).
    pub score: u8,
    /// What the score rests on; needed for 0 and 4.
    pub evidence: Option<Private>,
    /// How sure.
    pub confidence: Confidence,
}

/// Ends an assessment with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcludeAssessment {
    /// Which.
    pub assessment: Uuid,
}

/// The first act of a launch by waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestWaiver {
    /// Why.
    pub reason: Private,
}

/// Launches the initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaunchInitiative {
    /// On what.
    pub basis: Basis,
}

/// What a launch rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A suitable verdict.
    Assessment(Uuid),
    /// A decision to launch all the same.
    Waiver {
        /// The first act, by another person.
        request: Uuid,
        /// Why.
        reason: Private,
        /// The decision.
        decided_by: DecidedBy,
    },
}

/// Invites an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteOrganization {
    /// Which.
    pub org: OrgId,
}

/// Joins, for the caller's organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptInvitation {
    /// Who signs; the caller when none.
    pub signatory: Option<PersonId>,
}

/// The first act of a suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestSuspension {
    /// Whom.
    pub org: OrgId,
    /// Why.
    pub reason: Private,
}

/// Suspends a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspendMember {
    /// Whom.
    pub org: OrgId,
    /// The first act, by another person.
    pub request: Uuid,
    /// Why.
    pub reason: Private,
    /// The decision.
    pub decided_by: DecidedBy,
}

/// Ends a suspension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReinstateMember {
    /// Whose.
    pub org: OrgId,
}

/// Leaves, for the caller's organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaveInitiative {
    /// Why.
    pub reason: Private,
    /// What becomes of its commitments.
    pub open_commitments: OpenCommitments,
}

/// Makes a person known to the initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterPerson {
    /// The pseudonym, where the person has one here already or the service drew one.
    pub person: Option<PersonId>,
    /// The name.
    pub name: Private,
    /// The e-mail address.
    pub email: Private,
    /// The person's organization.
    pub org: OrgId,
}

/// Changes what is known of a person; what is none stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdatePerson {
    /// Whom.
    pub person: PersonId,
    /// The name.
    pub name: Option<Private>,
    /// The e-mail address.
    pub email: Option<Private>,
}

/// Grants a role; in the hub `admin` and `auditor`, in an initiative the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRole {
    /// The account (in the hub), person (in an initiative) or service.
    pub holder: HolderId,
    /// The role.
    pub role: Role,
    /// The organization it is held for.
    pub org: Option<OrgId>,
    /// From when; now when none.
    pub from: Option<Timestamp>,
    /// Until before when; open when none.
    pub to: Option<Timestamp>,
}

/// Ends every grant of a role for an organization that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokeRole {
    /// Whose.
    pub holder: HolderId,
    /// The role.
    pub role: Role,
    /// The organization it is held for.
    pub org: Option<OrgId>,
    /// Why.
    pub reason: Option<Private>,
}

/// The first act of an import grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestImport {
    /// Who is to import.
    pub holder: HolderId,
    /// For which organization.
    pub org: Option<OrgId>,
    /// What comes in, and where from.
    pub source: String,
    /// From when; now when none.
    pub from: Option<Timestamp>,
    /// Until before when.
    pub to: Timestamp,
}

/// Grants what was requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantImport {
    /// The first act, by another person.
    pub request: Uuid,
}

/// Makes an imported stream live, for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndImport {
    /// The context the stream is in.
    pub context: ContextName,
    /// The stream.
    pub stream: StreamId,
}

/// The account a key is minted for, when it is one.
pub fn account_of(holder: &HolderId) -> Option<AccountId> {
    holder.as_str().parse().ok()
}
