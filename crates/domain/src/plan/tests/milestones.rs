//! What is to be reached by when. It is 2026-11-23.

use super::*;

fn with_one() -> World<Rules> {
    three().after(milestone("BEDS", "2026-06-30"))
}

fn achieve(on: &str, evidence: Option<&str>) -> Command {
    let evidence = evidence.map(private);
    Command::AchieveMilestone {
        activity: "A".to_owned(),
        milestone: "BEDS".to_owned(),
        on: day(on),
        evidence,
    }
}

fn reschedule(due: &str, reason: Option<&str>) -> Command {
    let (activity, milestone) = ("A".to_owned(), "BEDS".to_owned());
    Command::RescheduleMilestone { activity, milestone, due: day(due), reason: reason.map(str::to_owned) }
}

fn drop_it() -> Command {
    let (activity, milestone) = ("A".to_owned(), "BEDS".to_owned());
    Command::DropMilestone { activity, milestone, reason: private("another way") }
}

fn miss() -> Command {
    Command::MissMilestone { activity: "A".to_owned(), milestone: "BEDS".to_owned() }
}

#[test]
fn a_milestone_lies_within_its_activity() {
    assert_eq!(three().reason(milestone("BEDS", "2026-09-30")), "accepted");
    for due in ["2026-02-28", "2026-10-01"] {
        assert_eq!(three().reason(milestone("BEDS", due)), "due_outside_activity");
    }
    assert_eq!(with_one().when(milestone("BEDS", "2026-06-30")), Ok(vec![]));
    assert_eq!(with_one().reason(milestone("BEDS", "2026-07-01")), "milestone_code_taken");
}

#[test]
fn an_activity_has_fifty_milestones_at_most() {
    let full =
        (0..50).fold(three(), |world, number| world.after(milestone(&format!("M{number}"), "2026-06-30")));
    assert_eq!(full.when(milestone("M50", "2026-06-30")), Err(Refusal::MilestoneLimit { most: 50 }));
}

#[test]
fn a_milestone_without_a_code_gets_an_id_and_says_it() {
    let Command::AddMilestone { activity, milestone, .. } = milestone("BEDS", "2026-06-30") else { panic!() };
    let told = events(&three(), Command::AddMilestone { activity, code: None, milestone });
    let begun = crate::decider::Event::begun(&told[0]);
    assert_eq!(begun, Some(three().context.scope.new_id.to_string()));
}

#[test]
fn a_slip_is_counted_with_its_days() {
    let told = events(&with_one(), reschedule("2026-09-30", Some("permit")));
    assert!(matches!(told.as_slice(), [Event::MilestoneRescheduled { slip_days: 92, slips: 1, .. }]));
    let twice = with_one().after(reschedule("2026-09-30", Some("permit")));
    let told = events(&twice, reschedule("2026-09-01", Some("permit came")));
    assert!(matches!(told.as_slice(), [Event::MilestoneRescheduled { slip_days: -29, slips: 2, .. }]));
    assert_eq!(with_one().reason(reschedule("2026-09-30", None)), "reason_required");
    assert_eq!(with_one().reason(reschedule("2026-06-30", Some("why"))), "same_date");
    assert_eq!(with_one().reason(reschedule("2026-10-01", Some("why"))), "due_outside_activity");
}

#[test]
fn a_milestone_is_achieved_once_on_a_day_that_has_begun() {
    assert_eq!(with_one().reason(achieve("2026-11-23", None)), "accepted");
    assert_eq!(with_one().reason(achieve("2026-11-24", None)), "on_in_future");
    let achieved = with_one().after(achieve("2026-06-12", None));
    assert_eq!(achieved.when(achieve("2026-06-12", None)), Ok(vec![]));
    for command in [achieve("2026-06-13", None), reschedule("2026-07-01", Some("why")), miss()] {
        assert_eq!(achieved.reason(command), "already_achieved");
    }
    assert_eq!(three().reason(achieve("2026-06-12", None)), "unknown_milestone");
}

