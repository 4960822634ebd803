//! Giving data up before they are public.

use super::{given::*, *};
use crate::{
    decider::Event as _,
    meta::{Role, Visibility},
};

fn abandon(of: u128) -> Command {
    Command::AbandonData { of: of_october(of), reason: private("entered for the wrong school") }
}

#[test]
fn whatever_is_not_public_yet_is_given_up_once() {
    let submitted = || drafted("40", "60", "100").after(submit());
    let staff = |world| by(world, "2", 2, Role::BackboneStaff);
    let returned = Command::ReturnData { of: of_october(1), reason: private("look"), cells: Vec::new() };
    for world in [
        drafted("40", "60", "100"),
        submitted(),
        staff(submitted()).after(returned),
        approved("40", "60", "100"),
    ] {
        let emitted = world.when(abandon(1)).unwrap();
        assert!(matches!(emitted[0].event, Event::DataAbandoned { .. }));
        assert_eq!(emitted[0].event.visibility(), Visibility::Members);
        let world = world.after(abandon(1));
        assert_eq!(world.when(abandon(1)), Ok(vec![]), "given up is given up");
    }
}

#[test]
fn nothing_stands_in_it_until_it_is_begun_anew() {
    let world = drafted("40", "60", "100").after(abandon(1));
    assert_eq!(world.when(submit()), Err(Refusal::NothingRecorded { period: october() }));
    let world = world.after(record(vec![row("PUPILS", "7")]));
    let emitted = world.after(submit()).when(abandon(1)).unwrap();
    assert_eq!(emitted.len(), 1, "what was begun anew can be given up again");
    let again = drafted("40", "60", "100").after(abandon(1));
    assert_eq!(
        again.when(record(vec![row("PUPILS", "100")])).unwrap().len(),
        1,
        "the same value is new again"
    );
}

#[test]
fn what_is_public_or_not_there_or_anothers_is_not_given_up() {
    let published = published("40", "60", "100");
    assert_eq!(published.when(abandon(1)), Err(Refusal::AlreadyPublished { period: october() }));
    assert_eq!(sharing().when(abandon(1)), Err(Refusal::NothingRecorded { period: october() }));
    assert_eq!(sharing().when(abandon(2)), Err(Refusal::NotOwnOrganization));
    let staff = by(drafted("40", "60", "100"), "2", 2, Role::BackboneStaff);
    assert_eq!(staff.reason(abandon(1)), "accepted", "staff tidies up for others");
}
