//! What is to do after a meeting.

use super::{meetings::*, *};
use crate::{communication::meeting::Outcome, meta::Role};

#[test]
fn a_member_has_something_to_do_after_the_meeting() {
    assert_eq!(begun().reason(act(4, "2026-12-02")), "not_a_member");
    assert_eq!(begun().reason(act(1, "2026-11-30")), "due_before_meeting");
    let emitted = begun().when(act(1, "2026-12-01")).unwrap();
    assert_eq!(emitted[0].event.begun(), Some(Uuid::from_u128(7).to_string()));
}

#[test]
fn an_action_item_ends_once_by_whose_it_is() {
    let world = begun().after(act(1, "2026-12-02"));
    assert_eq!(world.when(close(8, Outcome::Done)), Err(Refusal::UnknownActionItem));
    let closed = begun().after(act(1, "2026-12-02")).after(close(7, Outcome::Done));
    assert_eq!(closed.when(close(7, Outcome::Done)), Ok(vec![]));
    assert_eq!(closed.when(close(7, Outcome::Dropped)), Err(Refusal::ActionItemEnded));
    assert_eq!(closed.when(convert(7, "activity/TRAIN")), Err(Refusal::ActionItemEnded));
    let of_another = begun().after(act(2, "2026-12-02"));
    let refused = Refusal::NotOwnOrganization { org: org(2) };
    assert_eq!(of_another.when(close(7, Outcome::Done)), Err(refused));
    let staff = of_another.with(|context| context.scope.actor.role = Role::BackboneStaff);
    assert_eq!(staff.reason(close(7, Outcome::Done)), "accepted");
}

#[test]
fn an_action_item_goes_on_as_a_milestone_of_a_known_activity() {
    let world = begun().after(act(1, "2026-12-02")).with(|context| {
        let activity = "activity/TRAIN".parse().unwrap();
        Arc::make_mut(&mut context.facts.subjects).note(ContextName::Plan, activity, Visibility::Public);
    });
    assert_eq!(Rules::reads(&convert(7, "activity/TRAIN")), [ContextName::Plan]);
    assert_eq!(world.reason(convert(7, "activity/BUILD")), "unknown_activity");
    let emitted = world.when(convert(7, "activity/TRAIN")).unwrap();
    let Event::ActionItemConverted { meeting_title, due, .. } = &emitted[0].event else { panic!() };
    assert_eq!((meeting_title.as_str(), due.to_string().as_str()), ("Autumn assembly", "2026-12-02"));
    let world = world.after(convert(7, "activity/TRAIN"));
    assert_eq!(world.when(convert(7, "activity/TRAIN")), Ok(vec![]));
    assert_eq!(world.when(close(7, Outcome::Done)), Err(Refusal::ActionItemEnded));
}
