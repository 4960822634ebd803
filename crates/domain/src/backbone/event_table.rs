//! Each event's stored type, who may read it, and which of its fields are private.
//!
//! To add one: its line in each of the functions below; what is not named there is public and has no private text.

use super::event::{Event, LaunchBasis};
use crate::{
    decider,
    ids::PersonId,
    meta::{Scope, Visibility},
    private::{Field, KeyOf, Owner, Private},
};

impl decider::Event for Event {
    const TYPES: &'static [&'static str] = &[
        "backbone.AccountOpened.v1",
        "backbone.AssessmentConcluded.v1",
        "backbone.AssessmentStarted.v1",
        "backbone.CharterAdopted.v1",
        "backbone.CharterReviewed.v1",
        "backbone.DutiesAdopted.v1",
        "backbone.DutyDue.v1",
        "backbone.DutyMet.v1",
        "backbone.DutyMissed.v1",
        "backbone.EffortLogged.v1",
        "backbone.ErasureApproved.v1",
        "backbone.ErasureRequested.v1",
        "backbone.FactorScored.v1",
        "backbone.FunctionAssigned.v1",
        "backbone.FundingConfirmed.v1",
        "backbone.FundingLapsed.v1",
        "backbone.FundingPledged.v1",
        "backbone.ImportEnded.v1",
        "backbone.ImportGranted.v1",
        "backbone.ImportRequested.v1",
        "backbone.InitiativeClosed.v1",
        "backbone.InitiativeLaunched.v1",
        "backbone.InitiativeRegistered.v1",
        "backbone.KeyConfined.v1",
        "backbone.KeyMinted.v1",
        "backbone.KeyRevoked.v1",
        "backbone.MemberLeft.v1",
        "backbone.MemberReinstated.v1",
        "backbone.MemberSuspended.v1",
        "backbone.OrganizationInvited.v1",
        "backbone.OrganizationJoined.v1",
        "backbone.OrganizationRegistered.v1",
        "backbone.OrganizationRenamed.v1",
        "backbone.OrganizationSucceeded.v1",
        "backbone.PersonRegistered.v1",
        "backbone.PersonUpdated.v1",
        "backbone.PhaseChanged.v1",
        "backbone.Reserved.v1",
        "backbone.RoleGranted.v1",
        "backbone.RoleRevoked.v1",
        "backbone.SeatCreated.v1",
        "backbone.SeatFilled.v1",
        "backbone.SeatVacated.v1",
        "backbone.StaffEmployed.v1",
        "backbone.StaffReleased.v1",
        "backbone.SubjectErased.v1",
        "backbone.SubjectShredded.v1",
        "backbone.SupportAssigned.v1",
        "backbone.SupportClosed.v1",
        "backbone.SupportRequested.v1",
        "backbone.SuspensionRequested.v1",
        "backbone.WaiverRequested.v1",
    ];

    fn visibility(&self) -> Visibility {
        match self {
            Self::AssessmentStarted { .. }
            | Self::Reserved { .. }
            | Self::FundingPledged { .. }
            | Self::FundingConfirmed { .. }
            | Self::FundingLapsed { .. }
            | Self::SeatCreated { .. }
            | Self::SeatFilled { .. }
            | Self::SeatVacated { .. }
            | Self::StaffEmployed { .. }
            | Self::StaffReleased { .. }
            | Self::SupportRequested { .. }
            | Self::SupportAssigned { .. }
            | Self::SupportClosed { .. }
            | Self::FunctionAssigned { .. }
            | Self::EffortLogged { .. }
            | Self::RoleGranted { .. }
            | Self::RoleRevoked { .. } => Visibility::Members,
            Self::AccountOpened { .. }
            | Self::KeyMinted { .. }
            | Self::KeyConfined { .. }
            | Self::KeyRevoked { .. }
            | Self::FactorScored { .. }
            | Self::WaiverRequested { .. }
            | Self::SuspensionRequested { .. }
            | Self::PersonRegistered { .. }
            | Self::PersonUpdated { .. }
            | Self::ImportRequested { .. }
            | Self::ErasureRequested { .. }
            | Self::ErasureApproved { .. }
            | Self::SubjectShredded { .. } => Visibility::Restricted,
            Self::OrganizationRegistered { .. }
            | Self::OrganizationRenamed { .. }
            | Self::OrganizationSucceeded { .. }
            | Self::InitiativeRegistered { .. }
            | Self::AssessmentConcluded { .. }
            | Self::InitiativeLaunched { .. }
            | Self::OrganizationInvited { .. }
            | Self::OrganizationJoined { .. }
            | Self::MemberSuspended { .. }
            | Self::MemberReinstated { .. }
            | Self::MemberLeft { .. }
            | Self::ImportGranted { .. }
            | Self::ImportEnded { .. }
            | Self::SubjectErased { .. }
            | Self::DutiesAdopted { .. }
            | Self::DutyDue { .. }
            | Self::DutyMet { .. }
            | Self::DutyMissed { .. }
            | Self::PhaseChanged { .. }
            | Self::InitiativeClosed { .. }
            | Self::CharterAdopted { .. }
            | Self::CharterReviewed { .. } => Visibility::Public,
        }
    }

    fn private_fields(&mut self, scope: &Scope) -> Vec<Field<'_>> {
        match self {
            Self::FactorScored { evidence: Some(evidence), .. } => vec![said("/evidence", evidence, scope)],
            Self::InitiativeLaunched { basis: LaunchBasis::Waiver { reason, .. } } => {
                vec![said("/basis/reason", reason, scope)]
            }
            Self::WaiverRequested { reason, .. }
            | Self::SuspensionRequested { reason, .. }
            | Self::MemberSuspended { reason, .. }
            | Self::MemberLeft { reason, .. }
            | Self::SeatVacated { reason: Some(reason), .. }
            | Self::StaffReleased { reason: Some(reason), .. }
            | Self::RoleRevoked { reason: Some(reason), .. } => vec![said("/reason", reason, scope)],
            Self::SupportRequested { what, .. } => vec![said("/what", what, scope)],
            Self::SupportClosed { outcome, .. } => vec![said("/outcome", outcome, scope)],
            Self::DutyMet { evidence: Some(evidence), .. } => vec![said("/evidence", evidence, scope)],
            Self::InitiativeClosed { reason } => vec![said("/reason", reason, scope)],
            Self::PhaseChanged { evidence, reason, .. } => {
                let shown = evidence.iter_mut().enumerate();
                let shown = shown.map(|(place, text)| said(&format!("/evidence/{place}"), text, scope));
                shown.chain(reason.iter_mut().map(|text| said("/reason", text, scope))).collect()
            }
            Self::EffortLogged { note: Some(note), .. } | Self::CharterReviewed { note: Some(note), .. } => {
                vec![said("/note", note, scope)]
            }
            Self::PersonRegistered { person, name, email, .. } => {
                vec![profile("/name", name, person), profile("/email", email, person)]
            }
            Self::PersonUpdated { person, name, email } => {
                let name = name.iter_mut().map(|text| profile("/name", text, person));
                name.chain(email.iter_mut().map(|text| profile("/email", text, person))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What is said for an organization is the organization's; else the person's.
fn said<'a>(pointer: &str, text: &'a mut Private, scope: &Scope) -> Field<'a> {
    let owner = match &scope.actor.org {
        Some(org) => Owner::Organization(org.as_str().to_owned()),
        None => Owner::Person(scope.actor.reference.clone()),
    };
    Field { pointer: pointer.to_owned(), text, key: KeyOf::Text, owner }
}

/// What describes a person is under that person's key.
fn profile<'a>(pointer: &str, text: &'a mut Private, person: &PersonId) -> Field<'a> {
    let owner = Owner::Person(person.as_str().to_owned());
    Field { pointer: pointer.to_owned(), text, key: KeyOf::Person, owner }
}
