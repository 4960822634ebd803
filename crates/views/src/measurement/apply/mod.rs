//! How a record changes the tables of measurement. Every write replaces, so that any subset is taken.

mod days;
mod indicators;
mod reviews;
mod values;

use domain::measurement::Event;
use rusqlite::{Transaction, params};

use crate::{Error, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    let event = record.event::<Event>()?;
    days::apply(transaction, record, &event)?;
    match &event {
        Event::IndicatorProposed { .. }
        | Event::IndicatorActivated { .. }
        | Event::DefinitionRevised { .. }
        | Event::SeriesBreakMarked { .. }
        | Event::IndicatorRetired { .. }
        | Event::BaselineSet { .. }
        | Event::TargetSet { .. } => indicators::apply(transaction, record, &event),
        Event::DataSetDefined { .. } | Event::ReportersAssigned { .. } | Event::RuleAdded { .. } => {
            data_set(transaction, &event)
        }
        Event::ObservationsRecorded { .. }
        | Event::DataAbandoned { .. }
        | Event::DataPublished { .. }
        | Event::DataRevised { .. }
        | Event::RevisionPublished { .. } => values::apply(transaction, record, &event),
        // Sealed texts stay as they are: without their keys they read as erased.
        Event::SubjectShredded { .. } => Ok(()),
        _ => reviews::apply(transaction, record, &event),
    }
}

fn data_set(transaction: &Transaction<'_>, event: &Event) -> Result<(), Error> {
    match event {
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
                    column::json(indicators)?,
                    period_type.as_str(),
                    due_after_days,
                    closes_after_days,
                    column::json(compulsory)?,
                ])?;
        }
        Event::ReportersAssigned { data_set, orgs } => {
            transaction
                .prepare_cached("DELETE FROM reporter WHERE data_set = ?1")?
                .execute([data_set.as_str()])?;
            let mut insert = transaction.prepare_cached("INSERT INTO reporter VALUES (?1, ?2)")?;
            for org in orgs {
                insert.execute([data_set.as_str(), org.as_str()])?;
            }
        }
        Event::RuleAdded { data_set, number, rule } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO rule VALUES (?1, ?2, ?3)")?
                .execute(params![data_set.as_str(), number, column::json(rule)?])?;
        }
        _ => {}
    }
    Ok(())
}
