//! What is measured, what is reported together, and by whom.

use super::*;
use crate::meta::ContextName;

#[test]
fn an_indicator_is_proposed_with_its_definition() {
    let emitted = world().when(propose("PUPILS", |_| ())).unwrap();
    assert_eq!(emitted[0].stream.as_str(), "indicator/PUPILS");
    let definition = Box::new(definition());
    assert_eq!(emitted[0].event, Event::IndicatorProposed { code: code("PUPILS"), definition });
    assert_eq!(Rules::reads(&propose("PUPILS", |_| ())), [ContextName::Agenda]);
}

#[test]
fn an_indicator_code_is_taken_once() {
    let world = world().after(propose("PUPILS", |_| ()));
    assert_eq!(world.when(propose("PUPILS", |definition| definition.dims.reverse())), Ok(vec![]));
    let other = propose("PUPILS", |definition| definition.unit = "children".to_owned());
    assert_eq!(world.when(other), Err(Refusal::IndicatorCodeTaken { code: code("PUPILS") }));
}

#[test]
fn rates_have_a_denominator_and_are_not_added_up() {
    let without = |value_type| propose("A", move |definition| definition.value_type = value_type);
    for value_type in [ValueType::Percent, ValueType::Ratio] {
        assert_eq!(world().when(without(value_type)), Err(Refusal::DenominatorRequired));
    }
    let mean = propose("A", |definition| definition.aggregation = Aggregation::WeightedMean);
    assert_eq!(world().when(mean), Err(Refusal::DenominatorRequired));
    assert_eq!(world().when(without(ValueType::Index)), Err(Refusal::SumOfRateForbidden));
    let summed = propose("A", |definition| {
        percent(definition);
        definition.aggregation = Aggregation::Sum;
    });
    assert_eq!(world().when(summed), Err(Refusal::SumOfRateForbidden));
    assert_eq!(world().reason(propose("A", percent)), "accepted");
}

#[test]
fn a_stock_is_not_added_up_over_periods() {
    let stock = propose("A", |definition| definition.stock_or_flow = StockOrFlow::Stock);
    assert_eq!(world().when(stock), Err(Refusal::SumOfStockOverPeriodsForbidden));
}

#[test]
fn an_indicator_measures_goals_of_the_agenda() {
    let command = propose("A", |definition| definition.goals = codes(&["GOAL_1", "GOAL_7"]));
    assert_eq!(world().when(command), Err(Refusal::UnknownGoal { code: code("GOAL_7") }));
}

#[test]
fn an_indicator_has_at_most_four_disaggregations() {
    let with = |count: usize| {
        propose("A", move |definition| {
            let dim = definition.dims[0].clone();
            definition.dims =
                (0..count).map(|n| Dim { code: code(&format!("D{n}")), ..dim.clone() }).collect();
        })
    };
    assert_eq!(world().reason(with(4)), "accepted");
    assert_eq!(world().when(with(5)), Err(Refusal::TooManyDims { given: 5 }));
}

#[test]
fn a_data_set_has_indicators_of_one_period_length() {
    let world = world()
        .after(propose("PUPILS", |_| ()))
        .after(propose("YEARLY", |definition| definition.period_type = PeriodType::Years));
    let emitted = world.when(define("SCHOOL", &["PUPILS"], 60)).unwrap();
    assert_eq!(emitted[0].stream.as_str(), "dataset/SCHOOL");
    assert!(matches!(emitted[0].event, Event::DataSetDefined { due_after_days: 15, .. }));
    assert_eq!(
        world.when(define("SCHOOL", &["PUPILS", "YEARLY"], 60)),
        Err(Refusal::MixedPeriodTypes {
            indicator: code("YEARLY"),
            found: PeriodType::Years,
            expected: PeriodType::Months
        })
    );
}

