//! How a record changes the phase of the initiative.

use domain::{
    backbone::{Event, words::Phase},
    private::MayOpen,
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record};

pub(super) fn launched(tx: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    step(tx, record, None, Phase::Launched, None)
}

pub(super) fn phase(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::PhaseChanged { from, to, evidence, reason } => {
            let reason = PrivateCell::optional(record, "/reason", reason.as_ref(), MayOpen::Members)?;
            step(tx, record, Some(*from), *to, reason)?;
            let mut insert = tx.prepare_cached("INSERT INTO phase_evidence VALUES (?1, ?2, ?3)")?;
            for (place, text) in evidence.iter().enumerate() {
                let text = super::members_only(record, &format!("/evidence/{place}"), text)?;
                insert.execute(params![record.sequence, i64::try_from(place).unwrap_or(i64::MAX), text])?;
            }
            Ok(())
        }
        Event::InitiativeClosed { reason } => {
            let reason = super::members_only(record, "/reason", reason)?;
            step(tx, record, None, Phase::Closed, Some(reason))
        }
        _ => Ok(()),
    }
}

/// A step; what it was a step from is what stands here where the record does not tell.
fn step(
    tx: &Transaction<'_>,
    record: &Record<'_>,
    from: Option<Phase>,
    to: Phase,
    reason: Option<PrivateCell>,
) -> Result<(), Error> {
    let from = match from {
        Some(from) => from.as_str(),
        None => crate::backbone::assessments::phase(tx)?.as_str(),
    };
    tx.prepare_cached("INSERT INTO phases VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        record.sequence,
        from,
        to.as_str(),
        record.occurred_at.as_us(),
        reason
    ])?;
    Ok(())
}
