//! What measurement's messages may say.

use domain::measurement::{Command, definition::DEFAULT_MIN_CELL};

use super::*;
use crate::Malformed;
use crate::pb::{common, measurement as pb};

pub(crate) fn meta() -> Option<common::CommandMeta> {
    Some(common::CommandMeta {
        command_id: "0197f0a0-c0de-7000-8000-00000000000a".to_owned(),
        initiative: "cluj-school".to_owned(),
        ..Default::default()
    })
}

fn message() -> pb::Definition {
    pb::Definition {
        name: "Pupils absent".to_owned(),
        level: pb::Level::Population.into(),
        rba: pb::Rba::BetterOff.into(),
        result_type: pb::ResultType::Outcome.into(),
        value_type: pb::ValueType::Percent.into(),
        unit: "percent".to_owned(),
        decimals: 2,
        direction: pb::Direction::Down.into(),
        numerator: "pupils absent".to_owned(),
        denominator: "pupils enrolled".to_owned(),
        aggregation: pb::Aggregation::WeightedMean.into(),
        stock_or_flow: pb::StockOrFlow::Flow.into(),
        may_exceed_100: true,
        dims: vec![pb::Dim {
            code: "SEX".to_owned(),
            codes: vec!["F".to_owned(), "M".to_owned()],
            partition: true,
        }],
        period_type: pb::PeriodType::Weeks.into(),
        goals: vec!["GOAL_1".to_owned()],
        external_ref: Some(common::ExternalRef { vocabulary: "dhis2".to_owned(), code: "abs-10".to_owned() }),
        min_cell: Some(5),
        zero_is_public: Some(true),
    }
}

fn fields(error: Malformed) -> Vec<String> {
    error.violations.into_iter().map(|violation| violation.field).collect()
}

#[test]
fn a_definition_goes_in_and_out_unchanged() {
    let request =
        pb::ProposeIndicatorRequest { meta: meta(), code: "ABSENT".to_owned(), definition: Some(message()) };
    let (_, Command::ProposeIndicator { definition: parsed, .. }) =
        parse_propose_indicator(&request).unwrap()
    else {
        panic!()
    };
    assert_eq!(definition(&parsed), message());
    let silent = pb::Definition { min_cell: None, ..message() };
    let request = pb::ProposeIndicatorRequest { definition: Some(silent), ..request };
    let (_, Command::ProposeIndicator { definition, .. }) = parse_propose_indicator(&request).unwrap() else {
        panic!()
    };
    assert_eq!(definition.min_cell, DEFAULT_MIN_CELL);
}

