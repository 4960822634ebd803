//! What measurement's messages may say.

mod life;

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
        per: None,
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
fn a_mark_that_is_not_known_is_refused_with_its_row() {
    let mut newer = rows(2);
    newer.rows[1].obs_status = 99;
    let refused = parse_record_observations(vec![first(3), newer]).unwrap_err();
    assert_eq!(refused.violations[0].field, "rows[5].obs_status", "of all messages: {refused}");
    assert!(refused.to_string().contains("is 99; accepted are OBS_STATUS_NORMAL, "), "{refused}");
}

#[test]
fn a_recording_has_one_purpose_and_a_bounded_number_of_rows_and_periods() {
    let other = pb::RecordObservationsRequest { data_set: "OTHER".to_owned(), ..first(1) };
    assert_eq!(fields(parse_record_observations(vec![first(1), other]).unwrap_err()), ["meta"]);
    assert_eq!(fields(parse_record_observations(vec![first(0)]).unwrap_err()), ["rows"]);
    assert_eq!(fields(parse_record_observations(vec![]).unwrap_err()), ["meta", "data_set", "rows"]);
    assert_eq!(fields(parse_record_observations(vec![first(25_000), rows(25_001)]).unwrap_err()), ["rows"]);
    let mut many = first(1_001);
    for (number, row) in many.rows.iter_mut().enumerate() {
        row.period = Some(pb::Period { start: number.to_string(), length: String::new() });
    }
    assert_eq!(fields(parse_record_observations(vec![many]).unwrap_err()), ["rows"]);
}

#[test]
fn a_table_has_its_columns_once_and_a_bounded_number_of_rows_and_periods() {
    let parse = |csv: &str| {
        let (data_set, csv) = ("SCHOOL".to_owned(), csv.to_owned());
        parse_record_table(&pb::RecordTableRequest { meta: meta(), data_set, csv, ..Default::default() })
    };
    let (_, command) = parse("Indicator;PERIOD;value;SEX\nA;2026-10;1,5;F\n").unwrap();
    let Command::RecordTable(command) = command else { panic!("another command") };
    assert_eq!(command.table.columns, ["Indicator", "PERIOD", "value", "SEX"]);
    assert_eq!((command.table.rows[0].number, command.table.rows[0].cells[2].as_str()), (2, "1,5"));
    for bad in [
        "indicator,period\nA,2026\n",
        "indicator,period,value,Value\nA,2026,1,1\n",
        "indicator,period,value\n",
        "",
    ] {
        assert!(fields(parse(bad).unwrap_err()).iter().all(|field| field == "csv"), "{bad}");
    }
    let many = |count: u32| {
        let rows: String = (0..count).map(|number| format!("A,{number},1\n")).collect();
        parse(&format!("indicator,period,value\n{rows}"))
    };
    assert!(many(1_000).is_ok());
    assert_eq!(fields(many(1_001).unwrap_err()), ["csv"]);
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
