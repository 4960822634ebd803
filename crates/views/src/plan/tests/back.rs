//! What one version of the plan took away and a later one brings back; what was marked, as of then.

use super::*;
use crate::fixture::sealed;

fn dropped(history: &mut History, id: &str) {
    let event = Event::MilestoneDropped { milestone: id.to_owned(), reason: sealed("revised") };
    history.push("activity/SHELTER", &event);
}

fn cancelled(history: &mut History, id: &str) {
    let event = Event::ActivityCancelled { reason: sealed("revised"), acknowledged: [].into() };
    history.push(&format!("activity/{id}"), &event);
}

fn of<T>(history: &History, query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history.view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

/// Three versions: the second lacks a milestone and an activity with all it holds, the third has both again.
fn versions() -> [History; 3] {
    let [first, mut second, mut third] = [(); 3].map(|()| {
        let mut history = history();
        milestone(&mut history, "SHELTER", "BEDS", "2026-04-30");
        milestone(&mut history, "CLINIC", "KEYS", "2026-05-31");
        committed(&mut history, "CLINIC", &org(2), CommitmentRole::Fund);
        history
    });
    for history in [&mut second, &mut third] {
        dropped(history, "BEDS");
        cancelled(history, "CLINIC");
    }
    proposed(&mut third, "CLINIC", "CARE", None, &["BEDS"]);
    milestone(&mut third, "SHELTER", "BEDS", "2026-06-30");
    [first, second, third]
}

#[test]
fn what_a_later_version_brings_back_reads_added() {
    let pictures = versions().map(|history| of(&history, snapshot));
    let told = |from: usize, to: usize| {
        let changes = difference(&pictures[from], &pictures[to], |_, _| false);
        changes
            .into_iter()
            .map(|one| format!("{} {} {}{}", one.of, one.what, one.activity, one.milestone))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(0, 1), ["activity cancelled CLINIC", "milestone removed SHELTERBEDS"]);
    assert_eq!(
        told(1, 2),
        ["activity added CLINIC", "milestone added SHELTERBEDS", "milestone removed CLINICKEYS"]
    );
    assert_eq!(told(0, 2), ["milestone removed CLINICKEYS", "milestone rescheduled SHELTERBEDS"]);
}

#[test]
fn what_was_reached_and_is_to_be_reached_anew_is_reopened() {
    let reached = |mut history: History| {
        let achieved =
            Event::MilestoneAchieved { milestone: "BEDS".to_owned(), on: day("2026-04-20"), evidence: None };
        history.push("activity/SHELTER", &achieved);
        history
    };
    let [first, second, third] = versions();
    let before = of(&reached(first), snapshot);
    let changes = difference(&before, &of(&third, snapshot), |_, _| false);
    let told: Vec<_> =
        changes.iter().map(|one| (one.what, one.milestone.as_str(), one.before.as_str())).collect();
    let expected = [
        ("removed", "KEYS", "2026-05-31"),
        ("reopened", "BEDS", "2026-04-20"),
        ("rescheduled", "BEDS", "2026-04-30"),
    ];
    assert_eq!(told, expected);
    let gone = difference(&before, &of(&second, snapshot), |_, _| false);
    assert!(gone.iter().all(|one| one.what != "reopened"), "dropped is not to be reached anew");
}

#[test]
fn a_strategy_is_told_as_it_was_and_is() {
    let before = of(&history(), snapshot);
    let mut later = history();
    let goals = [code("GOAL_1"), code("GOAL_2")].into();
    later.push("plan", &Event::StrategyDefined { code: code("WORK"), title: "Work".to_owned(), goals });
    let after = of(&later, snapshot);
    let told = |from, to| {
        let changes = difference(from, to, |_, _| false).into_iter();
        changes.map(|one| (one.of, one.what, one.strategy, one.after)).collect::<Vec<_>>()
    };
    assert_eq!(told(&before, &after), [("strategy", "added", "WORK".to_owned(), "Work".to_owned())]);
    assert_eq!(told(&after, &before), [("strategy", "removed", "WORK".to_owned(), String::new())]);
}

#[test]
fn an_activity_that_comes_back_holds_nothing_of_what_it_held() {
    let [_, _, third] = versions();
    let all = MilestoneFilter { activity: Some("CLINIC".to_owned()), ..MilestoneFilter::default() };
    assert_eq!(of(&third, |connection| milestones(connection, &all, day("2026-06-01"), 500, None)), []);
    assert_eq!(
        of(&third, |connection| commitments(connection, Some("CLINIC"), None, day("2026-06-01"), 500, None)),
        []
    );
    let clinic = of(&third, |connection| activity(connection, "CLINIC", day("2026-06-01"))).unwrap();
    assert_eq!(clinic.status, "proposed");
    fixture::hold_the_laws(&SCHEMA, &third);
}

#[test]
fn what_began_and_ended_between_two_moments_is_no_change() {
    let before = of(&history(), snapshot);
    let mut later = history();
    proposed(&mut later, "BUS", "CARE", None, &[]);
    cancelled(&mut later, "BUS");
    assert_eq!(difference(&before, &of(&later, snapshot), |_, _| false), []);
}

#[test]
fn gaps_of_a_moment_tell_what_was_marked_as_orphaned_by_then() {
    let mut marked = history();
    let gone = Event::ActivityOrphaned { strategy: code("HOUSING"), goals: [code("GOAL_1")].into() };
    marked.push("activity/SHELTER", &gone);
    assert_eq!(of(&marked, |connection| gaps(connection, None, true)).orphaned, ["SHELTER"]);
    let (from, to) = (code("HOUSING"), code("CARE"));
    marked.push("activity/SHELTER", &Event::ActivityRelinked { from, to, reason: sealed("why") });
    assert_eq!(of(&marked, |connection| gaps(connection, None, true)).orphaned, [] as [&str; 0]);
}
