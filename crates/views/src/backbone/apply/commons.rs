//! How a record changes what the initiative has in common: its charter and its funding.

use domain::{
    backbone::{Event, words::Money},
    private::MayOpen,
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record};

pub(super) fn charter(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    match event {
        Event::CharterAdopted { hash, decided_by, review_due } => {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO charter VALUES (1, ?1, ?2, ?3, ?4, ?5, NULL, NULL, ?6)",
            )?
            .execute(params![
                hash,
                decided_by.context.as_str(),
                decided_by.id.to_string(),
                at,
                review_due.to_string(),
                record.sequence
            ])?;
        }
        Event::CharterReviewed { review_due, note, .. } => {
            let note = PrivateCell::optional(record, "/note", note.as_ref(), MayOpen::Members)?;
            tx.prepare_cached("UPDATE charter SET review_due = ?1, reviewed_us = ?2, note_sealed = ?3")?
                .execute(params![review_due.to_string(), at, note])?;
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn funding(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    match event {
        Event::FundingPledged { funding, org, money, from, to, function } => {
            let Money { amount_minor, currency } = money;
            tx.prepare_cached(
                "INSERT OR IGNORE INTO funding VALUES \
                 (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'pledged', ?9, NULL, NULL)",
            )?
            .execute(params![
                record.sequence,
                funding.to_string(),
                org.as_str(),
                amount_minor,
                currency,
                from.to_string(),
                to.to_string(),
                function.map(|function| function.as_str()),
                at
            ])?;
        }
        Event::FundingConfirmed { funding } => {
            tx.prepare_cached(
                "UPDATE funding SET standing = 'confirmed', confirmed_us = ?2 WHERE funding = ?1",
            )?
            .execute(params![funding.to_string(), at])?;
        }
        Event::FundingLapsed { funding } => {
            tx.prepare_cached("UPDATE funding SET standing = 'lapsed', lapsed_us = ?2 WHERE funding = ?1")?
                .execute(params![funding.to_string(), at])?;
        }
        _ => {}
    }
    Ok(())
}
