//! Meetings: called, moved, called off, and their agendas, from their messages.

use domain::{
    communication::{
        Command,
        meeting::{AgendaItem, Kind, Plan},
    },
    text::Bound,
};
use rrule::RRuleSet;

use super::parts;
use crate::{Done, Fields, Malformed, Meta, pb::communication as pb};

/// The most organizations of one meeting, as of one list of an event.
const MAX_ORGS: usize = 500;
/// The most points of an agenda.
const MAX_ITEMS: usize = 100;
/// The minutes of a day: no point of an agenda takes longer.
const MAX_MINUTES: u32 = 1_440;

/// A meeting to call.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_schedule_meeting(request: &pb::ScheduleMeetingRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let title = f.title("title", &request.title);
    let kind = f.choice("kind", request.kind, pb::MeetingKind::as_str_name, |kind| match kind {
        pb::MeetingKind::Unspecified => None,
        pb::MeetingKind::FullMembership => Some(Kind::FullMembership),
        pb::MeetingKind::Steering => Some(Kind::Steering),
        pb::MeetingKind::WorkingGroup => Some(Kind::WorkingGroup),
    });
    let start = f.moment("start", &request.start);
    let end = f.moment("end", &request.end);
    // Whether there is such a zone is the rules' to say.
    let tz = f.text("tz", &request.tz, Bound::Title);
    let place = f.optional_text("place", &request.place, Bound::Title);
    let url = f.optional("url", &request.url, web_address);
    let rrule = f.optional("rrule", &request.rrule, recurrence);
    let invited = f.each("invited", &request.invited, 0..=MAX_ORGS, |f, org| f.org("", org));
    f.finish(|| {
        let plan = Plan {
            title: title?,
            kind: kind?,
            start: start?,
            end: end?,
            tz: tz?,
            place: place?,
            url: url?,
            rrule: rrule?,
            invited: invited?.into_iter().collect(),
        };
        Some((meta?, Command::ScheduleMeeting(plan)))
    })
}

/// The meeting called.
pub fn schedule_meeting_response(done: &Done) -> pb::ScheduleMeetingResponse {
    pb::ScheduleMeetingResponse { result: Some(done.into()), meeting_id: done.created("meeting") }
}

fn web_address(f: &mut Fields, field: &str, text: &str) -> Option<String> {
    let address = f.text(field, text, Bound::Title)?;
    if address.starts_with("https://") || address.starts_with("http://") {
        return Some(address);
    }
    f.refuse(field, "is no web address; accepted is one that begins with https:// or http://");
    None
}

/// A rule of recurrence as RFC 5545 writes it; whether it ends is the rules' to say.
fn recurrence(f: &mut Fields, field: &str, text: &str) -> Option<String> {
    let rule = f.text(field, text, Bound::Title)?;
    // Any start will do to try the rule: what it is counted from is not part of it.
    match format!("DTSTART:19700101T000000Z\nRRULE:{rule}").parse::<RRuleSet>() {
        Ok(_) => Some(rule),
        Err(error) => {
            let accepted = "accepted is an RRULE of RFC 5545 such as FREQ=MONTHLY;BYDAY=1TU;COUNT=6";
            f.refuse(field, format!("is no rule of recurrence ({error}); {accepted}"));
            None
        }
    }
}

/// What a meeting will talk about.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_publish_meeting_agenda(
    request: &pb::PublishMeetingAgendaRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    let items = f.each("items", &request.items, 1..=MAX_ITEMS, |f, item| {
        let title = f.title("title", &item.title);
        let minutes = f.number("minutes", item.minutes, 1..=MAX_MINUTES);
        let subject = f.optional_message("subject", item.subject.as_ref(), parts::parse_subject);
        let decision_needed = item.decision_needed;
        Some(AgendaItem { title: title?, minutes: minutes?, subject: subject?, decision_needed })
    });
    f.finish(|| Some((meta?, Command::PublishMeetingAgenda { meeting: meeting?, items: items? })))
}

/// Another time for a meeting.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_reschedule_meeting(
    request: &pb::RescheduleMeetingRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    let start = f.moment("start", &request.start);
    let end = f.moment("end", &request.end);
    let reason = f.reason("reason", &request.reason);
    f.finish(|| {
        let (meeting, start, end, reason) = (meeting?, start?, end?, reason?);
        Some((meta?, Command::RescheduleMeeting { meeting, start, end, reason }))
    })
}

/// A meeting to call off.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_cancel_meeting(request: &pb::CancelMeetingRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    let reason = f.private("reason", &request.reason, Bound::Reason);
    f.finish(|| Some((meta?, Command::CancelMeeting { meeting: meeting?, reason: reason? })))
}
