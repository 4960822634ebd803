//! What remains of a meeting.

use super::{meetings::*, *};
use crate::communication::meeting::{Attended, Cite};

#[test]
fn attendance_is_recorded_from_the_start_on_and_grouped() {
    let there = attended(&[(3, Attended::Present), (2, Attended::Apologies), (1, Attended::Present)]);
    let start = "2026-12-01T10:00:00Z".parse().unwrap();
    assert_eq!(called().when(there.clone()), Err(Refusal::BeforeStart { start }));
    let emitted = begun().when(there.clone()).unwrap();
    let Event::AttendanceRecorded { orgs, .. } = &emitted[0].event else { panic!() };
    assert_eq!((orgs.len(), orgs[0].orgs.len()), (2, 2));
    assert_eq!(begun().after(there.clone()).when(there), Ok(vec![]));
    assert_eq!(begun().reason(attended(&[(4, Attended::Absent)])), "not_a_member");
}

#[test]
fn persons_in_attendance_are_private() {
    let persons = vec![Private::Plain("Ana".to_owned()), Private::Plain("Ion".to_owned())];
    let command = Command::RecordAttendance { meeting: MEETING, orgs: BTreeMap::new(), persons };
    let mut event = begun().when(command).unwrap()[0].event.clone();
    let scope = begun().context.scope;
    let pointers: Vec<_> = event.private_fields(&scope).iter().map(|field| field.pointer.clone()).collect();
    assert_eq!(pointers, ["/persons/0", "/persons/1"]);
}

#[test]
fn minutes_cite_what_is_in_the_logs() {
    let cited = minutes(&[(ContextName::Agenda, 7)]);
    let mut event = begun().when(cited.clone()).unwrap()[0].event.clone();
    assert_eq!(event.private_fields(&begun().context.scope)[0].pointer, "/items/0/text");
    assert_eq!(Rules::reads(&cited), [ContextName::Agenda]);
    let all = [(ContextName::Plan, 1), (ContextName::Agenda, 1), (ContextName::Measurement, 1)];
    let known = [ContextName::Agenda, ContextName::Measurement, ContextName::Plan];
    assert_eq!(Rules::reads(&minutes(&all)), known);
    for (context, sequence, known) in
        [(ContextName::Agenda, 8, 7), (ContextName::Plan, 1, 0), (ContextName::Agenda, 0, 7)]
    {
        let refused = Refusal::CitesUnknownEvent { cite: Cite { context, sequence }, known };
        assert_eq!(begun().when(minutes(&[(context, sequence)])), Err(refused));
    }
}

#[test]
fn minutes_are_approved_by_another_person_and_stand_then() {
    assert_eq!(begun().when(approve()), Err(Refusal::NoMinutes));
    let world = begun().after(minutes(&[]));
    let first = world.last_id();
    assert_eq!(world.when(approve()), Err(Refusal::SoleAuthorApproves));
    let world = as_somebody_else(world);
    let emitted = world.when(approve()).unwrap();
    assert_eq!(emitted[0].event, Event::MinutesApproved { minutes: first });
    let world = world.after(approve());
    assert_eq!(world.when(approve()), Ok(vec![]));
    for command in [minutes(&[]), attended(&[])] {
        assert_eq!(world.when(command), Err(Refusal::MinutesStand));
    }
}

#[test]
fn of_two_authors_each_may_approve() {
    let world = as_somebody_else(begun().after(minutes(&[]))).after(minutes(&[]));
    assert_eq!(world.reason(approve()), "accepted");
}
