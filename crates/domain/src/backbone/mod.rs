//! The backbone: organizations, accounts and keys of the hub; each initiative's readiness, members and roles.
//!
//! One set of rules serves the initiative `hub` and every other; a command in the wrong place is refused.
//! `organization`, `account` belong to the hub; `initiative`, `assessment` (with `verdict`), `membership`,
//! `person`, `request` to each initiative; `roles` and `import` to both. `streams` names what a command touches,
//! `state` is what a stream comes to, `facts` is what other contexts may know.
//!
//! Knows no tokens, secrets or names of people. To add a command: see `command.rs`.

mod account;
mod assessment;
mod catalogue;
pub mod charter;
pub mod command;
pub mod criteria;
pub mod duty;
pub mod duty_course;
mod duty_kept;
pub mod erasure;
pub mod event;
mod event_table;
pub mod facts;
pub mod function;
pub mod funding;
mod import;
mod initiative;
mod membership;
mod organization;
mod person;
mod phase;
mod refusal;
mod refusal_table;
mod request;
mod roles;
pub mod seat;
pub mod skill;
pub mod staff;
mod state;
pub mod streams;
pub mod support;
pub mod term;
pub mod verdict;
pub mod words;

#[cfg(test)]
mod tests;

pub use command::Command;
pub use event::Event;
pub use refusal::Refusal;
pub use state::State;

use crate::{
    decider::{Decider, Emitted, Streams},
    ids::StreamId,
    meta::{Approval, Context, ContextName, EventMeta, Scope},
};
use command::{Basis, Place};
use words::is_hub;

/// What a decision comes to.
type Decided = Result<Vec<Emitted<Event>>, Refusal>;

/// The rules of the backbone.
pub struct Rules;

impl Decider for Rules {
    const CONTEXT: ContextName = ContextName::Backbone;
    type Command = Command;
    type Event = Event;
    type State = State;
    type Refusal = Refusal;

    fn streams(command: &Command, scope: &Scope) -> Vec<StreamId> {
        streams::touched(command, scope)
    }

    fn more_streams(command: &Command, scope: &Scope, streams: &Streams<State>) -> Vec<StreamId> {
        streams::discovered(command, scope, streams)
    }

