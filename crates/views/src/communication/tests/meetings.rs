//! Meetings, action items and announcements.

use domain::{
    communication::meeting::{AgendaItem, Attendance, Attended, Cite, Kind, MinutesItem, Outcome},
    ids::OrgId,
    meta::ContextName,
};

use super::*;

fn org(number: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(number))
}

fn scheduled(history: &mut History, id: Uuid) {
    let event = Event::MeetingScheduled {
        title: "Assembly".to_owned(),
        kind: Kind::FullMembership,
        start: "2026-03-01T10:00:00Z".parse().unwrap(),
        end: "2026-03-01T11:00:00Z".parse().unwrap(),
        tz: "Europe/Bucharest".to_owned(),
        place: Some("Town hall".to_owned()),
        url: None,
        rrule: Some("FREQ=MONTHLY;COUNT=2".to_owned()),
        invited: [org(1)].into(),
        ical_uid: format!("{id}@cluj-school"),
    };
    history.push(&format!("meeting/{id}"), &event);
}

/// One meeting that was moved, held, written down twice and approved; one that was called off.
fn meetings_history() -> History {
    let mut history = History::new("communication");
    scheduled(&mut history, FIRST);
    scheduled(&mut history, SECOND);
    let stream = format!("meeting/{FIRST}");
    let minutes = |words: &[&str]| {
        let cites = [Cite { context: ContextName::Agenda, sequence: 3 }];
        let item = |word: &&str| MinutesItem { text: sealed(word), cites: cites.into() };
        Event::MinutesRecorded { items: words.iter().map(item).collect() }
    };
    let item = |number, due: &str| Event::ActionItemAdded {
        item: Uuid::from_u128(number),
        text: sealed("rooms"),
        owner_org: org(number),
        due: due.parse().unwrap(),
    };
    let reason = "Strike".to_owned();
    let (start, end) = ("2026-03-02T10:00:00Z".parse().unwrap(), "2026-03-02T11:00:00Z".parse().unwrap());
    let title = "Budget".to_owned();
    let point = AgendaItem { title, minutes: 20, subject: Some(about("1")), decision_needed: true };
    let attendance = Attendance { attended: Attended::Present, orgs: [org(1), org(2)].into() };
    history
        .push(&stream, &Event::MeetingAgendaPublished { items: vec![point] })
        .push(&stream, &Event::MeetingRescheduled { start, end, reason })
        .push(&stream, &Event::AttendanceRecorded { orgs: vec![attendance], persons: vec![sealed("ana")] })
        .push(&stream, &minutes(&["one", "two"]))
        .push(&stream, &minutes(&["three"]))
        .push(&stream, &Event::MinutesApproved { minutes: event_id(6).parse().unwrap() })
        .push(&stream, &item(1, "2026-03-09"))
        .push(&stream, &item(2, "2026-03-10"))
        .push(&stream, &item(3, "2026-03-11"));
    let (item, outcome) = (Uuid::from_u128(1), Outcome::Done);
    history.push(&stream, &Event::ActionItemClosed { item, outcome, reason: Some(sealed("found")) });
    let converted = Event::ActionItemConverted {
        item: Uuid::from_u128(2),
        activity: "activity/TRAIN".parse().unwrap(),
        owner_org: org(2),
        due: "2026-03-10".parse().unwrap(),
        meeting_title: "Assembly".to_owned(),
    };
    history.push(&stream, &converted);
    history.push(&format!("meeting/{SECOND}"), &Event::MeetingCancelled { reason: sealed("flu") });
    history
}

fn announced() -> History {
    let mut history = History::new("communication");
    let announcement = Event::Announced {
        title: "News".to_owned(),
        body: "All is well.".to_owned(),
        ack_by: Some("2026-01-02T00:00:00Z".parse().unwrap()),
        audience: [org(1), org(2), org(3)].into(),
    };
    let stream = format!("announcement/{FIRST}");
    history
        .push(&stream, &announcement)
        .push(&stream, &Event::Acknowledged { org: org(2), late: false })
        .push(&stream, &Event::Acknowledged { org: org(1), late: true });
    history
}

