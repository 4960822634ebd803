//! What the other contexts may know of the backbone: the hub, and who is who in an initiative.
//!
//! Knows no rule. Both folds are total and take each record once, in order. The convener of an initiative is a
//! member from the start: its name stands in the hub's log, so [`seat_convener`] puts it on the roster.

use super::{
    event::Event,
    roles::{end_grants, granted},
};
use crate::{
    facts::{Hub, Key, Membership, Organization, RegisteredInitiative, Roster},
    ids::Slug,
    meta::EventMeta,
};

/// Takes in one record of the initiative `hub`.
pub fn apply_hub(hub: &mut Hub, event: &Event, meta: &EventMeta) {
    match event {
        Event::OrganizationRegistered { org, code, name, sector, .. } => {
            let known =
                Organization { code: code.clone(), name: name.clone(), sector: *sector, succeeded_by: None };
            hub.organizations.insert(org.clone(), known);
        }
        Event::OrganizationRenamed { org, name, .. } => {
            if let Some(known) = hub.organizations.get_mut(org) {
                name.clone_into(&mut known.name);
            }
        }
        Event::OrganizationSucceeded { org, into, .. } => {
            if let Some(known) = hub.organizations.get_mut(org) {
                known.succeeded_by = Some(into.clone());
            }
        }
        Event::InitiativeRegistered { slug, name, convener, .. } => {
            let known = RegisteredInitiative { name: name.clone(), convener: convener.clone() };
            hub.initiatives.insert(slug.clone(), known);
        }
        Event::KeyMinted { key_id, holder, hash, roles, expires_at } => {
            let key = Key {
                hash: hash.clone(),
                holder: holder.as_str().to_owned(),
                roles: roles.clone(),
                initiative: None,
                expires_at: *expires_at,
                revoked_at: None,
            };
            hub.keys.insert(*key_id, key);
        }
        Event::KeyConfined { key_id, initiative } => {
            if let Some(key) = hub.keys.get_mut(key_id) {
                key.initiative = Some(initiative.clone());
            }
        }
        Event::KeyRevoked { key_id } => {
            if let Some(key) = hub.keys.get_mut(key_id) {
                key.revoked_at = Some(meta.occurred_at);
            }
        }
        Event::RoleRevoked { grants, .. } => end_grants(&mut hub.grants, grants, meta.occurred_at),
        _ => hub.grants.extend(granted(event, meta)),
    }
}

/// Takes in one record of an initiative's own log.
pub fn apply_roster(roster: &mut Roster, event: &Event, meta: &EventMeta) {
    let standing = match event {
        Event::OrganizationInvited { org } => Some((org, Membership::Invited)),
        Event::OrganizationJoined { org, .. } | Event::MemberReinstated { org } => {
            Some((org, Membership::Active))
        }
        Event::MemberSuspended { org, .. } => Some((org, Membership::Suspended)),
        Event::MemberLeft { org, .. } => Some((org, Membership::Left)),
        _ => None,
    };
    if let Some((org, standing)) = standing {
        roster.members.insert(org.clone(), standing);
    }
    match event {
        Event::PersonRegistered { person, org, .. } => {
            roster.persons.insert(person.as_str().to_owned(), org.clone());
        }
        Event::ErasureApproved { subject, .. } => {
            roster.persons.remove(subject.as_str());
            roster.staff.remove(subject.as_str());
        }
        Event::StaffEmployed { person, .. } | Event::StaffReleased { person, .. } => {
            super::staff::take(roster.staff.entry(person.as_str().to_owned()).or_default(), event);
        }
        Event::InitiativeLaunched { .. } => roster.is_launched = true,
        Event::InitiativeClosed { .. } => roster.is_closed = true,
        Event::ImportEnded { context, stream } => {
            roster.ended_imports.insert(format!("{}/{stream}", context.as_str()));
        }
        Event::RoleRevoked { grants, .. } => end_grants(&mut roster.grants, grants, meta.occurred_at),
        _ => roster.grants.extend(granted(event, meta)),
    }
}

/// Puts the convener on the roster as a member. To be called whenever the hub or the roster was read anew; it
/// changes nothing where it was called before.
pub fn seat_convener(roster: &mut Roster, hub: &Hub, slug: &Slug) {
    if let Some(known) = hub.initiatives.get(slug) {
        roster.members.insert(known.convener.clone(), Membership::Active);
    }
}