    fn reads(command: &Command) -> &'static [ContextName] {
        match command {
            Command::LaunchInitiative(command::LaunchInitiative { basis: Basis::Waiver { .. } })
            | Command::SuspendMember(_)
            | Command::AdoptCharter(_) => &[ContextName::Agenda],
            Command::ChangePhase(c) => phase::reads(c.to),
            Command::MarkDutyDue(_) | Command::MarkDutyMissed(_) | Command::NoteMeeting => {
                &[ContextName::Communication]
            }
            _ => &[],
        }
    }

    fn approvals(command: &Command, streams: &Streams<State>) -> Vec<Approval> {
        let first = match command {
            Command::LaunchInitiative(command::LaunchInitiative { basis: Basis::Waiver { request, .. } }) => {
                request
            }
            Command::SuspendMember(c) => &c.request,
            Command::GrantImport(c) => &c.request,
            Command::ApproveErasure(c) => &c.request,
            _ => return Vec::new(),
        };
        match streams.get(&streams::request(first)) {
            State::Request(first) => vec![first.approval()],
            _ => Vec::new(),
        }
    }

    fn decide(streams: &Streams<State>, command: Command, context: &Context) -> Decided {
        check_place(&command, context)?;
        phase::check_open(&command, context)?;
        match command {
            Command::RegisterOrganization(c) => Self::register_organization(streams, c, context),
            Command::RenameOrganization(c) => Self::rename_organization(streams, c),
            Command::SucceedOrganization(c) => Self::succeed_organization(streams, c),
            Command::RegisterInitiative(c) => Self::register_initiative(streams, c),
            Command::CompleteSetup(c) => Self::complete_setup(streams, c, context),
            Command::OpenAccount => Self::open_account(streams, context),
            Command::MintKey(c) => Self::mint_key(streams, c, context),
            Command::RevokeKey(c) => Self::revoke_key(streams, &c),
            Command::StartAssessment(c) => Self::start_assessment(streams, c, context),
            Command::ScoreFactor(c) => Self::score_factor(streams, c, context),
            Command::ConcludeAssessment(c) => Self::conclude_assessment(streams, &c),
            Command::RequestWaiver(c) => Self::request_waiver(streams, c, context),
            Command::LaunchInitiative(c) => Self::launch_initiative(streams, c, context),
            Command::InviteOrganization(c) => Self::invite_organization(streams, c, context),
            Command::AcceptInvitation(c) => Self::accept_invitation(streams, c, context),
            Command::RequestSuspension(c) => Self::request_suspension(streams, c, context),
            Command::SuspendMember(c) => Self::suspend_member(streams, c, context),
            Command::ReinstateMember(c) => Self::reinstate_member(streams, c, context),
            Command::LeaveInitiative(c) => Self::leave_initiative(streams, c, context),
            Command::RegisterPerson(c) => Self::register_person(streams, c, context),
            Command::UpdatePerson(c) => Self::update_person(streams, c),
            Command::GrantRole(c) => Self::grant_role(streams, c, context),
            Command::RevokeRole(c) => Self::revoke_role(streams, c, context),
            Command::RequestImport(c) => Self::request_import(streams, c, context),
            Command::GrantImport(c) => Self::grant_import(streams, &c, context),
            Command::EndImport(c) => Self::end_import(streams, c),
            Command::RequestErasure(c) => Self::request_erasure(streams, c, context),
            Command::ApproveErasure(c) => Self::approve_erasure(streams, &c, context),
            Command::CompleteErasure(c) => Self::complete_erasure(streams, c),
            Command::CreateSeat(c) => Self::create_seat(streams, c, context),
            Command::FillSeat(c) => Self::fill_seat(streams, c, context),
            Command::VacateSeat(c) => Self::vacate_seat(streams, c, context),
            Command::EmployStaff(c) => Self::employ_staff(streams, c, context),
            Command::ReleaseStaff(c) => Self::release_staff(streams, c, context),
            Command::RequestSupport(c) => Self::request_support(streams, c, context),
            Command::AssignSupport(c) => Self::assign_support(streams, c, context),
            Command::CloseSupport(c) => Self::close_support(streams, c, context),
            Command::AssignFunction(c) => Self::assign_function(streams, c, context),
            Command::LogEffort(c) => Self::log_effort(streams, c, context),
            Command::AdoptCharter(c) => Self::adopt_charter(streams, c, context),
            Command::ReviewCharter(c) => Self::review_charter(streams, c, context),
            Command::PledgeFunding(c) => Self::pledge_funding(streams, c, context),
            Command::ConfirmFunding(c) => Self::confirm_funding(streams, &c),
            Command::AdoptDuties(c) => Self::adopt_duties(streams, c, context),
            Command::NoteMeeting => Self::note_meeting(streams, context),
            Command::MeetDuty(c) => Self::meet_duty(streams, c, context),
            Command::MarkDutyDue(c) => Self::mark_duty(streams, &c, context, duty_course::opens(c.due)),
            Command::MarkDutyMissed(c) => {
                Self::mark_duty(streams, &c, context, c.due.tomorrow().unwrap_or(c.due))
            }
            Command::ChangePhase(c) => Self::change_phase(streams, c, context),
            Command::CloseInitiative(c) => Self::close_initiative(streams, c),
            Command::LapseFunding(c) => Self::lapse_funding(streams, &c),
        }
    }

    fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
        state.evolve(event, meta);
    }
}

/// Refuses a command of the hub in an initiative, one of an initiative in the hub, and both in an initiative
/// nobody registered.
fn check_place(command: &Command, context: &Context) -> Result<(), Refusal> {
    let slug = &context.scope.initiative;
    match command.place() {
        Place::Hub if !is_hub(slug) => Err(Refusal::HubOnly),
        Place::Initiative if is_hub(slug) => Err(Refusal::NotInHub),
        _ if is_hub(slug) || context.facts.hub.initiatives.contains_key(slug) => Ok(()),
        _ => Err(Refusal::UnknownInitiative),
    }
}
