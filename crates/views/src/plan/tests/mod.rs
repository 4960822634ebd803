//! What the plan says after its history.

mod back;
mod changes;
mod given_up;
mod matrix;
mod revised;

use domain::{
    ids::{Code, ExternalRef, OrgId, Uuid},
    plan::{
        Event,
        value::{CommitmentRole, MilestoneKind, RelationKind, Resources, TargetValue},
    },
    time::Date,
};

use super::*;
use crate::{
    Connection, Error,
    fixture::{self, History},
};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn org(number: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(number))
}

fn proposed(history: &mut History, id: &str, strategy: &str, lead: Option<OrgId>, indicators: &[&str]) {
    let event = Event::ActivityProposed {
        code: id.parse().ok(),
        title: format!("Activity {id}"),
        strategy: code(strategy),
        lead_org: lead,
        start: "2026-03-01".parse().unwrap(),
        end: "2026-09-30".parse().unwrap(),
        indicators: indicators.iter().map(|one| code(one)).collect(),
        external_ref: Some(ExternalRef { vocabulary: "pnrr".to_owned(), code: id.to_lowercase() }),
    };
    history.push(&format!("activity/{id}"), &event);
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn milestone(history: &mut History, activity: &str, id: &str, due: &str) {
    let event = Event::MilestoneAdded {
        milestone: id.to_owned(),
        title: format!("Milestone {id}"),
        due: day(due),
        kind: MilestoneKind::Target,
        target: Some(TargetValue { value: "80".to_owned(), unit: "beds".to_owned() }),
        evidence_required: true,
        external_ref: None,
    };
    history.push(&format!("activity/{activity}"), &event);
}

fn committed(history: &mut History, activity: &str, org: &OrgId, role: CommitmentRole) {
    let stream = format!("activity/{activity}");
    let (from, to) = (day("2026-03-01"), day("2026-09-30"));
    let resources = Resources { minutes: Some(60), money: None };
    history.push(&stream, &Event::CommitmentOffered { org: org.clone(), role, resources, from, to });
    history.push(&stream, &Event::CommitmentAccepted { org: org.clone(), role });
}

fn related(history: &mut History, from: &str, kind: RelationKind, to: &str) {
    let (from, to) = (from.to_owned(), to.to_owned());
    history.push("plan", &Event::ActivitiesRelated { from, to, kind, lag_days: 0, pending: false });
}

fn history() -> History {
    let mut history = History::new("plan");
    let (from, to) = ("2026-01-01".parse().unwrap(), "2028-12-31".parse().unwrap());
    history.push("plan", &Event::PlanCreated { agenda_version: 1, from, to });
    for (name, goals) in [("HOUSING", vec!["GOAL_2", "GOAL_1"]), ("CARE", vec![])] {
        let goals = goals.into_iter().map(code).collect();
        let event = Event::StrategyDefined { code: code(name), title: format!("Strategy {name}"), goals };
        history.push("plan", &event);
    }
    proposed(&mut history, "SHELTER", "HOUSING", Some(org(1)), &["BEDS", "AREA"]);
    proposed(&mut history, "CLINIC", "CARE", None, &["BEDS"]);
    proposed(&mut history, "0190f000-0000-7000-8000-00000000000a", "HOUSING", Some(org(2)), &[]);
    history
}

fn read<T>(query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history().view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

#[test]
fn the_plan_holds_the_laws() {
    fixture::hold_the_laws(&SCHEMA, &changes::eventful());
}

#[test]
fn the_plan_counts_the_activities_of_each_strategy() {
    let plan = read(plan).unwrap();
    assert_eq!((plan.agenda_version, plan.to.to_string().as_str()), (1, "2028-12-31"));
    let strategies: Vec<_> = plan.strategies.iter().map(|one| (one.code.as_str(), one.activities)).collect();
    assert_eq!(strategies, [("CARE", 1), ("HOUSING", 2)]);
    assert_eq!(plan.strategies[1].goals, [code("GOAL_1"), code("GOAL_2")]);
    let nothing = History::new("plan").view(&SCHEMA).reader().unwrap().read(super::plan).unwrap();
    assert_eq!(nothing.1, None);
}

#[test]
fn an_activity_is_found_by_its_code_or_id() {
    let shelter = read(|connection| activity(connection, "SHELTER", day("2026-06-01"))).unwrap();
    assert_eq!((shelter.sequence, shelter.status.as_str()), (4, "proposed"));
    assert_eq!(shelter.indicators, [code("AREA"), code("BEDS")]);
    assert_eq!(shelter.external_ref.map(|external| external.code).as_deref(), Some("shelter"));
    let unnamed =
        read(|connection| activity(connection, "0190f000-0000-7000-8000-00000000000a", day("2026-06-01")))
            .unwrap();
    assert_eq!((unnamed.code, unnamed.lead_org), (None, Some(org(2))));
    assert_eq!(read(|connection| activity(connection, "NONE", day("2026-06-01"))), None);
}

#[test]
fn activities_are_listed_by_what_is_asked_for_and_in_parts() {
    let ids = |filter: ActivityFilter, limit, after: Option<&str>| {
        let found = read(|connection| activities(connection, &filter, day("2026-06-01"), limit, after));
        found.into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    let all = ["0190f000-0000-7000-8000-00000000000a", "CLINIC", "SHELTER"];
    assert_eq!(ids(ActivityFilter::default(), 500, None), all);
    assert_eq!(ids(ActivityFilter::default(), 2, Some(all[0])), all[1..]);
    let for_goal = ActivityFilter { goal: Some(code("GOAL_1")), ..ActivityFilter::default() };
    assert_eq!(ids(for_goal, 500, None), [all[0], all[2]]);
    let moving = ActivityFilter { indicator: Some(code("BEDS")), ..ActivityFilter::default() };
    assert_eq!(ids(moving, 500, None), all[1..]);
    let both = ActivityFilter {
        strategy: Some(code("HOUSING")),
        lead_org: Some(org(1)),
        ..ActivityFilter::default()
    };
    assert_eq!(ids(both, 500, None), ["SHELTER"]);
}
