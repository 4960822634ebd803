//! The life of a broken rule in one submission: raised by the system when values break it, explained, waived by a
//! second person, or fixed by other values.
//!
//! Knows no roles. The rules stand in the data set, the values in the submission.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    State,
    command::ViolationRef,
    data_set::{self, DataSet},
    decided,
    event::Event,
    observation::{Cell, Key},
    period::Period,
    refusal::Refusal,
    rule::{Rule, Severity},
    submission::{self, Submission},
};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, OrgId, StreamId, Uuid},
    meta::{Actor, Approval, Context, Scope},
    private::Private,
};

/// A broken rule: its number, and the area.
pub type Place = (u32, Option<Code>);

/// Where a broken rule stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// Nobody has said anything.
    Raised,
    /// Somebody has said why; the first act of a waiver.
    Explained {
        /// The record of it.
        event: Uuid,
        /// Who.
        by: Actor,
    },
    /// It may stand.
    Waived,
}

/// What becomes of a submission's broken rules with these values.
pub(super) fn events(
    of: (&Code, &OrgId, Period),
    data_set: &DataSet,
    before: Option<&Submission>,
    cells: &BTreeMap<Key, Cell>,
) -> Vec<Emitted<Event>> {
    let (code, org, period) = of;
    if data_set.rules.is_empty() {
        return Vec::new();
    }
    let broken = broken(data_set, cells);
    let none = (BTreeMap::new(), BTreeMap::new());
    let (known, old) = before.map_or((&none.0, &none.1), |one| (&one.violations, &one.cells));
    let stream = submission::stream(code, org, period);
    let is_new = |place: &Place| match known.get(place) {
        None => true,
        Some(Violation::Raised) => false,
        // What was said of it was said of other values.
        Some(_) => names_a_change(data_set, place, (old, cells)),
    };
    let raised = broken.iter().filter(|(place, _)| is_new(place)).map(|((rule, area), severity)| {
        Event::ViolationRaised {
            data_set: code.clone(),
            org: org.clone(),
            period,
            rule: *rule,
            area_code: area.clone(),
            severity: *severity,
        }
    });
    let fixed = known.keys().filter(|place| !broken.contains_key(*place)).map(|(rule, area)| {
        let (data_set, org, area_code) = (code.clone(), org.clone(), area.clone());
        Event::ViolationFixed { data_set, org, period, rule: *rule, area_code }
    });
    raised.chain(fixed).map(|event| Emitted::new(stream.clone(), event)).collect()
}

/// Whether any cell that the rule names in that area reads otherwise now.
fn names_a_change(
    data_set: &DataSet,
    (number, area): &Place,
    (old, new): (&BTreeMap<Key, Cell>, &BTreeMap<Key, Cell>),
) -> bool {
    let rule = rule(data_set, *number);
    rule.into_iter().flat_map(|rule| rule.keys(area.as_ref())).any(|key| old.get(&key) != new.get(&key))
}

fn rule(data_set: &DataSet, number: u32) -> Option<&Rule> {
    data_set.rules.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

fn broken(data_set: &DataSet, cells: &BTreeMap<Key, Cell>) -> BTreeMap<Place, Severity> {
    let value = |key: &Key| {
        let text = cells.get(key)?.value.as_deref()?;
        Decimal::from_str_exact(text).ok()
    };
    let areas: BTreeSet<Option<&Code>> = cells.keys().map(|key| key.area_code.as_ref()).collect();
    let mut broken = BTreeMap::new();
    for (number, rule) in (1_u32..).zip(&data_set.rules) {
        for area in &areas {
            if rule.holds(*area, &value) == Some(false) {
                broken.insert((number, area.cloned()), rule.text.severity);
            }
        }
    }
    broken
}

/// The broken rules that stand in the way of submitting.
pub(super) fn blocking(data_set: &DataSet, submission: &Submission) -> Vec<Place> {
    let blocks = |number: u32| rule(data_set, number).is_some_and(|rule| rule.text.blocks_submit);
    let is_in_the_way =
        |((rule, _), violation): &(&Place, &Violation)| blocks(*rule) && **violation != Violation::Waived;
    submission.violations.iter().filter(is_in_the_way).map(|(place, _)| place.clone()).collect()
}

/// The stream of a violation, and the data set whose rule it is of.
pub(super) fn streams(of: &ViolationRef, scope: &Scope) -> Vec<StreamId> {
    let org = decided::whose(of.org.as_ref(), scope);
    let submission = org.map(|org| submission::stream(&of.data_set, &org, of.period));
    submission.into_iter().chain([data_set::stream(&of.data_set)]).collect()
}

fn find<'a>(
    streams: &'a Streams<State>,
    of: &ViolationRef,
    context: &Context,
) -> Result<(OrgId, &'a Violation), Refusal> {
    let org = decided::check_whose(of.org.as_ref(), &context.scope)?;
    let submission = streams.get(&submission::stream(&of.data_set, &org, of.period)).submission();
    let place = (of.rule, of.area_code.clone());
    let violation = submission.and_then(|submission| submission.violations.get(&place));
    let unknown = || Refusal::UnknownViolation { rule: of.rule };
    violation.map(|violation| (org, violation)).ok_or_else(unknown)
}

fn severity(streams: &Streams<State>, of: &ViolationRef) -> Option<Severity> {
    let data_set = streams.get(&data_set::stream(&of.data_set)).data_set()?;
    rule(data_set, of.rule).map(|rule| rule.text.severity)
}

/// Says why.
pub(super) fn explain(
    streams: &Streams<State>,
    of: ViolationRef,
    reason: Private,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let (org, violation) = find(streams, &of, context)?;
    if *violation == Violation::Waived {
        return Ok(Vec::new());
    }
    let stream = submission::stream(&of.data_set, &org, of.period);
    let ViolationRef { data_set, period, rule, area_code, .. } = of;
    let event = Event::ViolationExplained { data_set, org, period, rule, area_code, reason };
    Ok(vec![Emitted::new(stream, event)])
}

/// The explanation that a waiver completes.
pub(super) fn approval(streams: &Streams<State>, of: &ViolationRef) -> Option<Approval> {
    let org = of.org.as_ref()?;
    let submission = streams.get(&submission::stream(&of.data_set, org, of.period)).submission()?;
    match submission.violations.get(&(of.rule, of.area_code.clone()))? {
        Violation::Explained { event, by } => Some(submission::approval(*event, by)),
        _ => None,
    }
}

/// Lets it stand, as the second person.
pub(super) fn waive(
    streams: &Streams<State>,
    of: ViolationRef,
    reason: Private,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let (org, violation) = find(streams, &of, context)?;
    let (first, by) = match violation {
        Violation::Waived => return Ok(Vec::new()),
        Violation::Raised => return Err(Refusal::ViolationNotExplained { rule: of.rule }),
        Violation::Explained { event, by } => (*event, by),
    };
    let is_own = context.scope.actor.org.as_ref() == Some(&org);
    if is_own && severity(streams, &of) == Some(Severity::High) {
        return Err(Refusal::OwnHighSeverity { rule: of.rule });
    }
    submission::check_second_person(first, by, context)?;
    let stream = submission::stream(&of.data_set, &org, of.period);
    let ViolationRef { data_set, period, rule, area_code, .. } = of;
    let event = Event::ViolationWaived { data_set, org, period, rule, area_code, reason };
    Ok(vec![Emitted::new(stream, event)])
}
