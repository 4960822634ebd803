//! Meetings: called, held, written down, acted upon.

use super::*;
use crate::communication::meeting::{self, AgendaItem, Attended, Cite, Kind, MinutesItem, Outcome, Plan};

pub(super) const MEETING: Uuid = THREAD;

pub(super) fn schedule(change: impl FnOnce(&mut Plan)) -> Command {
    let mut plan = Plan {
        title: "Autumn assembly".to_owned(),
        kind: Kind::FullMembership,
        start: "2026-12-01T10:00:00Z".parse().unwrap(),
        end: "2026-12-01T11:00:00Z".parse().unwrap(),
        tz: "Europe/Bucharest".to_owned(),
        place: None,
        url: None,
        rrule: None,
        invited: [org(2)].into(),
    };
    change(&mut plan);
    Command::ScheduleMeeting(plan)
}

pub(super) fn called() -> World<Rules> {
    world().after(schedule(|_| ()))
}

/// The day of the meeting, by its end.
pub(super) fn begun() -> World<Rules> {
    called().with(|context| {
        context.now = "2026-12-01T11:00:00Z".parse().unwrap();
        context.facts.sequences.insert("agenda", 7);
    })
}

pub(super) fn agenda(minutes: &[u32]) -> Command {
    let item = |minutes: &u32| {
        let (title, subject) = ("Budget".to_owned(), Some(external()));
        AgendaItem { title, minutes: *minutes, subject, decision_needed: true }
    };
    Command::PublishMeetingAgenda { meeting: MEETING, items: minutes.iter().map(item).collect() }
}

pub(super) fn move_to(start: &str, end: &str) -> Command {
    let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
    Command::RescheduleMeeting { meeting: MEETING, start, end, reason: "Strike".to_owned() }
}

pub(super) fn cancel() -> Command {
    Command::CancelMeeting { meeting: MEETING, reason: Private::Plain("Flu".to_owned()) }
}

pub(super) fn attended(orgs: &[(u128, Attended)]) -> Command {
    let orgs = orgs.iter().map(|(number, attended)| (org(*number), *attended)).collect();
    Command::RecordAttendance { meeting: MEETING, orgs, persons: vec![] }
}

pub(super) fn minutes(cites: &[(ContextName, u64)]) -> Command {
    let cites = cites.iter().map(|(context, sequence)| Cite { context: *context, sequence: *sequence });
    let item = MinutesItem { text: Private::Plain("Agreed".to_owned()), cites: cites.collect() };
    Command::RecordMinutes { meeting: MEETING, items: vec![item] }
}

pub(super) fn approve() -> Command {
    Command::ApproveMinutes { meeting: MEETING }
}

pub(super) fn act(owner: u128, due: &str) -> Command {
    let (text, due) = (Private::Plain("Call the school".to_owned()), due.parse().unwrap());
    Command::AddActionItem { meeting: MEETING, text, owner_org: org(owner), due }
}

pub(super) fn close(item: u128, outcome: Outcome) -> Command {
    Command::CloseActionItem { meeting: MEETING, item: Uuid::from_u128(item), outcome, reason: None }
}

pub(super) fn convert(item: u128, activity: &str) -> Command {
    let (item, activity) = (Uuid::from_u128(item), activity.parse().unwrap());
    Command::ConvertActionItem { meeting: MEETING, item, activity }
}

pub(super) fn as_somebody_else(world: World<Rules>) -> World<Rules> {
    world.with(|context| context.scope.actor.reference = format!("p_{}", "2".repeat(32)))
}

#[test]
fn a_meeting_has_a_name_for_calendars_for_good() {
    let emitted = world().when(schedule(|_| ())).unwrap();
    let Event::MeetingScheduled { ical_uid, .. } = &emitted[0].event else { panic!() };
    assert_eq!(*ical_uid, format!("{MEETING}@cluj-school"));
    assert_eq!(emitted[0].event.visibility(), Visibility::Members);
}

