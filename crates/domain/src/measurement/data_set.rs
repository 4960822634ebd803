//! The data set: which indicators are reported together, by whom, and until when.
//!
//! Knows no values. Stream `dataset/<CODE>`, which makes the code unique; its indicators are guards.

use std::collections::BTreeSet;

use super::{
    State, decided,
    event::Event,
    indicator,
    period::PeriodType,
    refusal::Refusal,
    rule::{Rule, RuleText},
};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, OrgId, StreamId},
    meta::Context,
};

/// A data set that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSet {
    /// What is reported.
    pub indicators: BTreeSet<Code>,
    /// How long the periods are.
    pub period_type: PeriodType,
    /// Days after a period's last day until the data are due.
    pub due_after_days: u32,
    /// Days after a period's last day until nothing more is taken.
    pub closes_after_days: u32,
    /// What must be there.
    pub compulsory: BTreeSet<Code>,
    /// Who reports.
    pub reporters: BTreeSet<OrgId>,
    /// What values must agree, numbered from 1 in this order.
    pub rules: Vec<Rule>,
}

/// The most rules of a data set; each is asked of every area of every recording.
const MAX_RULES: usize = 200;

/// The stream of a data set.
pub fn stream(code: &Code) -> StreamId {
    StreamId::of("dataset", code)
}

/// The guard that keeps an indicator in one data set: in two it had two live values of one key, and what the public
/// table of one hides could be read from the other's. Data sets from before the guard have none until they are defined
/// once more, the same.
pub(super) fn guard(indicator: &Code) -> StreamId {
    StreamId::unique(&["indicator_in_data_set", indicator.as_str()])
}

/// Says which indicators are reported together.
pub(super) fn define(
    streams: &Streams<State>,
    code: Code,
    new: DataSet,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(&code);
    if let Some(old) = streams.get(&stream).data_set() {
        let is_same = *old == DataSet { reporters: old.reporters.clone(), rules: old.rules.clone(), ..new };
        return if is_same {
            assigned(streams, &code, &old.indicators)
        } else {
            Err(Refusal::DataSetCodeTaken { code })
        };
    }
    check(streams, &new)?;
    let assigned = assigned(streams, &code, &new.indicators)?;
    let DataSet { indicators, period_type, due_after_days, closes_after_days, compulsory, .. } = new;
    let event = Event::DataSetDefined {
        code: code.clone(),
        indicators,
        period_type,
        due_after_days,
        closes_after_days,
        compulsory,
    };
    Ok([Emitted::new(stream, event)].into_iter().chain(assigned).collect())
}

/// What keeps the indicators in this data set, as far as nothing does yet; refused where another has one of them.
fn assigned(
    streams: &Streams<State>,
    data_set: &Code,
    indicators: &BTreeSet<Code>,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let mut events = Vec::new();
    for indicator in indicators {
        let guard = guard(indicator);
        match streams.get(&guard).assigned() {
            Some(other) if other != data_set => {
                let (indicator, data_set) = (indicator.clone(), other.clone());
                return Err(Refusal::IndicatorInAnotherDataSet { indicator, data_set });
            }
            Some(_) => {}
            None => {
                let (code, data_set) = (indicator.clone(), data_set.clone());
                events.push(Emitted::new(guard, Event::IndicatorAssigned { code, data_set }));
            }
        }
    }
    Ok(events)
}

fn check(streams: &Streams<State>, new: &DataSet) -> Result<(), Refusal> {
    for code in &new.indicators {
        let Some(found) = streams.get(&indicator::stream(code)).indicator() else {
            return Err(Refusal::UnknownIndicator { code: code.clone(), field: "indicators" });
        };
        let found = found.definition().period_type;
        if found != new.period_type {
            let indicator = code.clone();
            return Err(Refusal::MixedPeriodTypes { indicator, found, expected: new.period_type });
        }
    }
    if let Some(code) = new.compulsory.iter().find(|code| !new.indicators.contains(*code)) {
        return Err(Refusal::UnknownIndicator { code: code.clone(), field: "compulsory" });
    }
    if new.closes_after_days < new.due_after_days {
        let DataSet { due_after_days, closes_after_days, .. } = *new;
        return Err(Refusal::ClosesBeforeDue { due_after_days, closes_after_days });
    }
    Ok(())
}

/// Says who reports.
pub(super) fn assign(
    streams: &Streams<State>,
    code: Code,
    orgs: BTreeSet<OrgId>,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(&code);
    let Some(data_set) = streams.get(&stream).data_set() else {
        return Err(Refusal::UnknownDataSet { code });
    };
    if data_set.reporters == orgs {
        return Ok(Vec::new());
    }
    // Whoever is a reporter already may stay one while suspended; only new ones must be members now.
    let is_welcome = |org: &&OrgId| data_set.reporters.contains(*org) || decided::takes_part(org, context);
    if let Some(org) = orgs.iter().find(|org| !is_welcome(org)) {
        return Err(Refusal::NotAMember { org: org.clone() });
    }
    Ok(vec![Emitted::new(stream, Event::ReportersAssigned { data_set: code, orgs })])
}

/// Says what values must agree.
pub(super) fn add_rule(
    streams: &Streams<State>,
    code: Code,
    text: RuleText,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let stream = stream(&code);
    let Some(data_set) = streams.get(&stream).data_set() else {
        return Err(Refusal::UnknownDataSet { code });
    };
    if data_set.rules.iter().any(|known| known.text == text) {
        return Ok(Vec::new());
    }
    let rule = Rule::parse(text)?;
    if let Some(unknown) = rule.indicators().into_iter().find(|one| !data_set.indicators.contains(*one)) {
        return Err(Refusal::UnknownIndicator { code: unknown.clone(), field: "rule" });
    }
    if data_set.rules.len() >= MAX_RULES {
        return Err(Refusal::RuleLimit { limit: MAX_RULES });
    }
    let number = u32::try_from(data_set.rules.len()).unwrap_or(u32::MAX).saturating_add(1);
    Ok(vec![Emitted::new(stream, Event::RuleAdded { data_set: code, number, rule: rule.text })])
}
