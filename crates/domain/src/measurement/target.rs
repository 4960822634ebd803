//! Saying where an indicator begins and where it is to go.
//!
//! Knows no values that were reported. What follows from it for a value stands in `course`.

use rust_decimal::Decimal;

use super::{
    State,
    command::{SetBaseline, SetTarget},
    decided,
    definition::{Definition, Direction, ValueType},
    event::Event,
    indicator, number,
    refusal::Refusal,
};
use crate::{
    decider::{Emitted, Streams},
    meta::Context,
};

fn value_of(definition: &Definition, text: &str) -> Result<(Decimal, String), Refusal> {
    let wrong = || Refusal::NotAValue { decimals: definition.decimals };
    let number = number::parse(text, definition.decimals).map_err(|_| wrong())?;
    let is_below = definition.value_type == ValueType::Count && number < Decimal::ZERO;
    let is_over = definition.value_type == ValueType::Percent && number > Decimal::ONE_HUNDRED;
    if is_below || (is_over && !definition.may_exceed_100) {
        return Err(wrong());
    }
    let stored = number::stored(number, definition.decimals).ok_or_else(wrong)?;
    Ok((number, stored))
}

/// Says where it begins.
pub(super) fn set_baseline(
    streams: &Streams<State>,
    command: SetBaseline,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let SetBaseline { code, period, value, source } = command;
    let indicator = indicator::living(streams, &code)?;
    let definition = indicator.definition_of(period);
    if !period.is_of(definition.period_type) {
        return Err(Refusal::PeriodNotOfIndicator { period_type: definition.period_type, field: "period" });
    }
    let (number, value) = value_of(definition, &value)?;
    if indicator.course.baseline == Some((period, number)) {
        return Ok(Vec::new());
    }
    if indicator.course.baseline.is_some() && !indicator.course.targets.is_empty() {
        return Err(Refusal::BaselinePublished);
    }
    Ok(vec![Emitted::new(indicator::stream(&code), Event::BaselineSet { code, period, value, source })])
}

/// Says where it is to go.
pub(super) fn set_target(
    streams: &Streams<State>,
    command: SetTarget,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let SetTarget { code, by_period, value, path, decided_by, reason } = command;
    let indicator = indicator::living(streams, &code)?;
    let definition = indicator.definition_of(by_period);
    if !by_period.is_of(definition.period_type) {
        return Err(Refusal::PeriodNotOfIndicator {
            period_type: definition.period_type,
            field: "by_period",
        });
    }
    let (number, value) = value_of(definition, &value)?;
    if indicator.course.targets.contains(&(by_period, number, path)) {
        return Ok(Vec::new());
    }
    let Some((_, begins)) = indicator.course.baseline.filter(|(first, _)| first.start < by_period.start)
    else {
        return Err(Refusal::TargetBeforeBaseline);
    };
    let is_against = match definition.direction {
        Direction::Up => number < begins,
        Direction::Down => number > begins,
        Direction::Keep => number != begins,
    };
    if is_against && reason.is_none() {
        return Err(Refusal::AgainstDirectionNeedsReason);
    }
    decided::check(decided_by, context)?;
    let event = Event::TargetSet { code: code.clone(), by_period, value, path, decided_by, reason };
    Ok(vec![Emitted::new(indicator::stream(&code), event)])
}
