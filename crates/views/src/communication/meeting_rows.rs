//! How a record changes the tables of meetings. A change to a meeting that is not there changes nothing.

use domain::{
    communication::{
        Event,
        meeting::{Cite, MinutesItem, Outcome},
    },
    private::{MayOpen, Private},
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    let meeting = record.key();
    match event {
        event @ Event::MeetingScheduled { .. } => schedule(transaction, record, event)?,
        Event::MeetingAgendaPublished { items } => {
            transaction
                .prepare_cached("UPDATE meeting SET agenda = ?2 WHERE id = ?1")?
                .execute(params![meeting, column::json(&items)?])?;
        }
        Event::MeetingRescheduled { start, end, reason } => {
            transaction
                .prepare_cached(
                    "UPDATE meeting SET start_at = ?2, end_at = ?3, rescheduled_for = ?4 WHERE id = ?1",
                )?
                .execute(params![meeting, start.to_string(), end.to_string(), reason])?;
        }
        Event::MeetingCancelled { reason } => {
            let reason = PrivateCell::new(record, "/reason", &reason, MayOpen::Members)?;
            transaction
                .prepare_cached("UPDATE meeting SET status = 'cancelled', cancel_sealed = ?2 WHERE id = ?1")?
                .execute(params![meeting, reason])?;
        }
        Event::AttendanceRecorded { orgs, persons } => {
            hold(transaction, meeting, "attendance", &column::json(&orgs)?)?;
            let named = |(place, text): (usize, Private)| (format!("/persons/{place}"), text, Vec::new());
            texts(transaction, record, "person", persons.into_iter().enumerate().map(named))?;
        }
        Event::MinutesRecorded { items } => {
            hold(transaction, meeting, "has_minutes", &1)?;
            let passage = |(place, item): (usize, MinutesItem)| {
                (format!("/items/{place}/text"), item.text, item.cites.into_iter().collect())
            };
            texts(transaction, record, "minutes", items.into_iter().enumerate().map(passage))?;
        }
        Event::MinutesApproved { .. } => {
            transaction
                .prepare_cached("UPDATE meeting SET status = 'minutes_approved' WHERE id = ?1")?
                .execute(params![meeting])?;
        }
        of_an_item => apply_item(transaction, record, of_an_item)?,
    }
    transaction
        .prepare_cached("UPDATE meeting SET version = ?2, changed_at = ?3 WHERE id = ?1")?
        .execute(params![meeting, record.version, record.recorded_at.to_string()])?;
    Ok(())
}

fn schedule(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    let Event::MeetingScheduled { title, kind, start, end, tz, place, url, rrule, invited, ical_uid } = event
    else {
        return Ok(());
    };
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO meeting VALUES (?1, ?2, ?3, 'scheduled', ?4, ?5, ?6, ?7, ?8, ?9, ?10,
                ?11, ?12, ?13, '[]', '[]', NULL, NULL, 0, ?14, ?15)",
        )?
        .execute(params![
            record.key(),
            title,
            column::json(&kind)?,
            start.to_string(),
            end.to_string(),
            tz,
            place,
            url,
            rrule,
            column::json(&invited)?,
            ical_uid,
            record.version,
            record.sequence,
            record.occurred_at.to_string(),
            record.recorded_at.to_string(),
        ])?;
    Ok(())
}

/// Notes what was recorded of a meeting that was held; `what` is a column of its table.
fn hold(
    transaction: &Transaction<'_>,
    meeting: &str,
    what: &str,
    value: &dyn rusqlite::ToSql,
) -> Result<(), Error> {
    transaction
        .prepare_cached(&format!(
            "UPDATE meeting SET {what} = ?2,
                status = CASE status WHEN 'scheduled' THEN 'held' ELSE status END WHERE id = ?1"
        ))?
        .execute(params![meeting, value])?;
    Ok(())
}

/// Puts the texts of a record in place of those before.
fn texts(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    kind: &str,
    texts: impl Iterator<Item = (String, Private, Vec<Cite>)>,
) -> Result<(), Error> {
    transaction
        .prepare_cached("DELETE FROM meeting_text WHERE meeting = ?1 AND kind = ?2")?
        .execute(params![record.key(), kind])?;
    for (place, (pointer, text, cites)) in texts.enumerate() {
        let cell = PrivateCell::new(record, &pointer, &text, MayOpen::Members)?;
        transaction
            .prepare_cached("INSERT INTO meeting_text VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![record.key(), kind, place, cell, column::json(&cites)?])?;
    }
    Ok(())
}

fn apply_item(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    match event {
        Event::ActionItemAdded { item, text, owner_org, due } => {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO action_item
                        VALUES (?1, ?2, ?3, ?4, ?5, 'open', NULL, NULL, ?6, ?7)",
                )?
                .execute(params![
                    item.to_string(),
                    record.key(),
                    PrivateCell::new(record, "/text", &text, MayOpen::Members)?,
                    owner_org.as_str(),
                    due.to_string(),
                    record.occurred_at.to_string(),
                    record.sequence,
                ])?;
        }
        Event::ActionItemClosed { item, outcome, reason } => {
            let status = match outcome {
                Outcome::Done => "done",
                Outcome::Dropped => "dropped",
            };
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            transaction
                .prepare_cached("UPDATE action_item SET status = ?2, reason_sealed = ?3 WHERE id = ?1")?
                .execute(params![item.to_string(), status, reason])?;
        }
        Event::ActionItemConverted { item, activity, .. } => {
            transaction
                .prepare_cached("UPDATE action_item SET status = 'converted', activity = ?2 WHERE id = ?1")?
                .execute(params![item.to_string(), activity.as_str()])?;
        }
        _ => {}
    }
    Ok(())
}
