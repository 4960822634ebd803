//! How a record changes the first acts that wait for a second person.

use domain::{backbone::Event, private::MayOpen};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record};

pub(super) fn request(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let (request, purpose, about, reason) = match event {
        Event::WaiverRequested { request, reason } => (request, "waiver", None, Some(reason)),
        Event::SuspensionRequested { request, org, reason } => {
            (request, "suspension", Some(org.as_str()), Some(reason))
        }
        Event::ImportRequested { request, holder, .. } => (request, "import", Some(holder.as_str()), None),
        Event::ErasureRequested { request, subject, .. } => {
            (request, "erasure", Some(subject.as_str()), None)
        }
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

/// A second person completed a first act.
pub(super) fn complete(tx: &Transaction<'_>, record: &Record<'_>, request: &str) -> Result<(), Error> {
    tx.prepare_cached("UPDATE requests SET completed_us = ?2 WHERE request = ?1 AND completed_us IS NULL")?
        .execute(params![request, record.occurred_at.as_us()])?;
    Ok(())
}