#[test]
fn every_bad_field_of_a_definition_is_told_at_once() {
    let empty = parse_propose_indicator(&pb::ProposeIndicatorRequest::default()).unwrap_err();
    assert_eq!(fields(empty), ["meta", "code", "definition"]);
    let mut bad = message();
    bad.level = 0;
    bad.decimals = 19;
    bad.aggregation = 99;
    bad.dims.push(bad.dims[0].clone());
    bad.goals = vec!["goal 1".to_owned()];
    let request = pb::ProposeIndicatorRequest { meta: meta(), code: "a".to_owned(), definition: Some(bad) };
    let told = fields(parse_propose_indicator(&request).unwrap_err());
    let expected = [
        "code",
        "definition.decimals",
        "definition.dims[1].code",
        "definition.goals[0]",
        "definition.level",
        "definition.aggregation",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_data_set_and_its_reporters_have_bounds() {
    let told = fields(parse_define_data_set(&pb::DefineDataSetRequest::default()).unwrap_err());
    assert_eq!(told, ["meta", "code", "indicators", "period_type"]);
    let orgs = vec!["o_00000000000000000000000000000001".to_owned(); 501];
    let request = pb::AssignReportersRequest { meta: meta(), data_set: "A".to_owned(), orgs };
    assert_eq!(fields(parse_assign_reporters(&request).unwrap_err()), ["orgs"]);
}

fn rows(count: usize) -> pb::RecordObservationsRequest {
    let row = pb::ObservationRow {
        indicator: "PUPILS".to_owned(),
        period: Some(pb::Period { start: "2026-10-01".to_owned(), length: "P1M".to_owned() }),
        value: Some("5".to_owned()),
        obs_status: pb::ObsStatus::Estimated.into(),
        ..Default::default()
    };
    pb::RecordObservationsRequest { rows: vec![row; count], ..Default::default() }
}

fn first(count: usize) -> pb::RecordObservationsRequest {
    pb::RecordObservationsRequest {
        meta: meta(),
        data_set: "SCHOOL".to_owned(),
        replaces: true,
        ..rows(count)
    }
}

#[test]
fn a_recording_is_all_rows_of_all_messages() {
    let (_, command) = parse_record_observations(vec![first(2), rows(3), first(1)]).unwrap();
    let Command::RecordObservations { rows, replaces: true, .. } = command else { panic!() };
    assert_eq!(rows.len(), 6);
    assert_eq!((rows[0].period_length.as_str(), rows[0].area_code.as_deref()), ("P1M", None));
    assert_eq!(rows[0].obs_status.map(obs_status), Some(pb::ObsStatus::Estimated));
}

#[test]
fn a_recording_has_one_purpose_and_a_bounded_number_of_rows_and_periods() {
    let other = pb::RecordObservationsRequest { data_set: "OTHER".to_owned(), ..first(1) };
    assert_eq!(fields(parse_record_observations(vec![first(1), other]).unwrap_err()), ["meta"]);
    assert_eq!(fields(parse_record_observations(vec![first(0)]).unwrap_err()), ["rows"]);
    assert_eq!(fields(parse_record_observations(vec![]).unwrap_err()), ["meta", "data_set", "rows"]);
    assert_eq!(fields(parse_record_observations(vec![first(25_000), rows(25_001)]).unwrap_err()), ["rows"]);
    let mut many = first(501);
    for (number, row) in many.rows.iter_mut().enumerate() {
        row.period = Some(pb::Period { start: number.to_string(), length: String::new() });
    }
    assert_eq!(fields(parse_record_observations(vec![many]).unwrap_err()), ["rows"]);
}

#[test]
fn every_condition_of_a_list_may_be_left_out() {
    let meta = Some(common::QueryMeta { initiative: "cluj-school".to_owned(), ..Default::default() });
    let request = pb::ListObservationsRequest { meta, ..Default::default() };
    let (_, list) = parse_list_observations(&request).unwrap();
    assert_eq!((list.org, list.from, list.page.after), (None, None, None));
    let bad = pb::ListObservationsRequest { from: "yesterday".to_owned(), org: "me".to_owned(), ..request };
    assert_eq!(fields(parse_list_observations(&bad).unwrap_err()), ["org", "from"]);
}

fn month() -> Option<pb::Period> {
    Some(pb::Period { start: "2026-10-01".to_owned(), length: "P1M".to_owned() })
}

fn whose() -> String {
    "o_00000000000000000000000000000001".to_owned()
}

#[test]
fn periods_of_all_lengths_go_in_and_out() {
    for length in domain::measurement::period::PeriodType::ALL {
        let mut f = crate::Fields::new();
        let number = i32::from(period_type(length));
        assert_eq!(periods::parse_period_type(&mut f, "period_type", number), Some(length));
    }
}

#[test]
fn a_rule_goes_in_and_out_unchanged() {
    let rule = pb::Rule {
        left: "TOTAL".to_owned(),
        operator: pb::RuleOperator::LessOrEqual.into(),
        right: "IN + OUT".to_owned(),
        missing: pb::Missing::SkipAll.into(),
        severity: pb::Severity::High.into(),
        blocks_submit: true,
    };
    let request = pb::AddRuleRequest { meta: meta(), data_set: "PIT".to_owned(), rule: Some(rule.clone()) };
    let (_, Command::AddRule { rule: parsed, .. }) = parse_add_rule(&request).unwrap() else { panic!() };
    assert_eq!(rule_out(&parsed), rule);
    let empty = pb::AddRuleRequest { rule: Some(pb::Rule::default()), ..request };
    let told = fields(parse_add_rule(&empty).unwrap_err());
    assert_eq!(told, ["rule.left", "rule.operator", "rule.right", "rule.missing", "rule.severity"]);
}

#[test]
fn the_second_person_names_whose_data_they_are() {
    let request = pb::PublishDataRequest { meta: meta(), data_set: "PIT".to_owned(), ..Default::default() };
    assert_eq!(fields(parse_publish_data(&request).unwrap_err()), ["org", "periods"]);
    let periods = vec![month().unwrap(); 51];
    let many = pb::PublishDataRequest { org: whose(), periods, ..request.clone() };
    assert_eq!(fields(parse_publish_data(&many).unwrap_err()), ["periods"]);
    let good = pb::PublishDataRequest { org: whose(), periods: vec![month().unwrap()], ..request };
    assert!(parse_publish_data(&good).is_ok());
    let waiver = pb::WaiveViolationRequest {
        meta: meta(),
        violation: Some(pb::ViolationRef {
            data_set: "PIT".to_owned(),
            period: month(),
            rule: 1,
            ..Default::default()
        }),
        reason: "known".to_owned(),
    };
    assert_eq!(fields(parse_waive_violation(&waiver).unwrap_err()), ["violation.org"]);
}

#[test]
fn every_bad_field_of_the_life_of_an_indicator_is_told() {
    assert_eq!(
        fields(parse_activate_indicator(&pb::ActivateIndicatorRequest::default()).unwrap_err()),
        ["meta", "code", "decided_by"]
    );
    assert_eq!(
        fields(parse_revise_definition(&pb::ReviseDefinitionRequest::default()).unwrap_err()),
        ["meta", "code", "definition", "effective_period"]
    );
    assert_eq!(
        fields(parse_retire_indicator(&pb::RetireIndicatorRequest::default()).unwrap_err()),
        ["meta", "code", "last_period"]
    );
    assert_eq!(
        fields(parse_set_baseline(&pb::SetBaselineRequest::default()).unwrap_err()),
        ["meta", "code", "period", "value", "source"]
    );
    assert_eq!(
        fields(parse_set_target(&pb::SetTargetRequest::default()).unwrap_err()),
        ["meta", "code", "by_period", "value", "path", "decided_by"]
    );
}

#[test]
fn every_bad_field_of_a_review_is_told() {
    assert_eq!(
        fields(parse_submit_data(&pb::SubmitDataRequest::default()).unwrap_err()),
        ["meta", "data_set", "periods"]
    );
    assert_eq!(
        fields(parse_return_data(&pb::ReturnDataRequest::default()).unwrap_err()),
        ["meta", "data_set", "org", "periods", "reason"]
    );
    assert_eq!(
        fields(parse_approve_data(&pb::ApproveDataRequest::default()).unwrap_err()),
        ["meta", "data_set", "org", "periods"]
    );
    assert_eq!(fields(parse_correct_published(vec![]).unwrap_err()), ["meta", "data_set", "reason", "rows"]);
    assert_eq!(
        fields(parse_tell_story(&pb::TellStoryRequest::default()).unwrap_err()),
        ["meta", "data_set", "period", "indicator", "revision", "story"]
    );
    assert_eq!(
        fields(parse_sign_sharing_agreement(&pb::SignSharingAgreementRequest::default()).unwrap_err()),
        ["meta", "data_sets", "from", "to", "purposes"]
    );
    assert_eq!(
        fields(parse_end_agreement(&pb::EndAgreementRequest::default()).unwrap_err()),
        ["meta", "agreement_id", "on"]
    );
}

#[test]
fn statuses_are_of_a_closed_list() {
    let meta = Some(common::QueryMeta { initiative: "cluj-school".to_owned(), ..Default::default() });
    let request = pb::ListSubmissionsRequest { meta, status: "late".to_owned(), ..Default::default() };
    assert_eq!(fields(parse_list_submissions(&request).unwrap_err()), ["status"]);
    let request = pb::ListSubmissionsRequest { status: "published".to_owned(), ..request };
    assert_eq!(parse_list_submissions(&request).unwrap().1.status.as_deref(), Some("published"));
}
