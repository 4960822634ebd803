//! What can be asked of the backbone.
//!
//! Knows no rule: a command is a checked shape, decided in the file of its aggregate. To add one: a struct in
//! the file of its subject, a variant here, its place in [`Command::place`], its streams in `streams.rs`, its arm in `Rules::decide`.

mod charter;
mod duty;
mod erasure;
mod funding;
mod hub;
mod imports;
mod members;
mod people;
mod phase;
mod readiness;
mod seats;
mod staff;

pub use self::{
    charter::*, duty::*, erasure::*, funding::*, hub::*, imports::*, members::*, people::*, phase::*,
    readiness::*, seats::*, staff::*,
};

/// Every command of the context.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each struct says it")]
pub enum Command {
    RegisterOrganization(RegisterOrganization),
    RenameOrganization(RenameOrganization),
    SucceedOrganization(SucceedOrganization),
    RegisterInitiative(RegisterInitiative),
    CompleteSetup(CompleteSetup),
    OpenAccount,
    MintKey(MintKey),
    RevokeKey(RevokeKey),
    StartAssessment(StartAssessment),
    ScoreFactor(ScoreFactor),
    ConcludeAssessment(ConcludeAssessment),
    RequestWaiver(RequestWaiver),
    LaunchInitiative(LaunchInitiative),
    InviteOrganization(InviteOrganization),
    AcceptInvitation(AcceptInvitation),
    RequestSuspension(RequestSuspension),
    SuspendMember(SuspendMember),
    ReinstateMember(ReinstateMember),
    LeaveInitiative(LeaveInitiative),
    RegisterPerson(RegisterPerson),
    UpdatePerson(UpdatePerson),
    GrantRole(GrantRole),
    RevokeRole(RevokeRole),
    RequestImport(RequestImport),
    GrantImport(GrantImport),
    EndImport(EndImport),
    RequestErasure(RequestErasure),
    ApproveErasure(ApproveErasure),
    CompleteErasure(CompleteErasure),
    CreateSeat(CreateSeat),
    FillSeat(FillSeat),
    VacateSeat(VacateSeat),
    EmployStaff(EmployStaff),
    ReleaseStaff(ReleaseStaff),
    RequestSupport(RequestSupport),
    AssignSupport(AssignSupport),
    CloseSupport(CloseSupport),
    AssignFunction(AssignFunction),
    LogEffort(LogEffort),
    AdoptCharter(AdoptCharter),
    ReviewCharter(ReviewCharter),
    PledgeFunding(PledgeFunding),
    ConfirmFunding(ConfirmFunding),
    LapseFunding(LapseFunding),
    ChangePhase(ChangePhase),
    CloseInitiative(CloseInitiative),
    AdoptDuties(AdoptDuties),
    MeetDuty(MeetDuty),
    MarkDutyDue(MarkDuty),
    MarkDutyMissed(MarkDuty),
    NoteMeeting,
}

/// Where a command may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// To the initiative `hub` alone.
    Hub,
    /// To any initiative but `hub`.
    Initiative,
    /// To both.
    Either,
}

impl Command {
    /// Where it may be sent.
    pub fn place(&self) -> Place {
        match self {
            Self::RegisterOrganization(_)
            | Self::RenameOrganization(_)
            | Self::SucceedOrganization(_)
            | Self::RegisterInitiative(_)
            | Self::CompleteSetup(_)
            | Self::OpenAccount
            | Self::MintKey(_)
            | Self::RevokeKey(_) => Place::Hub,
            Self::GrantRole(_)
            | Self::RevokeRole(_)
            | Self::RequestImport(_)
            | Self::GrantImport(_)
            | Self::EndImport(_) => Place::Either,
            _ => Place::Initiative,
        }
    }

    /// Whether a closed initiative takes it too: what ends, tells or erases, and begins nothing.
    pub fn winds_down(&self) -> bool {
        matches!(
            self,
            Self::LeaveInitiative(_)
                | Self::UpdatePerson(_)
                | Self::GrantRole(_)
                | Self::RevokeRole(_)
                | Self::EndImport(_)
                | Self::RequestErasure(_)
                | Self::ApproveErasure(_)
                | Self::CompleteErasure(_)
                | Self::VacateSeat(_)
                | Self::ReleaseStaff(_)
                | Self::CloseSupport(_)
                | Self::LapseFunding(_)
                | Self::CloseInitiative(_)
                | Self::MarkDutyDue(_)
                | Self::MarkDutyMissed(_)
                | Self::NoteMeeting
        )
    }
}
