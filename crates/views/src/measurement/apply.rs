//! How a record changes the tables of measurement. Every write replaces, so that any subset is taken.

use domain::{
    ids::OrgId,
    measurement::{Event, observation::Observation, period::Period},
};
use rusqlite::{Transaction, params};

use crate::{Error, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    match record.event::<Event>()? {
        Event::IndicatorProposed { code, definition } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO indicator VALUES (?1, ?2, 'proposed', ?3)")?
                .execute(params![code.as_str(), column::json(&definition)?, record.sequence])?;
            transaction
                .prepare_cached("DELETE FROM indicator_goal WHERE indicator = ?1")?
                .execute([code.as_str()])?;
            let mut insert = transaction.prepare_cached("INSERT INTO indicator_goal VALUES (?1, ?2)")?;
            for goal in &definition.goals {
                insert.execute([goal.as_str(), code.as_str()])?;
            }
        }
        Event::DataSetDefined {
            code,
            indicators,
            period_type,
            due_after_days,
            closes_after_days,
            compulsory,
        } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO data_set VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
                .execute(params![
                    code.as_str(),
                    column::json(&indicators)?,
                    period_type.as_iso8601(),
                    due_after_days,
                    closes_after_days,
                    column::json(&compulsory)?,
                ])?;
        }
        Event::ReportersAssigned { data_set, orgs } => {
            transaction
                .prepare_cached("DELETE FROM reporter WHERE data_set = ?1")?
                .execute([data_set.as_str()])?;
            let mut insert = transaction.prepare_cached("INSERT INTO reporter VALUES (?1, ?2)")?;
            for org in &orgs {
                insert.execute([data_set.as_str(), org.as_str()])?;
            }
        }
        Event::ObservationsRecorded { data_set, org, period, rows, .. } => {
            for row in &rows {
                record_row(transaction, record.sequence, data_set.as_str(), (&org, period), row)?;
            }
        }
    }
    Ok(())
}

fn record_row(
    transaction: &Transaction<'_>,
    sequence: u64,
    data_set: &str,
    (org, period): (&OrgId, Period),
    row: &Observation,
) -> Result<(), Error> {
    let (start, length) = (period.start.to_string(), period.length.as_iso8601());
    let area_code = row.area_code.as_ref().map_or("", |area| area.as_str());
    let dims = column::json(&row.dims)?;
    transaction
        .prepare_cached(
            "UPDATE observation SET is_live = 0 WHERE indicator = ?1 AND period_start = ?2
                AND period_length = ?3 AND org = ?4 AND area_code = ?5 AND dims = ?6 AND is_live = 1",
        )?
        .execute(params![row.indicator.as_str(), start, length, org.as_str(), area_code, dims])?;
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO observation
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1)",
        )?
        .execute(params![
            row.indicator.as_str(),
            start,
            length,
            org.as_str(),
            area_code,
            dims,
            sequence,
            data_set,
            row.value,
            row.obs_status.as_sdmx(),
            row.numerator,
            row.denominator,
        ])?;
    Ok(())
}
