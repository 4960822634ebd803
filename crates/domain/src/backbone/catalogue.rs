//! One of each refusal, for `docs/refusals.md` and the test that each is provoked.
//!
//! Knows no rule; the values are samples. To add one: a line here; the order is that of the enum.

use super::{Refusal, words::Factor};
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
                Refusal::OrganizationCodeTaken { code, org: OrgId::from_uuid(Uuid::nil()).to_string() },
                Refusal::SlugTaken { slug },
            ]
        }
        _ => Vec::new(),
    };
    [hub(named), assessments(), members(), roles()].concat()
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
