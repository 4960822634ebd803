//! The indicator: proposed with its definition; activating, revising and retiring it come by decision.
//!
//! Knows no values. Stream `indicator/<CODE>`, which makes the code unique.

use super::{
    State,
    definition::{Aggregation, Definition, MAX_DIMS, StockOrFlow, ValueType},
    event::Event,
    refusal::Refusal,
};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, StreamId},
    meta::Context,
};

/// An indicator that exists.
#[derive(Debug, Clone, PartialEq)]
pub enum Indicator {
    /// Nobody has decided on it yet.
    Proposed(Box<Definition>),
}

impl Indicator {
    /// What it measures now.
    pub fn definition(&self) -> &Definition {
        match self {
            Self::Proposed(definition) => definition,
        }
    }
}

/// The stream of an indicator.
pub fn stream(code: &Code) -> StreamId {
    StreamId::of("indicator", code)
}

/// Says what is to be measured.
pub(super) fn propose(
    streams: &Streams<State>,
    code: Code,
    definition: Definition,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let mut definition = definition;
    definition.dims.sort_by(|a, b| a.code.cmp(&b.code));
    let stream = stream(&code);
    if let Some(indicator) = streams.get(&stream).indicator() {
        return match indicator.definition() == &definition {
            true => Ok(Vec::new()),
            false => Err(Refusal::IndicatorCodeTaken { code }),
        };
    }
    check(&definition)?;
    let goals = &context.facts.agenda.goals;
    if let Some(goal) = definition.goals.iter().find(|goal| !goals.contains(*goal)) {
        return Err(Refusal::UnknownGoal { code: goal.clone() });
    }
    Ok(vec![Emitted::new(stream, Event::IndicatorProposed { code, definition: Box::new(definition) })])
}

fn check(definition: &Definition) -> Result<(), Refusal> {
    let is_mean = definition.aggregation == Aggregation::WeightedMean;
    let is_share = matches!(definition.value_type, ValueType::Ratio | ValueType::Percent);
    if (is_mean || is_share) && definition.denominator.is_none() {
        return Err(Refusal::DenominatorRequired);
    }
    if definition.aggregation == Aggregation::Sum {
        if definition.value_type.is_rate() {
            return Err(Refusal::SumOfRateForbidden);
        }
        if definition.stock_or_flow == StockOrFlow::Stock {
            return Err(Refusal::SumOfStockOverPeriodsForbidden);
        }
    }
    if definition.dims.len() > MAX_DIMS {
        return Err(Refusal::TooManyDims { given: definition.dims.len() });
    }
    Ok(())
}