#[test]
fn some_are_achieved_with_evidence_only() {
    let Command::AddMilestone { activity, code, mut milestone } = milestone("BEDS", "2026-06-30") else {
        panic!()
    };
    milestone.evidence_required = true;
    let world = three().after(Command::AddMilestone { activity, code, milestone });
    assert_eq!(world.reason(achieve("2026-06-12", None)), "evidence_required");
    assert_eq!(world.reason(achieve("2026-06-12", Some("the key"))), "accepted");
}

#[test]
fn an_achieved_milestone_is_dropped_when_the_plan_is_revised() {
    let dropped = with_one().after(achieve("2026-06-12", None)).after(drop_it());
    assert_eq!(dropped.when(drop_it()), Ok(vec![]));
    for command in [achieve("2026-06-12", None), reschedule("2026-07-01", Some("why")), miss()] {
        assert_eq!(dropped.reason(command), "milestone_is_dropped");
    }
}

#[test]
fn a_milestone_is_missed_from_the_day_after_on_and_planned_again_by_another_day() {
    let missed = with_one().after(miss());
    assert_eq!(missed.when(miss()), Ok(vec![]));
    let early = with_one().with(|context| context.now = "2026-06-30T23:59:59Z".parse().unwrap());
    assert_eq!(early.reason(miss()), "not_due_yet");
    let again = missed.after(reschedule("2026-09-30", Some("permit")));
    assert_eq!(again.when(miss()).map(|emitted| emitted.len()), Ok(1));
}

#[test]
fn history_brings_back_what_it_had_dropped_and_nobody_else_does() {
    let dropped = || with_one().after(achieve("2026-06-12", None)).after(drop_it());
    assert_eq!(dropped().reason(milestone("BEDS", "2026-09-30")), "milestone_code_taken", "not imported");
    for due in ["2026-06-30", "2026-09-30"] {
        let history = dropped().with(|context| context.scope.imported = true);
        let told = events(&history, milestone("BEDS", due));
        assert!(matches!(told.as_slice(), [Event::MilestoneAdded { .. }]), "{told:?}");
        let back = history.after(milestone("BEDS", due));
        assert_eq!(back.when(milestone("BEDS", due)), Ok(vec![]), "it stands");
        assert_eq!(back.reason(achieve("2026-06-12", None)), "accepted", "it began anew");
        assert_eq!(back.reason(milestone("BEDS", "2026-08-31")), "milestone_code_taken");
    }
}

#[test]
fn history_brings_back_an_activity_it_had_cancelled_without_what_it_held() {
    let propose = |title: &str| {
        let activity = NewActivity { lead_org: None, title: title.to_owned(), ..new_activity() };
        Command::ProposeActivity { code: Some(code("A")), activity }
    };
    let cancelled = || with_one().after(cancel("A", &[]));
    assert_eq!(cancelled().reason(propose("Another")), "activity_code_taken", "not imported");
    for title in ["Open a shelter", "Another"] {
        let history = cancelled().with(|context| context.scope.imported = true);
        let told = events(&history, propose(title));
        assert!(matches!(told.as_slice(), [Event::ActivityProposed { .. }]), "{told:?}");
        let back = history.after(propose(title));
        assert_eq!(back.reason(miss()), "unknown_milestone");
        assert_eq!(back.reason(milestone("BEDS", "2026-07-31")), "accepted");
    }
}

#[test]
fn dropped_milestones_are_not_counted_among_the_fifty() {
    let full =
        (0..49).fold(with_one(), |world, number| world.after(milestone(&format!("M{number}"), "2026-06-30")));
    assert_eq!(full.reason(milestone("M49", "2026-06-30")), "milestone_limit");
    assert_eq!(full.after(drop_it()).reason(milestone("M49", "2026-06-30")), "accepted");
}
