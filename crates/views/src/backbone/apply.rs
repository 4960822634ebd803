//! How a record changes the backbone's views.
//!
//! Total over any subset of the records: what has no predecessor is upserted where it says enough by itself
//! (a standing), and passed over where it does not (a name of an organization never registered).

use domain::{
    backbone::{
        Event,
        event::LaunchBasis,
        words::{Factor, Verdict},
    },
    private::{MayOpen, Private},
};
use rusqlite::{Transaction, params};
use std::collections::BTreeMap;

use crate::{Error, PrivateCell, Record};

pub(super) fn apply(tx: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    let event: Event = record.event()?;
    match &event {
        Event::OrganizationRegistered { .. }
        | Event::OrganizationRenamed { .. }
        | Event::OrganizationSucceeded { .. } => organization(tx, record, &event),
        Event::InitiativeRegistered { .. }
        | Event::AccountOpened { .. }
        | Event::KeyMinted { .. }
        | Event::KeyRevoked { .. } => hub(tx, record, &event),
        // Who holds what is unique stands in the views of the holders; where a key is good, in the facts.
        Event::Reserved { .. } | Event::KeyConfined { .. } => Ok(()),
        Event::AssessmentStarted { .. } | Event::FactorScored { .. } | Event::AssessmentConcluded { .. } => {
            assessment(tx, record, &event)
        }
        Event::InitiativeLaunched { basis } => launch(tx, record, basis),
        Event::OrganizationInvited { .. }
        | Event::OrganizationJoined { .. }
        | Event::MemberSuspended { .. }
        | Event::MemberReinstated { .. }
        | Event::MemberLeft { .. } => member(tx, record, &event),
        Event::PersonRegistered { .. } | Event::PersonUpdated { .. } => person(tx, record, &event),
        Event::RoleGranted { .. } | Event::ImportGranted { .. } | Event::RoleRevoked { .. } => {
            grant(tx, record, &event)
        }
        Event::WaiverRequested { .. } | Event::SuspensionRequested { .. } | Event::ImportRequested { .. } => {
            request(tx, record, &event)
        }
        Event::ImportEnded { context, stream } => {
            tx.prepare_cached("INSERT OR IGNORE INTO ended_imports VALUES (?1, ?2, ?3)")?
                .execute(params![context.as_str(), stream.as_str(), record.occurred_at.as_us()])?;
            Ok(())
        }
    }
}

fn members_only(record: &Record<'_>, field: &str, text: &Private) -> Result<PrivateCell, Error> {
    PrivateCell::new(record, field, text, MayOpen::Members)
}

fn profile(record: &Record<'_>, field: &str, text: &Private) -> Result<PrivateCell, Error> {
    PrivateCell::new(record, field, text, MayOpen::Restricted)
}

fn organization(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::OrganizationRegistered { org, code, name, sector, external_ref } => {
            let known = external_ref.as_ref();
            tx.prepare_cached(
                "INSERT OR REPLACE INTO organizations VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, NULL, ?7)",
            )?
            .execute(params![
                org.as_str(),
                code.as_str(),
                name,
                sector.as_str(),
                known.map(|known| &known.vocabulary),
                known.map(|known| &known.code),
                record.occurred_at.as_us()
            ])?;
            tx.prepare_cached("INSERT INTO organization_names VALUES (?1, ?2, ?3, NULL)")?
                .execute(params![org.as_str(), record.sequence, name])?;
        }
        Event::OrganizationRenamed { org, name, from } => {
            let is_known = tx
                .prepare_cached("UPDATE organizations SET name = ?2 WHERE org = ?1")?
                .execute(params![org.as_str(), name])?;
            if is_known > 0 {
                tx.prepare_cached("INSERT INTO organization_names VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![org.as_str(), record.sequence, name, from.to_string()])?;
            }
        }
        Event::OrganizationSucceeded { org, into, on } => {
            tx.prepare_cached(
                "UPDATE organizations SET succeeded_by = ?2, succeeded_on = ?3 WHERE org = ?1",
            )?
            .execute(params![org.as_str(), into.as_str(), on.to_string()])?;
        }
        _ => {}
    }
    Ok(())
}