#[test]
fn a_data_set_names_indicators_that_exist() {
    let world = world().after(propose("PUPILS", |_| ()));
    let unknown = |name, field| Err(Refusal::UnknownIndicator { code: code(name), field });
    assert_eq!(world.when(define("SCHOOL", &["PUPILS", "TEACHERS"], 60)), unknown("TEACHERS", "indicators"));
    let Command::DefineDataSet { code, indicators, period_type, due_after_days, closes_after_days, .. } =
        define("SCHOOL", &["PUPILS"], 60)
    else {
        unreachable!()
    };
    let compulsory = codes(&["ABSENT"]);
    let command = Command::DefineDataSet {
        code,
        indicators,
        period_type,
        due_after_days,
        closes_after_days,
        compulsory,
    };
    assert_eq!(world.when(command), unknown("ABSENT", "compulsory"));
}

#[test]
fn a_data_set_closes_when_it_is_due_or_later() {
    let world = world().after(propose("PUPILS", |_| ()));
    let refused = Err(Refusal::ClosesBeforeDue { due_after_days: 15, closes_after_days: 14 });
    assert_eq!(world.when(define("SCHOOL", &["PUPILS"], 14)), refused);
    assert_eq!(world.reason(define("SCHOOL", &["PUPILS"], 15)), "accepted");
}

#[test]
fn a_data_set_code_is_taken_once() {
    let world = reporting();
    assert_eq!(world.when(define("SCHOOL", &["ABSENT", "PUPILS", "STORY"], 60)), Ok(vec![]));
    let taken = Err(Refusal::DataSetCodeTaken { code: code("SCHOOL") });
    assert_eq!(world.when(define("SCHOOL", &["PUPILS"], 60)), taken);
}

#[test]
fn reporters_are_members_and_the_list_is_the_whole_list() {
    let world = reporting();
    assert_eq!(world.when(assign(&[2, 1])), Ok(vec![]));
    let emitted = world.when(assign(&[3])).unwrap();
    let orgs = [org(3)].into();
    assert_eq!(emitted[0].event, Event::ReportersAssigned { data_set: code("SCHOOL"), orgs });
    for stranger in [4, 9] {
        assert_eq!(world.when(assign(&[1, stranger])), Err(Refusal::NotAMember { org: org(stranger) }));
    }
    assert_eq!(self::world().when(assign(&[1])), Err(Refusal::UnknownDataSet { code: code("SCHOOL") }));
}

#[test]
fn an_indicator_is_reported_in_one_data_set() {
    let world = world().after(propose("PUPILS", |_| ())).after(propose("BOOKS", |_| ()));
    let emitted = world.when(define("SCHOOL", &["PUPILS"], 60)).unwrap();
    assert_eq!(emitted.len(), 2, "the data set, and the guard of its indicator");
    let world = world.after(define("SCHOOL", &["PUPILS"], 60));
    let (indicator, data_set) = (code("PUPILS"), code("SCHOOL"));
    assert_eq!(
        world.when(define("OTHER", &["BOOKS", "PUPILS"], 60)),
        Err(Refusal::IndicatorInAnotherDataSet { indicator, data_set })
    );
    assert_eq!(world.reason(define("OTHER", &["BOOKS"], 60)), "accepted");
    assert_eq!(world.when(define("SCHOOL", &["PUPILS"], 60)), Ok(vec![]), "the same once more");
}

#[test]
fn a_data_set_from_before_the_guard_is_guarded_when_it_is_defined_once_more() {
    let set = define("SCHOOL", &["PUPILS"], 60);
    let before = world().after(propose("PUPILS", |_| ()));
    let defined = before.when(set.clone()).unwrap().remove(0);
    let old = before.given(&defined.stream, &defined.event);
    assert_eq!(old.reason(define("OTHER", &["PUPILS"], 60)), "accepted", "nothing stands in the way yet");
    let healed = old.after(set.clone());
    assert_eq!(healed.when(set), Ok(vec![]));
    assert_eq!(healed.reason(define("OTHER", &["PUPILS"], 60)), "indicator_in_another_data_set");
}
