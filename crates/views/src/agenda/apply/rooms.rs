//! Bodies, matters, and the decisions of meetings.

use domain::{agenda::Event, ids::ExternalRef};
use rusqlite::{Transaction, params};

use crate::{Error, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    match event {
        Event::BodyDefined { code, name, seats } => {
            transaction.prepare_cached("INSERT OR REPLACE INTO body VALUES (?1, ?2, ?3)")?.execute([
                code.as_str(),
                &name,
                &column::json(&seats)?,
            ])?;
        }
        Event::MatterOpened { title, text, kind, deciding_body, external_ref } => {
            let (vocabulary, external) = parts(external_ref);
            transaction
                .prepare_cached("INSERT OR REPLACE INTO matter VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
                .execute(params![
                    record.key(),
                    title,
                    text,
                    kind.as_str(),
                    deciding_body.as_str(),
                    vocabulary,
                    external,
                    record.occurred_at.to_string(),
                    record.sequence,
                ])?;
        }
        decision => record_decision(transaction, record, decision)?,
    }
    Ok(())
}

fn record_decision(transaction: &Transaction<'_>, record: &Record<'_>, event: Event) -> Result<(), Error> {
    let Event::MeetingDecisionRecorded {
        decision,
        matter,
        body,
        is_advisory,
        rule,
        vocabulary: voters_vocabulary,
        positions,
        tally,
        stated_tally,
        computed_result,
        stated_result,
        agrees,
        decided_on,
        minutes_ref,
        reverses,
        adopts,
        external_ref,
    } = event
    else {
        return Ok(());
    };
    let (vocabulary, external) = parts(external_ref);
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO decision VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,
                ?14, ?15, ?16, ?17, ?18, ?19)",
        )?
        .execute(params![
            decision.to_string(),
            matter.to_string(),
            body.as_str(),
            is_advisory,
            column::json(&rule)?,
            column::json(&tally)?,
            column::json(&stated_tally)?,
            computed_result.as_str(),
            stated_result.as_str(),
            agrees,
            decided_on.to_string(),
            minutes_ref,
            reverses.map(|id| id.to_string()),
            column::json(&adopts)?,
            vocabulary,
            external,
            voters_vocabulary,
            column::json(&positions)?,
            record.sequence,
        ])?;
    Ok(())
}

pub(super) fn parts(external_ref: Option<ExternalRef>) -> (Option<String>, Option<String>) {
    external_ref.map(|name| (name.vocabulary, name.code)).unzip()
}
