//! Started, blocked, completed, cancelled, merged; other dates.

use std::sync::Arc;

use super::*;

fn led(name: &str) -> World<Rules> {
    three().after(commit(name, 1, CommitmentRole::Lead))
}

fn block(by: Option<&str>, reason: Option<&str>) -> Command {
    let (reason, blocked_by) = (reason.map(private), by.map(str::to_owned));
    Command::BlockActivity { activity: "A".to_owned(), reason, blocked_by }
}

fn unblock() -> Command {
    Command::UnblockActivity { activity: "A".to_owned() }
}

fn move_to(name: &str, start: &str, end: &str) -> Command {
    let (activity, reason) = (name.to_owned(), Some("permit".to_owned()));
    Command::RescheduleActivity { activity, start: day(start), end: day(end), reason }
}

#[test]
fn work_begins_under_a_lead() {
    assert_eq!(three().reason(start("A")), "no_accepted_lead");
    let begun = led("A").after(start("A"));
    assert_eq!(begun.when(start("A")), Ok(vec![]));
}

#[test]
fn work_waits_for_what_it_requires() {
    let waiting = led("A").after(relate("A", RelationKind::Requires, "B"));
    assert_eq!(waiting.when(start("A")), Err(Refusal::RequiredNotCompleted { keys: vec!["B".to_owned()] }));
    let done = waiting.after(commit("B", 1, CommitmentRole::Lead)).after(start("B")).after(complete("B"));
    assert_eq!(done.reason(start("A")), "accepted");
}

#[test]
fn a_blocked_activity_says_why_and_goes_on() {
    assert_eq!(led("A").reason(block(None, Some("why"))), "not_in_progress");
    assert_eq!(led("A").reason(unblock()), "not_in_progress");
    let begun = led("A").after(start("A"));
    assert_eq!(begun.when(unblock()), Ok(vec![]));
    assert_eq!(begun.reason(block(None, None)), "reason_required");
    assert_eq!(begun.reason(block(Some("D"), Some("why"))), "unknown_activity");
    let blocked = begun.after(block(Some("B"), Some("permit")));
    assert_eq!(blocked.reason(start("A")), "already_started");
    assert_eq!(events(&blocked, unblock()), [Event::ActivityUnblocked {}]);
}

#[test]
fn an_activity_is_completed_when_nothing_in_it_is_open() {
    assert_eq!(led("A").reason(complete("A")), "not_in_progress");
    let begun = led("A").after(milestone("BEDS", "2026-06-30")).after(start("A"));
    let open = vec!["BEDS".to_owned()];
    assert_eq!(begun.when(complete("A")), Err(Refusal::OpenMilestones { milestones: open }));
    let dropped = Command::DropMilestone {
        activity: "A".to_owned(),
        milestone: "BEDS".to_owned(),
        reason: private("another way"),
    };
    let done = begun.after(dropped).after(complete("A"));
    for command in [complete("A"), cancel("A", &[])] {
        assert_eq!(done.reason(command), "already_completed");
    }
    assert_eq!(done.reason(milestone("MORE", "2026-06-30")), "activity_over");
}

#[test]
fn who_waits_is_acknowledged_before_a_cancellation() {
    let world = three().after(relate("B", RelationKind::Requires, "A")).after(relate(
        "A",
        RelationKind::Precedes,
        "C",
    ));
    let keys = vec!["B".to_owned(), "C".to_owned()];
    assert_eq!(world.when(cancel("A", &[])), Err(Refusal::DependentsNotAcknowledged { keys }));
    assert_eq!(world.reason(cancel("A", &["B"])), "dependents_not_acknowledged");
    let cancelled = world.after(cancel("A", &["B", "C"]));
    assert_eq!(cancelled.when(cancel("A", &[])), Ok(vec![]));
    assert_eq!(cancelled.reason(complete("A")), "activity_over");
    assert_eq!(cancelled.after(cancel("C", &[])).reason(start("C")), "activity_over");
}

