//! One of each refusal, for `docs/refusals.md` and the test that each is provoked.
//!
//! Knows no rule; the values are samples. To add one: a line here; the order is that of the enum.

use super::{
    Refusal,
    criteria::{Criterion, Unmet},
    skill::Skill,
    support::Skilled,
    words::{Factor, Function, Phase},
};
use crate::{
    facts::Sector,
    ids::{AccountId, Code, OrgId, PersonId, Slug, Uuid},
    meta::Role,
    time::Timestamp,
};

pub(super) fn all() -> Vec<Refusal> {
    // A sample that did not parse would leave its refusals out; the test that counts them sees it.
    let named = match ("CITY".parse::<Code>(), "cluj-school".parse::<Slug>()) {
        (Ok(code), Ok(slug)) => {
            vec![
                Refusal::UnknownDuty { duty: code.clone() },
                Refusal::OrganizationCodeTaken { code, org: OrgId::from_uuid(Uuid::nil()).to_string() },
                Refusal::SlugTaken { slug },
            ]
        }
        _ => Vec::new(),
    };
    [hub(named), assessments(), members(), roles(), staff(), commons()].concat()
}

fn hub(named: Vec<Refusal>) -> Vec<Refusal> {
    let org = OrgId::from_uuid(Uuid::nil());
    let now = Timestamp::from_date(crate::time::Date::ZERO);
    let rest = vec![
        Refusal::HubOnly,
        Refusal::NotInHub,
        Refusal::UnknownInitiative,
        Refusal::UnknownOrganization { org: org.clone() },
        Refusal::OrganizationSucceeded { org: org.clone(), into: org },
        Refusal::SucceedsItself,
        Refusal::SlugReserved,
        Refusal::SetupDone,
        Refusal::UnknownAccount { account: AccountId::from_uuid(Uuid::nil()) },
        Refusal::UnknownKey { key: Uuid::nil() },
        Refusal::KeyHashTaken,
        Refusal::ExpiresInPast { now },
    ];
    [named, rest].concat()
}

fn assessments() -> Vec<Refusal> {
    let assessment = Uuid::nil();
    let at = Timestamp::from_date(crate::time::Date::ZERO);
    vec![
        Refusal::AssessmentOpen { assessment },
        Refusal::AssessorsOutOfRange { given: 2 },
        Refusal::UnknownAssessment { assessment },
        Refusal::NotAnAssessor { org: OrgId::from_uuid(Uuid::nil()) },
        Refusal::AlreadyFinal { at },
        Refusal::ScoreOutOfRange { score: 5 },
        Refusal::EvidenceRequired { score: 0 },
        Refusal::TooFewScored { scored: 3, asked: 27, lacking: vec![Factor::Champion] },
        Refusal::AssessmentNotConcluded { assessment },
        Refusal::NotSuitable { factors: vec![Factor::ProblemComplexity] },
        Refusal::NotReady { factors: vec![Factor::Champion] },
        Refusal::FewerThanTwoSectors { sectors: vec![Sector::Government] },
        Refusal::AssessmentExpired { concluded_at: at },
        Refusal::NoDecision { id: Uuid::nil() },
    ]
}

fn members() -> Vec<Refusal> {
    let org = OrgId::from_uuid(Uuid::nil());
    let person = PersonId::from_random([0; 16]);
    vec![
        Refusal::AlreadyAMember { org: org.clone() },
        Refusal::NotInvited { org: org.clone() },
        Refusal::NotAMember { org },
        Refusal::ConvenerCannotLeave,
        Refusal::NeedsSecondPerson { first: Uuid::nil() },
        Refusal::UnknownRequest { request: Uuid::nil() },
        Refusal::NoOrganization,
        Refusal::EmailMalformed,
        Refusal::AlreadyRegistered { person: person.clone() },
        Refusal::UnknownPerson { person },
    ]
}

fn roles() -> Vec<Refusal> {
    let from = Timestamp::from_date(crate::time::Date::ZERO);
    vec![
        Refusal::GrantsMoreThanHeld { role: Role::Admin, held: Role::BackboneStaff },
        Refusal::ToBeforeFrom { from },
        Refusal::LastAdmin,
        Refusal::RoleNotGrantable { role: Role::Importer, accepted: vec![Role::BackboneStaff] },
        Refusal::OrgRequired { role: Role::OrgRepresentative },
        Refusal::HolderNotHere { accepted: "a person (`p_…`) or a service (`s_…`)" },
        Refusal::NotGranted { role: Role::DataSteward },
        Refusal::ImportTooLong { latest: from },
        Refusal::UnknownSubject { subject: PersonId::from_random([0; 16]) },
        Refusal::SamePersonApproves { first: Uuid::nil() },
        Refusal::AlreadyErased { subject: PersonId::from_random([0; 16]).to_string() },
    ]
}

fn staff() -> Vec<Refusal> {
    let day = crate::time::Date::ZERO;
    let (org, person) = (OrgId::from_uuid(Uuid::nil()), PersonId::from_random([0; 16]));
    let function = Function::MobilizeFunding;
    let known = Skilled { person: person.to_string(), skills: [Skill::Facilitation].into() };
    vec![
        Refusal::TermTooLong { latest: day },
        Refusal::OverlappingTerm { person: person.clone(), from: day, to: day },
        Refusal::UnknownSeat { seat: Uuid::nil() },
        Refusal::NotOfTheBackbone { person: person.clone() },
        Refusal::FteOver10000 { on: day, left_bp: 5000 },
        Refusal::NotEmployed { person, function },
        Refusal::UnknownSupport { support: Uuid::nil() },
        Refusal::SupportClosed { support: Uuid::nil() },
        Refusal::NotAuthorizedForOrg { org: org.clone() },
        Refusal::ByInPast { today: day },
        Refusal::NoStaffWithSkill { lacking: vec![Skill::Law], staff: vec![known] },
        Refusal::OnInFuture { today: day },
        Refusal::FunctionNotAssigned { function, org, on: day },
    ]
}

fn commons() -> Vec<Refusal> {
    let day = crate::time::Date::ZERO;
    let funding = Uuid::nil();
    vec![
        Refusal::InitiativeClosed,
        Refusal::NotLaunched,
        Refusal::ReasonRequired,
        Refusal::NotTheNextPhase { from: Phase::Launched, to: Phase::Sustaining },
        Refusal::CriteriaUnmet {
            to: Phase::Organizing,
            unmet: vec![Unmet { criterion: Criterion::AgendaAdopted, there: "no adopted agenda".to_owned() }],
        },
        Refusal::UnknownPreset { preset: "none".to_owned() },
        Refusal::AlreadyMet { on: day },
        Refusal::DutyNotDue { from: day },
        Refusal::ReviewTooFar { latest: day },
        Refusal::ReviewNotAhead { today: day, latest: day },
        Refusal::NoCharter,
        Refusal::UnknownCurrency { currency: "XXX".to_owned() },
        Refusal::AmountNotPositive { amount_minor: 0 },
        Refusal::UnknownFunding { funding },
        Refusal::FundingLapsed { funding },
    ]
}
