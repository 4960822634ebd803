//! Activities: proposed, moved, started, blocked, over; what other systems say of them.

use domain::{
    ids::{Code, ExternalRef, OrgId},
    plan::Event,
    private::{MayOpen, Private},
    time::Date,
};
use rusqlite::{Transaction, params};

use super::{commitments, replace};
use crate::{Error, PrivateCell, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    let key = record.key();
    let stand = |status: &str| -> Result<(), Error> {
        transaction
            .prepare_cached("UPDATE activity SET status = ?2, blocked_by = NULL WHERE id = ?1")?
            .execute([key, status])?;
        Ok(())
    };
    match event {
        Event::ActivityProposed { code, title, strategy, lead_org, start, end, indicators, external_ref } => {
            begin_anew(transaction, key)?;
            propose(transaction, record, (code, &title, &strategy, lead_org), (start, end), external_ref)?;
            let indicators = indicators.iter().map(|indicator| indicator.as_str());
            replace(transaction, ("activity_indicator", "activity"), key, indicators)?;
        }
        Event::ActivityRescheduled { start, end, .. } => {
            transaction
                .prepare_cached("UPDATE activity SET start_day = ?2, end_day = ?3 WHERE id = ?1")?
                .execute(params![key, start.to_string(), end.to_string()])?;
        }
        Event::ActivityRevised { title, .. } => {
            transaction
                .prepare_cached("UPDATE activity SET title = ?2 WHERE id = ?1")?
                .execute([key, &title])?;
        }
        Event::IndicatorsLinked { indicators } => {
            let indicators = indicators.iter().map(|indicator| indicator.as_str());
            replace(transaction, ("activity_indicator", "activity"), key, indicators)?;
        }
        Event::ActivityOrphaned { .. } => {
            transaction
                .prepare_cached("UPDATE activity SET is_orphaned = 1 WHERE id = ?1")?
                .execute([key])?;
        }
        Event::ActivityRelinked { to, reason, .. } => {
            transaction
                .prepare_cached("UPDATE activity SET strategy = ?2, is_orphaned = 0 WHERE id = ?1")?
                .execute([key, to.as_str()])?;
            say_why(transaction, record, &reason)?;
        }
        Event::ActivityStarted {} | Event::ActivityUnblocked {} => stand("in_progress")?,
        Event::ActivityBlocked { reason, blocked_by } => {
            stand("blocked")?;
            transaction
                .prepare_cached("UPDATE activity SET blocked_by = ?2 WHERE id = ?1")?
                .execute(params![key, blocked_by])?;
            say_why(transaction, record, &reason)?;
        }
        Event::ActivityCompleted { summary, results } => {
            stand("completed")?;
            transaction
                .prepare_cached("UPDATE activity SET summary = ?2, results = ?3 WHERE id = ?1")?
                .execute(params![key, summary, column::json(&results)?])?;
        }
        Event::ActivityCancelled { reason, .. } => {
            stand("cancelled")?;
            say_why(transaction, record, &reason)?;
        }
        Event::ActivitiesMerged { keep, .. } => {
            stand("merged")?;
            transaction
                .prepare_cached("UPDATE activity SET merged_into = ?2 WHERE id = ?1")?
                .execute([key, &keep])?;
        }
        Event::LeadTransferred { to, reason, .. } => {
            commitments::hand_over(transaction, key, &to)?;
            say_why(transaction, record, &reason)?;
        }
        Event::ExternalStatusNoted { vocabulary, value } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO external_status VALUES (?1, ?2, ?3)")?
                .execute([key, &vocabulary, &value])?;
        }
        event => commitments::apply(transaction, record, event)?,
    }
    Ok(())
}

/// An activity that was cancelled and comes back holds nothing of what it held.
fn begin_anew(transaction: &Transaction<'_>, key: &str) -> Result<(), Error> {
    for table in ["milestone", "commitment", "external_status"] {
        transaction.prepare_cached(&format!("DELETE FROM {table} WHERE activity = ?1"))?.execute([key])?;
    }
    Ok(())
}

fn propose(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    (code, title, strategy, lead_org): (Option<Code>, &str, &Code, Option<OrgId>),
    (start, end): (Date, Date),
    external_ref: Option<ExternalRef>,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO activity VALUES
                (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'proposed', NULL, NULL, NULL, NULL, '[]', 0, ?9)",
        )?
        .execute(params![
            record.key(),
            code.as_ref().map(|code| code.as_str()),
            title,
            strategy.as_str(),
            lead_org.as_ref().map(|org| org.as_str()),
            start.to_string(),
            end.to_string(),
            column::json(&external_ref)?,
            record.sequence,
        ])?;
    Ok(())
}

fn say_why(transaction: &Transaction<'_>, record: &Record<'_>, reason: &Private) -> Result<(), Error> {
    let cell = PrivateCell::new(record, "/reason", reason, MayOpen::Members)?;
    transaction
        .prepare_cached("UPDATE activity SET reason_sealed = ?2 WHERE id = ?1")?
        .execute(params![record.key(), cell])?;
    Ok(())
}
