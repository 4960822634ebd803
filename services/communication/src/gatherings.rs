//! Meetings, action items and announcements as they are answered; private texts are opened here. Knows no table.

use domain::communication::meeting::{AgendaItem, Attendance, Attended, Cite, Kind};
use runtime::Reading;
use views::communication as view;
use wire::{communication as parse, pb::communication as pb};

pub fn meeting_out(reading: &Reading, meeting: &view::Meeting) -> pb::Meeting {
    pb::Meeting {
        meeting_id: meeting.id.to_string(),
        title: meeting.title.clone(),
        kind: kind_out(meeting.kind).into(),
        status: meeting.status.clone(),
        start: meeting.start.to_string(),
        end: meeting.end.to_string(),
        tz: meeting.tz.clone(),
        place: meeting.place.clone().unwrap_or_default(),
        url: meeting.url.clone().unwrap_or_default(),
        rrule: meeting.rrule.clone().unwrap_or_default(),
        invited: meeting.invited.iter().map(ToString::to_string).collect(),
        ical_uid: meeting.ical_uid.clone(),
        version: meeting.version,
        agenda: meeting.agenda.iter().map(agenda_item_out).collect(),
        attendance: meeting.attendance.iter().flat_map(attendance_out).collect(),
        rescheduled_for: meeting.rescheduled_for.clone().unwrap_or_default(),
        cancel_reason: Some(reading.open(meeting.cancel_reason.as_ref())),
        has_minutes: meeting.has_minutes,
    }
}

fn kind_out(kind: Kind) -> pb::MeetingKind {
    match kind {
        Kind::FullMembership => pb::MeetingKind::FullMembership,
        Kind::Steering => pb::MeetingKind::Steering,
        Kind::WorkingGroup => pb::MeetingKind::WorkingGroup,
    }
}

fn agenda_item_out(item: &AgendaItem) -> pb::MeetingAgendaItem {
    pb::MeetingAgendaItem {
        title: item.title.clone(),
        minutes: item.minutes,
        subject: item.subject.as_ref().map(parse::subject),
        decision_needed: item.decision_needed,
    }
}

fn attendance_out(group: &Attendance) -> impl Iterator<Item = pb::OrgAttendance> {
    let attended = match group.attended {
        Attended::Present => pb::Attended::Present,
        Attended::Apologies => pb::Attended::Apologies,
        Attended::Absent => pb::Attended::Absent,
    };
    group.orgs.iter().map(move |org| pb::OrgAttendance { org: org.to_string(), attended: attended.into() })
}

pub fn passage_out(reading: &Reading, passage: &view::Passage) -> pb::MinutesItem {
    let cite = |cite: &Cite| pb::Cite { context: cite.context.as_str().to_owned(), sequence: cite.sequence };
    let cites = passage.cites.iter().map(cite).collect();
    pb::MinutesItem { text: Some(reading.open(Some(&passage.text))), cites }
}

pub fn action_item_out(reading: &Reading, item: &view::ActionItem) -> pb::ActionItem {
    pb::ActionItem {
        item_id: item.id.to_string(),
        meeting_id: item.meeting.to_string(),
        text: Some(reading.open(Some(&item.text))),
        owner_org: item.owner_org.to_string(),
        due: item.due.to_string(),
        status: item.status.clone(),
        reason: Some(reading.open(item.reason.as_ref())),
        activity: item.activity.as_ref().map(ToString::to_string).unwrap_or_default(),
        added_at: item.added_at.to_string(),
    }
}

pub fn announcement_out(made: &view::Announcement) -> pb::Announcement {
    let acknowledged = |one: &view::Acknowledgement| pb::Acknowledgement {
        org: one.org.to_string(),
        at: one.at.to_string(),
        late: one.late,
    };
    pb::Announcement {
        announcement_id: made.id.to_string(),
        title: made.title.clone(),
        body: made.body.clone(),
        announced_at: made.announced_at.to_string(),
        ack_by: made.ack_by.map(|by| by.to_string()).unwrap_or_default(),
        acknowledged: made.acknowledged.iter().map(acknowledged).collect(),
        outstanding: made.outstanding.iter().map(ToString::to_string).collect(),
    }
}
