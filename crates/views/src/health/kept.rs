//! Which records health needs, and what of them.
//!
//! What is restricted is left out whole: no figure can tell it, and no copy of it is made. Of the values that an
//! organization recorded, one thing is no secret to members, that it has begun; that alone is kept of them.

use std::borrow::Cow;

use domain::meta::Visibility;

use super::Log;
use crate::{Error, Head};

/// Records that are many, or about persons, and that no figure rests on. What is not named here is kept.
const NOT_NEEDED: &[&str] = &[
    "agenda.ConflictDeclared.v1",
    "agenda.ConsultationClosed.v1",
    "agenda.ConsultationOpened.v1",
    "agenda.Responded.v1",
    "agenda.StanceCast.v1",
    "agenda.StatementAdded.v1",
    "agenda.StatementModerated.v1",
    "backbone.EffortLogged.v1",
    "backbone.FunctionAssigned.v1",
    "backbone.ImportEnded.v1",
    "backbone.Reserved.v1",
    "backbone.RoleGranted.v1",
    "backbone.RoleRevoked.v1",
    "backbone.StaffEmployed.v1",
    "backbone.StaffReleased.v1",
    "backbone.SupportAssigned.v1",
    "backbone.SupportClosed.v1",
    "backbone.SupportRequested.v1",
    "communication.ActionItemAdded.v1",
    "communication.ActionItemClosed.v1",
    "communication.ActionItemConverted.v1",
    "communication.MessageEdited.v1",
    "communication.MessagePosted.v1",
    "communication.MessageRedacted.v1",
    "communication.MinutesRecorded.v1",
    "measurement.AgreementEnded.v1",
    "measurement.AgreementSigned.v1",
    "measurement.StoryTold.v1",
    "measurement.ViolationExplained.v1",
    "measurement.ViolationFixed.v1",
    "measurement.ViolationRaised.v1",
    "measurement.ViolationWaived.v1",
    "plan.ExternalStatusNoted.v1",
    "plan.PlanReviewed.v1",
    "plan.ScheduleConflictDetected.v1",
];

/// All that is needed of `hub`.
const OF_HUB: &[&str] = &[
    "backbone.InitiativeRegistered.v1",
    "backbone.OrganizationRegistered.v1",
    "backbone.OrganizationRenamed.v1",
    "backbone.OrganizationSucceeded.v1",
];

/// Values as an organization recorded them, for nobody but it and those who check them.
const RECORDED: &str = "measurement.ObservationsRecorded.v1";

/// What health needs of a stored record; none where it needs nothing of it.
///
/// # Errors
/// It is not a stored record.
pub fn kept(log: Log, bytes: &[u8]) -> Result<Option<Cow<'_, [u8]>>, Error> {
    let head = Head::parse(bytes)?;
    if head.type_name == RECORDED {
        return without_rows(bytes).map(|kept| Some(Cow::Owned(kept)));
    }
    let is_needed = head.visibility < Visibility::Restricted
        && !NOT_NEEDED.contains(&head.type_name)
        && (log != Log::Hub || OF_HUB.contains(&head.type_name));
    Ok(is_needed.then_some(Cow::Borrowed(bytes)))
}

fn without_rows(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut record: serde_json::Value = serde_json::from_slice(bytes).map_err(Error::Record)?;
    if let Some(rows) = record.pointer_mut("/data/rows") {
        *rows = serde_json::Value::Array(Vec::new());
    }
    serde_json::to_vec(&record).map_err(Error::Record)
}
