//! What the plan's messages may say.

mod parts;

use domain::{ids::Uuid, plan::Command};

use super::*;
use crate::{
    Done, DoneEvent, Malformed,
    pb::{common, plan as pb},
};

fn meta() -> Option<common::CommandMeta> {
    Some(common::CommandMeta {
        command_id: "0197f0a0-c0de-7000-8000-00000000000a".to_owned(),
        initiative: "cluj-school".to_owned(),
        ..Default::default()
    })
}

fn fields(error: Malformed) -> Vec<String> {
    error.violations.into_iter().map(|violation| violation.field).collect()
}

fn activity() -> pb::ProposeActivityRequest {
    pb::ProposeActivityRequest {
        meta: meta(),
        title: " Open a shelter ".to_owned(),
        strategy: "HOUSING".to_owned(),
        start: "2026-03-01".to_owned(),
        end: "2026-09-30".to_owned(),
        indicators: vec!["BEDS".to_owned()],
        ..Default::default()
    }
}

#[test]
fn a_plan_and_a_strategy_are_read() {
    let request = pb::CreatePlanRequest {
        meta: meta(),
        agenda_version: 1,
        from: "2026-01-01".to_owned(),
        to: "2026-12-31".to_owned(),
    };
    let (_, command) = parse_create_plan(&request).unwrap();
    assert!(matches!(command, Command::CreatePlan { agenda_version: 1, .. }));
    let told = fields(parse_create_plan(&pb::CreatePlanRequest::default()).unwrap_err());
    assert_eq!(told, ["meta", "agenda_version", "from", "to"]);
    let request = pb::DefineStrategyRequest {
        meta: meta(),
        code: "HOUSING".to_owned(),
        title: "Housing first".to_owned(),
        goals: vec!["GOAL_1".to_owned(), "goal".to_owned()],
    };
    assert_eq!(fields(parse_define_strategy(&request).unwrap_err()), ["goals[1]"]);
}

#[test]
fn an_activity_is_read_with_or_without_what_may_be_left_out() {
    let (_, command) = parse_propose_activity(&activity()).unwrap();
    let Command::ProposeActivity { code: None, activity: read } = command else { panic!() };
    assert_eq!((read.title.as_str(), read.lead_org, read.external_ref), ("Open a shelter", None, None));
    let bad = pb::ProposeActivityRequest {
        code: "lower".to_owned(),
        lead_org: "me".to_owned(),
        start: "2026-03-01T00:00:00Z".to_owned(),
        title: String::new(),
        ..activity()
    };
    assert_eq!(fields(parse_propose_activity(&bad).unwrap_err()), ["code", "title", "lead_org", "start"]);
}

#[test]
fn the_answer_names_the_activity() {
    let event = DoneEvent {
        id: Uuid::nil(),
        type_name: "plan.ActivityProposed.v1".to_owned(),
        stream: "activity/SHELTER".parse().unwrap(),
        begun: None,
    };
    let done = Done { sequence: 4, version: 1, unchanged: false, events: vec![event] };
    assert_eq!(propose_activity_response(&done).activity_id, "SHELTER");
}

#[test]
fn an_activity_is_asked_for_by_code_or_id() {
    let ask = |id: &str| {
        let meta = Some(common::QueryMeta { initiative: "cluj-school".to_owned(), ..Default::default() });
        parse_get_activity(&pb::GetActivityRequest { meta, activity_id: id.to_owned(), ..Default::default() })
    };
    assert_eq!(ask("SHELTER").unwrap().1, ("SHELTER".to_owned(), None));
    assert!(ask("0197f0a0-c0de-7000-8000-00000000000a").is_ok());
    assert_eq!(fields(ask("shelter").unwrap_err()), ["activity_id"]);
}
