//! What other contexts may know of communication: which meetings of the full membership were held, and when.
//!
//! Knows none of those contexts.

use super::{event::Event, meeting::Kind};
use crate::{
    facts::{Called, Meetings},
    ids::StreamId,
    meta::EventMeta,
};

/// The types of events that say something here; [`apply`] passes over all others.
pub const TYPES: &[&str] = &[
    "communication.AttendanceRecorded.v1",
    "communication.MeetingCancelled.v1",
    "communication.MeetingRescheduled.v1",
    "communication.MeetingScheduled.v1",
];

/// Takes one event of a stream in. Total: what has no predecessor is passed over.
pub fn apply(meetings: &mut Meetings, stream: &StreamId, event: &Event, meta: &EventMeta) {
    match event {
        Event::MeetingScheduled { kind: Kind::FullMembership, start, rrule, .. } => {
            let called = Called { start: *start, recurs: rrule.is_some() };
            meetings.called.insert(stream.clone(), called);
        }
        Event::MeetingRescheduled { start, .. } => {
            if let Some(called) = meetings.called.get_mut(stream) {
                called.start = *start;
            }
        }
        Event::MeetingCancelled { .. } => {
            meetings.called.remove(stream);
        }
        Event::AttendanceRecorded { .. } => {
            if let Some(called) = meetings.called.get(stream) {
                // One that recurs is one meeting: it was last held when that was recorded, not when the series began.
                let held = if called.recurs { meta.occurred_at } else { called.start };
                meetings.held.insert(held, stream.clone());
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::Uuid,
        meta::{Actor, Role, Via},
        private::Private,
        time::Timestamp,
    };

    const HELD: &str = "2026-05-23T17:00:00Z";
    const TOLD: &str = "2026-06-01T09:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn scheduled(kind: Kind, rrule: Option<&str>) -> Event {
        Event::MeetingScheduled {
            title: "All".to_owned(),
            kind,
            start: at(HELD),
            end: at("2026-05-23T19:00:00Z"),
            tz: "UTC".to_owned(),
            place: None,
            url: None,
            rrule: rrule.map(str::to_owned),
            invited: [].into(),
            ical_uid: "1@x".to_owned(),
        }
    }

    fn attended() -> Event {
        Event::AttendanceRecorded { orgs: vec![], persons: vec![] }
    }

    /// When meetings were held, after these events of one.
    fn held(events: &[Event]) -> Vec<Timestamp> {
        let (reference, role, via) = ("p_1".to_owned(), Role::BackboneStaff, Via::Key);
        let actor = Actor { reference, org: None, role, via };
        let meta = EventMeta { id: Uuid::nil(), occurred_at: at(TOLD), imported: false, actor };
        let mut meetings = Meetings::default();
        for event in events {
            apply(&mut meetings, &"meeting/1".parse().unwrap(), event, &meta);
        }
        meetings.held.into_keys().collect()
    }

    #[test]
    fn a_meeting_of_the_full_membership_was_held_when_it_began() {
        let all = || scheduled(Kind::FullMembership, None);
        assert!(held(&[all()]).is_empty());
        assert_eq!(held(&[all(), attended(), attended()]), [at(HELD)]);
        let (start, end) = (at("2026-05-24T17:00:00Z"), at("2026-05-24T18:00:00Z"));
        let later = Event::MeetingRescheduled { start, end, reason: "rain".to_owned() };
        assert_eq!(held(&[all(), later, attended()]), [start]);
        let cancelled = Event::MeetingCancelled { reason: Private::Plain("snow".to_owned()) };
        assert!(held(&[all(), cancelled, attended()]).is_empty());
    }

    #[test]
    fn others_do_not_count_and_one_that_recurs_was_held_when_that_was_told() {
        assert!(held(&[scheduled(Kind::Steering, None), attended()]).is_empty());
        assert!(held(&[attended()]).is_empty());
        let monthly = scheduled(Kind::FullMembership, Some("FREQ=MONTHLY;COUNT=12"));
        assert_eq!(held(&[monthly, attended()]), [at(TOLD)]);
    }
}
