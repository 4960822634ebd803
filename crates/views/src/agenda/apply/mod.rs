//! How a record changes the tables of the agenda. Every write replaces or passes over what is not there, so
//! that any subset of the records is taken.

mod consultations;
mod document;
mod proposals;
mod rooms;

use domain::agenda::Event;
use rusqlite::{Transaction, params};

use crate::{Error, Record, column};

pub(super) fn apply(transaction: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    let event = record.event::<Event>()?;
    match &event {
        Event::AgendaDrafted { .. }
        | Event::GoalDefined { .. }
        | Event::AgendaTextRevised { .. }
        | Event::AgendaAdopted { .. }
        | Event::AgendaAmended { .. }
        | Event::AgendaRetired { .. } => document::apply(transaction, record, &event)?,
        Event::ProposalDrafted { .. }
        | Event::ProposalOpened { .. }
        | Event::ConflictDeclared { .. }
        | Event::StanceCast { .. }
        | Event::WindowExtended { .. }
        | Event::ProposalClosed { .. }
        | Event::ProposalDecided { .. }
        | Event::OutcomeRecorded { .. }
        | Event::ProposalWithdrawn { .. } => proposals::apply(transaction, record, &event)?,
        Event::AmendmentSubmitted { .. }
        | Event::AmendmentAccepted { .. }
        | Event::AmendmentRejected { .. }
        | Event::AmendmentWithdrawn { .. } => proposals::apply_amendment(transaction, record, &event)?,
        Event::BodyDefined { .. } | Event::MatterOpened { .. } | Event::MeetingDecisionRecorded { .. } => {
            rooms::apply(transaction, record, event)?;
        }
        Event::ConsultationOpened { .. }
        | Event::StatementAdded { .. }
        | Event::StatementModerated { .. }
        | Event::Responded { .. }
        | Event::ConsultationClosed { .. } => {
            return consultations::apply(transaction, record, &event);
        }
        // It is for the rules alone: the proposal it names tells of its opening itself.
        Event::SubjectClaimed { .. } => return Ok(()),
        // Sealed texts stay as they are: without their keys they read as erased.
        Event::SubjectShredded { .. } => return Ok(()),
    }
    note(transaction, record)
}

/// What happened goes into the timeline of its stream; what is said in consultations is listed by itself.
fn note(transaction: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO timeline VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute(params![
            record.stream,
            record.sequence,
            record.id.to_string(),
            record.type_name,
            record.occurred_at.to_string(),
            record.recorded_at.to_string(),
            column::json(&record.actor)?,
            record.visibility == domain::meta::Visibility::Public,
        ])?;
    Ok(())
}
