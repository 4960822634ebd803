//! Milestones.

use domain::{plan::Event, private::MayOpen};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    let key = record.key();
    let stand = |milestone: &str, standing: &str| -> Result<(), Error> {
        transaction
            .prepare_cached(
                "UPDATE milestone SET standing = ?3, sequence = ?4 WHERE activity = ?1 AND id = ?2",
            )?
            .execute(params![key, milestone, standing, record.sequence])?;
        Ok(())
    };
    match event {
        Event::MilestoneAdded { milestone, title, due, kind, target, evidence_required, external_ref } => {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO milestone VALUES
                        (?1, ?2, ?3, ?4, ?4, 0, ?5, ?6, ?7, ?8, 'planned', NULL, NULL, ?9)",
                )?
                .execute(params![
                    key,
                    milestone,
                    title,
                    due.to_string(),
                    kind.as_str(),
                    column::json(&target)?,
                    evidence_required,
                    column::json(&external_ref)?,
                    record.sequence
                ])?;
        }
        Event::MilestoneRescheduled { milestone, to, slips, .. } => {
            stand(&milestone, "planned")?;
            transaction
                .prepare_cached("UPDATE milestone SET due = ?3, slips = ?4 WHERE activity = ?1 AND id = ?2")?
                .execute(params![key, milestone, to.to_string(), slips])?;
        }
        Event::MilestoneRevised { milestone, title, kind, target, .. } => {
            transaction
                .prepare_cached(
                    "UPDATE milestone SET title = ?3, kind = ?4, target = ?5, sequence = ?6
                    WHERE activity = ?1 AND id = ?2",
                )?
                .execute(params![
                    key,
                    milestone,
                    title,
                    kind.as_str(),
                    column::json(&target)?,
                    record.sequence
                ])?;
        }
        Event::MilestoneAchieved { milestone, on, evidence } => {
            stand(&milestone, "achieved")?;
            let cell = PrivateCell::optional(record, "/evidence", evidence.as_ref(), MayOpen::Members)?;
            transaction
                .prepare_cached(
                    "UPDATE milestone SET achieved_on = ?3, evidence_sealed = ?4
                    WHERE activity = ?1 AND id = ?2",
                )?
                .execute(params![key, milestone, on.to_string(), cell])?;
        }
        Event::MilestoneDropped { milestone, .. } => stand(&milestone, "dropped")?,
        Event::MilestoneMissed { milestone, .. } => stand(&milestone, "missed")?,
        _ => {}
    }
    Ok(())
}
