//! Rows of the view as the messages that go out; private texts are opened here, for whom they may be.
//!
//! Knows no query.

use domain::time::Timestamp;
use runtime::Reading;
use views::backbone as view;
use wire::{
    backbone::{
        confidence_number, factor_number, field_of_work_number, phase_number, role_number, sector_number,
        standing_number, verdict_number,
    },
    pb::{
        backbone::{
            Account, Assessment, FactorResult, FirstAct, GetInitiativeResponse, Grant, Key, Launch, Member,
            Organization, OrganizationName, Person, Registration, Score,
        },
        common::DecidedBy,
    },
};

pub fn moment(at: Option<Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

pub fn organization(row: view::Organization) -> Organization {
    let (succeeded_by, succeeded_on) = row.succeeded.unwrap_or_default();
    Organization {
        organization_id: row.org,
        code: row.code,
        name: row.name,
        sector: sector_number(&row.sector),
        external_ref: row.external_ref.as_ref().map(Into::into),
        succeeded_by,
        succeeded_on,
        registered_at: row.registered_at.to_string(),
    }
}

pub fn organization_name(row: view::OrganizationName) -> OrganizationName {
    OrganizationName { name: row.name, from: row.from.unwrap_or_default() }
}

pub fn registration(row: view::Registration) -> Registration {
    Registration {
        slug: row.slug,
        name: row.name,
        problem: row.problem,
        field: field_of_work_number(&row.field),
        area: row.area,
        convener: row.convener,
        registered_at: row.registered_at.to_string(),
    }
}

pub fn account(row: view::Account) -> Account {
    Account { account_id: row.account, opened_at: row.opened_at.to_string() }
}

pub fn key(row: view::Key) -> Key {
    Key {
        key_id: row.key_id,
        holder: row.holder,
        roles: row.roles.iter().map(|role| role_number(role)).collect(),
        minted_at: row.minted_at.to_string(),
        expires_at: row.expires_at.to_string(),
        revoked_at: moment(row.revoked_at),
    }
}

pub fn initiative(reading: &Reading, row: view::Status) -> GetInitiativeResponse {
    let (assessment_id, verdict) = row.verdict.unwrap_or_default();
    let launch = row.launch.map(|launch| Launch {
        launched_at: launch.launched_at.to_string(),
        assessment_id: launch.assessment.unwrap_or_default(),
        decided_by: launch.decided_by.map(|(context, id)| DecidedBy { context, id }),
        reason: Some(reading.open(launch.reason.as_ref())),
    });
    GetInitiativeResponse {
        answered: Some(reading.answered()),
        status: row.status.to_owned(),
        phase: phase_number(row.status),
        phase_since: moment(row.since),
        verdict: verdict_number(&verdict),
        assessment_id,
        launch,
    }
}

pub fn assessment(row: view::Assessment) -> Assessment {
    let factor = |factor: view::FactorResult| FactorResult {
        factor: factor_number(&factor.factor),
        median_doubled: factor.median_doubled.into(),
        spread: factor.spread.into(),
    };
    Assessment {
        assessment_id: row.assessment,
        started_at: row.started_at.to_string(),
        concluded_at: moment(row.concluded_at),
        verdict: verdict_number(&row.verdict.unwrap_or_default()),
        assessors: row.assessors,
        factors: row.factors.into_iter().map(factor).collect(),
    }
}

pub fn score(reading: &Reading, row: &view::Score) -> Score {
    Score {
        organization_id: row.org.clone(),
        factor: factor_number(&row.factor),
        score: row.score.into(),
        confidence: confidence_number(&row.confidence),
        evidence: Some(reading.open(row.evidence.as_ref())),
        scored_at: row.scored_at.to_string(),
    }
}

pub fn member(reading: &Reading, row: view::Member) -> Member {
    let known = row.organization;
    Member {
        organization_id: row.org,
        code: known.as_ref().map(|known| known.code.clone()).unwrap_or_default(),
        name: known.as_ref().map(|known| known.name.clone()).unwrap_or_default(),
        sector: known.as_ref().map(|known| sector_number(&known.sector)).unwrap_or_default(),
        standing: standing_number(&row.standing),
        since: moment(row.since),
        until: moment(row.until),
        is_convener: row.is_convener,
        reason: Some(reading.open(row.reason.as_ref())),
    }
}

pub fn person(reading: &Reading, row: view::Person) -> Person {
    Person {
        person_id: row.person,
        organization_id: row.org,
        name: Some(reading.open(Some(&row.name))),
        email: Some(reading.open(Some(&row.email))),
        registered_at: row.registered_at.to_string(),
    }
}

pub fn grant(row: view::Grant) -> Grant {
    Grant {
        grant_id: row.grant_id,
        holder: row.holder,
        role: role_number(&row.role),
        organization_id: row.org.unwrap_or_default(),
        from: row.from.to_string(),
        to: moment(row.to),
        revoked_at: moment(row.revoked_at),
        source: row.source.unwrap_or_default(),
        request_id: row.request.unwrap_or_default(),
    }
}

pub fn first_act(reading: &Reading, row: view::FirstAct) -> FirstAct {
    FirstAct {
        request_id: row.request,
        event_id: row.event,
        purpose: row.purpose,
        about: row.about.unwrap_or_default(),
        by: Some((&row.by).into()),
        asked_at: row.asked_at.to_string(),
        completed_at: moment(row.completed_at),
        reason: Some(reading.open(row.reason.as_ref())),
    }
}
