//! What is to do after a meeting: by whom, until when, and how it ended.
//!
//! Knows no text, and no plan beyond the name of an activity: that an item becomes a milestone there is a reaction's.

use super::{
    State,
    event::Event,
    meeting::{ActionItem, End, Meeting, Outcome, check_member, standing, stream},
    refusal::Refusal,
};
use crate::{
    decider::{Emitted, Streams},
    ids::{OrgId, StreamId, Uuid},
    meta::{Actor, Context, ContextName, Role},
    private::Private,
    time::Date,
};

/// Gives an organization something to do.
pub(super) fn add(
    streams: &Streams<State>,
    id: Uuid,
    text: Private,
    (owner_org, due): (OrgId, Date),
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let meeting = standing(streams, &stream)?;
    check_member(&context.facts.roster, &owner_org, "owner_org")?;
    let held_on = meeting.start.date();
    if due < held_on {
        return Err(Refusal::DueBeforeMeeting { held_on });
    }
    let item = context.scope.new_id;
    Ok(vec![Emitted::new(stream, Event::ActionItemAdded { item, text, owner_org, due })])
}

/// Says how it ended.
pub(super) fn close(
    streams: &Streams<State>,
    id: Uuid,
    item: Uuid,
    outcome: Outcome,
    reason: Option<Private>,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let found = of(standing(streams, &stream)?, item, &context.scope.actor)?;
    match &found.end {
        None => Ok(vec![Emitted::new(stream, Event::ActionItemClosed { item, outcome, reason })]),
        Some(End::Closed(before)) if *before == outcome => Ok(Vec::new()),
        Some(_) => Err(Refusal::ActionItemEnded),
    }
}

/// Lets it go on as a milestone of an activity.
pub(super) fn convert(
    streams: &Streams<State>,
    id: Uuid,
    item: Uuid,
    activity: StreamId,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let meeting = standing(streams, &stream)?;
    let found = of(meeting, item, &context.scope.actor)?;
    match &found.end {
        None => {}
        Some(End::Converted(before)) if *before == activity => return Ok(Vec::new()),
        Some(_) => return Err(Refusal::ActionItemEnded),
    }
    let is_known = context.facts.subjects.visibility(ContextName::Plan, &activity).is_some();
    if activity.aggregate() != "activity" || !is_known {
        return Err(Refusal::UnknownActivity { activity });
    }
    let event = Event::ActionItemConverted {
        item,
        activity,
        owner_org: found.owner_org.clone(),
        due: found.due,
        meeting_title: meeting.title.clone(),
    };
    Ok(vec![Emitted::new(stream, event)])
}

/// The item, where the actor may end it: a representative only what the own organization is to do.
fn of<'a>(meeting: &'a Meeting, item: Uuid, actor: &Actor) -> Result<&'a ActionItem, Refusal> {
    let found = meeting.items.get(&item).ok_or(Refusal::UnknownActionItem)?;
    if actor.role == Role::OrgRepresentative && actor.org.as_ref() != Some(&found.owner_org) {
        return Err(Refusal::NotOwnOrganization { org: found.owner_org.clone() });
    }
    Ok(found)
}

/// Remembers how an item ended.
pub(super) fn take_end(meeting: &mut Meeting, item: Uuid, end: End) {
    if let Some(found) = meeting.items.get_mut(&item) {
        found.end = Some(end);
    }
}