#[test]
fn a_meeting_is_called_for_a_time_to_come_on_a_known_clock() {
    let reason = |change: fn(&mut Plan)| world().reason(schedule(change));
    assert_eq!(reason(|plan| plan.end = plan.start), "end_before_start");
    let past = |plan: &mut Plan| plan.start = "2026-11-23T12:00:00Z".parse().unwrap();
    assert_eq!(world().reason(schedule(past)), "start_in_past");
    let imported = world().with(|context| context.scope.imported = true);
    assert_eq!(imported.reason(schedule(past)), "accepted");
    assert_eq!(reason(|plan| plan.tz = "Europe/Klausenburg".to_owned()), "unknown_tz");
    assert_eq!(reason(|plan| plan.invited = [org(4)].into()), "not_a_member");
}

#[test]
fn a_meeting_that_recurs_says_when_it_ends() {
    let reason = |rule: &str| world().reason(schedule(|plan| plan.rrule = Some(rule.to_owned())));
    assert_eq!(reason("FREQ=MONTHLY;BYDAY=1TU"), "rrule_without_end");
    assert_eq!(reason("FREQ=MONTHLY;COUNT=6"), "accepted");
    assert_eq!(reason("FREQ=WEEKLY;UNTIL=20270601T000000Z"), "accepted");
}

#[test]
fn the_agenda_fits_into_the_meeting_and_comes_before_it() {
    assert_eq!(called().when(agenda(&[40, 21])), Err(Refusal::MinutesExceedMeeting { planned: 61, has: 60 }));
    let world = called().after(agenda(&[40, 20]));
    assert_eq!(world.when(agenda(&[40, 20])), Ok(vec![]));
    assert_eq!(begun().reason(agenda(&[10])), "meeting_started");
    assert_eq!(
        world.reason(Command::PublishMeetingAgenda { meeting: Uuid::from_u128(9), items: vec![] }),
        "unknown_meeting"
    );
}

#[test]
fn a_meeting_moves_until_it_is_held() {
    let (start, end) = ("2026-12-02T10:00:00Z", "2026-12-02T11:00:00Z");
    let world = called().after(move_to(start, end));
    assert_eq!(world.when(move_to(start, end)), Ok(vec![]));
    assert_eq!(world.reason(move_to(end, start)), "end_before_start");
    assert_eq!(world.reason(move_to("2026-11-01T10:00:00Z", end)), "start_in_past");
    let held = begun().after(attended(&[(1, Attended::Present)]));
    assert_eq!(held.when(move_to(start, end)), Err(Refusal::MeetingHeld));
    assert_eq!(held.when(cancel()), Err(Refusal::MeetingHeld));
}

#[test]
fn nothing_more_is_said_of_a_meeting_that_was_called_off() {
    let world = called().after(cancel());
    assert_eq!(world.when(cancel()), Ok(vec![]));
    let mut event = called().when(cancel()).unwrap()[0].event.clone();
    let owner = event.private_fields(&world.context.scope)[0].owner.clone();
    assert_eq!(owner, Owner::Organization(org(1).to_string()));
    for command in [agenda(&[1]), attended(&[]), minutes(&[]), approve(), act(1, "2026-12-02")] {
        assert_eq!(world.when(command), Err(Refusal::MeetingCancelled));
    }
}

fn any_meeting_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(schedule(|_| ())),
        Just(agenda(&[10, 20])),
        Just(cancel()),
        Just(approve()),
        Just(close(7, Outcome::Done)),
        Just(act(1, "2026-12-02")),
        Just(minutes(&[])),
        any::<bool>().prop_map(|is_there| attended(&[(
            1,
            if is_there { Attended::Present } else { Attended::Absent }
        )])),
    ]
}

proptest! {
    #[test]
    fn any_history_replays_to_the_same_meetings(commands in prop::collection::vec(any_meeting_command(), 0..30)) {
        // Imported, so that a meeting of the past can be called.
        let now = "2026-12-01T11:00:00Z".parse().unwrap();
        let world = world().with(|context| { context.scope.imported = true; context.now = now; });
        testing::laws(world, commands, |command| matches!(command, Command::CancelMeeting { .. }));
    }
}

#[test]
fn a_meeting_has_a_stream_of_its_own() {
    assert_eq!(meeting::stream(MEETING).aggregate(), "meeting");
}
