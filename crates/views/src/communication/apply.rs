//! How a record changes the tables of communication. A change to a thread that is not there changes nothing.

use domain::{
    communication::{Event, thread::ReplyTo},
    private::MayOpen,
};
use rusqlite::{Transaction, params};

use super::{announcements, meeting_rows, rank};
use crate::{Error, PrivateCell, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    let thread = record.key();
    match record.event::<Event>()? {
        Event::ThreadOpened { subject, title, audience } => {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO thread VALUES (?1, ?2, ?3, ?4, 'open', ?5, ?6, NULL)",
                )?
                .execute(params![
                    thread,
                    column::json(&subject)?,
                    title,
                    rank(audience),
                    record.occurred_at.to_string(),
                    record.sequence,
                ])?;
        }
        event @ Event::MessagePosted { .. } => post(transaction, record, event)?,
        Event::ThreadLocked { reason, .. } => {
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            turn(transaction, thread, "locked", reason.as_ref())?;
        }
        Event::ThreadUnlocked { .. } => turn(transaction, thread, "open", None)?,
        Event::ThreadArchived { .. } => turn(transaction, thread, "archived", None)?,
        Event::MessageEdited { message, body, .. } => {
            let body = PrivateCell::new(record, "/body", &body, MayOpen::Members)?;
            transaction
                .prepare_cached(
                    "UPDATE message SET body_sealed = ?2, edited_at = ?3, changed = ?4
                        WHERE id = ?1 AND redacted_at IS NULL",
                )?
                .execute(params![
                    message.to_string(),
                    body,
                    record.occurred_at.to_string(),
                    record.sequence
                ])?;
        }
        Event::MessageRedacted { message, basis, reason, .. } => {
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            // The sealed text stays: it reads as erased, and its commitment can still be checked.
            transaction
                .prepare_cached(
                    "UPDATE message SET redacted_at = ?2, redaction_basis = ?3, redaction_sealed = ?4,
                        mentions = '[]', attachments = '[]', changed = ?5 WHERE id = ?1",
                )?
                .execute(params![
                    message.to_string(),
                    record.occurred_at.to_string(),
                    basis.as_str(),
                    reason,
                    record.sequence
                ])?;
        }
        Event::Announced { title, body, ack_by, audience } => {
            announcements::announced(transaction, record, (&title, &body), ack_by, &audience)?;
        }
        Event::Acknowledged { org, late } => announcements::acknowledged(transaction, record, &org, late)?,
        // Sealed texts stay as they are: without their keys they read as erased.
        Event::SubjectShredded { .. } => {}
        of_a_meeting => meeting_rows::apply(transaction, record, of_a_meeting)?,
    }
    Ok(())
}

fn turn(
    transaction: &Transaction<'_>,
    thread: &str,
    status: &str,
    reason: Option<&PrivateCell>,
) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE thread SET status = ?2, lock_reason_sealed = ?3 WHERE id = ?1")?
        .execute(params![thread, status, reason])?;
    Ok(())
}

fn post(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    let Event::MessagePosted {
        audience,
        author,
        org,
        body,
        reply_to,
        mentions,
        attachments,
        text_absent,
        external_ref,
    } = event
    else {
        return Ok(());
    };
    let (reply_id, reply_name) = match &reply_to {
        Some(ReplyTo::Message { id }) => (Some(id.to_string()), None),
        Some(ReplyTo::External { vocabulary, code }) => (None, Some((vocabulary.as_str(), code.as_str()))),
        Some(ReplyTo::Missing { .. }) | None => (None, None),
    };
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO message
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                    NULL, NULL, NULL, NULL, ?7)",
        )?
        .execute(params![
            record.id.to_string(),
            record.key(),
            rank(audience),
            author,
            org.as_ref().map(|org| org.as_str()),
            record.occurred_at.to_string(),
            record.sequence,
            PrivateCell::optional(record, "/body", body.as_ref(), MayOpen::Members)?,
            column::json(&reply_to)?,
            reply_id,
            reply_name.map(|(vocabulary, _)| vocabulary),
            reply_name.map(|(_, code)| code),
            column::json(&mentions)?,
            column::json(&attachments)?,
            text_absent,
            external_ref.as_ref().map(|external| external.vocabulary.as_str()),
            external_ref.as_ref().map(|external| external.code.as_str()),
        ])?;
    Ok(())
}
