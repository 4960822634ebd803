//! Standing, lateness and differences after an eventful history.

use super::*;
use crate::fixture::sealed;

/// Every event type once, on the plan of `history`.
pub fn eventful() -> History {
    let mut history = history();
    let shelter = "activity/SHELTER";
    for (id, due) in
        [("BEDS", "2026-04-30"), ("KEYS", "2026-05-31"), ("PERMIT", "2026-03-31"), ("SIGN", "2026-06-30")]
    {
        milestone(&mut history, "SHELTER", id, due);
    }
    committed(&mut history, "SHELTER", &org(1), CommitmentRole::Lead);
    committed(&mut history, "SHELTER", &org(3), CommitmentRole::Fund);
    committed(&mut history, "CLINIC", &org(2), CommitmentRole::Lead);
    let name = |name: &str| name.to_owned();
    let (role, reason) = (CommitmentRole::Fund, || sealed("why"));
    let of_shelter = [
        Event::ActivityOrphaned { strategy: code("HOUSING"), goals: [code("GOAL_1")].into() },
        Event::ActivityRelinked { from: code("HOUSING"), to: code("CARE"), reason: reason() },
        Event::ActivityRelinked { from: code("CARE"), to: code("HOUSING"), reason: reason() },
        Event::ActivityStarted {},
        Event::ActivityBlocked { reason: reason(), blocked_by: Some(name("CLINIC")) },
        Event::ActivityUnblocked {},
        Event::ActivityRescheduled {
            from_start: day("2026-03-01"),
            from_end: day("2026-09-30"),
            start: day("2026-03-01"),
            end: day("2026-10-31"),
            slip_days: 31,
            reason: name("late"),
        },
        Event::LeadTransferred { from: Some(org(1)), to: org(2), reason: reason() },
        Event::ExternalStatusNoted { vocabulary: name("elsewhere"), value: name("Final") },
        Event::CommitmentAmended {
            org: org(3),
            role,
            resources: Resources::default(),
            from: day("2026-03-01"),
            to: day("2026-12-31"),
        },
        Event::MilestoneRescheduled {
            milestone: name("BEDS"),
            from: day("2026-04-30"),
            to: day("2026-05-15"),
            slip_days: 15,
            slips: 1,
            reason: name("late"),
        },
        Event::MilestoneAchieved {
            milestone: name("BEDS"),
            on: day("2026-05-20"),
            evidence: Some(sealed("key")),
        },
        Event::MilestoneRevised {
            milestone: name("KEYS"),
            title: name("Keys handed out"),
            kind: MilestoneKind::Target,
            target: Some(TargetValue { value: name("70"), unit: name("keys") }),
            reason: name("fewer rooms"),
        },
        Event::ActivityRevised { title: name("A shelter for families"), reason: name("as decided") },
        Event::IndicatorsLinked { indicators: [code("BEDS"), code("NIGHTS")].into() },
        Event::MilestoneMissed { milestone: name("PERMIT"), due: day("2026-03-31") },
        Event::MilestoneDropped { milestone: name("SIGN"), reason: reason() },
        Event::CommitmentFulfilled { org: org(3), role },
    ];
    for event in &of_shelter {
        history.push(shelter, event);
    }
    related(&mut history, "SHELTER", RelationKind::Precedes, "CLINIC");
    related(&mut history, "SHELTER", RelationKind::Requires, "CLINIC");
    let (from, to) = (name("SHELTER"), name("CLINIC"));
    history.push("plan", &Event::ActivitiesUnrelated { from, to, kind: RelationKind::Requires });
    let (before, behind) = (name("SHELTER"), name("CLINIC"));
    let (ends, starts) = (day("2026-10-31"), day("2026-03-01"));
    history.push("plan", &Event::ScheduleConflictDetected { before, behind, ends, lag_days: 0, starts });
    let (title, goals) = (name("Housing for all"), [code("GOAL_1"), code("GOAL_2")].into());
    history
        .push("plan", &Event::StrategyRevised { code: code("HOUSING"), title, goals, reason: name("why") });
    let decisions = vec![name("Go on")];
    history.push("plan", &Event::PlanReviewed { from: day("2026-01-01"), to: day("2026-06-30"), decisions });
    history
}

/// The same after the clinic was given up and the shelter completed.
fn later() -> History {
    let mut history = eventful();
    let clinic = "activity/CLINIC";
    let released =
        Event::CommitmentReleased { org: org(2), role: CommitmentRole::Lead, reason: sealed("why") };
    history.push(clinic, &released);
    let acknowledged = ["SHELTER".to_owned()].into();
    history.push(clinic, &Event::ActivityCancelled { reason: sealed("money"), acknowledged });
    let (summary, results) = ("Open".to_owned(), vec!["80 beds".to_owned()]);
    history.push("activity/SHELTER", &Event::ActivityCompleted { summary, results });
    let (keep, drop) = ("SHELTER".to_owned(), "0190f000-0000-7000-8000-00000000000a".to_owned());
    history.push(&format!("activity/{drop}"), &Event::ActivitiesMerged { keep, drop });
    history
}