fn hub(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    match event {
        Event::InitiativeRegistered { slug, name, problem, field, area, convener } => {
            tx.prepare_cached("INSERT OR REPLACE INTO initiatives VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute(params![
                    slug.as_str(),
                    name,
                    problem,
                    field.as_str(),
                    area,
                    convener.as_str(),
                    at
                ])?;
        }
        Event::AccountOpened { account } => {
            tx.prepare_cached("INSERT OR IGNORE INTO accounts VALUES (?1, ?2)")?
                .execute(params![account.as_str(), at])?;
        }
        Event::KeyMinted { key_id, holder, roles, expires_at, .. } => {
            let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
            tx.prepare_cached("INSERT OR IGNORE INTO keys VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL)")?.execute(
                params![
                    record.sequence,
                    key_id.to_string(),
                    holder.as_str(),
                    roles.join(" "),
                    at,
                    expires_at.as_us()
                ],
            )?;
        }
        Event::KeyRevoked { key_id } => {
            tx.prepare_cached("UPDATE keys SET revoked_us = ?2 WHERE key_id = ?1")?
                .execute(params![key_id.to_string(), at])?;
        }
        _ => {}
    }
    Ok(())
}

fn assessment(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    match event {
        Event::AssessmentStarted { assessment, assessors } => {
            let id = assessment.to_string();
            tx.prepare_cached("INSERT OR IGNORE INTO assessments VALUES (?1, ?2, ?3, NULL, NULL, NULL)")?
                .execute(params![record.sequence, id, at])?;
            let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO assessors VALUES (?1, ?2)")?;
            for org in assessors {
                insert.execute(params![id, org.as_str()])?;
            }
        }
        Event::FactorScored { assessment, org, factor, score, evidence, confidence } => {
            let evidence = PrivateCell::optional(record, "/evidence", evidence.as_ref(), MayOpen::Members)?;
            tx.prepare_cached(
                "INSERT OR REPLACE INTO scores SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 \
                 WHERE EXISTS (SELECT 1 FROM assessments WHERE assessment = ?1)",
            )?
            .execute(params![
                assessment.to_string(),
                org.as_str(),
                factor.as_str(),
                score,
                confidence.as_str(),
                evidence,
                at
            ])?;
        }
        Event::AssessmentConcluded { assessment, verdict, medians_doubled, spread } => {
            conclude(tx, record, &assessment.to_string(), *verdict, medians_doubled, spread)?;
        }
        _ => {}
    }
    Ok(())
}

fn conclude(
    tx: &Transaction<'_>,
    record: &Record<'_>,
    assessment: &str,
    verdict: Verdict,
    medians_doubled: &BTreeMap<Factor, u8>,
    spread: &BTreeMap<Factor, u8>,
) -> Result<(), Error> {
    let is_known = tx
        .prepare_cached(
            "UPDATE assessments SET concluded_us = ?2, verdict = ?3, concluded_at_sequence = ?4 \
             WHERE assessment = ?1",
        )?
        .execute(params![assessment, record.occurred_at.as_us(), verdict.as_str(), record.sequence])?;
    if is_known == 0 {
        return Ok(());
    }
    let mut insert = tx.prepare_cached("INSERT OR REPLACE INTO factor_results VALUES (?1, ?2, ?3, ?4)")?;
    for (factor, median) in medians_doubled {
        let spread = spread.get(factor).copied().unwrap_or_default();
        insert.execute(params![assessment, factor.as_str(), median, spread])?;
    }
    Ok(())
}

fn launch(tx: &Transaction<'_>, record: &Record<'_>, basis: &LaunchBasis) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO launch VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)")?;
    match basis {
        LaunchBasis::Assessment { assessment } => {
            let none: Option<String> = None;
            insert.execute(params![at, assessment.to_string(), none, none, none, none])?;
        }
        LaunchBasis::Waiver { request, reason, decided_by } => {
            let reason = members_only(record, "/basis/reason", reason)?;
            let none: Option<String> = None;
            let (context, id) = (decided_by.context.as_str(), decided_by.id.to_string());
            insert.execute(params![at, none, request.to_string(), context, id, reason])?;
            complete(tx, record, &request.to_string())?;
        }
    }
    Ok(())
}

/// A second person completed a first act.
fn complete(tx: &Transaction<'_>, record: &Record<'_>, request: &str) -> Result<(), Error> {
    tx.prepare_cached("UPDATE requests SET completed_us = ?2 WHERE request = ?1 AND completed_us IS NULL")?
        .execute(params![request, record.occurred_at.as_us()])?;
    Ok(())
}

