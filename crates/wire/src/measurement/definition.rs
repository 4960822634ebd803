//! Definitions, periods and marks, both ways.

use std::collections::BTreeSet;

use domain::measurement::{
    definition::{
        Aggregation, DEFAULT_MIN_CELL, Definition, Dim, Direction, Level, Rba, ResultType, StockOrFlow,
        ValueType,
    },
    number::MAX_DECIMALS,
    observation::ObsStatus,
};

use super::periods::{parse_period_type, period_type};
use crate::{
    Fields,
    pb::{common, measurement as pb},
};

/// The most goals of an agenda, so of an indicator.
const MAX_GOALS: usize = 12;
/// The most codes of a disaggregation: no list inside one event is longer.
const MAX_CODES: usize = 500;
/// The most disaggregations that are read; how many an indicator may have is a rule.
const MAX_DIMS: usize = 100;
/// A million: cells that large need no hiding.
const MAX_MIN_CELL: u32 = 1_000_000;

pub(super) fn parse(f: &mut Fields, message: &pb::Definition) -> Option<Definition> {
    let name = f.title("name", &message.name);
    let unit = f.title("unit", &message.unit);
    let decimals = f.number("decimals", message.decimals, 0..=MAX_DECIMALS);
    let numerator = f.optional_title("numerator", &message.numerator);
    let denominator = f.optional_title("denominator", &message.denominator);
    let dims = dims(f, &message.dims);
    let period_type = parse_period_type(f, "period_type", message.period_type);
    let goals = f.each("goals", &message.goals, 0..=MAX_GOALS, |f, goal| f.code("", goal));
    let external_ref = f.external_ref("external_ref", message.external_ref.as_ref());
    let min_cell = f.optional_number("min_cell", message.min_cell, 0..=MAX_MIN_CELL);
    let choices = choices(f, message);
    let (level, rba, result_type, value_type, direction, aggregation, stock_or_flow) = choices?;
    let is_ratio = value_type == ValueType::Ratio;
    if message.per.is_some_and(|per| per == 0 || !is_ratio) {
        f.refuse("per", "accepted is a whole number above 0, of a ratio alone; a percent is told for 100");
        return None;
    }
    Some(Definition {
        name: name?,
        level,
        rba,
        result_type,
        value_type,
        unit: unit?,
        decimals: decimals?,
        direction,
        numerator: numerator?,
        denominator: denominator?,
        aggregation,
        stock_or_flow,
        may_exceed_100: message.may_exceed_100,
        dims: dims?,
        period_type: period_type?,
        goals: goals?.into_iter().collect(),
        external_ref: external_ref?,
        min_cell: min_cell?.unwrap_or(DEFAULT_MIN_CELL),
        zero_is_public: message.zero_is_public,
        per: message.per,
    })
}

type Choices = (Level, Option<Rba>, ResultType, ValueType, Direction, Aggregation, StockOrFlow);

fn choices(f: &mut Fields, message: &pb::Definition) -> Option<Choices> {
    let level = f.choice("level", message.level, pb::Level::as_str_name, |level| match level {
        pb::Level::Unspecified => None,
        pb::Level::Population => Some(Level::Population),
        pb::Level::Performance => Some(Level::Performance),
    });
    let rba = f.optional_choice("rba", message.rba, pb::Rba::as_str_name, |rba| match rba {
        pb::Rba::Unspecified => None,
        pb::Rba::HowMuch => Some(Rba::HowMuch),
        pb::Rba::HowWell => Some(Rba::HowWell),
        pb::Rba::BetterOff => Some(Rba::BetterOff),
    });
    let result_type =
        f.choice("result_type", message.result_type, pb::ResultType::as_str_name, |result| match result {
            pb::ResultType::Unspecified => None,
            pb::ResultType::Output => Some(ResultType::Output),
            pb::ResultType::Outcome => Some(ResultType::Outcome),
            pb::ResultType::Impact => Some(ResultType::Impact),
        });
    let value_type =
        f.choice("value_type", message.value_type, pb::ValueType::as_str_name, |value| match value {
            pb::ValueType::Unspecified => None,
            pb::ValueType::Count => Some(ValueType::Count),
            pb::ValueType::Ratio => Some(ValueType::Ratio),
            pb::ValueType::Percent => Some(ValueType::Percent),
            pb::ValueType::Money => Some(ValueType::Money),
            pb::ValueType::DurationDays => Some(ValueType::DurationDays),
            pb::ValueType::Index => Some(ValueType::Index),
            pb::ValueType::Narrative => Some(ValueType::Narrative),
        });
    let direction =
        f.choice("direction", message.direction, pb::Direction::as_str_name, |direction| match direction {
            pb::Direction::Unspecified => None,
            pb::Direction::Up => Some(Direction::Up),
            pb::Direction::Down => Some(Direction::Down),
            pb::Direction::Keep => Some(Direction::Keep),
        });
    let aggregation =
        f.choice("aggregation", message.aggregation, pb::Aggregation::as_str_name, |how| match how {
            pb::Aggregation::Unspecified => None,
            pb::Aggregation::Sum => Some(Aggregation::Sum),
            pb::Aggregation::WeightedMean => Some(Aggregation::WeightedMean),
            pb::Aggregation::Latest => Some(Aggregation::Latest),
            pb::Aggregation::None => Some(Aggregation::None),
        });
    let stock_or_flow =
        f.choice("stock_or_flow", message.stock_or_flow, pb::StockOrFlow::as_str_name, |of| match of {
            pb::StockOrFlow::Unspecified => None,
            pb::StockOrFlow::Stock => Some(StockOrFlow::Stock),
            pb::StockOrFlow::Flow => Some(StockOrFlow::Flow),
        });
    Some((level?, rba?, result_type?, value_type?, direction?, aggregation?, stock_or_flow?))
}

