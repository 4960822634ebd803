//! The agenda's text and its versions.

use domain::agenda::{
    Event,
    value::{Change, DecidedBy, Section, Sector},
};
use rusqlite::{Transaction, params};

use crate::{Error, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::AgendaDrafted {
            problem_statement,
            vision,
            geographic_scope,
            population,
            horizon_end,
            hash,
        } => {
            transaction.execute_batch("DELETE FROM section; DELETE FROM goal; DELETE FROM agenda")?;
            set_section(transaction, Section::ProblemStatement, problem_statement)?;
            set_section(transaction, Section::Vision, vision)?;
            set_section(transaction, Section::GeographicScope, geographic_scope)?;
            set_section(transaction, Section::Population, population)?;
            set_section(transaction, Section::HorizonEnd, &horizon_end.to_string())?;
            stand(transaction, record, "drafting", hash, 0)?;
        }
        Event::GoalDefined { code, statement, desired_condition, lead_sector, hash } => {
            set_goal(transaction, code.as_str(), statement, desired_condition, *lead_sector)?;
            stand(transaction, record, "drafting", hash, 0)?;
        }
        Event::AgendaTextRevised { section, text, hash } => {
            set_section(transaction, *section, text)?;
            stand(transaction, record, "drafting", hash, 0)?;
        }
        Event::AgendaAdopted { n, hash, decided_by } => {
            stand(transaction, record, "adopted", hash, *n)?;
            keep_version(transaction, record, *n, hash, decided_by)?;
        }
        Event::AgendaAmended { n, hash, changes, decided_by } => {
            for change in changes {
                make(transaction, change)?;
            }
            stand(transaction, record, "adopted", hash, *n)?;
            keep_version(transaction, record, *n, hash, decided_by)?;
        }
        Event::AgendaRetired { successor, .. } => {
            transaction
                .prepare_cached("UPDATE agenda SET standing = 'retired', successor = ?1, sequence = ?2")?
                .execute(params![successor, record.sequence])?;
        }
        _ => {}
    }
    Ok(())
}

fn stand(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    standing: &str,
    hash: &str,
    version: u32,
) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO agenda VALUES (1, ?1, ?2, ?3, NULL, ?4)")?
        .execute(params![standing, version, hash, record.sequence])?;
    Ok(())
}

fn make(transaction: &Transaction<'_>, change: &Change) -> Result<(), Error> {
    match change {
        Change::SetSection { section, text } => set_section(transaction, *section, text),
        Change::SetGoal { code, statement, desired_condition, lead_sector } => {
            set_goal(transaction, code.as_str(), statement, desired_condition, *lead_sector)
        }
        Change::DropGoal { code } => {
            transaction.prepare_cached("DELETE FROM goal WHERE code = ?1")?.execute([code.as_str()])?;
            Ok(())
        }
    }
}

fn set_section(transaction: &Transaction<'_>, section: Section, text: &str) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO section VALUES (?1, ?2)")?
        .execute([section.as_str(), text])?;
    Ok(())
}

fn set_goal(
    transaction: &Transaction<'_>,
    code: &str,
    statement: &str,
    desired_condition: &str,
    lead_sector: Option<Sector>,
) -> Result<(), Error> {
    transaction.prepare_cached("INSERT OR REPLACE INTO goal VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        code,
        statement,
        desired_condition,
        lead_sector.map(Sector::as_str)
    ])?;
    Ok(())
}

/// Keeps the text of now as that version's.
fn keep_version(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    n: u32,
    hash: &str,
    decided_by: &DecidedBy,
) -> Result<(), Error> {
    transaction.prepare_cached("INSERT OR REPLACE INTO version VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(
        params![n, hash, column::json(decided_by)?, record.occurred_at.to_string(), record.sequence],
    )?;
    for sql in [
        "DELETE FROM version_section WHERE n = ?1",
        "INSERT INTO version_section SELECT ?1, section, text FROM section",
        "DELETE FROM version_goal WHERE n = ?1",
        "INSERT INTO version_goal SELECT ?1, code, statement, desired_condition, lead_sector FROM goal",
    ] {
        transaction.prepare_cached(sql)?.execute([n])?;
    }
    Ok(())
}
