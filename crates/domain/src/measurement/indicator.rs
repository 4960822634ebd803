//! The indicator: proposed with its definition, put into force by a decision, revised, retired.
//!
//! Knows no values. Stream `indicator/<CODE>`, which makes the code unique. Targets stand in `target`.

use super::{
    State,
    command::ReviseDefinition,
    course::Course,
    decided::{self, DecidedBy},
    definition::{Aggregation, Definition, MAX_DIMS, StockOrFlow, ValueType},
    event::Event,
    period::Period,
    refusal::Refusal,
    suppression::share_of,
};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, StreamId},
    meta::Context,
    time::Date,
};

/// An indicator that exists.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// What it measures, as it was said last.
    pub definition: Box<Definition>,
    /// What it measured before each revision, and the first day that the revision is for.
    pub before: Vec<(Box<Definition>, Date)>,
    /// The definition's version, from 1.
    pub version: u32,
    /// Where it stands.
    pub standing: Standing,
    /// Where it begins, and where it is to go.
    pub course: Course,
}

/// Where an indicator stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has decided on it yet.
    Proposed,
    /// In force.
    Active,
    /// Measured up to this period.
    Retired(Period),
}

impl Indicator {
    /// As it was proposed.
    pub fn proposed(definition: Box<Definition>) -> Self {
        Self {
            definition,
            before: Vec::new(),
            version: 1,
            standing: Standing::Proposed,
            course: Course::default(),
        }
    }

    /// What it measures, as it was said last.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// What it measures in that period: a revision says nothing of the periods before its own.
    pub fn definition_of(&self, period: Period) -> &Definition {
        let mut found = &self.definition;
        for (before, revised_from) in self.before.iter().rev() {
            if *revised_from <= period.start {
                break;
            }
            found = before;
        }
        found
    }

    /// Every definition it had, the first one first.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition> {
        self.before.iter().map(|(before, _)| before).chain([&self.definition]).map(|one| &**one)
    }

    /// Takes another definition in, for periods from that one on.
    pub fn revise(&mut self, version: u32, definition: Box<Definition>, from: Period) {
        self.version = version;
        self.before.push((std::mem::replace(&mut self.definition, definition), from.start));
    }

    /// The last period it is measured in; none while it is not retired.
    pub fn last_period(&self) -> Option<Period> {
        if let Standing::Retired(last) = self.standing { Some(last) } else { None }
    }
}

/// The stream of an indicator.
pub fn stream(code: &Code) -> StreamId {
    StreamId::of("indicator", code)
}

/// The indicator of that code, unless it was retired.
pub(super) fn living<'a>(streams: &'a Streams<State>, code: &Code) -> Result<&'a Indicator, Refusal> {
    match streams.get(&stream(code)).indicator() {
        None => Err(Refusal::UnknownIndicator { code: code.clone(), field: "code" }),
        Some(Indicator { standing: Standing::Retired(_), .. }) => {
            Err(Refusal::IndicatorRetired { code: code.clone() })
        }
        Some(indicator) => Ok(indicator),
    }
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
    check_goals(&definition, context)?;
    Ok(vec![Emitted::new(stream, Event::IndicatorProposed { code, definition: Box::new(definition) })])
}

fn check_goals(definition: &Definition, context: &Context) -> Result<(), Refusal> {
    let goals = &context.facts.agenda.goals;
    match definition.goals.iter().find(|goal| !goals.contains(*goal)) {
        Some(goal) => Err(Refusal::UnknownGoal { code: goal.clone() }),
        None => Ok(()),
    }
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

/// Puts it into force.
pub(super) fn activate(
    streams: &Streams<State>,
    code: Code,
    decided_by: DecidedBy,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let indicator = living(streams, &code)?;
    if indicator.standing == Standing::Active {
        return Ok(Vec::new());
    }
    decided::check(decided_by, context)?;
    Ok(vec![Emitted::new(stream(&code), Event::IndicatorActivated { code, decided_by })])
}

/// Says otherwise what it measures; values that cannot be compared any more are told apart by a break.
pub(super) fn revise(
    streams: &Streams<State>,
    command: ReviseDefinition,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let ReviseDefinition { code, mut definition, comparable, effective_period, reason } = command;
    definition.dims.sort_by(|a, b| a.code.cmp(&b.code));
    let indicator = living(streams, &code)?;
    let before = indicator.definition();
    if *before == definition {
        return Ok(Vec::new());
    }
    if definition.period_type != before.period_type {
        return Err(Refusal::PeriodTypeFixed { period_type: before.period_type });
    }
    if !effective_period.is_of(before.period_type) {
        return Err(Refusal::PeriodNotOfIndicator {
            period_type: before.period_type,
            field: "effective_period",
        });
    }
    check(&definition)?;
    check_goals(&definition, context)?;
    let counts_otherwise = definition.unit != before.unit
        || definition.value_type != before.value_type
        || share_of(&definition) != share_of(before);
    if comparable && counts_otherwise {
        return Err(Refusal::UnitChangeNotComparable);
    }
    if effective_period.start <= context.now.date() && reason.is_none() {
        return Err(Refusal::RetroactiveNeedsReason);
    }
    let version = indicator.version.saturating_add(1);
    let revised = Event::DefinitionRevised {
        code: code.clone(),
        version,
        definition: Box::new(definition),
        comparable,
        effective_period,
        reason,
    };
    let stream = stream(&code);
    let mut events = vec![Emitted::new(stream.clone(), revised)];
    if !comparable {
        let event = Event::SeriesBreakMarked { code, version, period: effective_period };
        events.push(Emitted::new(stream, event));
    }
    Ok(events)
}

/// Ends it, unless submissions hold values of it that nobody could put right any more.
pub(super) fn retire(
    streams: &Streams<State>,
    code: Code,
    (last_period, successor): (Period, Option<Code>),
    open: Vec<String>,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(&code);
    let indicator = streams.get(&stream).indicator();
    if indicator.and_then(Indicator::last_period) == Some(last_period) {
        return Ok(Vec::new());
    }
    let period_type = living(streams, &code)?.definition().period_type;
    if !last_period.is_of(period_type) {
        return Err(Refusal::PeriodNotOfIndicator { period_type, field: "last_period" });
    }
    let is_known = |code: &Code| streams.get(&self::stream(code)).indicator().is_some();
    if let Some(unknown) = successor.as_ref().filter(|code| !is_known(code)) {
        return Err(Refusal::UnknownIndicator { code: unknown.clone(), field: "successor" });
    }
    if !open.is_empty() {
        return Err(Refusal::OpenSubmissions { open });
    }
    Ok(vec![Emitted::new(stream, Event::IndicatorRetired { code, last_period, successor })])
}
