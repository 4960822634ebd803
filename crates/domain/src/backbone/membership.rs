//! Membership: invited, joined, suspended and reinstated, left.
//!
//! Knows no persons and no roles. The convener is a member without any record of it, and stays one.

use std::collections::BTreeSet;

use super::{
    Decided, Rules,
    command::{AcceptInvitation, InviteOrganization, LeaveInitiative, ReinstateMember, SuspendMember},
    event::Event,
    initiative::{adopted, convener},
    organization::known_to_hub,
    refusal::Refusal,
    request,
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    facts::Membership as Standing,
    ids::{OrgId, Uuid},
    meta::Context,
};

/// An organization's membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Where it stands.
    pub standing: Standing,
    /// The first acts that were completed here; each suspends once.
    pub completed: BTreeSet<Uuid>,
}

/// Where the organization stands; the convener is always a member.
pub(super) fn standing(streams: &Streams<State>, context: &Context, org: &OrgId) -> Option<Standing> {
    if convener(context) == Some(org) {
        return Some(Standing::Active);
    }
    match streams.get(&streams::membership(org)) {
        State::Membership(membership) => Some(membership.standing),
        _ => None,
    }
}

/// Refuses an organization that nobody of may be registered or hold a role: neither member nor invited.
pub(super) fn check_belongs(streams: &Streams<State>, context: &Context, org: &OrgId) -> Result<(), Refusal> {
    match standing(streams, context, org) {
        Some(Standing::Invited | Standing::Active | Standing::Suspended) => Ok(()),
        _ => Err(Refusal::NotAMember { org: org.clone() }),
    }
}

/// Refuses an organization that is no member in good standing.
pub(super) fn check_active(streams: &Streams<State>, context: &Context, org: &OrgId) -> Result<(), Refusal> {
    match standing(streams, context, org) {
        Some(Standing::Active) => Ok(()),
        _ => Err(Refusal::NotAMember { org: org.clone() }),
    }
}

/// Refuses to end or suspend the convener's membership.
pub(super) fn check_not_convener(context: &Context, org: &OrgId) -> Result<(), Refusal> {
    if convener(context) == Some(org) { Err(Refusal::ConvenerCannotLeave) } else { Ok(()) }
}

/// The organization the caller acts for.
pub(super) fn own(context: &Context) -> Result<OrgId, Refusal> {
    context.scope.actor.org.clone().ok_or(Refusal::NoOrganization)
}

impl Rules {
    pub(super) fn invite_organization(
        streams: &Streams<State>,
        command: InviteOrganization,
        context: &Context,
    ) -> Decided {
        let org = command.org;
        known_to_hub(context, &org)?;
        match standing(streams, context, &org) {
            Some(Standing::Active | Standing::Suspended) => Err(Refusal::AlreadyAMember { org }),
            Some(Standing::Invited) => Ok(Vec::new()),
            None | Some(Standing::Left | Standing::Removed) => {
                let stream = streams::membership(&org);
                Ok(vec![Emitted::new(stream, Event::OrganizationInvited { org })])
            }
        }
    }

    pub(super) fn accept_invitation(
        streams: &Streams<State>,
        command: AcceptInvitation,
        context: &Context,
    ) -> Decided {
        let org = own(context)?;
        match standing(streams, context, &org) {
            Some(Standing::Active) => Ok(Vec::new()),
            Some(Standing::Invited) => {
                let signatory = command.signatory.or_else(|| context.scope.actor.reference.parse().ok());
                let stream = streams::membership(&org);
                Ok(vec![Emitted::new(stream, Event::OrganizationJoined { org, signatory })])
            }
            _ => Err(Refusal::NotInvited { org }),
        }
    }

    pub(super) fn suspend_member(
        streams: &Streams<State>,
        command: SuspendMember,
        context: &Context,
    ) -> Decided {
        let SuspendMember { org, request, reason, decided_by } = command;
        check_not_convener(context, &org)?;
        let stream = streams::membership(&org);
        let State::Membership(membership) = streams.get(&stream) else {
            return Err(Refusal::NotAMember { org });
        };
        if membership.completed.contains(&request) {
            return Ok(Vec::new());
        }
        if membership.standing != Standing::Active {
            return Err(Refusal::NotAMember { org });
        }
        adopted(context, &decided_by)?;
        let first = request::find(streams, request, |purpose| purpose.suspends(&org))?;
        request::check_second_person(first, context)?;
        Ok(vec![Emitted::new(stream, Event::MemberSuspended { org, request, reason, decided_by })])
    }

    pub(super) fn reinstate_member(
        streams: &Streams<State>,
        command: ReinstateMember,
        context: &Context,
    ) -> Decided {
        let org = command.org;
        match standing(streams, context, &org) {
            Some(Standing::Active) => Ok(Vec::new()),
            Some(Standing::Suspended) => {
                let stream = streams::membership(&org);
                Ok(vec![Emitted::new(stream, Event::MemberReinstated { org })])
            }
            _ => Err(Refusal::NotAMember { org }),
        }
    }

    pub(super) fn leave_initiative(
        streams: &Streams<State>,
        command: LeaveInitiative,
        context: &Context,
    ) -> Decided {
        let LeaveInitiative { reason, open_commitments } = command;
        let org = own(context)?;
        check_not_convener(context, &org)?;
        match standing(streams, context, &org) {
            Some(Standing::Left) => Ok(Vec::new()),
            Some(Standing::Active | Standing::Suspended) => {
                let stream = streams::membership(&org);
                Ok(vec![Emitted::new(stream, Event::MemberLeft { org, reason, open_commitments })])
            }
            _ => Err(Refusal::NotAMember { org }),
        }
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    let standing = match event {
        Event::OrganizationInvited { .. } => Standing::Invited,
        Event::OrganizationJoined { .. } | Event::MemberReinstated { .. } => Standing::Active,
        Event::MemberSuspended { .. } => Standing::Suspended,
        Event::MemberLeft { .. } => Standing::Left,
        _ => return,
    };
    state.begin(State::Membership(Membership { standing, completed: BTreeSet::new() }));
    if let State::Membership(membership) = state {
        membership.standing = standing;
        if let Event::MemberSuspended { request, .. } = event {
            membership.completed.insert(*request);
        }
    }
}