fn member(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    match event {
        Event::OrganizationInvited { org } => {
            tx.prepare_cached(
                "INSERT INTO members (org, standing) VALUES (?1, 'invited') \
                 ON CONFLICT (org) DO UPDATE SET standing = 'invited', since_us = NULL, until_us = NULL, \
                 signatory = NULL, reason_sealed = NULL",
            )?
            .execute(params![org.as_str()])?;
        }
        Event::OrganizationJoined { org, signatory } => {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO members (org, standing, since_us, signatory) \
                 VALUES (?1, 'active', ?2, ?3)",
            )?
            .execute(params![
                org.as_str(),
                at,
                signatory.as_ref().map(|person| person.as_str())
            ])?;
        }
        Event::MemberSuspended { org, request, reason, .. } => {
            let reason = members_only(record, "/reason", reason)?;
            tx.prepare_cached(
                "INSERT INTO members (org, standing, reason_sealed) VALUES (?1, 'suspended', ?2) \
                 ON CONFLICT (org) DO UPDATE SET standing = 'suspended', reason_sealed = ?2",
            )?
            .execute(params![org.as_str(), reason])?;
            complete(tx, record, &request.to_string())?;
        }
        Event::MemberReinstated { org } => {
            tx.prepare_cached(
                "INSERT INTO members (org, standing) VALUES (?1, 'active') \
                 ON CONFLICT (org) DO UPDATE SET standing = 'active', reason_sealed = NULL",
            )?
            .execute(params![org.as_str()])?;
        }
        Event::MemberLeft { org, reason, .. } => {
            let reason = members_only(record, "/reason", reason)?;
            tx.prepare_cached(
                "INSERT INTO members (org, standing, until_us, reason_sealed) VALUES (?1, 'left', ?2, ?3) \
                 ON CONFLICT (org) DO UPDATE SET standing = 'left', until_us = ?2, reason_sealed = ?3",
            )?
            .execute(params![org.as_str(), at, reason])?;
        }
        _ => {}
    }
    Ok(())
}

fn person(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::PersonRegistered { person, org, name, email } => {
            let (name, email) = (profile(record, "/name", name)?, profile(record, "/email", email)?);
            tx.prepare_cached("INSERT OR REPLACE INTO persons VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![person.as_str(), org.as_str(), name, email, record.occurred_at.as_us()])?;
        }
        Event::PersonUpdated { person, name, email } => {
            let name = PrivateCell::optional(record, "/name", name.as_ref(), MayOpen::Restricted)?;
            let email = PrivateCell::optional(record, "/email", email.as_ref(), MayOpen::Restricted)?;
            tx.prepare_cached(
                "UPDATE persons SET name_sealed = COALESCE(?2, name_sealed), \
                 email_sealed = COALESCE(?3, email_sealed) WHERE person = ?1",
            )?
            .execute(params![person.as_str(), name, email])?;
        }
        _ => {}
    }
    Ok(())
}

fn grant(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    const INSERT: &str = "INSERT OR IGNORE INTO grants VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, ?8, ?9)";
    let id = record.id.to_string();
    match event {
        Event::RoleGranted { holder, role, org, from, to } => {
            let none: Option<String> = None;
            tx.prepare_cached(INSERT)?.execute(params![
                record.sequence,
                id,
                holder.as_str(),
                role.as_str(),
                org.as_ref().map(|org| org.as_str()),
                from.as_us(),
                to.map(|to| to.as_us()),
                none,
                none
            ])?;
        }
        Event::ImportGranted { request, holder, org, source, from, to } => {
            tx.prepare_cached(INSERT)?.execute(params![
                record.sequence,
                id,
                holder.as_str(),
                "importer",
                org.as_ref().map(|org| org.as_str()),
                from.as_us(),
                to.as_us(),
                request.to_string(),
                source
            ])?;
            complete(tx, record, &request.to_string())?;
        }
        Event::RoleRevoked { grants, .. } => {
            let mut end = tx.prepare_cached(
                "UPDATE grants SET revoked_us = ?2 WHERE grant_id = ?1 AND revoked_us IS NULL",
            )?;
            for grant in grants {
                end.execute(params![grant.to_string(), record.occurred_at.as_us()])?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn request(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let (request, purpose, about, reason) = match event {
        Event::WaiverRequested { request, reason } => (request, "waiver", None, Some(reason)),
        Event::SuspensionRequested { request, org, reason } => {
            (request, "suspension", Some(org.as_str()), Some(reason))
        }
        Event::ImportRequested { request, holder, .. } => (request, "import", Some(holder.as_str()), None),
        _ => return Ok(()),
    };
    let reason = PrivateCell::optional(record, "/reason", reason, MayOpen::Members)?;
    let by = serde_json::to_string(&record.actor).map_err(Error::Record)?;
    tx.prepare_cached("INSERT OR IGNORE INTO requests VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, ?8)")?
        .execute(params![
            record.sequence,
            request.to_string(),
            record.id.to_string(),
            purpose,
            about,
            by,
            record.occurred_at.as_us(),
            reason
        ])?;
    Ok(())
}
