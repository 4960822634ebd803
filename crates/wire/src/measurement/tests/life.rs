//! What comes after a definition: rules, reviews, what is said about data.

use super::*;

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
        fields(parse_retire_indicator(&pb::RetireIndicatorRequest::default(), Vec::new()).unwrap_err()),
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
