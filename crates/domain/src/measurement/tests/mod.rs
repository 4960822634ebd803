//! The rule book of measurement, as sentences.

mod abandon;
mod define;
mod given;
mod indicators;
mod law;
mod publish;
mod record;
mod review;
mod tables;
mod versions;
mod violations;

use std::{collections::BTreeSet, sync::Arc};

use super::{
    command::{Command, Row},
    definition::{Aggregation, Definition, Dim, Direction, Level, ResultType, StockOrFlow, ValueType},
    event::Event,
    period::PeriodType,
    refusal::{Refusal, RowReason},
    *,
};
use crate::{
    ids::Code,
    testing::{self, World, org},
};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn codes(all: &[&str]) -> BTreeSet<Code> {
    all.iter().map(|one| code(one)).collect()
}

/// Pupils by month: a flow, counted, by sex (a partition) and by shift (not one).
pub(crate) fn definition() -> Definition {
    let dim = |name: &str, all: &[&str], partition| Dim { code: code(name), codes: codes(all), partition };
    Definition {
        name: "Pupils in class".to_owned(),
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
        dims: vec![dim("SEX", &["F", "M"], true), dim("SHIFT", &["EARLY", "LATE"], false)],
        period_type: PeriodType::Months,
        goals: codes(&["GOAL_1"]),
        external_ref: None,
        min_cell: 10,
        zero_is_public: None,
        per: None,
    }
}

fn propose(name: &str, change: impl FnOnce(&mut Definition)) -> Command {
    let mut definition = definition();
    change(&mut definition);
    Command::ProposeIndicator { code: code(name), definition: Box::new(definition) }
}

fn percent(definition: &mut Definition) {
    definition.value_type = ValueType::Percent;
    definition.aggregation = Aggregation::WeightedMean;
    definition.denominator = Some("pupils enrolled".to_owned());
    definition.decimals = 2;
}

fn define(name: &str, indicators: &[&str], closes_after_days: u32) -> Command {
    Command::DefineDataSet {
        code: code(name),
        indicators: codes(indicators),
        period_type: PeriodType::Months,
        due_after_days: 15,
        closes_after_days,
        compulsory: BTreeSet::new(),
    }
}

fn assign(orgs: &[u128]) -> Command {
    Command::AssignReporters { data_set: code("SCHOOL"), orgs: orgs.iter().map(|one| org(*one)).collect() }
}

fn row(indicator: &str, value: &str) -> Row {
    Row {
        indicator: indicator.to_owned(),
        period_start: "2026-10-01".to_owned(),
        period_length: "P1M".to_owned(),
        value: (!value.is_empty()).then(|| value.to_owned()),
        ..Row::default()
    }
}

fn by_sex(sex: &str, value: &str) -> Row {
    Row { dims: vec![("SEX".to_owned(), sex.to_owned())], ..row("PUPILS", value) }
}

fn record(rows: Vec<Row>) -> Command {
    Command::RecordObservations {
        data_set: code("SCHOOL"),
        org: None,
        rows,
        replaces: false,
        is_dry_run: false,
    }
}

fn world() -> World<Rules> {
    World::new().with(|context| Arc::make_mut(&mut context.facts.agenda).goals = codes(&["GOAL_1"]))
}

/// Two indicators in a data set of months that close 60 days after; organizations 1 and 2 report.
fn reporting() -> World<Rules> {
    world()
        .after(propose("PUPILS", |_| ()))
        .after(propose("ABSENT", percent))
        .after(propose("STORY", |definition| {
            definition.value_type = ValueType::Narrative;
            definition.aggregation = Aggregation::None;
        }))
        .after(define("SCHOOL", &["ABSENT", "PUPILS", "STORY"], 60))
        .after(assign(&[1, 2]))
}

#[test]
fn every_refusal_is_in_the_catalogue() {
    assert_eq!(testing::catalogue::<Refusal>().len(), 46 + RowReason::ALL.len());
}

#[test]
fn golden_records_decode_and_encode_to_the_same_bytes() {
    testing::golden::<Event>("measurement");
}
