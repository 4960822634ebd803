//! How a record changes the duties.

use domain::{
    backbone::{Event, duty::AdoptedDuty},
    private::MayOpen,
    time::Date,
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record};

pub(super) fn duty(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::DutiesAdopted { preset, duties } => {
            adopt(tx, record.occurred_at.date(), duties)?;
            tx.prepare_cached("INSERT OR REPLACE INTO duty_list VALUES (1, ?1, ?2)")?
                .execute(params![preset, record.occurred_at.as_us()])?;
        }
        Event::DutyMissed { duty, due, .. } => {
            tx.prepare_cached("INSERT OR IGNORE INTO duty_missed VALUES (?1, ?2)")?
                .execute(params![duty.as_str(), due.to_string()])?;
        }
        Event::DutyMet { duty, on, cites, evidence, .. } => {
            let evidence = PrivateCell::optional(record, "/evidence", evidence.as_ref(), MayOpen::Members)?;
            let on = on.to_string();
            tx.prepare_cached(
                "UPDATE duties SET last_met = ?2, cites = ?3, evidence_sealed = ?4 \
                 WHERE code = ?1 AND (last_met IS NULL OR last_met < ?2)",
            )?
            .execute(params![duty.as_str(), on, cites, evidence])?;
            // Met in time and told late: it was not missed.
            tx.prepare_cached("DELETE FROM duty_missed WHERE code = ?1 AND due >= ?2")?
                .execute(params![duty.as_str(), on])?;
        }
        // What is due follows from the days themselves.
        _ => {}
    }
    Ok(())
}

/// The list as it stands now: a duty that was on the list before goes on as it was kept.
fn adopt(tx: &Transaction<'_>, since: Date, duties: &[AdoptedDuty]) -> Result<(), Error> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO duties (code, title, every_months, met_by, since, is_adopted) VALUES (?1, ?2, ?3, ?4, ?5, 1) \
         ON CONFLICT (code) DO UPDATE SET title = ?2, every_months = ?3, met_by = ?4, is_adopted = 1",
    )?;
    tx.prepare_cached("UPDATE duties SET is_adopted = 0")?.execute([])?;
    for AdoptedDuty { code, title, every_months, met_by, .. } in duties {
        insert.execute(params![code.as_str(), title, every_months, met_by.as_str(), since.to_string()])?;
    }
    tx.prepare_cached("DELETE FROM duties WHERE is_adopted = 0")?.execute([])?;
    Ok(())
}
