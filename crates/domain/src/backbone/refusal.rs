//! What the backbone's rules say when they say no; each says what would be accepted.
//!
//! Knows no gRPC. To add one: a variant, its reason, its kind, a line in `catalogue`, and a test that provokes it.

use std::collections::BTreeMap;

use super::words::Factor;
use crate::{
    decider::{self, RefusalKind},
    facts::Sector,
    ids::{AccountId, Code, OrgId, PersonId, Slug, Uuid},
    meta::Role,
    time::Timestamp,
};

/// Every refusal of the context.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message says it")]
pub enum Refusal {
    #[error("this belongs to the whole hub; accepted is initiative `hub`")]
    HubOnly,
    #[error("this belongs to one initiative; accepted is its slug, not `hub`")]
    NotInHub,
    #[error("there is no such initiative; accepted is the slug of a registered one")]
    UnknownInitiative,
    #[error("the code {code} belongs to {org}; accepted is a code no organization has")]
    OrganizationCodeTaken { code: Code, org: String },
    #[error("there is no organization {org}; accepted is the id of a registered one")]
    UnknownOrganization { org: OrgId },
    #[error("{org} went into {into}; accepted is the organization that goes on")]
    OrganizationSucceeded { org: OrgId, into: OrgId },
    #[error("an organization cannot succeed itself; accepted is another organization")]
    SucceedsItself,
    #[error("the slug {slug} is taken; accepted is one no initiative has")]
    SlugTaken { slug: Slug },
    #[error("the slug `hub` is the hub's own; accepted is any other")]
    SlugReserved,
    #[error("the hub has an admin; accepted is a key minted by an admin")]
    SetupDone,
    #[error("there is no account {account}; accepted is the id of an open one")]
    UnknownAccount { account: AccountId },
    #[error("there is no key {key}; accepted is the id of a minted one")]
    UnknownKey { key: Uuid },
    #[error("a key with this hash was minted before; accepted is the hash of a fresh secret")]
    KeyHashTaken,
    #[error("the key would have expired already; accepted is a moment after {now}")]
    ExpiresInPast { now: Timestamp },
    #[error("assessment {assessment} is open; a new one is accepted once it is concluded")]
    AssessmentOpen { assessment: Uuid },
    #[error("{given} assessors were named; accepted are 3 to 500 organizations")]
    AssessorsOutOfRange { given: usize },
    #[error("there is no assessment {assessment}; accepted is the id of a started one")]
    UnknownAssessment { assessment: Uuid },
    #[error("{org} is no assessor here; accepted are the organizations named at the start")]
    NotAnAssessor { org: OrgId },
    #[error("the assessment was concluded at {at}; scores are accepted until then")]
    AlreadyFinal { at: Timestamp },
    #[error("the score {score} is out of range; accepted is 0 to 4")]
    ScoreOutOfRange { score: u8 },
    #[error("a score of {score} needs evidence; without it 1 to 3 are accepted")]
    EvidenceRequired { score: u8 },
    #[error(
        "{scored} of {asked} scores are given; accepted is a verdict on 60 % of them, and of each decisive factor"
    )]
    TooFewScored { scored: usize, asked: usize, lacking: Vec<Factor> },
    #[error("assessment {assessment} has no verdict yet; accepted is a concluded one")]
    AssessmentNotConcluded { assessment: Uuid },
    #[error("the verdict is not suitable ({}); accepted is a suitable one, or a waiver", words(.factors))]
    NotSuitable { factors: Vec<Factor> },
    #[error("the verdict is not ready ({}); accepted is a suitable one, or a waiver", words(.factors))]
    NotReady { factors: Vec<Factor> },
    #[error("the members are of {} sectors; accepted are members of two or more", .sectors.len())]
    FewerThanTwoSectors { sectors: Vec<Sector> },
    #[error("the assessment was concluded at {concluded_at}; its verdict is accepted for 365 days")]
    AssessmentExpired { concluded_at: Timestamp },
    #[error("{id} is no adopted decision for this; accepted is an adopted proposal or matter of the agenda")]
    NoDecision { id: Uuid },
    #[error("{org} is a member already; accepted are organizations that are none")]
    AlreadyAMember { org: OrgId },
    #[error("{org} has no open invitation; accepted are invited organizations")]
    NotInvited { org: OrgId },
    #[error(
        "{org} is not a member in good standing; accepted are members, and guests where joining is meant"
    )]
    NotAMember { org: OrgId },
    #[error("the convener stays a member; accepted is any other member")]
    ConvenerCannotLeave,
    #[error(
        "a second person must complete what record {first} began; accepted is a person of another member, who \
         names that record in `approves`"
    )]
    NeedsSecondPerson { first: Uuid },
    #[error("there is no first act {request} for this; accepted is the id of a request for the same thing")]
    UnknownRequest { request: Uuid },
    #[error("this is done for an organization; accepted is a caller who acts for one (`on_behalf_of_org`)")]
    NoOrganization,
    #[error("the address cannot be one; accepted is an e-mail address such as ana@example.org")]
    EmailMalformed,
    #[error("{person} is registered; accepted is an update")]
    AlreadyRegistered { person: PersonId },
    #[error("there is no person {person}; accepted is the pseudonym of a registered one")]
    UnknownPerson { person: PersonId },
    #[error("a caller acting as {} cannot hand out or take back {}; accepted is a role the caller's own includes", .held.as_str(), .role.as_str())]
    GrantsMoreThanHeld { role: Role, held: Role },
    #[error("it would end before it begins; accepted is an end after {from}")]
    ToBeforeFrom { from: Timestamp },
    #[error("this is the hub's last admin; accepted after another account is made admin")]
    LastAdmin,
    #[error("{} is not granted this way here; accepted are {}; `importer` is granted by an import grant", .role.as_str(), roles(.accepted))]
    RoleNotGrantable { role: Role, accepted: Vec<Role> },
    #[error("{} is held for an organization; accepted is a grant that names one", .role.as_str())]
    OrgRequired { role: Role },
    #[error("this holder has no roles or keys here; accepted is {accepted}")]
    HolderNotHere { accepted: &'static str },
    #[error("{} was never granted to this holder for this organization; accepted is a granted role", .role.as_str())]
    NotGranted { role: Role },
    #[error("an import grant lasts at most 90 days; accepted is an end until {latest}")]
    ImportTooLong { latest: Timestamp },
    #[error(
        "nobody goes by {subject} here; accepted is the pseudonym of a person who is registered or holds a role"
    )]
    UnknownSubject { subject: PersonId },
    #[error("who asked for the erasure in record {first} cannot approve it; accepted is another person")]
    SamePersonApproves { first: Uuid },
    #[error("the erasure of {subject} is approved or done; accepted is a person who is not erased")]
    AlreadyErased { subject: String },
}

