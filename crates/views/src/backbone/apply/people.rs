//! How a record changes people and their roles.

use domain::{backbone::Event, private::MayOpen};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record};

pub(super) fn person(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::PersonRegistered { person, org, name, email } => {
            let (name, email) =
                (super::profile(record, "/name", name)?, super::profile(record, "/email", email)?);
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

pub(super) fn grant(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
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
            super::requests::complete(tx, record, &request.to_string())?;
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
