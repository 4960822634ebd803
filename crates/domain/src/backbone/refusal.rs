//! What the backbone's rules say when they say no; each says what would be accepted.
//!
//! Knows no gRPC. To add one: a variant, its lines in `refusal_table.rs` and `catalogue.rs`, and a test that provokes it.

use super::{
    criteria::Unmet,
    skill::Skill,
    support::Skilled,
    words::{Factor, Function, Phase},
};
use crate::{
    facts::Sector,
    ids::{AccountId, Code, OrgId, PersonId, Slug, Uuid},
    meta::Role,
    time::{Date, Timestamp},
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
    #[error("a term lasts five years at most; accepted is a last day until {latest}")]
    TermTooLong { latest: Date },
    #[error("{person} sits there from {from} to {to}; accepted is a term that shares no day with it")]
    OverlappingTerm { person: PersonId, from: Date, to: Date },
    #[error("there is no seat {seat}; accepted is the id of a created one")]
    UnknownSeat { seat: Uuid },
    #[error(
        "{person} is not of the backbone; accepted are persons of the convener or of an organization that has the \
         function, and those with the role backbone_staff"
    )]
    NotOfTheBackbone { person: PersonId },
    #[error("on {on} {left_bp} of 10000 basis points are left; accepted is at most that")]
    FteOver10000 { on: Date, left_bp: u32 },
    #[error("{person} never worked in {}; accepted is a function they are employed for", .function.as_str())]
    NotEmployed { person: PersonId, function: Function },
    #[error("there is no request for support {support}; accepted is the id of one")]
    UnknownSupport { support: Uuid },
    #[error("the request for support {support} is closed; accepted is an open one")]
    SupportClosed { support: Uuid },
    #[error("the caller does not speak for {org}; accepted is the caller's own organization")]
    NotAuthorizedForOrg { org: OrgId },
    #[error("that day has gone by; accepted is {today} or later")]
    ByInPast { today: Date },
    #[error(
        "they do not work for the backbone today, or cannot do what is needed ({}); accepted is who works for it and \
         can, and it has {}",
        needed(.lacking), skilled(.staff)
    )]
    NoStaffWithSkill { lacking: Vec<Skill>, staff: Vec<Skilled> },
    #[error("that day is still to come; accepted is {today} or earlier")]
    OnInFuture { today: Date },
    #[error("{org} does not have {} on {on}; accepted is a function assigned to it for that day", .function.as_str())]
    FunctionNotAssigned { function: Function, org: OrgId, on: Date },
    #[error("the initiative is closed; accepted is what winds it down, such as leaving or revoking a role")]
    InitiativeClosed,
    #[error("the initiative is not launched; accepted after LaunchInitiative")]
    NotLaunched,
    #[error("a step back says why; accepted is a change with a `reason`")]
    ReasonRequired,
    #[error("{} is not next after {}; accepted is the next phase, or an earlier one from launched on", .to.as_str(), .from.as_str())]
    NotTheNextPhase { from: Phase, to: Phase },
    #[error("{} is not reached: {}; accepted once each of these is so", .to.as_str(), lacking(.unmet))]
    CriteriaUnmet { to: Phase, unmet: Vec<Unmet> },
    #[error("there is no preset `{preset}`; accepted are {}, and a list of duties", super::duty::PRESETS.join(", "))]
    UnknownPreset { preset: String },
    #[error("the initiative has no duty {duty}; accepted is the code of an adopted one")]
    UnknownDuty { duty: Code },
    #[error("the duty was last met on {on}; accepted is a later day")]
    AlreadyMet { on: Date },
    #[error("the duty is not so far yet; accepted from {from} on")]
    DutyNotDue { from: Date },
    #[error("a charter is reviewed within 12 months; accepted is a day until {latest}")]
    ReviewTooFar { latest: Date },
    #[error("the next review is not after {today}; accepted is a later day until {latest}")]
    ReviewNotAhead { today: Date, latest: Date },
    #[error("there is no charter to review; accepted once one is adopted")]
    NoCharter,
    #[error("`{currency}` is no currency in use; accepted is a code of ISO 4217 such as EUR or RON")]
    UnknownCurrency { currency: String },
    #[error("the amount is {amount_minor}; accepted is a positive one, in the currency's smallest unit")]
    AmountNotPositive { amount_minor: i64 },
    #[error("there is no funding {funding}; accepted is the id of a pledge")]
    UnknownFunding { funding: Uuid },
    #[error("the funding {funding} has lapsed; accepted is a pledge that stands, or a new one")]
    FundingLapsed { funding: Uuid },
}

fn lacking(unmet: &[Unmet]) -> String {
    unmet.iter().map(Unmet::says).collect::<Vec<_>>().join("; ")
}

pub(super) fn words(factors: &[Factor]) -> String {
    factors.iter().map(|factor| factor.as_str()).collect::<Vec<_>>().join(", ")
}

pub(super) fn skills<'a>(skills: impl IntoIterator<Item = &'a Skill>) -> String {
    skills.into_iter().map(|skill| skill.as_str()).collect::<Vec<_>>().join(", ")
}

/// What is lacking; where nothing is, it is not the skills.
fn needed(lacking: &[Skill]) -> String {
    if lacking.is_empty() { "no skill is lacking".to_owned() } else { skills(lacking) }
}

/// Who can do what; `nobody` where there is no staff.
pub(super) fn skilled(staff: &[Skilled]) -> String {
    let each = |known: &Skilled| format!("{} ({})", known.person, skills(&known.skills));
    let all: Vec<String> = staff.iter().map(each).collect();
    if all.is_empty() { "nobody with a skill".to_owned() } else { all.join("; ") }
}

pub(super) fn roles(roles: &[Role]) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}
