//! When things were said and why, and on which day a period was reported: what revisions and timeliness are told from.

use domain::{
    ids::{Code, OrgId},
    measurement::{Event, event::PublicRow, period::Period},
    private::MayOpen,
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let (reason, note) = match event {
        Event::DataRevised { reason, note, .. } => (Some(reason.as_str()), note.as_ref()),
        Event::RevisionPublished { reason, .. } => (Some(reason.as_str()), None),
        _ => (None, None),
    };
    let note = PrivateCell::optional(record, "/note", note, MayOpen::Members)?;
    transaction.prepare_cached("INSERT OR REPLACE INTO moment VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(
        params![
            record.sequence,
            record.recorded_at.to_string(),
            record.occurred_at.to_string(),
            reason,
            note
        ],
    )?;
    match event {
        Event::ReportersAssigned { data_set, orgs } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO assignment VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![data_set.as_str(), record.sequence, day(record), column::json(orgs)?])?;
        }
        Event::DataSubmitted { data_set, org, period, .. } => {
            reported(transaction, (data_set, org, *period), Some(&day(record)), None)?;
        }
        Event::DataPublished { data_set, org, period, rows, .. }
        | Event::RevisionPublished { data_set, org, period, rows, .. } => {
            reported(transaction, (data_set, org, *period), None, Some(&day(record)))?;
            published(transaction, data_set, rows)?;
        }
        _ => {}
    }
    Ok(())
}

fn day(record: &Record<'_>) -> String {
    record.occurred_at.date().to_string()
}

fn reported(
    transaction: &Transaction<'_>,
    (data_set, org, period): (&Code, &OrgId, Period),
    submitted_on: Option<&str>,
    published_on: Option<&str>,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO reported VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET submitted_on = coalesce(?5, submitted_on),
                    published_on = coalesce(published_on, ?6)",
        )?
        .execute(params![
            data_set.as_str(),
            org.as_str(),
            period.start.to_string(),
            period.length.as_iso8601(),
            submitted_on,
            published_on
        ])?;
    Ok(())
}

fn published(transaction: &Transaction<'_>, data_set: &Code, rows: &[PublicRow]) -> Result<(), Error> {
    let mut insert =
        transaction.prepare_cached("INSERT OR IGNORE INTO published_indicator VALUES (?1, ?2)")?;
    let mut last = None;
    for row in rows {
        if last != Some(&row.indicator) {
            insert.execute([data_set.as_str(), row.indicator.as_str()])?;
            last = Some(&row.indicator);
        }
    }
    Ok(())
}
