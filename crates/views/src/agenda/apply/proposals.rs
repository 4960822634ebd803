//! Proposals, their stances, conflicts and amendments.

use domain::{
    agenda::{
        Event,
        value::{Change, ProposalKind},
    },
    private::{MayOpen, Private},
};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{Error, PrivateCell, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let id = record.key();
    match event {
        Event::ProposalDrafted { .. } | Event::ProposalOpened { .. } => terms(transaction, record, event)?,
        Event::ConflictDeclared { org, nature } => {
            transaction
                .prepare_cached(
                    "UPDATE stance INDEXED BY live_stance SET standing = 'void' WHERE proposal = ?1 AND org = ?2 AND standing = 'live'",
                )?
                .execute([id, org.as_str()])?;
            let nature = PrivateCell::new(record, "/nature", nature, MayOpen::Members)?;
            transaction
                .prepare_cached("INSERT OR REPLACE INTO conflict VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![
                    id,
                    org.as_str(),
                    record.sequence,
                    record.occurred_at.to_string(),
                    nature
                ])?;
        }
        Event::StanceCast { org, position, reason, .. } => {
            transaction
                .prepare_cached(
                    "UPDATE stance INDEXED BY live_stance SET standing = 'replaced' WHERE proposal = ?1 AND org = ?2 AND standing = 'live'",
                )?
                .execute([id, org.as_str()])?;
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            transaction
                .prepare_cached("INSERT OR REPLACE INTO stance VALUES (?1, ?2, ?3, ?4, 'live', ?5, ?6)")?
                .execute(params![
                    id,
                    record.sequence,
                    org.as_str(),
                    column::json(position)?,
                    record.occurred_at.to_string(),
                    reason
                ])?;
        }
        Event::WindowExtended { closes_at, .. } => {
            transaction
                .prepare_cached("UPDATE proposal SET closes_at = ?2, is_extended = 1 WHERE id = ?1")?
                .execute([id, &closes_at.to_string()])?;
        }
        Event::ProposalClosed { tally } => {
            transaction
                .prepare_cached("UPDATE proposal SET tally = ?2 WHERE id = ?1")?
                .execute([id, &column::json(tally)?])?;
        }
        Event::ProposalDecided { result, tally, not_voting, .. } => {
            transaction
                .prepare_cached(
                    "UPDATE proposal SET status = 'decided', result = ?2, tally = ?3, not_voting = ?4,
                        decided_at = ?5 WHERE id = ?1",
                )?
                .execute(params![
                    id,
                    result.as_str(),
                    column::json(tally)?,
                    column::json(not_voting)?,
                    record.occurred_at.to_string()
                ])?;
        }
        Event::OutcomeRecorded { statement, review_on, responsible_org } => {
            let outcome = column::json(&(statement, review_on, responsible_org))?;
            transaction
                .prepare_cached("UPDATE proposal SET outcome = ?2 WHERE id = ?1")?
                .execute([id, &outcome])?;
        }
        Event::ProposalWithdrawn { reason } => {
            transaction
                .prepare_cached(
                    "UPDATE proposal SET status = 'withdrawn', withdrawn_reason = ?2 WHERE id = ?1",
                )?
                .execute([id, reason])?;
        }
        _ => {}
    }
    touch(transaction, record)
}

fn touch(transaction: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE proposal SET last_sequence = ?2 WHERE id = ?1")?
        .execute(params![record.key(), record.sequence])?;
    Ok(())
}

