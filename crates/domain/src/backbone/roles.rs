//! Roles: who holds what, for which organization, from when to when.
//!
//! Knows no requests: what a role may do stands in the crate `access`. To make a role grantable: the lists here.

use std::collections::BTreeSet;

use super::{
    Decided, Rules,
    command::{GrantRole, RevokeRole},
    erasure::{Erasure, check_not_erased},
    event::Event,
    membership::check_belongs,
    refusal::Refusal,
    staff::Employment,
    state::State,
    streams,
    words::is_hub,
};
use crate::{
    decider::{Emitted, Streams},
    facts::Grant,
    ids::{HolderId, OrgId, Uuid},
    meta::{Context, EventMeta, Role},
    time::Timestamp,
};

/// A person's profile and roles, or the roles of the whole hub.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holder {
    /// The organization of a registered person.
    pub profile: Option<OrgId>,
    /// Every grant ever made; revoked ones end at their revocation.
    pub grants: Vec<Grant>,
    /// The first acts that were completed here; each grants once.
    pub completed: BTreeSet<Uuid>,
    /// All work for the backbone there ever was.
    pub employments: Vec<Employment>,
    /// How far the person's erasure is, once it was approved.
    pub erasure: Option<Erasure>,
}

impl Holder {
    /// The accounts and services that are admin at a moment.
    pub fn admins_at(&self, moment: Timestamp) -> impl Iterator<Item = &str> {
        let is_admin = move |grant: &&Grant| grant.role == Role::Admin && grant.holds_at(moment);
        self.grants.iter().filter(is_admin).map(|grant| grant.holder.as_str())
    }
}

/// The roles that hold in the whole hub.
const HUB_ROLES: [Role; 2] = [Role::Admin, Role::Auditor];
/// The roles that hold in one initiative; `importer` is granted by `GrantImport`.
const INITIATIVE_ROLES: [Role; 6] = [
    Role::BackboneStaff,
    Role::OrgRepresentative,
    Role::DataSteward,
    Role::SeatHolder,
    Role::Auditor,
    Role::PartnerService,
];
/// The roles that mean nothing without an organization.
const ORG_ROLES: [Role; 2] = [Role::OrgRepresentative, Role::DataSteward];

/// Refuses a holder of another place: accounts hold roles in the hub, persons in an initiative, services in both.
pub(super) fn check_holder(holder: &HolderId, context: &Context) -> Result<(), Refusal> {
    let in_hub = is_hub(&context.scope.initiative);
    if in_hub && holder.is_person() {
        return Err(Refusal::HolderNotHere { accepted: "an account (`a_…`) or a service (`s_…`)" });
    }
    if !in_hub && holder.is_account() {
        return Err(Refusal::HolderNotHere { accepted: "a person (`p_…`) or a service (`s_…`)" });
    }
    Ok(())
}

fn check_grantable(role: Role, context: &Context) -> Result<(), Refusal> {
    let accepted: &[Role] = if is_hub(&context.scope.initiative) { &HUB_ROLES } else { &INITIATIVE_ROLES };
    if accepted.contains(&role) {
        return Ok(());
    }
    Err(Refusal::RoleNotGrantable { role, accepted: accepted.to_vec() })
}

/// Nobody hands out more than they hold: admins any role, backbone staff any role of the initiative,
/// representatives the roles of their own organization.
fn check_held(role: Role, org: Option<&OrgId>, context: &Context) -> Result<(), Refusal> {
    let actor = &context.scope.actor;
    let may = match actor.role {
        Role::Admin | Role::System => true,
        Role::BackboneStaff => !is_hub(&context.scope.initiative),
        Role::OrgRepresentative => ORG_ROLES.contains(&role) && org.is_some() && org == actor.org.as_ref(),
        _ => false,
    };
    if may { Ok(()) } else { Err(Refusal::GrantsMoreThanHeld { role, held: actor.role }) }
}

/// Whether an earlier grant holds for the whole of the period asked for.
fn covers(grant: &Grant, wanted: &Grant) -> bool {
    let ends_later = grant.to.is_none_or(|end| wanted.to.is_some_and(|to| to <= end));
    is_same_role(grant, &wanted.holder, wanted.role, wanted.org.as_ref())
        && grant.from <= wanted.from
        && ends_later
}

