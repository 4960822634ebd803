//! How a record changes what the hub has: organizations, initiatives, accounts, keys.

use domain::backbone::Event;
use rusqlite::{Transaction, params};

use crate::{Error, Record};

pub(super) fn organization(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
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

pub(super) fn hub(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
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
