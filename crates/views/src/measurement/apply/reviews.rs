//! Submissions and how far they have come, broken rules, stories, agreements.

use domain::{
    ids::{Code, OrgId},
    measurement::{Event, period::Period},
    private::{MayOpen, Private},
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record, column};

pub(super) type Of<'a> = (&'a Code, &'a OrgId, &'a Period);

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::DataSubmitted { data_set, org, period, completeness_bp, on_time, attestation } => {
            stage(transaction, record, (data_set, org, period), "submitted")?;
            transaction
                .prepare_cached(
                    "UPDATE submission SET completeness_bp = ?5, on_time = ?6, attestation = ?7 WHERE data_set = ?1
                        AND org = ?2 AND period_start = ?3 AND period_length = ?4",
                )?
                .execute(params![
                    data_set.as_str(),
                    org.as_str(),
                    period.start.to_string(),
                    period.length.as_iso8601(),
                    completeness_bp,
                    on_time,
                    attestation
                ])?;
        }
        Event::DataReturned { data_set, org, period, reason, cells } => {
            stage(transaction, record, (data_set, org, period), "returned")?;
            let reason = PrivateCell::new(record, "/reason", reason, MayOpen::Members)?;
            transaction
                .prepare_cached(
                    "UPDATE submission SET returned_sealed = ?5, returned_cells = ?6 WHERE data_set = ?1
                        AND org = ?2 AND period_start = ?3 AND period_length = ?4",
                )?
                .execute(params![
                    data_set.as_str(),
                    org.as_str(),
                    period.start.to_string(),
                    period.length.as_iso8601(),
                    reason,
                    column::json(cells)?
                ])?;
        }
        Event::DataApproved { data_set, org, period } => {
            stage(transaction, record, (data_set, org, period), "approved")?;
        }
        Event::StoryTold { .. } | Event::AgreementSigned { .. } | Event::AgreementEnded { .. } => {
            told(transaction, record, event)?;
        }
        _ => violation(transaction, record, event)?,
    }
    Ok(())
}

/// A submission with recorded values is a draft, also one that was returned.
pub(super) fn draft(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    if let Event::ObservationsRecorded { data_set, org, period, .. } = event {
        stage(transaction, record, (data_set, org, period), "draft")?;
    }
    Ok(())
}

/// A submission that was given up: nothing of it is complete, in time or broken.
pub(super) fn abandoned(transaction: &Transaction<'_>, record: &Record<'_>, of: Of<'_>) -> Result<(), Error> {
    stage(transaction, record, of, "abandoned")?;
    let (data_set, org, period) = of;
    let (start, length) = (period.start.to_string(), period.length.as_iso8601());
    for sql in [
        "UPDATE submission SET completeness_bp = NULL, on_time = NULL, attestation = NULL WHERE data_set = ?1
            AND org = ?2 AND period_start = ?3 AND period_length = ?4",
        "DELETE FROM violation WHERE data_set = ?1 AND org = ?2 AND period_start = ?3 AND period_length = ?4",
    ] {
        transaction.prepare_cached(sql)?.execute(params![data_set.as_str(), org.as_str(), start, length])?;
    }
    Ok(())
}

/// What the public sees has come to a revision.
pub(super) fn published(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    event: &Event,
) -> Result<(), Error> {
    if let Event::DataPublished { data_set, org, period, revision, .. }
    | Event::RevisionPublished { data_set, org, period, revision, .. } = event
    {
        stage(transaction, record, (data_set, org, period), "published")?;
        transaction
            .prepare_cached(
                "UPDATE submission SET revision = ?5 WHERE data_set = ?1 AND org = ?2 AND period_start = ?3
                    AND period_length = ?4",
            )?
            .execute(params![
                data_set.as_str(),
                org.as_str(),
                period.start.to_string(),
                period.length.as_iso8601(),
                revision
            ])?;
    }
    Ok(())
}

fn stage(
    transaction: &Transaction<'_>,
    record: &Record<'_>,
    (data_set, org, period): Of<'_>,
    status: &str,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO submission VALUES (?1, ?2, ?3, ?4, ?5, NULL, NULL, NULL, 0, NULL, '[]', ?6)
                ON CONFLICT DO UPDATE SET status = ?5, sequence = ?6",
        )?
        .execute(params![
            data_set.as_str(),
            org.as_str(),
            period.start.to_string(),
            period.length.as_iso8601(),
            status,
            record.sequence
        ])?;
    Ok(())
}

fn violation(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let told = |text: &Private| PrivateCell::new(record, "/reason", text, MayOpen::Members);
    let (of, place, change) = match event {
        Event::ViolationRaised { data_set, org, period, rule, area_code, severity } => {
            let area_code = area_code.as_ref().map_or("", |area| area.as_str());
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO violation
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'raised', NULL, NULL, ?8)",
                )?
                .execute(params![
                    data_set.as_str(),
                    org.as_str(),
                    period.start.to_string(),
                    period.length.as_iso8601(),
                    rule,
                    area_code,
                    column::json(severity)?,
                    record.sequence
                ])?;
            return Ok(());
        }
        Event::ViolationFixed { data_set, org, period, rule, area_code } => {
            ((data_set, org, period), (rule, area_code), ("fixed", None, None))
        }
        Event::ViolationExplained { data_set, org, period, rule, area_code, reason } => {
            ((data_set, org, period), (rule, area_code), ("explained", Some(told(reason)?), None))
        }
        Event::ViolationWaived { data_set, org, period, rule, area_code, reason } => {
            ((data_set, org, period), (rule, area_code), ("waived", None, Some(told(reason)?)))
        }
        _ => return Ok(()),
    };
    let ((data_set, org, period), (rule, area_code), (status, explanation, waiver)) = (of, place, change);
    transaction
        .prepare_cached(
            "UPDATE violation SET status = ?7, explanation_sealed = coalesce(?8, explanation_sealed),
                waiver_sealed = coalesce(?9, waiver_sealed), sequence = ?10
            WHERE data_set = ?1 AND org = ?2 AND period_start = ?3 AND period_length = ?4 AND rule = ?5
                AND area_code = ?6",
        )?
        .execute(params![
            data_set.as_str(),
            org.as_str(),
            period.start.to_string(),
            period.length.as_iso8601(),
            rule,
            area_code.as_ref().map_or("", |area| area.as_str()),
            status,
            explanation,
            waiver,
            record.sequence
        ])?;
    Ok(())
}

fn told(transaction: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    match event {
        Event::StoryTold { data_set, org, period, indicator, revision, story, what_works, next_steps } => {
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO story VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                )?
                .execute(params![
                    record.sequence,
                    data_set.as_str(),
                    org.as_str(),
                    period.start.to_string(),
                    period.length.as_iso8601(),
                    indicator.as_str(),
                    revision,
                    story,
                    what_works,
                    column::json(next_steps)?
                ])?;
        }
        Event::AgreementSigned { agreement, org, data_sets, from, to, purposes, retention_months } => {
            transaction
                .prepare_cached("INSERT OR REPLACE INTO agreement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                .execute(params![
                    agreement.to_string(),
                    org.as_str(),
                    column::json(data_sets)?,
                    from.to_string(),
                    to.to_string(),
                    column::json(purposes)?,
                    retention_months
                ])?;
        }
        Event::AgreementEnded { agreement, on, .. } => {
            transaction
                .prepare_cached("UPDATE agreement SET last_day = ?2 WHERE id = ?1")?
                .execute([agreement.to_string(), on.to_string()])?;
        }
        _ => {}
    }
    Ok(())
}
