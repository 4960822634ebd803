//! Erasure of a person: one asks, a second approves, every service shreds, and then the person is erased.
//!
//! Knows no keys: that a service has shredded is its own record (`crate::erasure`). From the approval on the person
//! holds no role here, and nothing of theirs is opened, changed or granted again.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Decided, Rules,
    command::{ApproveErasure, CompleteErasure, RequestErasure},
    event::Event,
    refusal::Refusal,
    request::{self, Purpose},
    roles::Holder,
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    erasure::Shreds,
    ids::{HolderId, OrgId, PersonId, Uuid},
    meta::{Context, Role},
};

/// How far the erasure of a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// A second person approved it: the services shred.
    Approved(Uuid),
    /// Every service has shredded.
    Done(Uuid),
}

impl Erasure {
    /// The request that was approved.
    pub fn request(self) -> Uuid {
        let (Self::Approved(request) | Self::Done(request)) = self;
        request
    }
}

impl Shreds for Rules {
    fn shredded(subject: PersonId, request: Uuid) -> Event {
        Event::SubjectShredded { subject, request }
    }
}

/// Refuses to touch a person who is erased, or about to be.
pub(super) fn check_not_erased(state: &State, subject: &str) -> Result<(), Refusal> {
    match state {
        State::Holder(Holder { erasure: Some(_), .. }) => {
            Err(Refusal::AlreadyErased { subject: subject.to_owned() })
        }
        _ => Ok(()),
    }
}

/// The first act of an erasure of that id, and whom it is about.
pub(super) fn asked<'a>(streams: &'a Streams<State>, request: &Uuid) -> Option<&'a PersonId> {
    match streams.get(&streams::request(request)) {
        State::Request(first) => match &first.purpose {
            Purpose::Erasure(subject) => Some(subject),
            _ => None,
        },
        _ => None,
    }
}

impl Rules {
    pub(super) fn request_erasure(
        streams: &Streams<State>,
        command: RequestErasure,
        context: &Context,
    ) -> Decided {
        let RequestErasure { subject, legal_basis } = command;
        let request = context.scope.new_id;
        let stream = streams::request(&request);
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        let person = streams.get(&streams::person(&subject));
        if !matches!(person, State::Holder(held) if held.profile.is_some() || !held.grants.is_empty()) {
            return Err(Refusal::UnknownSubject { subject });
        }
        check_not_erased(person, subject.as_str())?;
        Ok(vec![Emitted::new(stream, Event::ErasureRequested { request, subject, legal_basis })])
    }

    pub(super) fn approve_erasure(
        streams: &Streams<State>,
        command: &ApproveErasure,
        context: &Context,
    ) -> Decided {
        let id = command.request;
        let unknown = Refusal::UnknownRequest { request: id };
        let first = request::find(streams, id, |purpose| matches!(purpose, Purpose::Erasure(_)))?;
        let subject = asked(streams, &id).cloned().ok_or(unknown)?;
        let stream = streams::person(&subject);
        let State::Holder(held) = streams.get(&stream) else {
            return Err(Refusal::UnknownSubject { subject });
        };
        if held.erasure.is_some_and(|erasure| erasure.request() == id) {
            return Ok(Vec::new());
        }
        check_not_erased(streams.get(&stream), subject.as_str())?;
        if context.scope.actor.reference == first.by.reference {
            return Err(Refusal::SamePersonApproves { first: first.event });
        }
        request::check_second_person(first, context)?;
        let holder = HolderId::from(subject.clone());
        let ended = open_grants(held, context).into_iter().map(|((role, org), grants)| Event::RoleRevoked {
            holder: holder.clone(),
            role,
            org,
            grants,
            reason: None,
        });
        let approved = Event::ErasureApproved { request: id, subject: subject.clone() };
        Ok(ended.chain([approved]).map(|event| Emitted::new(stream.clone(), event)).collect())
    }

    pub(super) fn complete_erasure(streams: &Streams<State>, command: CompleteErasure) -> Decided {
        let CompleteErasure { subject, request } = command;
        let stream = streams::person(&subject);
        match streams.get(&stream) {
            State::Holder(Holder { erasure: Some(Erasure::Approved(approved)), .. })
                if *approved == request =>
            {
                Ok(vec![Emitted::new(stream, Event::SubjectErased { subject, request })])
            }
            State::Holder(Holder { erasure: Some(_), .. }) => Ok(Vec::new()),
            _ => Err(Refusal::UnknownRequest { request }),
        }
    }
}

/// The grants that have not ended, by what a revocation names.
fn open_grants(held: &Holder, context: &Context) -> BTreeMap<(Role, Option<OrgId>), BTreeSet<Uuid>> {
    let mut open: BTreeMap<_, BTreeSet<Uuid>> = BTreeMap::new();
    for grant in held.grants.iter().filter(|grant| grant.to.is_none_or(|to| context.now < to)) {
        open.entry((grant.role, grant.org.clone())).or_default().insert(grant.id);
    }
    open
}

pub(super) fn evolve(state: &mut State, event: &Event) {
    let State::Holder(held) = state else { return };
    match event {
        Event::ErasureApproved { request, .. } => held.erasure = Some(Erasure::Approved(*request)),
        Event::SubjectErased { request, .. } => held.erasure = Some(Erasure::Done(*request)),
        _ => {}
    }
}
