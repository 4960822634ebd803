//! Which streams a command touches: the names of contracts.md, "Streams".
//!
//! Knows no rule. To add a command: its arm in [`touched`]; the first stream is the one whose version is
//! answered. What only a loaded stream tells of goes into [`discovered`].

use super::{
    command::{Basis, Command},
    state::State,
    words::{Function, Phase, aggregate_id, is_hub},
};
use crate::{
    decider::Streams,
    ids::{AccountId, HolderId, OrgId, PersonId, Slug, StreamId, Uuid},
    meta::{ContextName, Scope},
};

/// What the organizations' codes are reserved as.
pub fn code_reservation(code: &str) -> String {
    format!("organization_code/{code}")
}

/// What a key's hash is reserved as: one hash, one key, or a secret would name two holders.
pub fn hash_reservation(hash: &str) -> String {
    format!("key_hash/{hash}")
}

/// What the one open assessment is reserved as.
pub const OPEN_ASSESSMENT: &str = "open_assessment";

/// The stream that makes a reservation unique.
pub fn reservation(what: &str) -> StreamId {
    StreamId::unique(&[what])
}

/// An organization, in the hub.
pub fn organization(org: &OrgId) -> StreamId {
    StreamId::of("organization", org)
}

/// An initiative's registration, in the hub.
pub fn registration(slug: &Slug) -> StreamId {
    StreamId::of("initiative", slug)
}

/// An account, in the hub.
pub fn account(account: &AccountId) -> StreamId {
    StreamId::of("account", account)
}

/// A key, in the hub.
pub fn key(key: &Uuid) -> StreamId {
    StreamId::of("key", key)
}

/// The initiative itself.
pub fn initiative() -> StreamId {
    StreamId::singleton("initiative")
}

/// An assessment.
pub fn assessment(id: &Uuid) -> StreamId {
    StreamId::of("assessment", id)
}

/// An organization's membership.
pub fn membership(org: &OrgId) -> StreamId {
    StreamId::of("membership", org)
}

/// The first act of a rule that needs a second person.
pub fn request(id: &Uuid) -> StreamId {
    StreamId::of("request", id)
}

/// The charter.
pub fn charter() -> StreamId {
    StreamId::singleton("charter")
}

/// The duties and how they are kept.
pub fn duties() -> StreamId {
    StreamId::singleton("duties")
}

/// A pledge and what became of it.
pub fn funding(id: &Uuid) -> StreamId {
    StreamId::of("funding", id)
}

/// A seat.
pub fn seat(id: &Uuid) -> StreamId {
    StreamId::of("seat", id)
}

/// A request for support.
pub fn support(id: &Uuid) -> StreamId {
    StreamId::of("support", id)
}

/// A function of the backbone, with its effort.
pub fn function(function: Function) -> StreamId {
    StreamId::of("function", function.as_str())
}

/// The roles of a holder. Those of the whole hub share one stream, so that two admins cannot revoke each other
/// at the same moment, and a setup cannot complete twice.
pub fn roles(slug: &Slug, holder: &HolderId) -> StreamId {
    if is_hub(slug) { hub_roles() } else { StreamId::of("person", holder) }
}

/// The roles of the whole hub.
pub fn hub_roles() -> StreamId {
    StreamId::unique(&["hub_roles"])
}

/// A person, with the roles held in this initiative.
pub fn person(person: &PersonId) -> StreamId {
    StreamId::of("person", person)
}

/// The end of a stream's import.
pub fn import_end(context: ContextName, stream: &StreamId) -> StreamId {
    StreamId::unique(&["import_end", context.as_str(), stream.as_str()])
}

/// The pseudonym a registration is about: the one given, else a fresh one.
pub fn registered_person(given: Option<&PersonId>, scope: &Scope) -> PersonId {
    given.cloned().unwrap_or_else(|| PersonId::from_random(scope.random))
}

/// The account a setup or an opening begins.
pub fn fresh_account(scope: &Scope) -> AccountId {
    AccountId::from_uuid(scope.new_id)
}

/// The organization a registration begins.
pub fn registered_org(command: &super::command::RegisterOrganization, scope: &Scope) -> OrgId {
    OrgId::from_uuid(aggregate_id(scope, "organization", command.external_ref.as_ref()))
}

