//! What one stream of the backbone comes to: one case for each kind of stream.
//!
//! Knows no rule; each case's content and its evolution stand in the file of its aggregate. To add a kind of
//! stream: a case here, and the arms of its events in [`State::evolve`].

use super::{
    account::Key, assessment::Assessment, charter::Charter, duty_kept::Duties, event::Event,
    function::Assignments, funding::Funding, membership::Membership, organization::Organization,
    request::Request, roles::Holder, seat::Seat, support::Support, words::Phase,
};
use crate::meta::EventMeta;

/// The state of one stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing has happened.
    #[default]
    Absent,
    /// `organization/<o_>`.
    Organization(Organization),
    /// `initiative/<slug>`, in the hub.
    Registered,
    /// `unique/…`: who holds what is unique.
    Reserved {
        /// The id of the holder.
        by: String,
    },
    /// `account/<a_>`.
    Account,
    /// `key/<id>`.
    Key(Key),
    /// `person/<p_>`, or the hub's roles: a profile and grants.
    Holder(Holder),
    /// `initiative`: launched, or further.
    Initiative(Phase),
    /// `assessment/<id>`.
    Assessment(Assessment),
    /// `membership/<org>`.
    Membership(Membership),
    /// `request/<id>`.
    Request(Request),
    /// The end of an import.
    ImportEnded,
    /// `seat/<id>`.
    Seat(Seat),
    /// `support/<id>`.
    Support(Support),
    /// `function/<word>`.
    Function(Assignments),
    /// `charter`.
    Charter(Charter),
    /// `duties`.
    Duties(Duties),
    /// `funding/<id>`.
    Funding(Funding),
}

impl State {
    /// What is so after the event; an event that does not belong to the stream changes nothing.
    pub fn evolve(&mut self, event: &Event, meta: &EventMeta) {
        match event {
            Event::OrganizationRegistered { .. }
            | Event::OrganizationRenamed { .. }
            | Event::OrganizationSucceeded { .. } => super::organization::evolve(self, event),
            Event::InitiativeRegistered { .. } => self.begin(Self::Registered),
            Event::Reserved { by, .. } => *self = Self::Reserved { by: by.clone() },
            Event::AccountOpened { .. } => self.begin(Self::Account),
            Event::KeyMinted { .. } | Event::KeyConfined { .. } | Event::KeyRevoked { .. } => {
                super::account::evolve(self, event);
            }
            Event::AssessmentStarted { .. }
            | Event::FactorScored { .. }
            | Event::AssessmentConcluded { .. } => super::assessment::evolve(self, event, meta),
            Event::WaiverRequested { .. }
            | Event::SuspensionRequested { .. }
            | Event::ImportRequested { .. }
            | Event::ErasureRequested { .. } => super::request::evolve(self, event, meta),
            Event::InitiativeLaunched { .. }
            | Event::PhaseChanged { .. }
            | Event::InitiativeClosed { .. } => {
                super::phase::evolve(self, event);
            }
            Event::OrganizationInvited { .. }
            | Event::OrganizationJoined { .. }
            | Event::MemberSuspended { .. }
            | Event::MemberReinstated { .. }
            | Event::MemberLeft { .. } => super::membership::evolve(self, event),
            Event::PersonRegistered { .. }
            | Event::PersonUpdated { .. }
            | Event::RoleGranted { .. }
            | Event::RoleRevoked { .. }
            | Event::ImportGranted { .. } => super::roles::evolve(self, event, meta),
            Event::ImportEnded { .. } => self.begin(Self::ImportEnded),
            Event::ErasureApproved { .. } | Event::SubjectErased { .. } => {
                super::erasure::evolve(self, event)
            }
            Event::SeatCreated { .. } | Event::SeatFilled { .. } | Event::SeatVacated { .. } => {
                super::seat::evolve(self, event);
            }
            Event::StaffEmployed { .. } | Event::StaffReleased { .. } => super::staff::evolve(self, event),
            Event::SupportRequested { .. } | Event::SupportAssigned { .. } | Event::SupportClosed { .. } => {
                super::support::evolve(self, event);
            }
            Event::FunctionAssigned { .. } | Event::EffortLogged { .. } => {
                super::function::evolve(self, event);
            }
            Event::CharterAdopted { .. } | Event::CharterReviewed { .. } => {
                super::charter::evolve(self, event)
            }
            Event::FundingPledged { .. } | Event::FundingConfirmed { .. } | Event::FundingLapsed { .. } => {
                super::funding::evolve(self, event);
            }
            Event::DutiesAdopted { .. }
            | Event::DutyDue { .. }
            | Event::DutyMet { .. }
            | Event::DutyMissed { .. } => super::duty_kept::evolve(self, event, meta),
            // Its stream is read by `crate::erasure` alone.
            Event::SubjectShredded { .. } => {}
        }
    }

    /// Takes the first state of a stream; a stream that has one keeps it.
    pub(super) fn begin(&mut self, first: Self) {
        if *self == Self::Absent {
            *self = first;
        }
    }
}
