//! What is so after an event. Total: any event after any state; what makes no sense is ignored.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{
    Event, State,
    agreement::{Agreement, Agreements},
    data_set::DataSet,
    indicator::{Indicator, Standing},
    rule::Rule,
    submission::{Stage, Submission},
    violation::Violation,
};
use crate::meta::EventMeta;

/// Takes one event in.
pub(super) fn apply(state: &mut State, event: &Event, meta: &EventMeta) {
    match event {
        Event::IndicatorProposed { definition, .. } => {
            *state = State::Indicator(Indicator::proposed(definition.clone()));
        }
        Event::IndicatorActivated { .. }
        | Event::DefinitionRevised { .. }
        | Event::SeriesBreakMarked { .. }
        | Event::IndicatorRetired { .. }
        | Event::BaselineSet { .. }
        | Event::TargetSet { .. } => {
            if let State::Indicator(indicator) = state {
                of_indicator(indicator, event);
            }
        }
        Event::DataSetDefined {
            indicators,
            period_type,
            due_after_days,
            closes_after_days,
            compulsory,
            ..
        } => {
            *state = State::DataSet(DataSet {
                indicators: indicators.clone(),
                period_type: *period_type,
                due_after_days: *due_after_days,
                closes_after_days: *closes_after_days,
                compulsory: compulsory.clone(),
                reporters: BTreeSet::new(),
                rules: Vec::new(),
            });
        }
        Event::ReportersAssigned { orgs, .. } => {
            if let State::DataSet(data_set) = state {
                data_set.reporters.clone_from(orgs);
            }
        }
        Event::RuleAdded { rule, .. } => {
            if let (State::DataSet(data_set), Ok(rule)) = (state, Rule::parse(rule.clone())) {
                data_set.rules.push(rule);
            }
        }
        Event::IndicatorAssigned { data_set, .. } => *state = State::Assigned(data_set.clone()),
        Event::AgreementSigned { .. } | Event::AgreementEnded { .. } => of_agreements(state, event),
        _ => {
            if !matches!(state, State::Submission(_)) {
                *state = State::Submission(Submission::default());
            }
            if let State::Submission(submission) = state {
                of_submission(submission, event, meta);
            }
        }
    }
}

fn of_indicator(indicator: &mut Indicator, event: &Event) {
    match event {
        Event::IndicatorActivated { .. } => indicator.standing = Standing::Active,
        Event::DefinitionRevised { version, definition, effective_period, .. } => {
            indicator.revise(*version, definition.clone(), *effective_period);
        }
        Event::IndicatorRetired { last_period, .. } => indicator.standing = Standing::Retired(*last_period),
        Event::BaselineSet { period, value, .. } => {
            if let Ok(number) = Decimal::from_str_exact(value) {
                indicator.course.baseline = Some((*period, number));
            }
        }
        Event::TargetSet { by_period, value, path, .. } => {
            if let Ok(number) = Decimal::from_str_exact(value) {
                indicator.course.aim(*by_period, number, *path);
            }
        }
        _ => {}
    }
}

fn of_agreements(state: &mut State, event: &Event) {
    if !matches!(state, State::Agreements(_)) {
        *state = State::Agreements(Agreements::default());
    }
    let State::Agreements(Agreements(known)) = state else { return };
    match event {
        Event::AgreementSigned { agreement, org, data_sets, from, to, purposes, retention_months } => {
            let signed = Agreement {
                org: Some(org.clone()),
                data_sets: data_sets.clone(),
                from: *from,
                to: *to,
                purposes: purposes.clone(),
                retention_months: *retention_months,
            };
            known.insert(*agreement, signed);
        }
        Event::AgreementEnded { agreement, on, .. } => {
            if let Some(one) = known.get_mut(agreement) {
                one.to = *on;
            }
        }
        _ => {}
    }
}

fn of_submission(submission: &mut Submission, event: &Event, meta: &EventMeta) {
    match event {
        Event::ObservationsRecorded { rows, .. } => submission.take(rows),
        Event::DataSubmitted { .. } => submission.stage = Stage::Submitted(meta.actor.clone()),
        Event::DataReturned { .. } => submission.stage = Stage::Returned,
        Event::DataAbandoned { .. } => {
            submission.cells.clear();
            submission.violations.clear();
            submission.stage = Stage::Abandoned;
        }
        Event::DataApproved { .. } => submission.stage = Stage::Approved(meta.id, meta.actor.clone()),
        Event::DataPublished { revision, rows, .. } | Event::RevisionPublished { revision, rows, .. } => {
            submission.stage = Stage::Published;
            submission.revision = *revision;
            submission.show(rows);
        }
        Event::DataRevised { part, changes, .. } => submission.revise(*part, changes),
        Event::ViolationRaised { rule, area_code, .. } => {
            submission.violations.insert((*rule, area_code.clone()), Violation::Raised);
        }
        Event::ViolationFixed { rule, area_code, .. } => {
            submission.violations.remove(&(*rule, area_code.clone()));
        }
        Event::ViolationExplained { rule, area_code, .. } => {
            let explained = Violation::Explained { event: meta.id, by: meta.actor.clone() };
            submission.violations.insert((*rule, area_code.clone()), explained);
        }
        Event::ViolationWaived { rule, area_code, .. } => {
            submission.violations.insert((*rule, area_code.clone()), Violation::Waived);
        }
        _ => {}
    }
}