/// A proposal as it was drafted, or as it opened: the opening says everything again, for whoever may not read
/// the draft, and for a view of records without it.
fn terms(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let (Event::ProposalDrafted { kind, subject_ref, subject_hash, text, changes, rule, .. }
    | Event::ProposalOpened { kind, subject_ref, subject_hash, text, changes, rule, .. }) = event
    else {
        return Ok(());
    };
    transaction
        .prepare_cached(
            "INSERT INTO proposal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, 'draft', 0, NULL, NULL, NULL, 0,
                '[]', NULL, NULL, '[]', NULL, NULL, ?8, NULL, ?9, ?9)
             ON CONFLICT (id) DO UPDATE SET kind = ?2, subject_ref = ?3, subject_hash = ?4, text = ?5,
                changes = ?6, rule = ?7",
        )?
        .execute(params![
            record.key(),
            kind.as_str(),
            column::json(subject_ref)?,
            subject_hash,
            text,
            column::json(changes)?,
            column::json(rule)?,
            record.occurred_at.to_string(),
            record.sequence,
        ])?;
    match event {
        Event::ProposalDrafted { previous_round, .. } => {
            transaction
                .prepare_cached("UPDATE proposal SET previous_round = ?2 WHERE id = ?1")?
                .execute(params![record.key(), previous_round.map(|id| id.to_string())])?;
        }
        Event::ProposalOpened { electorate, opens_at, closes_at, tz, .. } => {
            transaction
                .prepare_cached(
                    "UPDATE proposal SET status = 'open', is_public = 1, opens_at = ?2, closes_at = ?3, tz = ?4,
                        electorate = ?5 WHERE id = ?1",
                )?
                .execute([
                    record.key(),
                    &opens_at.to_string(),
                    &closes_at.to_string(),
                    tz,
                    &column::json(electorate)?,
                ])?;
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn apply_amendment(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    event: &Event,
) -> Result<(), Error> {
    match event {
        Event::AmendmentSubmitted { amendment, section, base_hash, replacement, rationale, org } => {
            let rationale = PrivateCell::new(record, "/rationale", rationale, MayOpen::Members)?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO amendment VALUES
                        (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'submitted', NULL, ?8, ?9)",
                )?
                .execute(params![
                    amendment.to_string(),
                    record.key(),
                    section.as_str(),
                    base_hash,
                    replacement,
                    rationale,
                    org.as_ref().map(|org| org.as_str()),
                    record.occurred_at.to_string(),
                    record.sequence,
                ])?;
        }
        Event::AmendmentAccepted { amendment, section, replacement, hash, reason } => {
            resolve(transaction, record, &amendment.to_string(), "accepted", reason.as_ref())?;
            let change = Change::SetSection { section: *section, text: replacement.clone() };
            take_in(transaction, record, change, hash)?;
        }
        Event::AmendmentRejected { amendment, reason } => {
            resolve(transaction, record, &amendment.to_string(), "rejected", Some(reason))?;
        }
        Event::AmendmentWithdrawn { amendment } => {
            resolve(transaction, record, &amendment.to_string(), "withdrawn", None)?;
        }
        _ => {}
    }
    touch(transaction, record)
}

fn resolve(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    amendment: &str,
    standing: &str,
    reason: Option<&Private>,
) -> Result<(), Error> {
    let reason = PrivateCell::optional(record, "/reason", reason, MayOpen::Members)?;
    transaction
        .prepare_cached("UPDATE amendment SET standing = ?2, reason_sealed = ?3 WHERE id = ?1")?
        .execute(params![amendment, standing, reason])?;
    Ok(())
}

/// An accepted amendment edits the changes of an amend_agenda; of an adopt_agenda it edits the agenda itself,
/// and only the hash is another one.
fn take_in(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    change: Change,
    hash: &str,
) -> Result<(), Error> {
    let found = transaction
        .prepare_cached("SELECT kind, changes FROM proposal WHERE id = ?1")?
        .query_row([record.key()], |row| {
            Ok((row.get::<_, String>("kind")?, column::from_json::<Vec<Change>>(row, "changes")?))
        })
        .optional()?;
    let Some((kind, mut changes)) = found else { return Ok(()) };
    if let Change::SetSection { section, text } = &change
        && kind == ProposalKind::AmendAgenda.as_str()
    {
        domain::agenda::set_section(&mut changes, *section, text);
    }
    transaction
        .prepare_cached("UPDATE proposal SET changes = ?2, subject_hash = ?3 WHERE id = ?1")?
        .execute([record.key(), &column::json(&changes)?, hash])?;
    Ok(())
}