fn is_same_role(grant: &Grant, holder: &str, role: Role, org: Option<&OrgId>) -> bool {
    grant.holder == holder && grant.role == role && grant.org.as_ref() == org
}

impl Rules {
    pub(super) fn grant_role(streams: &Streams<State>, command: GrantRole, context: &Context) -> Decided {
        let GrantRole { holder, role, org, from, to } = command;
        check_holder(&holder, context)?;
        check_grantable(role, context)?;
        check_held(role, org.as_ref(), context)?;
        let from = from.unwrap_or(context.now);
        if to.is_some_and(|to| to <= from) {
            return Err(Refusal::ToBeforeFrom { from });
        }
        match &org {
            None if ORG_ROLES.contains(&role) => return Err(Refusal::OrgRequired { role }),
            Some(org) if !is_hub(&context.scope.initiative) => check_belongs(streams, context, org)?,
            _ => {}
        }
        let stream = streams::roles(&context.scope.initiative, &holder);
        check_not_erased(streams.get(&stream), holder.as_str())?;
        let name = holder.as_str().to_owned();
        let wanted = Grant { id: Uuid::nil(), holder: name, role, org: org.clone(), from, to };
        if let State::Holder(held) = streams.get(&stream)
            && held.grants.iter().any(|grant| covers(grant, &wanted))
        {
            return Ok(Vec::new());
        }
        Ok(vec![Emitted::new(stream, Event::RoleGranted { holder, role, org, from, to })])
    }

    pub(super) fn revoke_role(streams: &Streams<State>, command: RevokeRole, context: &Context) -> Decided {
        let RevokeRole { holder, role, org, reason } = command;
        check_held(role, org.as_ref(), context)?;
        let stream = streams::roles(&context.scope.initiative, &holder);
        let State::Holder(held) = streams.get(&stream) else {
            return Err(Refusal::NotGranted { role });
        };
        let mut ever = held
            .grants
            .iter()
            .filter(|grant| is_same_role(grant, holder.as_str(), role, org.as_ref()))
            .peekable();
        if ever.peek().is_none() {
            return Err(Refusal::NotGranted { role });
        }
        let has_not_ended = |grant: &&Grant| grant.to.is_none_or(|to| context.now < to);
        let grants: BTreeSet<Uuid> = ever.filter(has_not_ended).map(|grant| grant.id).collect();
        if grants.is_empty() {
            return Ok(Vec::new());
        }
        let is_admin = held.admins_at(context.now).any(|admin| admin == holder.as_str());
        let has_another = held.admins_at(context.now).any(|admin| admin != holder.as_str());
        if role == Role::Admin && is_admin && !has_another {
            return Err(Refusal::LastAdmin);
        }
        Ok(vec![Emitted::new(stream, Event::RoleRevoked { holder, role, org, grants, reason })])
    }
}

/// Ends the named grants at a moment, never later than they would have ended.
pub(super) fn end_grants(held: &mut [Grant], ended: &BTreeSet<Uuid>, at: Timestamp) {
    for grant in held.iter_mut().filter(|grant| ended.contains(&grant.id)) {
        grant.to = Some(grant.to.map_or(at, |to| to.min(at)));
    }
}

/// The grant an event makes, if it makes one.
pub(super) fn granted(event: &Event, meta: &EventMeta) -> Option<Grant> {
    let (holder, role, org, from, to) = match event {
        Event::RoleGranted { holder, role, org, from, to } => (holder, *role, org, *from, *to),
        Event::ImportGranted { holder, org, from, to, .. } => (holder, Role::Importer, org, *from, Some(*to)),
        _ => return None,
    };
    let holder = holder.as_str().to_owned();
    Some(Grant { id: meta.id, holder, role, org: org.clone(), from, to })
}

pub(super) fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
    state.begin(State::Holder(Holder::default()));
    let State::Holder(held) = state else { return };
    match event {
        Event::PersonRegistered { org, .. } => held.profile = Some(org.clone()),
        Event::RoleRevoked { grants, .. } => end_grants(&mut held.grants, grants, meta.occurred_at),
        Event::ImportGranted { request, .. } => {
            held.completed.insert(*request);
        }
        _ => {}
    }
    held.grants.extend(granted(event, meta));
}
