//! Organizations of the hub: registered under a unique code, renamed, succeeded by another.
//!
//! Knows no initiative. Names as they were stand in the log and the views; the state holds the last.

use super::{
    Decided, Rules,
    command::{RegisterOrganization, RenameOrganization, SucceedOrganization},
    event::Event,
    refusal::Refusal,
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    ids::OrgId,
    meta::Context,
};

/// An organization as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its name now.
    pub name: String,
    /// The organization it went into.
    pub succeeded_by: Option<OrgId>,
}

/// The organization, if it is known.
pub(super) fn find<'a>(streams: &'a Streams<State>, org: &OrgId) -> Result<&'a Organization, Refusal> {
    match streams.get(&streams::organization(org)) {
        State::Organization(found) => Ok(found),
        _ => Err(Refusal::UnknownOrganization { org: org.clone() }),
    }
}

/// The organization, if it is known and has not gone into another.
pub(super) fn find_living<'a>(streams: &'a Streams<State>, org: &OrgId) -> Result<&'a Organization, Refusal> {
    let found = find(streams, org)?;
    match &found.succeeded_by {
        Some(into) => Err(Refusal::OrganizationSucceeded { org: org.clone(), into: into.clone() }),
        None => Ok(found),
    }
}

/// The organization as the hub's facts have it, for a command in an initiative.
pub(super) fn known_to_hub(context: &Context, org: &OrgId) -> Result<(), Refusal> {
    match context.facts.hub.organizations.get(org) {
        None => Err(Refusal::UnknownOrganization { org: org.clone() }),
        Some(found) => match &found.succeeded_by {
            Some(into) => Err(Refusal::OrganizationSucceeded { org: org.clone(), into: into.clone() }),
            None => Ok(()),
        },
    }
}

impl Rules {
    pub(super) fn register_organization(
        streams: &Streams<State>,
        command: RegisterOrganization,
        context: &Context,
    ) -> Decided {
        let org = streams::registered_org(&command, &context.scope);
        let stream = streams::organization(&org);
        let what = streams::code_reservation(command.code.as_str());
        let code_stream = streams::reservation(&what);
        if let State::Reserved { by } = streams.get(&code_stream)
            && by != org.as_str()
        {
            return Err(Refusal::OrganizationCodeTaken { code: command.code, org: by.clone() });
        }
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        let RegisterOrganization { code, name, sector, external_ref } = command;
        let by = org.as_str().to_owned();
        Ok(vec![
            Emitted::new(stream, Event::OrganizationRegistered { org, code, name, sector, external_ref }),
            Emitted::new(code_stream, Event::Reserved { what, by }),
        ])
    }

    pub(super) fn rename_organization(streams: &Streams<State>, command: RenameOrganization) -> Decided {
        let RenameOrganization { org, name, from } = command;
        if find_living(streams, &org)?.name == name {
            return Ok(Vec::new());
        }
        let stream = streams::organization(&org);
        Ok(vec![Emitted::new(stream, Event::OrganizationRenamed { org, name, from })])
    }

    pub(super) fn succeed_organization(streams: &Streams<State>, command: SucceedOrganization) -> Decided {
        let SucceedOrganization { org, into, on } = command;
        if org == into {
            return Err(Refusal::SucceedsItself);
        }
        if find(streams, &org)?.succeeded_by.as_ref() == Some(&into) {
            return Ok(Vec::new());
        }
        find_living(streams, &org)?;
        // The one that goes on has not ended itself, so no chain of successions ever closes into a ring.
        find_living(streams, &into)?;
        let stream = streams::organization(&org);
        Ok(vec![Emitted::new(stream, Event::OrganizationSucceeded { org, into, on })])
    }
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    match (state, event) {
        (state, Event::OrganizationRegistered { name, .. }) => {
            state.begin(State::Organization(Organization { name: name.clone(), succeeded_by: None }));
        }
        (State::Organization(known), Event::OrganizationRenamed { name, .. }) => {
            name.clone_into(&mut known.name)
        }
        (State::Organization(known), Event::OrganizationSucceeded { into, .. }) => {
            known.succeeded_by = Some(into.clone());
        }
        _ => {}
    }
}
