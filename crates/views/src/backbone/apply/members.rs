//! How a record changes the membership.

use domain::backbone::Event;
use rusqlite::{Transaction, params};

use crate::{Error, Record};

pub(super) fn member(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
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
            let reason = super::members_only(record, "/reason", reason)?;
            tx.prepare_cached(
                "INSERT INTO members (org, standing, reason_sealed) VALUES (?1, 'suspended', ?2) \
                 ON CONFLICT (org) DO UPDATE SET standing = 'suspended', reason_sealed = ?2",
            )?
            .execute(params![org.as_str(), reason])?;
            super::requests::complete(tx, record, &request.to_string())?;
        }
        Event::MemberReinstated { org } => {
            tx.prepare_cached(
                "INSERT INTO members (org, standing) VALUES (?1, 'active') \
                 ON CONFLICT (org) DO UPDATE SET standing = 'active', reason_sealed = NULL",
            )?
            .execute(params![org.as_str()])?;
        }
        Event::MemberLeft { org, reason, .. } => {
            let reason = super::members_only(record, "/reason", reason)?;
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
