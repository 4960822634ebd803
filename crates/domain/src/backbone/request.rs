//! First acts: one person asks, another completes. A suspension, a launch by waiver and an import need both.
//!
//! Knows no roles: who may ask and who may complete is settled before a rule runs. The second person's command
//! names the request and, in its meta, the record of the first act (`approves`), which the record then carries.

use super::{
    Decided, Rules,
    command::{RequestSuspension, RequestWaiver},
    event::Event,
    membership::{check_not_convener, standing},
    refusal::Refusal,
    state::State,
    streams,
};
use crate::{
    decider::{Emitted, Streams},
    facts::Membership as Standing,
    ids::{HolderId, OrgId, PersonId, Uuid},
    meta::{Actor, Approval, Context, EventMeta},
    time::Timestamp,
};

/// A first act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its record.
    pub event: Uuid,
    /// Who asked.
    pub by: Actor,
    /// For what.
    pub purpose: Purpose,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To launch in spite of the verdict.
    Waiver,
    /// To suspend this organization.
    Suspension(OrgId),
    /// To let history in.
    Import(Import),
    /// To erase this person.
    Erasure(PersonId),
}

/// The import that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Who is to import.
    pub holder: HolderId,
    /// For which organization.
    pub org: Option<OrgId>,
    /// What comes in, and where from.
    pub source: String,
    /// From when.
    pub from: Timestamp,
    /// Until before when.
    pub to: Timestamp,
}

impl Purpose {
    /// Whether it is a waiver.
    pub fn is_waiver(&self) -> bool {
        *self == Self::Waiver
    }

    /// Whether it is the suspension of that organization.
    pub fn suspends(&self, org: &OrgId) -> bool {
        matches!(self, Self::Suspension(asked) if asked == org)
    }
}

impl Request {
    /// The first act, as the second person's record names it.
    pub fn approval(&self) -> Approval {
        let Actor { reference, org, role, via } = self.by.clone();
        Approval { reference, org, role, via, event: self.event }
    }

    /// The import that was asked for, if it was one.
    pub fn import(&self) -> Option<&Import> {
        match &self.purpose {
            Purpose::Import(wanted) => Some(wanted),
            _ => None,
        }
    }
}

/// The first act of that id and purpose.
pub(super) fn find(
    streams: &Streams<State>,
    id: Uuid,
    is_for: impl Fn(&Purpose) -> bool,
) -> Result<&Request, Refusal> {
    match streams.get(&streams::request(&id)) {
        State::Request(first) if is_for(&first.purpose) => Ok(first),
        _ => Err(Refusal::UnknownRequest { request: id }),
    }
}

/// Refuses a second act that does not name the first, is by the same person, or, where the initiative has
/// members of another organization, by the same organization.
pub(super) fn check_second_person(first: &Request, context: &Context) -> Result<(), Refusal> {
    let actor = &context.scope.actor;
    let is_named = context.approvals.iter().any(|approval| approval.event == first.event);
    let is_same_person = actor.reference == first.by.reference;
    let is_same_org = actor.org.is_some() && actor.org == first.by.org;
    let has_another = || context.facts.roster.active_members().any(|org| Some(org) != first.by.org.as_ref());
    if is_named && !is_same_person && !(is_same_org && has_another()) {
        return Ok(());
    }
    Err(Refusal::NeedsSecondPerson { first: first.event })
}

impl Rules {
    pub(super) fn request_waiver(
        streams: &Streams<State>,
        command: RequestWaiver,
        context: &Context,
    ) -> Decided {
        let request = context.scope.new_id;
        let stream = streams::request(&request);
        let is_done = matches!(streams.get(&streams::initiative()), State::Initiative(_));
        if is_done || *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        Ok(vec![Emitted::new(stream, Event::WaiverRequested { request, reason: command.reason })])
    }

    pub(super) fn request_suspension(
        streams: &Streams<State>,
        command: RequestSuspension,
        context: &Context,
    ) -> Decided {
        let RequestSuspension { org, reason } = command;
        let request = context.scope.new_id;
        let stream = streams::request(&request);
        if *streams.get(&stream) != State::Absent {
            return Ok(Vec::new());
        }
        check_not_convener(context, &org)?;
        if standing(streams, context, &org) != Some(Standing::Active) {
            return Err(Refusal::NotAMember { org });
        }
        Ok(vec![Emitted::new(stream, Event::SuspensionRequested { request, org, reason })])
    }
}

pub(super) fn evolve(state: &mut State, event: &Event, meta: &EventMeta) {
    let purpose = match event {
        Event::WaiverRequested { .. } => Purpose::Waiver,
        Event::SuspensionRequested { org, .. } => Purpose::Suspension(org.clone()),
        Event::ImportRequested { holder, org, source, from, to, .. } => Purpose::Import(Import {
            holder: holder.clone(),
            org: org.clone(),
            source: source.clone(),
            from: *from,
            to: *to,
        }),
        Event::ErasureRequested { subject, .. } => Purpose::Erasure(subject.clone()),
        _ => return,
    };
    state.begin(State::Request(Request { event: meta.id, by: meta.actor.clone(), purpose }));
}
