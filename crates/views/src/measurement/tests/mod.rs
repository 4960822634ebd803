//! What measurement says after its history.

mod reporting;
mod reviews;
mod revisions;
mod series;

use std::collections::BTreeMap;

use domain::{
    ids::{Code, OrgId, Uuid},
    measurement::{
        Event,
        definition::{Aggregation, Definition, Direction, Level, ResultType, StockOrFlow, ValueType},
        observation::{self, ObsStatus},
        period::{Period, PeriodType},
    },
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

fn definition(name: &str, goals: &[&str]) -> Definition {
    Definition {
        name: format!("Indicator {name}"),
        level: Level::Population,
        rba: None,
        result_type: ResultType::Output,
        value_type: ValueType::Count,
        unit: "pupils".to_owned(),
        decimals: 0,
        direction: Direction::Up,
        numerator: None,
        denominator: None,
        aggregation: Aggregation::Sum,
        stock_or_flow: StockOrFlow::Flow,
        may_exceed_100: false,
        dims: vec![],
        period_type: PeriodType::Months,
        goals: goals.iter().map(|goal| code(goal)).collect(),
        external_ref: None,
        min_cell: 10,
        zero_is_public: None,
        per: None,
    }
}

fn proposed(history: &mut History, name: &str, goals: &[&str]) {
    let definition = definition(name, goals);
    let event = Event::IndicatorProposed { code: code(name), definition: Box::new(definition) };
    history.push(&format!("indicator/{name}"), &event);
}

fn row(indicator: &str, sex: Option<&str>, value: Option<&str>) -> observation::Observation {
    observation::Observation {
        indicator: code(indicator),
        area_code: sex.map(|_| code("CJ")),
        dims: sex.map(|sex| (code("SEX"), code(sex))).into_iter().collect::<BTreeMap<_, _>>(),
        value: value.map(str::to_owned),
        obs_status: if value.is_some() { ObsStatus::Normal } else { ObsStatus::NotCollected },
        numerator: None,
        denominator: None,
    }
}

fn recorded(history: &mut History, number: u128, start: &str, rows: Vec<observation::Observation>) {
    let period = Period { start: start.parse().unwrap(), length: PeriodType::Months };
    let (data_set, org) = (code("SCHOOL"), org(number));
    let stream = format!("submission/SCHOOL/{org}/{start}_P1M");
    let event =
        Event::ObservationsRecorded { data_set, org, period, part: 1, parts: 1, replaces: false, rows };
    history.push(&stream, &event);
}

fn history() -> History {
    let mut history = History::new("measurement");
    proposed(&mut history, "PUPILS", &["GOAL_1"]);
    proposed(&mut history, "ABSENT", &["GOAL_1", "GOAL_2"]);
    let event = Event::DataSetDefined {
        code: code("SCHOOL"),
        indicators: [code("PUPILS"), code("ABSENT")].into(),
        period_type: PeriodType::Months,
        due_after_days: 15,
        closes_after_days: 60,
        compulsory: [code("PUPILS")].into(),
    };
    history.push("dataset/SCHOOL", &event);
    for orgs in [[org(1), org(3)].into(), [org(2), org(1)].into()] {
        history.push("dataset/SCHOOL", &Event::ReportersAssigned { data_set: code("SCHOOL"), orgs });
    }
    recorded(&mut history, 1, "2026-10-01", vec![row("PUPILS", None, Some("10")), row("ABSENT", None, None)]);
    recorded(&mut history, 2, "2026-11-01", vec![row("PUPILS", Some("F"), Some("6"))]);
    recorded(&mut history, 1, "2026-10-01", vec![row("PUPILS", None, Some("11"))]);
    history
}

fn read<T>(query: impl FnOnce(&Connection) -> Result<T, Error>) -> T {
    history().view(&SCHEMA).reader().unwrap().read(query).unwrap().1
}

fn values(filter: &ObservationFilter) -> Vec<(String, Option<String>, u64)> {
    let found = read(|connection| observations(connection, filter, 500, None));
    found.into_iter().map(|one| (one.indicator.to_string(), one.value, one.sequence)).collect()
}

fn value(indicator: &str, value: Option<&str>, sequence: u64) -> (String, Option<String>, u64) {
    (indicator.to_owned(), value.map(str::to_owned), sequence)
}

#[test]
fn measurement_holds_the_laws() {
    fixture::hold_the_laws(&SCHEMA, &history());
}

#[test]
fn the_dictionary_is_listed_by_code_and_by_goal() {
    let codes = |goal: Option<&str>, after: Option<&str>| {
        let filter = IndicatorFilter { goal: goal.map(code), ..IndicatorFilter::default() };
        let found = read(|connection| indicators(connection, &filter, 500, after));
        found.into_iter().map(|one| one.code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(codes(None, None), ["ABSENT", "PUPILS"]);
    assert_eq!(codes(None, Some("ABSENT")), ["PUPILS"]);
    assert_eq!(codes(Some("GOAL_2"), None), ["ABSENT"]);
    let pupils = read(|connection| indicator(connection, &code("PUPILS"))).unwrap();
    assert_eq!(
        (pupils.definition.unit.as_str(), pupils.status.as_str(), pupils.sequence),
        ("pupils", "proposed", 1)
    );
    assert_eq!(read(|connection| indicator(connection, &code("NONE"))), None);
}

#[test]
fn a_data_set_has_the_reporters_assigned_last() {
    let sets = read(|connection| data_sets(connection, false, 10, None));
    assert_eq!(sets.len(), 1);
    assert_eq!(sets[0].reporters, [org(1), org(2)]);
    assert_eq!((sets[0].period_type, sets[0].closes_after_days), (PeriodType::Months, 60));
    assert_eq!(read(|connection| data_set(connection, &code("SCHOOL"), false)).as_ref(), sets.first());
    assert!(read(|connection| data_sets(connection, false, 10, Some("SCHOOL"))).is_empty());
}

#[test]
fn one_value_of_each_key_is_live_and_the_others_are_history() {
    let live = [value("ABSENT", None, 6), value("PUPILS", Some("11"), 8), value("PUPILS", Some("6"), 7)];
    assert_eq!(values(&ObservationFilter::default()), live);
    let all = values(&ObservationFilter { include_history: true, ..ObservationFilter::default() });
    assert_eq!(all.len(), 4);
    assert_eq!(all[1], value("PUPILS", Some("10"), 6));
}

#[test]
fn values_are_listed_by_what_is_asked_for() {
    let only = ObservationFilter::default;
    let female = [value("PUPILS", Some("6"), 7)];
    assert_eq!(values(&ObservationFilter { org: Some(org(2)), ..only() }), female);
    assert_eq!(values(&ObservationFilter { area_code: Some(code("CJ")), ..only() }), female);
    assert_eq!(values(&ObservationFilter { from: "2026-11-01".parse().ok(), ..only() }), female);
    assert_eq!(values(&ObservationFilter { updated_after: 7, ..only() }), [value("PUPILS", Some("11"), 8)]);
    assert_eq!(values(&ObservationFilter { data_set: Some(code("OTHER")), ..only() }), []);
    let october =
        ObservationFilter { to: "2026-10-31".parse().ok(), indicator: Some(code("ABSENT")), ..only() };
    assert_eq!(values(&october), [value("ABSENT", None, 6)]);
}

#[test]
fn values_come_in_parts_that_join_without_gap_or_repeat() {
    let filter = ObservationFilter { include_history: true, ..ObservationFilter::default() };
    let whole = read(|connection| observations(connection, &filter, 500, None));
    let mut parts = Vec::new();
    let mut after = None;
    loop {
        let part = read(|connection| observations(connection, &filter, 1, after.as_ref()));
        let Some(last) = part.last() else { break };
        after = ObservationKey::from_parts(&last.key.0);
        parts.extend(part);
    }
    assert_eq!(parts, whole);
    assert_eq!(ObservationKey::from_parts(&["a".to_owned()]), None);
}
