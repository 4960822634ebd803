//! How a record changes the staff, the requests for support, the functions and the effort.

use domain::{backbone::Event, private::MayOpen};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record, column};

pub(super) fn staff(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::StaffEmployed { person, function, fte_bp, skills, from, to } => {
            tx.prepare_cached(
                "INSERT OR IGNORE INTO employments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL)",
            )?
            .execute(params![
                record.sequence,
                person.as_str(),
                function.as_str(),
                fte_bp,
                column::json(skills)?,
                from.to_string(),
                to.map(|to| to.to_string())
            ])?;
        }
        Event::StaffReleased { person, function, on, reason } => {
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            let last = on.yesterday().unwrap_or(*on).to_string();
            tx.prepare_cached(
                "UPDATE employments SET to_day = ?3, released_on = ?4, reason_sealed = ?5 \
                 WHERE person = ?1 AND function = ?2 AND (to_day IS NULL OR to_day >= ?4)",
            )?
            .execute(params![
                person.as_str(),
                function.as_str(),
                last,
                on.to_string(),
                reason
            ])?;
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn support(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    match event {
        Event::SupportRequested { support, org, function, skills, what, by } => {
            let what = super::members_only(record, "/what", what)?;
            tx.prepare_cached(
                "INSERT OR IGNORE INTO support VALUES \
                 (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, NULL, NULL, NULL, NULL)",
            )?
            .execute(params![
                record.sequence,
                support.to_string(),
                org.as_str(),
                function.as_str(),
                column::json(skills)?,
                what,
                by.to_string(),
                at
            ])?;
        }
        Event::SupportAssigned { support, staff } => {
            tx.prepare_cached("UPDATE support SET staff = ?2, assigned_us = ?3 WHERE support = ?1")?
                .execute(params![support.to_string(), staff.as_str(), at])?;
        }
        Event::SupportClosed { support, outcome } => {
            let outcome = super::members_only(record, "/outcome", outcome)?;
            tx.prepare_cached("UPDATE support SET outcome_sealed = ?2, closed_us = ?3 WHERE support = ?1")?
                .execute(params![support.to_string(), outcome, at])?;
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn function(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::FunctionAssigned { function, org, from, to } => {
            tx.prepare_cached("INSERT OR REPLACE INTO functions VALUES (?1, ?2, ?3, ?4)")?.execute(
                params![function.as_str(), org.as_str(), from.to_string(), to.map(|to| to.to_string())],
            )?;
        }
        Event::EffortLogged { function, org, author, minutes, on, note } => {
            let note = PrivateCell::optional(record, "/note", note.as_ref(), MayOpen::Members)?;
            tx.prepare_cached("INSERT OR IGNORE INTO effort VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(
                params![
                    record.sequence,
                    function.as_str(),
                    org.as_str(),
                    author.as_ref().map(|author| author.as_str()),
                    minutes,
                    on.to_string(),
                    note
                ],
            )?;
        }
        _ => {}
    }
    Ok(())
}