#[test]
fn the_same_thing_planned_twice_becomes_one_when_both_leads_agree() {
    let merge = || Command::MergeDuplicate { keep: "A".to_owned(), drop: "B".to_owned() };
    let other =
        |world: World<Rules>, number| world.with(|context| context.scope.actor.org = Some(org(number)));
    let world = other(led("A"), 2).after(commit("B", 2, CommitmentRole::Lead));
    assert_eq!(world.when(merge()), Err(Refusal::OtherLeadHasNotAgreed { org: org(1) }));
    let agreed = other(world, 1).after(relate("A", RelationKind::Duplicates, "B"));
    assert_eq!(agreed.when(merge()), Err(Refusal::OtherLeadHasNotAgreed { org: org(2) }));
    let merged = other(agreed, 2).after(merge());
    assert_eq!(merged.when(merge()), Ok(vec![]));
    let merged = other(merged, 1);
    assert_eq!(merged.reason(milestone("BEDS", "2026-06-30")), "accepted");
    assert_eq!(merged.reason(start("B")), "activity_over");
    let itself = Command::MergeDuplicate { keep: "A".to_owned(), drop: "A".to_owned() };
    assert_eq!(merged.reason(itself), "merges_itself");
}

#[test]
fn other_dates_hold_the_milestones_and_stay_in_the_plan() {
    let world = three().after(milestone("BEDS", "2026-06-30"));
    assert_eq!(world.reason(move_to("A", "2026-03-01", "2026-09-30")), "same_date");
    assert_eq!(world.reason(move_to("A", "2026-03-01", "2026-02-01")), "end_before_start");
    assert_eq!(world.reason(move_to("A", "2025-12-31", "2026-09-30")), "outside_plan_window");
    assert_eq!(world.reason(move_to("A", "2026-03-01", "2026-06-29")), "due_outside_activity");
    let silent = Command::RescheduleActivity {
        activity: "A".to_owned(),
        start: day("2026-03-01"),
        end: day("2026-10-30"),
        reason: None,
    };
    assert_eq!(world.reason(silent), "reason_required");
    let told = events(&world, move_to("A", "2026-03-01", "2026-10-30"));
    assert!(matches!(told.as_slice(), [Event::ActivityRescheduled { slip_days: 30, .. }]));
}

#[test]
fn an_external_status_is_noted_also_of_what_is_over() {
    let note = |value: &str| Command::NoteExternalStatus {
        activity: "A".to_owned(),
        vocabulary: "elsewhere".to_owned(),
        value: value.to_owned(),
    };
    let world = three().after(cancel("A", &[])).after(note("Final"));
    assert_eq!(world.when(note("Final")), Ok(vec![]));
    assert_eq!(world.reason(note("Moved")), "accepted");
}

#[test]
fn an_activity_whose_goals_left_the_agenda_is_told_once_and_linked_anew() {
    let orphaned = || Command::MarkOrphaned { activity: "A".to_owned() };
    let relink = |strategy: &str| Command::RelinkActivity {
        activity: "A".to_owned(),
        strategy: code(strategy),
        reason: private("the goal was dropped"),
    };
    let world = three().after(strategy("CARE", "GOAL_2"));
    assert_eq!(world.reason(orphaned()), "not_orphaned");
    assert_eq!(world.when(relink("HOUSING")), Ok(vec![]));
    assert_eq!(world.reason(relink("NONE")), "unknown_strategy");
    let dropped = world.with(|context| {
        Arc::make_mut(&mut context.facts.agenda).goals = [code("GOAL_2")].into();
    });
    let told = dropped.after(orphaned());
    assert_eq!(told.when(orphaned()), Ok(vec![]));
    let linked = told.after(relink("CARE"));
    assert_eq!(linked.reason(orphaned()), "not_orphaned");
}
