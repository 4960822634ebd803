//! How a record changes the backbone's views.
//!
//! Total over any subset of the records: what has no predecessor is upserted where it says enough by itself
//! (a standing), and passed over where it does not (a name of an organization never registered).

mod commons;
mod duties;
mod hub;
mod members;
mod people;
mod phases;
mod readiness;
mod requests;
mod seats;
mod staff;

use domain::{
    backbone::Event,
    private::{MayOpen, Private},
};
use rusqlite::{Transaction, params};

use crate::{Error, PrivateCell, Record};

pub(super) fn apply(tx: &Transaction<'_>, record: &Record<'_>) -> Result<(), Error> {
    let event: Event = record.event()?;
    match &event {
        Event::OrganizationRegistered { .. }
        | Event::OrganizationRenamed { .. }
        | Event::OrganizationSucceeded { .. } => hub::organization(tx, record, &event),
        Event::InitiativeRegistered { .. }
        | Event::AccountOpened { .. }
        | Event::KeyMinted { .. }
        | Event::KeyRevoked { .. } => hub::hub(tx, record, &event),
        // Who holds what is unique stands in the views of the holders; where a key is good, in the facts.
        Event::Reserved { .. } | Event::KeyConfined { .. } => Ok(()),
        Event::AssessmentStarted { .. } | Event::FactorScored { .. } | Event::AssessmentConcluded { .. } => {
            readiness::assessment(tx, record, &event)
        }
        Event::InitiativeLaunched { basis } => {
            phases::launched(tx, record)?;
            readiness::launch(tx, record, basis)
        }
        Event::PhaseChanged { .. } | Event::InitiativeClosed { .. } => phases::phase(tx, record, &event),
        Event::OrganizationInvited { .. }
        | Event::OrganizationJoined { .. }
        | Event::MemberSuspended { .. }
        | Event::MemberReinstated { .. }
        | Event::MemberLeft { .. } => members::member(tx, record, &event),
        Event::PersonRegistered { .. } | Event::PersonUpdated { .. } => people::person(tx, record, &event),
        Event::RoleGranted { .. } | Event::ImportGranted { .. } | Event::RoleRevoked { .. } => {
            people::grant(tx, record, &event)
        }
        Event::WaiverRequested { .. }
        | Event::SuspensionRequested { .. }
        | Event::ImportRequested { .. }
        | Event::ErasureRequested { .. } => requests::request(tx, record, &event),
        Event::ErasureApproved { request, .. } => requests::complete(tx, record, &request.to_string()),
        // Sealed texts stay as they are: without their keys they read as erased.
        Event::SubjectShredded { .. } | Event::SubjectErased { .. } => Ok(()),
        Event::SeatCreated { .. } | Event::SeatFilled { .. } | Event::SeatVacated { .. } => {
            seats::seat(tx, record, &event)
        }
        Event::StaffEmployed { .. } | Event::StaffReleased { .. } => staff::staff(tx, record, &event),
        Event::SupportRequested { .. } | Event::SupportAssigned { .. } | Event::SupportClosed { .. } => {
            staff::support(tx, record, &event)
        }
        Event::FunctionAssigned { .. } | Event::EffortLogged { .. } => staff::function(tx, record, &event),
        Event::DutiesAdopted { .. }
        | Event::DutyDue { .. }
        | Event::DutyMet { .. }
        | Event::DutyMissed { .. } => duties::duty(tx, record, &event),
        Event::CharterAdopted { .. } | Event::CharterReviewed { .. } => commons::charter(tx, record, &event),
        Event::FundingPledged { .. } | Event::FundingConfirmed { .. } | Event::FundingLapsed { .. } => {
            commons::funding(tx, record, &event)
        }
        Event::ImportEnded { context, stream } => {
            tx.prepare_cached("INSERT OR IGNORE INTO ended_imports VALUES (?1, ?2, ?3)")?
                .execute(params![context.as_str(), stream.as_str(), record.occurred_at.as_us()])?;
            Ok(())
        }
    }
}

fn members_only(record: &Record<'_>, field: &str, text: &Private) -> Result<PrivateCell, Error> {
    PrivateCell::new(record, field, text, MayOpen::Members)
}

fn profile(record: &Record<'_>, field: &str, text: &Private) -> Result<PrivateCell, Error> {
    PrivateCell::new(record, field, text, MayOpen::Restricted)
}
