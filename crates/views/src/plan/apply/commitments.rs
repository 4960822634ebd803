//! Commitments, and the status and lead of an activity that follow from them.

use domain::{
    ids::OrgId,
    plan::{
        Event,
        value::{CommitmentRole, Resources},
    },
    private::MayOpen,
    time::Date,
};
use rusqlite::{Transaction, params};

use super::milestones;
use crate::{Error, PrivateCell, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    let key = record.key();
    match event {
        Event::CommitmentOffered { org, role, resources, from, to } => {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO commitment VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'offered', NULL, ?7)",
                )?
                .execute(params![
                    key,
                    org.as_str(),
                    role.as_str(),
                    column::json(&resources)?,
                    from.to_string(),
                    to.to_string(),
                    record.sequence
                ])?;
        }
        Event::CommitmentAmended { org, role, resources, from, to } => {
            amend(transaction, record, (&org, role), &resources, (from, to))?;
        }
        Event::CommitmentAccepted { org, role } => {
            stand(transaction, record, (&org, role), "accepted")?;
            if role == CommitmentRole::Lead {
                transaction
                    .prepare_cached("UPDATE activity SET lead_org = ?2 WHERE id = ?1")?
                    .execute([key, org.as_str()])?;
            }
            settle(transaction, key)?;
        }
        Event::CommitmentReleased { org, role, reason } => {
            stand(transaction, record, (&org, role), "released")?;
            let cell = PrivateCell::new(record, "/reason", &reason, MayOpen::Members)?;
            transaction
                .prepare_cached(
                    "UPDATE commitment SET reason_sealed = ?4 WHERE activity = ?1 AND org = ?2 AND role = ?3",
                )?
                .execute(params![key, org.as_str(), role.as_str(), cell])?;
            settle(transaction, key)?;
        }
        Event::CommitmentFulfilled { org, role } => {
            stand(transaction, record, (&org, role), "fulfilled")?;
        }
        event => milestones::apply(transaction, record, event)?,
    }
    Ok(())
}

fn amend(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    (org, role): (&OrgId, CommitmentRole),
    resources: &Resources,
    (from, to): (Date, Date),
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE commitment SET resources = ?4, from_day = ?5, to_day = ?6, sequence = ?7
            WHERE activity = ?1 AND org = ?2 AND role = ?3",
        )?
        .execute(params![
            record.key(),
            org.as_str(),
            role.as_str(),
            column::json(resources)?,
            from.to_string(),
            to.to_string(),
            record.sequence
        ])?;
    Ok(())
}

fn stand(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    (org, role): (&OrgId, CommitmentRole),
    standing: &str,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE commitment SET standing = ?4, sequence = ?5
            WHERE activity = ?1 AND org = ?2 AND role = ?3",
        )?
        .execute(params![record.key(), org.as_str(), role.as_str(), standing, record.sequence])?;
    Ok(())
}

/// Another organization leads; whoever led no longer does.
pub(super) fn hand_over(transaction: &Transaction<'_>, key: &str, to: &OrgId) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE activity SET lead_org = ?2 WHERE id = ?1")?
        .execute([key, to.as_str()])?;
    transaction
        .prepare_cached(
            "UPDATE commitment SET standing = 'released'
            WHERE activity = ?1 AND org <> ?2 AND role = 'lead' AND standing = 'accepted'",
        )?
        .execute([key, to.as_str()])?;
    settle(transaction, key)
}

/// Before work begins an activity is committed exactly while somebody has accepted to lead it.
fn settle(transaction: &Transaction<'_>, key: &str) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE activity SET status = CASE WHEN EXISTS (
                SELECT 1 FROM commitment WHERE activity = ?1 AND role = 'lead' AND standing = 'accepted'
            ) THEN 'committed' ELSE 'proposed' END
            WHERE id = ?1 AND status IN ('proposed', 'committed')",
        )?
        .execute([key])?;
    Ok(())
}
