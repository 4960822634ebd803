//! How a record changes assessments and the launch.

use std::collections::BTreeMap;

use domain::{
    backbone::{
        Event,
        event::LaunchBasis,
        words::{Factor, Verdict},
    },
    private::MayOpen,
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record};

pub(super) fn assessment(tx: &Transaction<'_>, record: &Record<'_>, event: &Event) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    match event {
        Event::AssessmentStarted { assessment, assessors } => {
            let id = assessment.to_string();
            tx.prepare_cached("INSERT OR IGNORE INTO assessments VALUES (?1, ?2, ?3, NULL, NULL, NULL)")?
                .execute(params![record.sequence, id, at])?;
            let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO assessors VALUES (?1, ?2)")?;
            for org in assessors {
                insert.execute(params![id, org.as_str()])?;
            }
        }
        Event::FactorScored { assessment, org, factor, score, evidence, confidence } => {
            let evidence = PrivateCell::optional(record, "/evidence", evidence.as_ref(), MayOpen::Members)?;
            tx.prepare_cached(
                "INSERT OR REPLACE INTO scores SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 \
                 WHERE EXISTS (SELECT 1 FROM assessments WHERE assessment = ?1)",
            )?
            .execute(params![
                assessment.to_string(),
                org.as_str(),
                factor.as_str(),
                score,
                confidence.as_str(),
                evidence,
                at
            ])?;
        }
        Event::AssessmentConcluded { assessment, verdict, medians_doubled, spread } => {
            conclude(tx, record, &assessment.to_string(), *verdict, medians_doubled, spread)?;
        }
        _ => {}
    }
    Ok(())
}

fn conclude(
    tx: &Transaction<'_>,
    record: &Record<'_>,
    assessment: &str,
    verdict: Verdict,
    medians_doubled: &BTreeMap<Factor, u8>,
    spread: &BTreeMap<Factor, u8>,
) -> Result<(), Error> {
    let is_known = tx
        .prepare_cached(
            "UPDATE assessments SET concluded_us = ?2, verdict = ?3, concluded_at_sequence = ?4 \
             WHERE assessment = ?1",
        )?
        .execute(params![assessment, record.occurred_at.as_us(), verdict.as_str(), record.sequence])?;
    if is_known == 0 {
        return Ok(());
    }
    let mut insert = tx.prepare_cached("INSERT OR REPLACE INTO factor_results VALUES (?1, ?2, ?3, ?4)")?;
    for (factor, median) in medians_doubled {
        let spread = spread.get(factor).copied().unwrap_or_default();
        insert.execute(params![assessment, factor.as_str(), median, spread])?;
    }
    Ok(())
}

pub(super) fn launch(tx: &Transaction<'_>, record: &Record<'_>, basis: &LaunchBasis) -> Result<(), Error> {
    let at = record.occurred_at.as_us();
    let mut insert = tx.prepare_cached("INSERT OR IGNORE INTO launch VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)")?;
    match basis {
        LaunchBasis::Assessment { assessment } => {
            let none: Option<String> = None;
            insert.execute(params![at, assessment.to_string(), none, none, none, none])?;
        }
        LaunchBasis::Waiver { request, reason, decided_by } => {
            let reason = super::members_only(record, "/basis/reason", reason)?;
            let none: Option<String> = None;
            let (context, id) = (decided_by.context.as_str(), decided_by.id.to_string());
            insert.execute(params![at, none, request.to_string(), context, id, reason])?;
            super::requests::complete(tx, record, &request.to_string())?;
        }
    }
    Ok(())
}