fn words(factors: &[Factor]) -> String {
    factors.iter().map(|factor| factor.as_str()).collect::<Vec<_>>().join(", ")
}

fn roles(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

impl decider::Refusal for Refusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::HubOnly => "hub_only",
            Self::NotInHub => "not_in_hub",
            Self::UnknownInitiative => "unknown_initiative",
            Self::OrganizationCodeTaken { .. } => "organization_code_taken",
            Self::UnknownOrganization { .. } => "unknown_organization",
            Self::OrganizationSucceeded { .. } => "organization_succeeded",
            Self::SucceedsItself => "succeeds_itself",
            Self::SlugTaken { .. } => "slug_taken",
            Self::SlugReserved => "slug_reserved",
            Self::SetupDone => "setup_done",
            Self::UnknownAccount { .. } => "unknown_account",
            Self::UnknownKey { .. } => "unknown_key",
            Self::KeyHashTaken => "key_hash_taken",
            Self::ExpiresInPast { .. } => "expires_in_past",
            Self::AssessmentOpen { .. } => "assessment_open",
            Self::AssessorsOutOfRange { .. } => "assessors_out_of_range",
            Self::UnknownAssessment { .. } => "unknown_assessment",
            Self::NotAnAssessor { .. } => "not_an_assessor",
            Self::AlreadyFinal { .. } => "already_final",
            Self::ScoreOutOfRange { .. } => "score_out_of_range",
            Self::EvidenceRequired { .. } => "evidence_required",
            Self::TooFewScored { .. } => "too_few_scored",
            Self::AssessmentNotConcluded { .. } => "assessment_not_concluded",
            Self::NotSuitable { .. } => "not_suitable",
            Self::NotReady { .. } => "not_ready",
            Self::FewerThanTwoSectors { .. } => "fewer_than_two_sectors",
            Self::AssessmentExpired { .. } => "assessment_expired",
            Self::NoDecision { .. } => "no_decision",
            Self::AlreadyAMember { .. } => "already_a_member",
            Self::NotInvited { .. } => "not_invited",
            Self::NotAMember { .. } => "not_a_member",
            Self::ConvenerCannotLeave => "convener_cannot_leave",
            Self::NeedsSecondPerson { .. } => "needs_second_person",
            Self::UnknownRequest { .. } => "unknown_request",
            Self::NoOrganization => "no_organization",
            Self::EmailMalformed => "email_malformed",
            Self::AlreadyRegistered { .. } => "already_registered",
            Self::UnknownPerson { .. } => "unknown_person",
            Self::GrantsMoreThanHeld { .. } => "grants_more_than_held",
            Self::ToBeforeFrom { .. } => "to_before_from",
            Self::LastAdmin => "last_admin",
            Self::RoleNotGrantable { .. } => "role_not_grantable",
            Self::OrgRequired { .. } => "org_required",
            Self::HolderNotHere { .. } => "holder_not_here",
            Self::NotGranted { .. } => "not_granted",
            Self::ImportTooLong { .. } => "import_too_long",
            Self::UnknownSubject { .. } => "unknown_subject",
            Self::SamePersonApproves { .. } => "same_person_approves",
            Self::AlreadyErased { .. } => "already_erased",
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Self::ScoreOutOfRange { .. }
            | Self::AssessorsOutOfRange { .. }
            | Self::EmailMalformed
            | Self::ToBeforeFrom { .. }
            | Self::OrgRequired { .. }
            | Self::HolderNotHere { .. } => RefusalKind::Malformed,
            Self::UnknownInitiative
            | Self::UnknownOrganization { .. }
            | Self::UnknownAccount { .. }
            | Self::UnknownKey { .. }
            | Self::UnknownAssessment { .. }
            | Self::UnknownRequest { .. }
            | Self::UnknownPerson { .. }
            | Self::NotGranted { .. } => RefusalKind::NotFound,
            Self::OrganizationCodeTaken { .. }
            | Self::SlugTaken { .. }
            | Self::KeyHashTaken
            | Self::AlreadyAMember { .. }
            | Self::AlreadyRegistered { .. }
            | Self::AlreadyErased { .. } => RefusalKind::Exists,
            Self::ExpiresInPast { .. } | Self::AssessmentExpired { .. } | Self::ImportTooLong { .. } => {
                RefusalKind::OutOfRange
            }
            Self::GrantsMoreThanHeld { .. } => RefusalKind::Denied,
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::HubOnly | Self::NotInHub | Self::UnknownInitiative => "meta.initiative",
            Self::NoOrganization => "meta.on_behalf_of_org",
            Self::NeedsSecondPerson { .. } => "meta.approves",
            Self::OrganizationCodeTaken { .. } => "code",
            Self::SlugTaken { .. } | Self::SlugReserved => "slug",
            Self::SucceedsItself => "into",
            Self::KeyHashTaken => "hash",
            Self::ExpiresInPast { .. } => "expires_at",
            Self::AssessorsOutOfRange { .. } => "assessors",
            Self::ScoreOutOfRange { .. } => "score",
            Self::EvidenceRequired { .. } => "evidence",
            Self::EmailMalformed => "email",
            Self::NoDecision { .. } => "decided_by",
            Self::UnknownRequest { .. } => "request_id",
            Self::ToBeforeFrom { .. } | Self::ImportTooLong { .. } => "to",
            Self::RoleNotGrantable { .. } | Self::GrantsMoreThanHeld { .. } => "role",
            Self::OrgRequired { .. } => "org",
            Self::HolderNotHere { .. } => "holder",
            Self::UnknownSubject { .. } => "subject",
            _ => return None,
        })
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        let pair = |name, value: String| [(name, value)].into_iter().collect();
        match self {
            Self::NotSuitable { factors } | Self::NotReady { factors } => pair("factors", words(factors)),
            Self::TooFewScored { scored, asked, lacking } => {
                [("scored", scored.to_string()), ("asked", asked.to_string()), ("lacking", words(lacking))]
                    .into_iter()
                    .collect()
            }
            Self::FewerThanTwoSectors { sectors } => {
                pair("sectors", sectors.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(", "))
            }
            Self::AssessmentExpired { concluded_at } => pair("concluded_at", concluded_at.to_string()),
            Self::AssessmentOpen { assessment } => pair("assessment", assessment.to_string()),
            Self::OrganizationSucceeded { into, .. } => pair("into", into.to_string()),
            Self::OrganizationCodeTaken { org, .. } => pair("org", org.clone()),
            Self::NeedsSecondPerson { first } | Self::SamePersonApproves { first } => {
                pair("first", first.to_string())
            }
            Self::RoleNotGrantable { accepted, .. } => pair("accepted", roles(accepted)),
            Self::ImportTooLong { latest } => pair("latest", latest.to_string()),
            _ => BTreeMap::new(),
        }
    }

    fn catalogue() -> Vec<Self> {
        super::catalogue::all()
    }
}
