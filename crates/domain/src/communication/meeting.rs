//! The meeting: when, where and of whom; held or not; with what agenda.
//!
//! Knows no calendar format beyond its UID and its rule of recurrence. Stream `meeting/<id>`, with its minutes and
//! action items. A meeting that recurs is one meeting: what is recorded of it is of the whole series.

use std::collections::{BTreeMap, BTreeSet};

pub use super::meeting_parts::{AgendaItem, Attendance, Attended, Cite, Kind, MinutesItem, Outcome};
use super::{State, event::Event, refusal::Refusal};
use crate::{
    decider::{Emitted, Streams},
    facts::Roster,
    ids::{OrgId, StreamId, Uuid},
    meta::{Actor, Context},
    private::Private,
    time::{Date, Timestamp},
};

/// A meeting that was called.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// Its title.
    pub title: String,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// What it will talk about.
    pub agenda: Vec<AgendaItem>,
    /// How far it is.
    pub phase: Phase,
    /// Who attended, once that is recorded.
    pub attendance: BTreeMap<OrgId, Attended>,
    /// The minutes as they stand.
    pub minutes: Option<Minutes>,
    /// What is to do after it.
    pub items: BTreeMap<Uuid, ActionItem>,
}

/// How far a meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It is to come.
    Scheduled,
    /// It took place.
    Held,
    /// It took place, and its minutes stand.
    MinutesApproved,
    /// It does not take place.
    Cancelled,
}

/// Minutes as they were last recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Minutes {
    /// Their record.
    pub record: Uuid,
    /// Who recorded them, the last first act of their approval; earlier authors before.
    pub authors: Vec<Actor>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionItem {
    /// Who does it.
    pub owner_org: OrgId,
    /// Until the end of this day.
    pub due: Date,
    /// How it ended, if it did.
    pub end: Option<End>,
}

/// How an action item ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It was closed.
    Closed(Outcome),
    /// It goes on as a milestone of this activity.
    Converted(StreamId),
}

/// When, where and of whom a meeting is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its title.
    pub title: String,
    /// Of whom.
    pub kind: Kind,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// On which wall clock.
    pub tz: String,
    /// Where.
    pub place: Option<String>,
    /// Where on the net.
    pub url: Option<String>,
    /// How it recurs, as RFC 5545 writes it.
    pub rrule: Option<String>,
    /// Who is called; nobody named: every member.
    pub invited: BTreeSet<OrgId>,
}

/// The stream of a meeting.
pub fn stream(meeting: Uuid) -> StreamId {
    StreamId::of("meeting", meeting)
}

/// The meeting, where it can still be written of.
pub(super) fn standing<'a>(streams: &'a Streams<State>, stream: &StreamId) -> Result<&'a Meeting, Refusal> {
    let State::Meeting(meeting) = streams.get(stream) else { return Err(Refusal::UnknownMeeting) };
    if meeting.phase == Phase::Cancelled { Err(Refusal::MeetingCancelled) } else { Ok(meeting) }
}

/// Calls a meeting.
pub(super) fn schedule(plan: Plan, context: &Context) -> Result<Vec<Emitted<Event>>, Refusal> {
    check_times(plan.start, plan.end, context)?;
    if jiff::tz::TimeZone::get(&plan.tz).is_err() {
        return Err(Refusal::UnknownTz { tz: plan.tz });
    }
    if plan.rrule.as_deref().is_some_and(|rule| !has_end(rule)) {
        return Err(Refusal::RruleWithoutEnd);
    }
    for org in &plan.invited {
        check_member(&context.facts.roster, org, "invited")?;
    }
    let scope = &context.scope;
    let Plan { title, kind, start, end, tz, place, url, rrule, invited } = plan;
    let ical_uid = format!("{}@{}", scope.new_id, scope.initiative.as_str());
    let event = Event::MeetingScheduled { title, kind, start, end, tz, place, url, rrule, invited, ical_uid };
    Ok(vec![Emitted::new(stream(scope.new_id), event)])
}

/// Whether a rule of recurrence says when it ends (RFC 5545, 3.3.10: `COUNT` or `UNTIL`).
fn has_end(rule: &str) -> bool {
    let named = |part: &str| part.split_once('=').map(|(name, _)| name.trim().to_ascii_uppercase());
    rule.split(';').filter_map(named).any(|name| name == "COUNT" || name == "UNTIL")
}

fn check_times(start: Timestamp, end: Timestamp, context: &Context) -> Result<(), Refusal> {
    if end <= start {
        return Err(Refusal::EndBeforeStart { start, end });
    }
    // History that is told later lies in the past by nature.
    if start <= context.now && !context.scope.imported {
        return Err(Refusal::StartInPast { now: context.now });
    }
    Ok(())
}

/// Whether the organization is a member now.
pub(super) fn check_member(roster: &Roster, org: &OrgId, field: &'static str) -> Result<(), Refusal> {
    if roster.is_active(org) { Ok(()) } else { Err(Refusal::NotAMember { org: org.clone(), field }) }
}

/// Says what it will talk about.
pub(super) fn publish_agenda(
    streams: &Streams<State>,
    id: Uuid,
    items: Vec<AgendaItem>,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let meeting = standing(streams, &stream)?;
    if context.now >= meeting.start && !context.scope.imported {
        return Err(Refusal::MeetingStarted { start: meeting.start });
    }
    let has = meeting.end.as_us().saturating_sub(meeting.start.as_us()) / 60_000_000;
    let planned = items.iter().map(|item| i64::from(item.minutes)).sum::<i64>();
    if planned > has {
        return Err(Refusal::MinutesExceedMeeting { planned, has });
    }
    if meeting.agenda == items {
        return Ok(Vec::new());
    }
    Ok(vec![Emitted::new(stream, Event::MeetingAgendaPublished { items })])
}

/// Puts it at another time.
pub(super) fn reschedule(
    streams: &Streams<State>,
    id: Uuid,
    (start, end): (Timestamp, Timestamp),
    reason: String,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let meeting = standing(streams, &stream)?;
    if meeting.phase != Phase::Scheduled {
        return Err(Refusal::MeetingHeld);
    }
    if (meeting.start, meeting.end) == (start, end) {
        return Ok(Vec::new());
    }
    check_times(start, end, context)?;
    Ok(vec![Emitted::new(stream, Event::MeetingRescheduled { start, end, reason })])
}

/// Calls it off.
pub(super) fn cancel(
    streams: &Streams<State>,
    id: Uuid,
    reason: Private,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(id);
    let meeting = match standing(streams, &stream) {
        Err(Refusal::MeetingCancelled) => return Ok(Vec::new()),
        other => other?,
    };
    if meeting.phase != Phase::Scheduled {
        return Err(Refusal::MeetingHeld);
    }
    Ok(vec![Emitted::new(stream, Event::MeetingCancelled { reason })])
}
