//! How a record changes the tables of the plan. Every write replaces, so that any subset is taken.

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
            replace(
                transaction,
                "strategy_goal",
                "strategy",
                code.as_str(),
                goals.iter().map(|goal| goal.as_str()),
            )?;
        }
        Event::ActivityProposed { code, title, strategy, lead_org, start, end, indicators, external_ref } => {
            let id = record.key();
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO activity VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'proposed', ?9)",
                )?
                .execute(params![
                    id,
                    code.as_ref().map(|code| code.as_str()),
                    title,
                    strategy.as_str(),
                    lead_org.as_ref().map(|org| org.as_str()),
                    start.to_string(),
                    end.to_string(),
                    column::json(&external_ref)?,
                    record.sequence,
                ])?;
            let indicators = indicators.iter().map(|indicator| indicator.as_str());
            replace(transaction, "activity_indicator", "activity", id, indicators)?;
        }
    }
    Ok(())
}

/// Puts a list in place of the one before. Table and column are ours, never a caller's.
fn replace<'a>(
    transaction: &Transaction<'_>,
    table: &str,
    owner: &str,
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
