//! How activities stand to each other, without cycles.

use super::*;

fn cycle(world: &World<Rules>, command: Command) -> Vec<String> {
    match world.when(command) {
        Err(Refusal::WouldCloseCycle { path }) => path,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_cycle_is_refused_with_its_path() {
    let world = three().after(relate("A", RelationKind::Requires, "B")).after(relate(
        "B",
        RelationKind::Requires,
        "C",
    ));
    assert_eq!(cycle(&world, relate("C", RelationKind::Requires, "A")), ["C", "A", "B", "C"]);
    assert_eq!(cycle(&world, relate("B", RelationKind::Requires, "A")), ["B", "A", "B"]);
    assert_eq!(world.reason(relate("C", RelationKind::Reinforces, "A")), "accepted");
}

#[test]
fn what_precedes_is_what_is_waited_for() {
    let world = three().after(relate("A", RelationKind::Precedes, "B")).after(relate(
        "C",
        RelationKind::Requires,
        "B",
    ));
    assert_eq!(cycle(&world, relate("C", RelationKind::Precedes, "A")), ["C", "A", "B", "C"]);
    assert_eq!(cycle(&world, relate("A", RelationKind::Requires, "B")), ["A", "B", "A"]);
    assert_eq!(world.reason(relate("A", RelationKind::Precedes, "C")), "accepted");
}

#[test]
fn a_relation_that_is_gone_closes_no_cycle() {
    let unrelate =
        || Command::Unrelate { from: "A".to_owned(), to: "B".to_owned(), kind: RelationKind::Requires };
    let world = three()
        .after(relate("A", RelationKind::Requires, "B"))
        .after(relate("B", RelationKind::Precedes, "A"))
        .after(unrelate());
    assert_eq!(world.when(unrelate()), Ok(vec![]));
    assert_eq!(cycle(&world, relate("B", RelationKind::Requires, "A")), ["B", "A", "B"]);
    let gone = world.after(Command::Unrelate {
        from: "B".to_owned(),
        to: "A".to_owned(),
        kind: RelationKind::Precedes,
    });
    assert_eq!(gone.reason(relate("B", RelationKind::Requires, "A")), "accepted");
}

#[test]
fn two_activities_that_exist_are_related_once() {
    let world = three();
    assert_eq!(world.reason(relate("A", RelationKind::Requires, "A")), "relates_to_itself");
    assert_eq!(world.reason(relate("A", RelationKind::Requires, "D")), "unknown_activity");
    assert_eq!(world.reason(relate("D", RelationKind::Requires, "A")), "unknown_activity");
    let world = world.after(relate("A", RelationKind::Requires, "B"));
    assert_eq!(world.when(relate("A", RelationKind::Requires, "B")), Ok(vec![]));
    let lag = |kind| Command::Relate { from: "A".to_owned(), to: "C".to_owned(), kind, lag_days: 7 };
    assert_eq!(world.reason(lag(RelationKind::Requires)), "lag_only_on_precedes");
}

#[test]
fn history_names_what_is_not_there_yet_and_it_counts() {
    let world = three().with(|context| {
        context.scope.imported = true;
        context.scope.actor.role = Role::Importer;
    });
    let pending = events(&world, relate("A", RelationKind::Requires, "D"));
    assert!(matches!(pending.as_slice(), [Event::ActivitiesRelated { pending: true, .. }]));
    let world = world
        .after(relate("A", RelationKind::Requires, "D"))
        .after(Command::ProposeActivity { code: Some(code("D")), activity: new_activity() });
    assert_eq!(cycle(&world, relate("D", RelationKind::Requires, "A")), ["D", "A", "D"]);
    let there = events(&world, relate("A", RelationKind::Requires, "D"));
    assert!(matches!(there.as_slice(), [Event::ActivitiesRelated { pending: false, .. }]));
}

#[test]
fn dates_that_do_not_fit_are_told_and_not_moved() {
    let told = events(&three(), relate("A", RelationKind::Precedes, "B"));
    let [Event::ActivitiesRelated { .. }, Event::ScheduleConflictDetected { ends, starts, .. }] =
        told.as_slice()
    else {
        panic!("{told:?}")
    };
    assert_eq!((*ends, *starts), (day("2026-09-30"), day("2026-03-01")));
    let later = |start: &str| Command::RescheduleActivity {
        activity: "B".to_owned(),
        start: day(start),
        end: day("2026-12-31"),
        reason: Some("behind A".to_owned()),
    };
    let lag = Command::Relate {
        from: "A".to_owned(),
        to: "B".to_owned(),
        kind: RelationKind::Precedes,
        lag_days: 7,
    };
    let world = three().after(lag);
    assert_eq!(events(&world, later("2026-10-06")).len(), 2, "a day short of the lag");
    assert_eq!(events(&world, later("2026-10-07")).len(), 1);
}

#[test]
fn a_plan_has_ten_thousand_relations_at_most() {
    let full = (0..10_000).fold(three(), |world, number| {
        let (from, to) = ("A".to_owned(), format!("T{number}"));
        let event =
            Event::ActivitiesRelated { from, to, kind: RelationKind::Reinforces, lag_days: 0, pending: true };
        world.given(&action_plan::stream(), &event)
    });
    let more = relate("A", RelationKind::Reinforces, "B");
    assert_eq!(full.when(more), Err(Refusal::RelationLimit { most: 10_000 }));
}