fn dims(f: &mut Fields, dims: &[pb::Dim]) -> Option<Vec<Dim>> {
    let mut seen = BTreeSet::new();
    f.each("dims", dims, 0..=MAX_DIMS, |f, dim| {
        let code = f.code("code", &dim.code);
        let codes = f.each("codes", &dim.codes, 1..=MAX_CODES, |f, code| f.code("", code));
        let code = code?;
        if !seen.insert(code.clone()) {
            f.refuse("code", format!("{code} is named twice; accepted is each disaggregation once"));
            return None;
        }
        Some(Dim { code, codes: codes?.into_iter().collect(), partition: dim.partition })
    })
}

/// The mark of a row; one that is not known here is refused and never read as none: its row would be a normal one.
pub(super) fn read_obs_status(f: &mut Fields, field: &str, number: i32) -> Option<Option<ObsStatus>> {
    f.optional_choice(field, number, pb::ObsStatus::as_str_name, |one| match one {
        pb::ObsStatus::Unspecified => None,
        pb::ObsStatus::Normal => Some(ObsStatus::Normal),
        pb::ObsStatus::Break => Some(ObsStatus::Break),
        pb::ObsStatus::Estimated => Some(ObsStatus::Estimated),
        pb::ObsStatus::Provisional => Some(ObsStatus::Provisional),
        pb::ObsStatus::Missing => Some(ObsStatus::Missing),
        pb::ObsStatus::NotCollected => Some(ObsStatus::NotCollected),
        pb::ObsStatus::Suppressed => Some(ObsStatus::Suppressed),
    })
}

/// A mark, for an answer.
pub fn obs_status(status: ObsStatus) -> pb::ObsStatus {
    match status {
        ObsStatus::Normal => pb::ObsStatus::Normal,
        ObsStatus::Break => pb::ObsStatus::Break,
        ObsStatus::Estimated => pb::ObsStatus::Estimated,
        ObsStatus::Provisional => pb::ObsStatus::Provisional,
        ObsStatus::Missing => pb::ObsStatus::Missing,
        ObsStatus::NotCollected => pb::ObsStatus::NotCollected,
        ObsStatus::Suppressed => pb::ObsStatus::Suppressed,
    }
}

/// A definition, for an answer.
pub fn definition(definition: &Definition) -> pb::Definition {
    let dim = |dim: &Dim| pb::Dim {
        code: dim.code.to_string(),
        codes: dim.codes.iter().map(ToString::to_string).collect(),
        partition: dim.partition,
    };
    pb::Definition {
        name: definition.name.clone(),
        level: level(definition.level).into(),
        rba: definition.rba.map_or(pb::Rba::Unspecified, rba).into(),
        result_type: result_type(definition.result_type).into(),
        value_type: value_type(definition.value_type).into(),
        unit: definition.unit.clone(),
        decimals: definition.decimals.into(),
        direction: direction(definition.direction).into(),
        numerator: definition.numerator.clone().unwrap_or_default(),
        denominator: definition.denominator.clone().unwrap_or_default(),
        aggregation: aggregation(definition.aggregation).into(),
        stock_or_flow: match definition.stock_or_flow {
            StockOrFlow::Stock => pb::StockOrFlow::Stock,
            StockOrFlow::Flow => pb::StockOrFlow::Flow,
        }
        .into(),
        may_exceed_100: definition.may_exceed_100,
        dims: definition.dims.iter().map(dim).collect(),
        period_type: period_type(definition.period_type).into(),
        goals: definition.goals.iter().map(ToString::to_string).collect(),
        external_ref: definition.external_ref.as_ref().map(|external| common::ExternalRef {
            vocabulary: external.vocabulary.clone(),
            code: external.code.clone(),
        }),
        min_cell: Some(definition.min_cell),
        zero_is_public: definition.zero_is_public,
        per: definition.per,
    }
}

fn level(level: Level) -> pb::Level {
    match level {
        Level::Population => pb::Level::Population,
        Level::Performance => pb::Level::Performance,
    }
}

fn rba(rba: Rba) -> pb::Rba {
    match rba {
        Rba::HowMuch => pb::Rba::HowMuch,
        Rba::HowWell => pb::Rba::HowWell,
        Rba::BetterOff => pb::Rba::BetterOff,
    }
}

fn result_type(result: ResultType) -> pb::ResultType {
    match result {
        ResultType::Output => pb::ResultType::Output,
        ResultType::Outcome => pb::ResultType::Outcome,
        ResultType::Impact => pb::ResultType::Impact,
    }
}

fn value_type(value: ValueType) -> pb::ValueType {
    match value {
        ValueType::Count => pb::ValueType::Count,
        ValueType::Ratio => pb::ValueType::Ratio,
        ValueType::Percent => pb::ValueType::Percent,
        ValueType::Money => pb::ValueType::Money,
        ValueType::DurationDays => pb::ValueType::DurationDays,
        ValueType::Index => pb::ValueType::Index,
        ValueType::Narrative => pb::ValueType::Narrative,
    }
}

fn direction(direction: Direction) -> pb::Direction {
    match direction {
        Direction::Up => pb::Direction::Up,
        Direction::Down => pb::Direction::Down,
        Direction::Keep => pb::Direction::Keep,
    }
}

fn aggregation(how: Aggregation) -> pb::Aggregation {
    match how {
        Aggregation::Sum => pb::Aggregation::Sum,
        Aggregation::WeightedMean => pb::Aggregation::WeightedMean,
        Aggregation::Latest => pb::Aggregation::Latest,
        Aggregation::None => pb::Aggregation::None,
    }
}