fn of<T>(history: &History, query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history.view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

#[test]
fn a_later_plan_holds_the_laws() {
    fixture::hold_the_laws(&SCHEMA, &later());
}

#[test]
fn what_is_late_depends_on_the_day() {
    let history = eventful();
    let counts =
        |at: &str| of(&history, |connection| activity(connection, "SHELTER", day(at))).unwrap().milestones;
    let may = counts("2026-05-16");
    assert_eq!((may.total, may.dropped, may.achieved, may.late, may.not_reported), (4, 1, 0, 2, 1));
    let june = counts("2026-06-01");
    assert_eq!((june.achieved, june.late, june.not_reported), (1, 2, 1));
    assert_eq!(june.progress_bp(), Some(3_333));
    assert_eq!(Counts::default().progress_bp(), None);
    let late = MilestoneFilter { standing: Some("late".to_owned()), ..MilestoneFilter::default() };
    let told = of(&history, |connection| milestones(connection, &late, day("2026-06-01"), 500, None));
    let told: Vec<_> =
        told.iter().map(|one| (one.id.as_str(), one.standing.as_str(), one.is_reported)).collect();
    assert_eq!(told, [("PERMIT", "missed", true), ("KEYS", "planned", false)]);
}

#[test]
fn a_milestone_tells_its_first_day_and_its_evidence_once_it_is_reached() {
    let history = eventful();
    let beds = |at: &str| {
        let all = MilestoneFilter { activity: Some("SHELTER".to_owned()), ..MilestoneFilter::default() };
        let told = of(&history, |connection| milestones(connection, &all, day(at), 500, None));
        assert_eq!(told.len(), 3, "without the dropped one");
        told.into_iter().find(|one| one.id == "BEDS").unwrap()
    };
    let early = beds("2026-05-19");
    assert_eq!((early.standing.as_str(), early.achieved_on, early.evidence), ("planned", None, None));
    let reached = beds("2026-05-20");
    assert_eq!((reached.first_due, reached.due, reached.slips), (day("2026-04-30"), day("2026-05-15"), 1));
    assert!(reached.evidence.is_some_and(|cell| cell.field == "/evidence"));
}

#[test]
fn an_activity_tells_where_it_stands_and_who_leads() {
    let told = |history: &History, id: &str| {
        of(history, |connection| activity(connection, id, day("2026-06-01"))).unwrap()
    };
    let shelter = told(&eventful(), "SHELTER");
    assert_eq!((shelter.status.as_str(), &shelter.lead_org), ("in_progress", &Some(org(2))));
    assert_eq!(shelter.external_statuses, [("elsewhere".to_owned(), "Final".to_owned())]);
    assert_eq!((shelter.end, shelter.blocked_by), (day("2026-10-31"), None));
    assert!(!shelter.is_orphaned, "it was linked anew");
    assert_eq!(told(&eventful(), "CLINIC").status, "committed");
    let done = told(&later(), "SHELTER");
    assert_eq!((done.status.as_str(), done.results.len()), ("completed", 1));
    let merged = told(&later(), "0190f000-0000-7000-8000-00000000000a");
    assert_eq!(merged.merged_into.as_deref(), Some("SHELTER"));
}

#[test]
fn commitments_tell_how_they_stand() {
    let told = of(&later(), |connection| commitments(connection, None, None, day("2026-06-01"), 500, None));
    let told: Vec<_> = told
        .iter()
        .map(|one| (one.activity.as_str(), &one.org, one.role.as_str(), one.standing.as_str()))
        .collect();
    let expected = [
        ("CLINIC", &org(2), "lead", "released"),
        ("SHELTER", &org(1), "lead", "released"),
        ("SHELTER", &org(3), "fund", "fulfilled"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_difference_lies_between_any_two_moments() {
    let pictures = [history(), eventful(), later()].map(|history| of(&history, snapshot));
    let told = |from: usize, to: usize| {
        let changes = difference(&pictures[from], &pictures[to], |_, _| false);
        changes
            .into_iter()
            .map(|one| format!("{} {} {}{}{}", one.of, one.what, one.strategy, one.activity, one.milestone))
            .collect::<Vec<_>>()
    };
    let expected = [
        "activity handed_over SHELTER",
        "activity rescheduled SHELTER",
        "activity revised SHELTER",
        "milestone achieved SHELTERBEDS",
        "milestone added SHELTERBEDS",
        "milestone added SHELTERKEYS",
        "milestone added SHELTERPERMIT",
        "strategy revised HOUSING",
    ];
    assert_eq!(told(0, 1), expected);
    let expected = [
        "activity cancelled 0190f000-0000-7000-8000-00000000000a",
        "activity cancelled CLINIC",
        "activity completed SHELTER",
    ];
    assert_eq!(told(1, 2), expected);
    assert_eq!(told(1, 1), [] as [&str; 0]);
    assert_eq!(told(2, 0).iter().filter(|one| one.starts_with("milestone removed")).count(), 3);
    let renamed = difference(&pictures[0], &pictures[1], |was, is| (was, is) == (&org(1), &org(2)));
    assert!(renamed.iter().all(|one| one.what != "handed_over"), "a succeeded organization");
}
