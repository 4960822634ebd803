//! Indicators: what they measure, where they begin and are to go.

use domain::{
    measurement::{Event, definition::Definition},
    private::MayOpen,
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::IndicatorProposed { code, definition } => {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO indicator VALUES (?1, ?2, 'proposed', ?3, 1, NULL, NULL, NULL)",
                )?
                .execute(params![code.as_str(), column::json(definition)?, record.sequence])?;
            goals(transaction, code.as_str(), definition)?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO definition_version VALUES (?1, 1, ?2, 1, NULL, NULL, ?3)",
                )?
                .execute(params![code.as_str(), column::json(definition)?, record.sequence])?;
        }
        Event::IndicatorActivated { code, .. } => {
            transaction
                .prepare_cached("UPDATE indicator SET status = 'active' WHERE code = ?1")?
                .execute([code.as_str()])?;
        }
        Event::DefinitionRevised { code, version, definition, comparable, effective_period, reason } => {
            transaction
                .prepare_cached("UPDATE indicator SET definition = ?2, version = ?3 WHERE code = ?1")?
                .execute(params![code.as_str(), column::json(definition)?, version])?;
            goals(transaction, code.as_str(), definition)?;
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO definition_version VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    code.as_str(),
                    version,
                    column::json(definition)?,
                    comparable,
                    column::json(effective_period)?,
                    reason,
                    record.sequence
                ])?;
        }
        Event::SeriesBreakMarked { code, version, period } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO series_break VALUES (?1, ?2, ?3)")?
                .execute(params![code.as_str(), version, column::json(period)?])?;
        }
        Event::IndicatorRetired { code, last_period, successor } => {
            transaction
                .prepare_cached(
                    "UPDATE indicator SET status = 'retired', last_period = ?2, successor = ?3 WHERE code = ?1",
                )?
                .execute(params![
                    code.as_str(),
                    column::json(last_period)?,
                    successor.as_ref().map(|code| code.as_str())
                ])?;
        }
        _ => course(transaction, record, event)?,
    }
    Ok(())
}

fn course(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::BaselineSet { code, period, value, source } => {
            transaction
                .prepare_cached("UPDATE indicator SET baseline = ?2 WHERE code = ?1")?
                .execute(params![code.as_str(), column::json(&(period, value, source))?])?;
        }
        Event::TargetSet { code, by_period, value, path, decided_by, reason } => {
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            transaction
                .prepare_cached("INSERT OR REPLACE INTO target VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute(params![
                    code.as_str(),
                    by_period.start.to_string(),
                    column::json(by_period)?,
                    value,
                    column::json(path)?,
                    column::json(decided_by)?,
                    reason
                ])?;
        }
        _ => {}
    }
    Ok(())
}

fn goals(transaction: &Transaction<'_>, code: &str, definition: &Definition) -> Result<(), Error> {
    transaction.prepare_cached("DELETE FROM indicator_goal WHERE indicator = ?1")?.execute([code])?;
    let mut insert = transaction.prepare_cached("INSERT INTO indicator_goal VALUES (?1, ?2)")?;
    for goal in &definition.goals {
        insert.execute([goal.as_str(), code])?;
    }
    Ok(())
}
