//! Values as recorded and corrected, and as the public sees them.

use domain::measurement::{
    Event,
    event::PublicRow,
    observation::{Cell, Key, Observation},
    period::Period,
};
use rusqlite::{Transaction, params};

use super::reviews;
use crate::{Error, Record, column};

/// Where a row stands beside its own key.
struct Place<'a> {
    sequence: u64,
    data_set: &'a str,
    org: &'a str,
    start: String,
    length: &'static str,
    revision: u32,
}

impl<'a> Place<'a> {
    fn new(sequence: u64, (data_set, org): (&'a str, &'a str), period: Period, revision: u32) -> Self {
        let (start, length) = (period.start.to_string(), period.length.as_iso8601());
        Self { sequence, data_set, org, start, length, revision }
    }
}

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let sequence = record.sequence;
    match event {
        Event::ObservationsRecorded { data_set, org, period, rows, .. } => {
            let place = Place::new(sequence, (data_set.as_str(), org.as_str()), *period, 0);
            for (key, cell) in rows.iter().map(Observation::split) {
                observed(transaction, &place, &key, &cell)?;
            }
            reviews::draft(transaction, record, event)?;
        }
        Event::DataAbandoned { data_set, org, period, .. } => {
            ended(transaction, &Place::new(sequence, (data_set.as_str(), org.as_str()), *period, 0))?;
            reviews::abandoned(transaction, record, (data_set, org, period))?;
        }
        Event::DataRevised { data_set, org, period, revision, changes, .. } => {
            let place = Place::new(sequence, (data_set.as_str(), org.as_str()), *period, *revision);
            for change in changes {
                observed(transaction, &place, &change.key(), &change.after.cell())?;
            }
        }
        Event::DataPublished { data_set, org, period, revision, rows, .. }
        | Event::RevisionPublished { data_set, org, period, revision, rows, .. } => {
            let place = Place::new(sequence, (data_set.as_str(), org.as_str()), *period, *revision);
            for row in rows {
                published(transaction, &place, row)?;
            }
            reviews::published(transaction, record, event)?;
        }
        _ => {}
    }
    Ok(())
}

/// All that was recorded stands no more.
fn ended(transaction: &Transaction<'_>, place: &Place<'_>) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "UPDATE observation SET is_live = 0, ended = ?5 WHERE data_set = ?1 AND org = ?2
                AND period_start = ?3 AND period_length = ?4 AND is_live = 1",
        )?
        .execute(params![place.data_set, place.org, place.start, place.length, place.revision])?;
    Ok(())
}

fn observed(transaction: &Transaction<'_>, place: &Place<'_>, key: &Key, cell: &Cell) -> Result<(), Error> {
    let area_code = key.area_code.as_ref().map_or("", |area| area.as_str());
    let dims = column::json(&key.dims)?;
    transaction
        .prepare_cached(
            "UPDATE observation SET is_live = 0, ended = ?7 WHERE indicator = ?1 AND period_start = ?2
                AND period_length = ?3 AND org = ?4 AND area_code = ?5 AND dims = ?6 AND is_live = 1",
        )?
        .execute(params![
            key.indicator.as_str(),
            place.start,
            place.length,
            place.org,
            area_code,
            dims,
            place.revision
        ])?;
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO observation
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, NULL)",
        )?
        .execute(params![
            key.indicator.as_str(),
            place.start,
            place.length,
            place.org,
            area_code,
            dims,
            place.sequence,
            place.data_set,
            cell.value,
            cell.obs_status.as_sdmx(),
            cell.numerator,
            cell.denominator,
            place.revision,
        ])?;
    Ok(())
}

fn published(transaction: &Transaction<'_>, place: &Place<'_>, row: &PublicRow) -> Result<(), Error> {
    let area_code = row.area_code.as_ref().map_or("", |area| area.as_str());
    let dims = column::json(&row.dims)?;
    transaction
        .prepare_cached(
            "UPDATE public_row SET is_live = 0 WHERE indicator = ?1 AND period_start = ?2
                AND period_length = ?3 AND org = ?4 AND area_code = ?5 AND dims = ?6 AND is_live = 1",
        )?
        .execute(params![row.indicator.as_str(), place.start, place.length, place.org, area_code, dims])?;
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO public_row
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?14)",
        )?
        .execute(params![
            row.indicator.as_str(),
            place.start,
            place.length,
            place.org,
            area_code,
            dims,
            place.sequence,
            place.data_set,
            row.value,
            row.obs_status.as_sdmx(),
            row.numerator,
            row.denominator,
            place.revision,
            row.hidden,
        ])?;
    Ok(())
}
