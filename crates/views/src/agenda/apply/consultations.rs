//! Consultations. A response is written twice, as one of all and, where it is the latest, as the last of its
//! participant to its statement: by (occurred_at, then sequence), whatever the order it was recorded in.

use domain::{
    agenda::{
        Event,
        value::{Moderation, ResponseValue},
    },
    ids::{PersonId, Uuid},
    private::MayOpen,
};
use rusqlite::{Transaction, params};

use super::rooms::parts;
use crate::{Error, PrivateCell, Record, agenda::number_of, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::Responded { statement, participant, value } => {
            respond(transaction, record, statement, participant, *value)
        }
        Event::StatementAdded { .. } | Event::StatementModerated { .. } => {
            apply_statement(transaction, record, event)
        }
        Event::ConsultationOpened { question, opens_at, closes_at, who, subject_ref, external_ref } => {
            let (vocabulary, external) = parts(external_ref.clone());
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO consultation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', ?9)",
                )?
                .execute(params![
                    record.key(),
                    question,
                    opens_at.to_string(),
                    closes_at.map(|at| at.to_string()),
                    column::json(who)?,
                    column::json(subject_ref)?,
                    vocabulary,
                    external,
                    record.sequence,
                ])?;
            Ok(())
        }
        _ => {
            transaction
                .prepare_cached("UPDATE consultation SET status = 'closed' WHERE id = ?1")?
                .execute([record.key()])?;
            Ok(())
        }
    }
}

/// The consultation's id as its 16 bytes. A stream of another shape is not ours; its rows would be unreachable.
fn key(record: &Record<'_>) -> [u8; 16] {
    record.key().parse::<Uuid>().unwrap_or_default().into_bytes()
}

fn apply_statement(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::StatementAdded { statement, by, text } => {
            // Until it is rejected, anybody may read what the community said.
            let text = PrivateCell::new(record, "/text", text, MayOpen::Public)?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO statement VALUES (?1, ?2, ?3, ?4, NULL, NULL, ?5, ?6)",
                )?
                .execute(params![
                    key(record),
                    statement,
                    number_of(by),
                    text,
                    record.occurred_at.to_string(),
                    record.sequence,
                ])?;
        }
        Event::StatementModerated { statement, moderation, reason } => {
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            let word = match moderation {
                Moderation::Accepted => "accepted",
                Moderation::Rejected => "rejected",
            };
            transaction
                .prepare_cached(
                    "UPDATE statement SET moderation = ?3, reason_sealed = ?4
                     WHERE consultation = ?1 AND statement = ?2",
                )?
                .execute(params![key(record), statement, word, reason])?;
        }
        _ => {}
    }
    Ok(())
}

fn respond(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    statement: &str,
    participant: &PersonId,
    value: ResponseValue,
) -> Result<(), Error> {
    let (consultation, participant) = (key(record), number_of(participant));
    let value: i64 = match value {
        ResponseValue::Agree => 1,
        ResponseValue::Pass => 0,
        ResponseValue::Disagree => -1,
    };
    let occurred_us = record.occurred_at.as_us();
    transaction
        .prepare_cached("INSERT OR REPLACE INTO response VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![consultation, record.sequence, statement, participant, value, occurred_us])?;
    // Records come by sequence, so of two equal moments the one that comes now is the later.
    transaction
        .prepare_cached(
            "INSERT INTO last_response VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET value = ?4, occurred_us = ?5, sequence = ?6
             WHERE ?5 >= occurred_us",
        )?
        .execute(params![consultation, statement, participant, value, occurred_us, record.sequence])?;
    Ok(())
}