fn read_of<T>(history: &History, query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history.view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

#[test]
fn meetings_and_announcements_hold_the_laws() {
    fixture::hold_the_laws(&SCHEMA, &meetings_history());
    fixture::hold_the_laws(&SCHEMA, &announced());
}

#[test]
fn a_meeting_tells_how_it_stands_and_what_remains_of_it() {
    let history = meetings_history();
    let held = read_of(&history, |view| meeting(view, FIRST, Visibility::Members)).unwrap();
    assert_eq!((held.status.as_str(), held.version, held.has_minutes), ("minutes_approved", 12, true));
    assert_eq!(
        (held.start.to_string().as_str(), held.agenda[0].minutes),
        ("2026-03-02T10:00:00.000000Z", 20)
    );
    assert_eq!((held.attendance[0].orgs.len(), held.rescheduled_for.as_deref()), (2, Some("Strike")));
    let remains = read_of(&history, |view| remains(view, FIRST));
    assert_eq!((remains.persons.len(), remains.minutes.len()), (1, 1));
    assert_eq!(remains.minutes[0].text.field, "/items/0/text");
    assert_eq!(remains.minutes[0].cites[0].sequence, 3);
    let off = read_of(&history, |view| meeting(view, SECOND, Visibility::Members)).unwrap();
    assert_eq!((off.status.as_str(), off.cancel_reason.is_some()), ("cancelled", true));
}

#[test]
fn meetings_and_items_are_for_members_and_listed_by_how_they_stand() {
    let history = meetings_history();
    let public = Visibility::Public;
    assert_eq!(read_of(&history, |view| meeting(view, FIRST, public)), None);
    assert!(read_of(&history, |view| meetings(view, None, public, 10, 0)).is_empty());
    assert!(read_of(&history, |view| action_items(view, (None, None, None), public, 10, 0)).is_empty());
    let listed = |status, after| {
        let found = read_of(&history, |view| meetings(view, status, Visibility::Members, 10, after));
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!((listed(None, 0), listed(None, 1)), (vec![FIRST, SECOND], vec![SECOND]));
    assert_eq!(listed(Some("cancelled"), 0), [SECOND]);
    let items = |which| read_of(&history, |view| action_items(view, which, Visibility::Members, 10, 0));
    let all: Vec<_> = items((Some(FIRST), None, None)).into_iter().map(|one| one.status).collect();
    assert_eq!(all, ["done", "converted", "open"]);
    assert_eq!(items((None, None, Some("open")))[0].owner_org, org(3));
    let (owner, activity) = (org(2), "activity/TRAIN".parse().unwrap());
    assert_eq!(items((None, Some(&owner), None))[0].activity, Some(activity));
}

#[test]
fn an_announcement_tells_members_who_has_taken_note_and_who_has_not() {
    let of = |clearance| read_of(&announced(), |view| announcements(view, clearance, 10, 0)).remove(0);
    let made = of(Visibility::Members);
    let told: Vec<_> = made.acknowledged.iter().map(|one| (one.org.clone(), one.late)).collect();
    assert_eq!(told, [(org(2), false), (org(1), true)]);
    assert_eq!(made.outstanding, [org(3)].into());
    let public = of(Visibility::Public);
    assert_eq!(
        (public.body.as_str(), public.acknowledged.len(), public.outstanding.len()),
        ("All is well.", 0, 0)
    );
}

#[test]
fn a_calendar_has_the_meetings_that_begin_last_and_when_they_last_changed() {
    let history = meetings_history();
    let latest = |clearance, limit| read_of(&history, |view| latest_meetings(view, clearance, limit));
    assert!(latest(Visibility::Public, 10).is_empty());
    let both = latest(Visibility::Members, 10);
    assert_eq!(both.iter().map(|one| one.id).collect::<Vec<_>>(), [FIRST, SECOND], "the first was moved");
    assert_eq!(latest(Visibility::Members, 1).len(), 1);
    assert!(both.iter().all(|one| one.changed_at >= one.called_at));
    assert_eq!(both[0].called_at.to_string(), "2026-01-01T00:00:00.000000Z");
    let announced = announced();
    let told = read_of(&announced, |view| latest_announcements(view, 10));
    assert_eq!(read_of(&announced, |view| announcement(view, told[0].id)).as_ref(), told.first());
}
