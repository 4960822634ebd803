//! What was given up, broken, or seems to be planned twice; and what was not known yet.

use super::*;
use crate::fixture::sealed;

fn of<T>(history: &History, query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history.view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

#[test]
fn a_lead_that_was_given_up_is_missing_to_those_who_may_know_it() {
    let mut history = history();
    committed(&mut history, "SHELTER", &org(1), CommitmentRole::Lead);
    let lacking = |history: &History, sees| of(history, |view| gaps(view, None, sees)).without_lead;
    assert_eq!(lacking(&history, true), ["CLINIC"]);
    let (role, reason) = (CommitmentRole::Lead, sealed("no money"));
    history.push("activity/SHELTER", &Event::CommitmentReleased { org: org(1), role, reason });
    assert_eq!(lacking(&history, true), ["CLINIC", "SHELTER"]);
    assert_eq!(lacking(&history, false), ["CLINIC"], "commitments are the members'");
    let of_shelter = |sees| {
        let cells = of(&history, |view| cells(view, None, sees, 500, None));
        cells.into_iter().filter(|one| one.activity == "SHELTER").count()
    };
    assert_eq!((of_shelter(true), of_shelter(false)), (0, 2), "it serves two goals");
    committed(&mut history, "SHELTER", &org(3), CommitmentRole::Lead);
    assert_eq!(lacking(&history, true), ["CLINIC"], "another took it over");
}

#[test]
fn an_accepted_commitment_is_breached_once_its_days_and_its_activity_are_over() {
    let mut history = history();
    committed(&mut history, "SHELTER", &org(1), CommitmentRole::Lead);
    let standing = |history: &History, at: &str| {
        let told = of(history, |view| commitments(view, None, None, day(at), 500, None));
        told.into_iter().map(|one| one.standing).collect::<Vec<_>>()
    };
    assert_eq!(standing(&history, "2026-10-01"), ["accepted"], "its activity goes on");
    let (summary, results) = ("Open".to_owned(), Vec::new());
    history.push("activity/SHELTER", &Event::ActivityCompleted { summary, results });
    assert_eq!(standing(&history, "2026-09-30"), ["accepted"], "its last day");
    assert_eq!(standing(&history, "2026-10-01"), ["breached"]);
    let role = CommitmentRole::Lead;
    history.push("activity/SHELTER", &Event::CommitmentFulfilled { org: org(1), role });
    assert_eq!(standing(&history, "2026-10-01"), ["fulfilled"], "said late");
}

#[test]
fn a_milestone_is_not_missed_before_its_day() {
    let history = changes::eventful();
    let permit = |at: &str| {
        let all = MilestoneFilter { activity: Some("SHELTER".to_owned()), ..MilestoneFilter::default() };
        let told = of(&history, |view| milestones(view, &all, day(at), 500, None));
        let one = told.into_iter().find(|one| one.id == "PERMIT").unwrap();
        (one.standing, one.is_reported, one.is_late)
    };
    assert_eq!(permit("2026-03-31"), ("planned".to_owned(), false, false));
    assert_eq!(permit("2026-04-01"), ("missed".to_owned(), true, true));
}

#[test]
fn titles_are_the_same_whatever_their_case_and_blanks() {
    let mut history = history();
    for (id, title) in [("A", "È  PRONTO"), ("B", "è pronto "), ("C", "È pronta")] {
        proposed(&mut history, id, "HOUSING", None, &[]);
        let (title, reason) = (title.to_owned(), "as written".to_owned());
        history.push(&format!("activity/{id}"), &Event::ActivityRevised { title, reason });
    }
    let found = of(&history, |view| gaps(view, None, true)).duplicates;
    let told: Vec<_> =
        found.iter().map(|one| [&one.activity, &one.other, &one.because].map(String::as_str)).collect();
    assert_eq!(told, [["A", "B", "same_title"]]);
}
