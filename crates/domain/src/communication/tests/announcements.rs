//! What all members are told.

use super::*;
use crate::ids::OrgId;

fn announce(ack_by: Option<&str>) -> Command {
    let ack_by = ack_by.map(|by| by.parse().unwrap());
    Command::Announce { title: "New office".to_owned(), body: "We move in May.".to_owned(), ack_by }
}

fn acknowledge(org: OrgId) -> Command {
    Command::Acknowledge { announcement: THREAD, org }
}

#[test]
fn an_announcement_is_told_to_whoever_is_a_member_then() {
    let emitted = world().when(announce(None)).unwrap();
    let Event::Announced { audience, .. } = &emitted[0].event else { panic!() };
    assert_eq!(*audience, (1..=3).map(org).collect());
    assert_eq!(emitted[0].event.visibility(), Visibility::Public);
    let nobody = world().with(|context| Arc::make_mut(&mut context.facts.roster).members.clear());
    assert_eq!(nobody.when(announce(None)), Err(Refusal::AudienceEmpty));
    let now = world().context.now;
    assert_eq!(world().when(announce(Some("2026-11-23T12:00:00Z"))), Err(Refusal::AckByInPast { now }));
}

#[test]
fn a_member_takes_note_once_in_time_or_late() {
    let world = world().after(announce(Some("2026-11-24T12:00:00Z")));
    let late = |world: &World<Rules>| match world.when(acknowledge(org(1))).unwrap()[0].event {
        Event::Acknowledged { late, .. } => late,
        _ => panic!(),
    };
    assert!(!late(&world));
    let after = "2026-11-24T12:00:01Z".parse().unwrap();
    let world = world.with(|context| context.now = after);
    assert!(late(&world));
    assert_eq!(world.after(acknowledge(org(1))).when(acknowledge(org(1))), Ok(vec![]));
}

#[test]
fn nobody_takes_note_for_others_or_of_what_was_not_told_to_them() {
    assert_eq!(world().when(acknowledge(org(1))), Err(Refusal::UnknownAnnouncement));
    let world = world().after(announce(None));
    assert_eq!(world.when(acknowledge(org(2))), Err(Refusal::NotOwnOrganization { org: org(2) }));
    let world = world.with(|context| context.scope.actor.org = Some(org(4)));
    assert_eq!(world.when(acknowledge(org(4))), Err(Refusal::NotInAudience { org: org(4) }));
}
