//! Milestones, commitments, relations, and what is asked as of a day.

use super::*;

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
fn what_is_put_otherwise_is_read_with_every_wrong_field_at_once() {
    let request = pb::ReviseMilestoneRequest {
        meta: meta(),
        activity_id: "SHELTER".to_owned(),
        milestone_id: "BEDS".to_owned(),
        title: "70 beds".to_owned(),
        kind: pb::MilestoneKind::Target.into(),
        target: Some(pb::TargetValue { value: "70".to_owned(), unit: "beds".to_owned() }),
        reason: String::new(),
    };
    let (_, command) = parse_revise_milestone(&request).unwrap();
    assert!(matches!(command, Command::ReviseMilestone { reason: None, .. }));
    let bad = pb::ReviseMilestoneRequest { kind: pb::MilestoneKind::Milestone.into(), ..request };
    assert_eq!(fields(parse_revise_milestone(&bad).unwrap_err()), ["target"]);
    let nothing = pb::ReviseMilestoneRequest::default();
    assert_eq!(
        fields(parse_revise_milestone(&nothing).unwrap_err()),
        ["meta", "activity_id", "milestone_id", "title", "kind"]
    );
    let nothing = pb::ReviseStrategyRequest { goals: vec!["goal 1".to_owned()], ..Default::default() };
    assert_eq!(fields(parse_revise_strategy(&nothing).unwrap_err()), ["meta", "code", "title", "goals[0]"]);
    let nothing = pb::ReviseActivityRequest::default();
    assert_eq!(fields(parse_revise_activity(&nothing).unwrap_err()), ["meta", "activity_id", "title"]);
    let many = pb::LinkIndicatorsRequest {
        meta: meta(),
        activity_id: "SHELTER".to_owned(),
        indicators: vec!["BEDS".to_owned(); 101],
    };
    assert_eq!(fields(parse_link_indicators(&many).unwrap_err()), ["indicators"]);
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
