//! The records the tests of the backbone's views are about: a hub, and an initiative from readiness to people.

use std::collections::BTreeSet;

use domain::{
    backbone::{
        Event,
        event::LaunchBasis,
        words::{Confidence, DecidedBy, Factor, FieldOfWork, LegalBasis, OpenCommitments, Verdict},
    },
    facts::Sector,
    ids::{AccountId, ExternalRef, HolderId, OrgId, PersonId, Slug, Uuid},
    meta::{ContextName, Role},
    private::Private,
    time::Timestamp,
};

use crate::fixture::{History, INITIATIVE, event_id, sealed};

pub(super) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// The organization with that number; ids sort as the numbers do.
pub(super) fn org(n: u128) -> OrgId {
    OrgId::from_uuid(id(n))
}

pub(super) fn person() -> PersonId {
    PersonId::from_random([3; 16])
}

pub(super) fn holder() -> HolderId {
    person().as_str().parse().unwrap()
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn slug() -> Slug {
    INITIATIVE.parse().unwrap()
}

pub(super) fn registered(n: u128, code: &str, sector: Sector) -> Event {
    Event::OrganizationRegistered {
        org: org(n),
        code: code.parse().unwrap(),
        name: code.to_lowercase(),
        sector,
        external_ref: Some(ExternalRef { vocabulary: "nyc".to_owned(), code: code.to_owned() }),
    }
}

/// The hub: three organizations, one renamed, one gone into another; an initiative convened by the second.
pub(super) fn hub() -> History {
    let mut history = History::new("backbone");
    let account = AccountId::from_uuid(id(9));
    let day = "2027-01-01".parse().unwrap();
    for (stream, event) in [
        ("organization/1", registered(1, "NGO", Sector::CivilSociety)),
        ("organization/2", registered(2, "CITY", Sector::Government)),
        ("organization/3", registered(3, "CHAMBER", Sector::Business)),
        ("unique/1", Event::Reserved { what: "organization_code/NGO".to_owned(), by: org(1).to_string() }),
        ("organization/2", Event::OrganizationRenamed { org: org(2), name: "town".to_owned(), from: day }),
        ("organization/3", Event::OrganizationSucceeded { org: org(3), into: org(1), on: day }),
        (
            "initiative/cluj-school",
            Event::InitiativeRegistered {
                slug: slug(),
                name: "School for all".to_owned(),
                problem: "a third leave early".to_owned(),
                field: FieldOfWork::Education,
                area: "Cluj".to_owned(),
                convener: org(2),
            },
        ),
        ("account/9", Event::AccountOpened { account: account.clone() }),
        (
            "key/9",
            Event::KeyMinted {
                key_id: id(9),
                holder: account.into(),
                hash: "c0ffee".repeat(10),
                roles: BTreeSet::from([Role::Admin, Role::Auditor]),
                expires_at: at("2027-01-01"),
            },
        ),
        ("key/9", Event::KeyConfined { key_id: id(9), initiative: "cluj".parse().unwrap() }),
        ("key/9", Event::KeyRevoked { key_id: id(9) }),
    ] {
        history.push(stream, &event);
    }
    history
}

pub(super) fn scored(n: u128, score: u8, evidence: Option<Private>) -> Event {
    Event::FactorScored {
        assessment: id(1),
        org: org(n),
        factor: Factor::Champion,
        score,
        evidence,
        confidence: Confidence::High,
    }
}

pub(super) fn readiness(history: &mut History) {
    let concluded = Event::AssessmentConcluded {
        assessment: id(1),
        verdict: Verdict::NotReady,
        medians_doubled: [(Factor::Champion, 1), (Factor::Urgency, 7)].into(),
        spread: [(Factor::Champion, 3)].into(),
    };
    let decided_by = DecidedBy { context: ContextName::Agenda, id: id(77) };
    let basis = LaunchBasis::Waiver { request: id(2), reason: sealed("launch"), decided_by };
    for (stream, event) in [
        ("assessment/1", Event::AssessmentStarted { assessment: id(1), assessors: [org(1), org(2)].into() }),
        ("assessment/1", scored(1, 2, None)),
        ("assessment/1", scored(1, 0, Some(sealed("evidence")))),
        ("assessment/1", scored(2, 3, None)),
        ("assessment/1", concluded),
        ("assessment/2", Event::AssessmentStarted { assessment: id(3), assessors: [org(1)].into() }),
        ("request/2", Event::WaiverRequested { request: id(2), reason: sealed("waiver") }),
        ("initiative", Event::InitiativeLaunched { basis }),
    ] {
        history.push(stream, &event);
    }
}

pub(super) fn membership(history: &mut History) {
    let decided_by = DecidedBy { context: ContextName::Agenda, id: id(77) };
    let reason = sealed("silence");
    for (n, event) in [
        (1, Event::OrganizationInvited { org: org(1) }),
        (1, Event::OrganizationJoined { org: org(1), signatory: Some(person()) }),
        (3, Event::OrganizationInvited { org: org(3) }),
        (3, Event::OrganizationJoined { org: org(3), signatory: None }),
        (0, Event::SuspensionRequested { request: id(5), org: org(3), reason: reason.clone() }),
        (3, Event::MemberSuspended { org: org(3), request: id(5), reason: reason.clone(), decided_by }),
        (3, Event::MemberReinstated { org: org(3) }),
        (
            3,
            Event::MemberLeft {
                org: org(3),
                reason: sealed("merged"),
                open_commitments: OpenCommitments::Release,
            },
        ),
        (4, Event::OrganizationInvited { org: org(4) }),
    ] {
        let stream = if n == 0 { "request/5".to_owned() } else { format!("membership/{}", org(n)) };
        history.push(&stream, &event);
    }
}

pub(super) fn people(history: &mut History) {
    let (from, to) = (at("2026-01-01"), at("2026-02-01"));
    let person = person();
    let name = sealed("name");
    let import = |granted: bool| {
        let (request, holder, org, source) = (id(6), holder(), None, "roll calls".to_owned());
        if granted {
            Event::ImportGranted { request, holder, org, source, from, to }
        } else {
            Event::ImportRequested { request, holder, org, source, from, to }
        }
    };
    let email = sealed("email");
    let registered =
        Event::PersonRegistered { person: person.clone(), org: org(1), name, email: email.clone() };
    history.push("person/p", &registered);
    let updated = Event::PersonUpdated { person, name: Some(sealed("renamed")), email: None };
    history.push("person/p", &updated);
    let steward = Role::DataSteward;
    let granted = Event::RoleGranted { holder: holder(), role: steward, org: Some(org(1)), from, to: None };
    history.push("person/p", &granted);
    let grants = BTreeSet::from([event_id(history.records().count()).parse().unwrap()]);
    history.push("request/6", &import(false)).push("person/p", &import(true));
    let revoked = Event::RoleRevoked {
        holder: holder(),
        role: steward,
        org: Some(org(1)),
        grants,
        reason: Some(sealed("left")),
    };
    history.at("2026-01-15T00:00:00.000000Z").push("person/p", &revoked);
    let stream = "matter/7".parse().unwrap();
    history.push("unique/7", &Event::ImportEnded { context: ContextName::Agenda, stream });
}

pub(super) fn erasure(history: &mut History) {
    let (request, subject) = (id(8), person());
    let legal_basis = LegalBasis::ConsentWithdrawn;
    for event in [
        Event::ErasureRequested { request, subject: subject.clone(), legal_basis },
        Event::ErasureApproved { request, subject: subject.clone() },
        Event::SubjectShredded { subject: subject.clone(), request },
        Event::SubjectErased { subject, request },
    ] {
        history.push("erasure/p", &event);
    }
}

pub(super) fn initiative_history() -> History {
    let mut history = History::new("backbone");
    readiness(&mut history);
    membership(&mut history);
    people(&mut history);
    history
}
