//! The announcement: told to all members at once, and who has taken note of it.
//!
//! Knows no mail. Stream `announcement/<id>`, with its acknowledgements. Who is a member when it is made is its
//! audience for good, so that "who has not" is a question of its own log alone.

use std::collections::BTreeSet;

use super::{State, event::Event, refusal::Refusal};
use crate::{
    decider::{Emitted, Streams},
    ids::{OrgId, StreamId, Uuid},
    meta::Context,
    time::Timestamp,
};

/// An announcement that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Until when it is to be acknowledged.
    pub ack_by: Option<Timestamp>,
    /// The members it was told to.
    pub audience: BTreeSet<OrgId>,
    /// Those that have taken note.
    pub acknowledged: BTreeSet<OrgId>,
}

/// The stream of an announcement.
pub fn stream(announcement: Uuid) -> StreamId {
    StreamId::of("announcement", announcement)
}

/// Tells it to all members.
pub(super) fn announce(
    title: String,
    body: String,
    ack_by: Option<Timestamp>,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let audience: BTreeSet<OrgId> = context.facts.roster.active_members().cloned().collect();
    if audience.is_empty() {
        return Err(Refusal::AudienceEmpty);
    }
    if ack_by.is_some_and(|by| by <= context.now) && !context.scope.imported {
        return Err(Refusal::AckByInPast { now: context.now });
    }
    let stream = stream(context.scope.new_id);
    Ok(vec![Emitted::new(stream, Event::Announced { title, body, ack_by, audience })])
}

/// Takes note of it.
pub(super) fn acknowledge(
    streams: &Streams<State>,
    id: Uuid,
    org: OrgId,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let State::Announcement(made) = streams.get(&stream) else { return Err(Refusal::UnknownAnnouncement) };
    if context.scope.actor.org.as_ref() != Some(&org) {
        return Err(Refusal::NotOwnOrganization { org });
    }
    if !made.audience.contains(&org) {
        return Err(Refusal::NotInAudience { org });
    }
    if made.acknowledged.contains(&org) {
        return Ok(Vec::new());
    }
    let late = made.ack_by.is_some_and(|by| context.now > by);
    Ok(vec![Emitted::new(stream, Event::Acknowledged { org, late })])
}
