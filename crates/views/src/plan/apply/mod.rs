//! How a record changes the tables of the plan. What begins replaces, what changes updates, so that any subset is
//! taken.

mod activities;
mod commitments;
mod milestones;

use domain::plan::Event;
use rusqlite::{Transaction, params};

use crate::{Error, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    match record.event::<Event>()? {
        Event::PlanCreated { agenda_version, from, to } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO plan VALUES (1, ?1, ?2, ?3)")?
                .execute(params![agenda_version, from.to_string(), to.to_string()])?;
        }
        Event::StrategyDefined { code, title, goals } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO strategy VALUES (?1, ?2)")?
                .execute(params![code.as_str(), title])?;
            let goals = goals.iter().map(|goal| goal.as_str());
            replace(transaction, ("strategy_goal", "strategy"), code.as_str(), goals)?;
        }
        Event::StrategyRevised { code, title, goals, .. } => {
            let mut revise = transaction.prepare_cached("UPDATE strategy SET title = ?2 WHERE code = ?1")?;
            if revise.execute(params![code.as_str(), title])? > 0 {
                let goals = goals.iter().map(|goal| goal.as_str());
                replace(transaction, ("strategy_goal", "strategy"), code.as_str(), goals)?;
            }
        }
        Event::PlanReviewed { from, to, decisions } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO review VALUES (?1, ?2, ?3)")?
                .execute(params![from.to_string(), to.to_string(), column::json(&decisions)?])?;
        }
        Event::ActivitiesRelated { from, to, kind, lag_days, .. } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO relation VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![from, to, kind.as_str(), lag_days, record.sequence])?;
        }
        Event::ActivitiesUnrelated { from, to, kind } => {
            transaction
                .prepare_cached("DELETE FROM relation WHERE first = ?1 AND second = ?2 AND kind = ?3")?
                .execute(params![from, to, kind.as_str()])?;
        }
        // Conflicts are told from the dates as they are.
        Event::ScheduleConflictDetected { .. } => {}
        // Sealed texts stay as they are: without their keys they read as erased.
        Event::SubjectShredded { .. } => {}
        event => {
            activities::apply(transaction, record, event)?;
            transaction
                .prepare_cached("UPDATE activity SET sequence = ?2 WHERE id = ?1")?
                .execute(params![record.key(), record.sequence])?;
        }
    }
    Ok(())
}

/// Puts a list in place of the one before. Table and column are ours, never a caller's.
fn replace<'a>(
    transaction: &Transaction<'_>,
    (table, owner): (&str, &str),
    key: &str,
    entries: impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    transaction.prepare_cached(&format!("DELETE FROM {table} WHERE {owner} = ?1"))?.execute([key])?;
    let mut insert = transaction.prepare_cached(&format!("INSERT INTO {table} VALUES (?1, ?2)"))?;
    for entry in entries {
        insert.execute([key, entry])?;
    }
    Ok(())
}
