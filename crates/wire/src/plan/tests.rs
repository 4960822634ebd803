//! What the plan's messages may say.

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

#[test]
fn a_milestone_is_read_and_only_a_target_has_a_number() {
    let request = pb::AddMilestoneRequest {
        meta: meta(),
        activity_id: "SHELTER".to_owned(),
        title: "80 beds".to_owned(),
        due: "2026-09-30".to_owned(),
        kind: pb::MilestoneKind::Target.into(),
        target: Some(pb::TargetValue { value: "80".to_owned(), unit: "beds".to_owned() }),
        ..Default::default()
    };
    let (_, command) = parse_add_milestone(&request).unwrap();
    assert!(matches!(command, Command::AddMilestone { code: None, .. }));
    let bad = pb::AddMilestoneRequest { kind: pb::MilestoneKind::Milestone.into(), ..request };
    assert_eq!(fields(parse_add_milestone(&bad).unwrap_err()), ["target"]);
    let nothing = pb::AddMilestoneRequest::default();
    assert_eq!(
        fields(parse_add_milestone(&nothing).unwrap_err()),
        ["meta", "activity_id", "title", "due", "kind"]
    );
}

#[test]
fn terms_are_read_with_every_wrong_field_at_once() {
    let request = pb::CommitOrganizationRequest {
        meta: meta(),
        activity_id: "SHELTER".to_owned(),
        org: "me".to_owned(),
        resources: Some(pb::Resources {
            minutes: Some(u64::MAX),
            money: Some(pb::Money { amount_minor: 5, currency: "euro".to_owned() }),
        }),
        from: "2026-03-01".to_owned(),
        ..Default::default()
    };
    let told = fields(parse_commit_organization(&request).unwrap_err());
    assert_eq!(told, ["org", "role", "resources.minutes", "resources.money.currency", "to"]);
}

#[test]
fn a_relation_has_a_kind_and_a_short_lag() {
    let request = pb::RelateRequest {
        meta: meta(),
        from: "SHELTER".to_owned(),
        to: "PERMIT".to_owned(),
        kind: pb::RelationKind::Precedes.into(),
        lag_days: -7,
    };
    assert!(matches!(parse_relate(&request).unwrap().1, Command::Relate { lag_days: -7, .. }));
    let bad = pb::RelateRequest { kind: 9, lag_days: 4_000, ..request };
    assert_eq!(fields(parse_relate(&bad).unwrap_err()), ["kind", "lag_days"]);
}

#[test]
fn what_is_late_is_asked_as_of_a_day() {
    let at = |as_of: Option<common::as_of::Point>, at: &str| {
        let as_of = as_of.map(|point| common::AsOf { point: Some(point), known_at: None });
        let meta = common::QueryMeta { initiative: "cluj-school".to_owned(), as_of, ..Default::default() };
        let request = pb::ListMilestonesRequest { meta: Some(meta), at: at.to_owned(), ..Default::default() };
        parse_list_milestones(&request).unwrap().1.at.map(|day| day.to_string())
    };
    let then = || Some(common::as_of::Point::EffectiveAt("2022-01-01".to_owned()));
    assert_eq!(at(None, ""), None);
    assert_eq!(at(then(), "").as_deref(), Some("2022-01-01"));
    assert_eq!(at(then(), "2022-07-01").as_deref(), Some("2022-07-01"));
}

#[test]
fn a_difference_names_its_earlier_moment() {
    let meta = Some(common::QueryMeta { initiative: "cluj-school".to_owned(), ..Default::default() });
    let request = pb::GetDifferenceRequest { meta, what: vec!["moved".to_owned()], ..Default::default() };
    assert_eq!(fields(parse_get_difference(&request).unwrap_err()), ["since", "what[0]"]);
}