/// The streams known before loading.
pub fn touched(command: &Command, scope: &Scope) -> Vec<StreamId> {
    let fresh = &scope.new_id;
    match command {
        Command::RegisterOrganization(c) => {
            let code = reservation(&code_reservation(c.code.as_str()));
            vec![organization(&registered_org(c, scope)), code]
        }
        Command::RenameOrganization(c) => vec![organization(&c.org)],
        Command::SucceedOrganization(c) => vec![organization(&c.org), organization(&c.into)],
        Command::RegisterInitiative(c) => vec![registration(&c.slug), organization(&c.convener)],
        Command::CompleteSetup(c) => {
            let hash = reservation(&hash_reservation(&c.key_hash));
            vec![account(&fresh_account(scope)), key(fresh), hub_roles(), hash]
        }
        Command::OpenAccount => vec![account(&fresh_account(scope))],
        Command::MintKey(c) => {
            let hash = reservation(&hash_reservation(&c.hash));
            let holder = super::command::account_of(&c.holder);
            [key(fresh), hash].into_iter().chain(holder.as_ref().map(account)).collect()
        }
        Command::RevokeKey(c) => vec![key(&c.key)],
        Command::StartAssessment(_) => vec![assessment(fresh), reservation(OPEN_ASSESSMENT)],
        Command::ScoreFactor(c) => vec![assessment(&c.assessment)],
        Command::ConcludeAssessment(c) => vec![assessment(&c.assessment)],
        Command::RequestWaiver(_) => vec![request(fresh), initiative()],
        Command::LaunchInitiative(c) => match &c.basis {
            Basis::Assessment(id) => vec![initiative(), assessment(id)],
            Basis::Waiver { request: id, .. } => vec![initiative(), request(id)],
        },
        Command::InviteOrganization(c) => vec![membership(&c.org)],
        Command::AcceptInvitation(_) | Command::LeaveInitiative(_) => vec![own_membership(scope)],
        Command::RequestSuspension(c) => vec![request(fresh), membership(&c.org)],
        Command::SuspendMember(c) => vec![membership(&c.org), request(&c.request)],
        Command::ReinstateMember(c) => vec![membership(&c.org)],
        Command::RegisterPerson(c) => {
            vec![person(&registered_person(c.person.as_ref(), scope)), membership(&c.org)]
        }
        Command::UpdatePerson(c) => vec![person(&c.person)],
        Command::GrantRole(c) => {
            let held = roles(&scope.initiative, &c.holder);
            std::iter::once(held).chain(c.org.as_ref().map(membership)).collect()
        }
        Command::RevokeRole(c) => vec![roles(&scope.initiative, &c.holder)],
        Command::RequestImport(_) => vec![request(fresh)],
        Command::GrantImport(c) => vec![request(&c.request)],
        Command::EndImport(c) => vec![import_end(c.context, &c.stream)],
        Command::RequestErasure(c) => vec![request(fresh), person(&c.subject)],
        Command::ApproveErasure(c) => vec![request(&c.request)],
        Command::CompleteErasure(c) => vec![person(&c.subject)],
        Command::CreateSeat(_) => vec![seat(fresh)],
        Command::FillSeat(c) => vec![seat(&c.seat), person(&c.person), membership(&c.org)],
        Command::VacateSeat(c) => vec![seat(&c.seat)],
        Command::EmployStaff(c) => vec![person(&c.person), function(c.function)],
        Command::ReleaseStaff(c) => vec![person(&c.person)],
        Command::RequestSupport(c) => vec![support(fresh), membership(&c.org)],
        Command::AssignSupport(c) => vec![support(&c.support), person(&c.staff)],
        Command::CloseSupport(c) => vec![support(&c.support)],
        Command::AssignFunction(c) => vec![function(c.function), membership(&c.org)],
        Command::LogEffort(c) => vec![function(c.function), own_membership(scope)],
        Command::AdoptCharter(_) | Command::ReviewCharter(_) => vec![charter(), duties()],
        Command::AdoptDuties(_)
        | Command::MeetDuty(_)
        | Command::MarkDutyDue(_)
        | Command::MarkDutyMissed(_)
        | Command::NoteMeeting => vec![duties()],
        Command::ChangePhase(c) if c.to == Phase::Sustaining => vec![initiative(), charter()],
        Command::ChangePhase(_) | Command::CloseInitiative(_) => vec![initiative()],
        Command::PledgeFunding(_) => vec![funding(fresh)],
        Command::ConfirmFunding(c) => vec![funding(&c.funding)],
        Command::LapseFunding(c) => vec![funding(&c.funding)],
    }
}

/// The caller's own membership; the initiative where the caller acts for no organization, which is refused.
fn own_membership(scope: &Scope) -> StreamId {
    scope.actor.org.as_ref().map_or_else(initiative, membership)
}

/// The streams that only the loaded ones tell of: who holds the reservation, whom a request is about.
pub fn discovered(command: &Command, scope: &Scope, streams: &Streams<State>) -> Vec<StreamId> {
    match command {
        Command::StartAssessment(_) => match streams.get(&reservation(OPEN_ASSESSMENT)) {
            State::Reserved { by } => by.parse().ok().iter().map(assessment).collect(),
            _ => Vec::new(),
        },
        Command::GrantImport(c) => match streams.get(&request(&c.request)) {
            State::Request(first) => {
                first.import().map(|wanted| roles(&scope.initiative, &wanted.holder)).into_iter().collect()
            }
            _ => Vec::new(),
        },
        Command::ApproveErasure(c) => {
            super::erasure::asked(streams, &c.request).map(person).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
