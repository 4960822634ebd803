//! What remains of a meeting: who was there, and what was said.
//!
//! Knows no text. Minutes rest on records of other contexts, named by context and sequence: one exists as soon as
//! that log is known to reach so far, which is a fact that the record of the minutes says in `facts`.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    State,
    event::Event,
    meeting::{Attendance, Attended, Meeting, MinutesItem, Phase, check_member, standing, stream},
    refusal::Refusal,
};
use crate::{
    decider::{Emitted, Streams},
    ids::{OrgId, Uuid},
    meta::{Approval, Context, ContextName, EventMeta},
    private::Private,
};

/// Says who was there; again, until the minutes are approved, where that was not all.
pub(super) fn attend(
    streams: &Streams<State>,
    id: Uuid,
    orgs: BTreeMap<OrgId, Attended>,
    persons: Vec<Private>,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let meeting = begun(streams, id, context)?;
    for org in orgs.keys().filter(|org| !meeting.attendance.contains_key(*org)) {
        check_member(&context.facts.roster, org, "orgs")?;
    }
    // Persons are private, and what changes there alone is not seen: who repeats them, records them again.
    if meeting.attendance == orgs && !orgs.is_empty() && persons.is_empty() {
        return Ok(Vec::new());
    }
    let mut grouped: BTreeMap<Attended, BTreeSet<OrgId>> = BTreeMap::new();
    for (org, attended) in orgs {
        grouped.entry(attended).or_default().insert(org);
    }
    let orgs = grouped.into_iter().map(|(attended, orgs)| Attendance { attended, orgs }).collect();
    Ok(vec![Emitted::new(stream, Event::AttendanceRecorded { orgs, persons })])
}

/// Says what was said; again until it is approved.
pub(super) fn record(
    streams: &Streams<State>,
    id: Uuid,
    items: Vec<MinutesItem>,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    begun(streams, id, context)?;
    for cite in items.iter().flat_map(|item| &item.cites) {
        let known = context.facts.sequences.get(cite.context.as_str()).copied().unwrap_or_default();
        if cite.sequence == 0 || cite.sequence > known {
            return Err(Refusal::CitesUnknownEvent { cite: *cite, known });
        }
    }
    Ok(vec![Emitted::new(stream(id), Event::MinutesRecorded { items })])
}

/// Lets the minutes stand; not by whom alone wrote them.
pub(super) fn approve(
    streams: &Streams<State>,
    id: Uuid,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let meeting = standing(streams, &stream)?;
    let minutes = meeting.minutes.as_ref().ok_or(Refusal::NoMinutes)?;
    if meeting.phase == Phase::MinutesApproved {
        return Ok(Vec::new());
    }
    let me = &context.scope.actor.reference;
    if minutes.authors.iter().all(|author| author.reference == *me) {
        return Err(Refusal::SoleAuthorApproves);
    }
    Ok(vec![Emitted::new(stream, Event::MinutesApproved { minutes: minutes.record })])
}

/// The first act that an approval completes: the minutes as they were last recorded.
pub(super) fn approvals(streams: &Streams<State>, id: Uuid) -> Vec<Approval> {
    let State::Meeting(meeting) = streams.get(&stream(id)) else { return Vec::new() };
    let Some(minutes) = &meeting.minutes else { return Vec::new() };
    let last = minutes.authors.last().map(|author| Approval {
        reference: author.reference.clone(),
        org: author.org.clone(),
        role: author.role,
        via: author.via,
        event: minutes.record,
    });
    last.into_iter().collect()
}

/// The contexts whose facts minutes read: those whose records they cite.
pub(super) fn reads(items: &[MinutesItem]) -> &'static [ContextName] {
    use ContextName::{Agenda, Measurement, Plan};
    let cites = |context| items.iter().flat_map(|item| &item.cites).any(|cite| cite.context == context);
    match (cites(Agenda), cites(Measurement), cites(Plan)) {
        (false, false, false) => &[],
        (true, false, false) => &[Agenda],
        (false, true, false) => &[Measurement],
        (false, false, true) => &[Plan],
        (true, true, false) => &[Agenda, Measurement],
        (true, false, true) => &[Agenda, Plan],
        (false, true, true) => &[Measurement, Plan],
        (true, true, true) => &[Agenda, Measurement, Plan],
    }
}

/// The meeting, once it has begun and as long as its minutes are open.
fn begun<'a>(streams: &'a Streams<State>, id: Uuid, context: &Context) -> Result<&'a Meeting, Refusal> {
    let meeting = standing(streams, &stream(id))?;
    if context.now < meeting.start {
        return Err(Refusal::BeforeStart { start: meeting.start });
    }
    if meeting.phase == Phase::MinutesApproved {
        return Err(Refusal::MinutesStand);
    }
    Ok(meeting)
}

/// Remembers who was there.
pub(super) fn take_attendance(meeting: &mut Meeting, orgs: &[Attendance]) {
    let each =
        |group: &Attendance| group.orgs.iter().map(|org| (org.clone(), group.attended)).collect::<Vec<_>>();
    meeting.attendance = orgs.iter().flat_map(each).collect();
    hold(meeting);
}

/// Remembers who wrote minutes.
pub(super) fn take(meeting: &mut Meeting, meta: &EventMeta) {
    let mut authors = meeting.minutes.take().map(|minutes| minutes.authors).unwrap_or_default();
    authors.retain(|author| author.reference != meta.actor.reference);
    authors.push(meta.actor.clone());
    meeting.minutes = Some(super::meeting::Minutes { record: meta.id, authors });
    hold(meeting);
}

fn hold(meeting: &mut Meeting) {
    if meeting.phase == Phase::Scheduled {
        meeting.phase = Phase::Held;
    }
}
