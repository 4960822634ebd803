//! Handing data in, giving them back, finding them right.
//!
//! Knows no values beyond which are there. Publishing, as the second person, stands in `publication`.

use std::collections::BTreeSet;

use super::{
    State, agreement,
    data_set::{self, DataSet},
    decided::{self, Submissions},
    event::Event,
    indicator::{self, Indicator},
    observation::Key,
    period::Period,
    refusal::Refusal,
    submission::{self, Stage, Submission},
    violation,
};
use crate::{
    decider::{Emitted, Streams},
    ids::{Code, OrgId, StreamId},
    meta::{Context, Scope},
    private::Private,
};

/// The submissions, the data set, and the organization's agreements.
pub(super) fn streams(of: &Submissions, scope: &Scope) -> Vec<StreamId> {
    let org = decided::whose(of.org.as_ref(), scope);
    let submissions = org
        .iter()
        .flat_map(|org| of.periods.iter().map(|period| submission::stream(&of.data_set, org, *period)));
    let agreements = org.iter().map(agreement::stream);
    submissions.chain([data_set::stream(&of.data_set)]).chain(agreements).collect()
}

/// What the completeness of a submission is, in basis points: indicators with a value, of those that are due.
fn completeness_bp(due: &BTreeSet<&Code>, submission: &Submission) -> u32 {
    let all = due.len();
    let there = present(submission).intersection(due).count();
    let share = there.saturating_mul(10_000).checked_div(all).unwrap_or(10_000);
    u32::try_from(share).unwrap_or(10_000)
}

/// The indicators that a period can still have values of: those that were not retired before it.
fn due<'a>(streams: &Streams<State>, data_set: &'a DataSet, period: Period) -> BTreeSet<&'a Code> {
    let is_over = |code: &Code| {
        let retired = streams.get(&indicator::stream(code)).indicator().and_then(Indicator::last_period);
        retired.is_some_and(|last| period.start > last.start)
    };
    data_set.indicators.iter().filter(|code| !is_over(code)).collect()
}

fn present(submission: &Submission) -> BTreeSet<&Code> {
    let has_value = submission.cells.iter().filter(|(_, cell)| cell.value.is_some());
    has_value.map(|(key, _)| &key.indicator).collect()
}

/// Hands drafts in.
pub(super) fn submit(
    streams: &Streams<State>,
    of: Submissions,
    attestation: Option<&String>,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let code = of.data_set;
    let Some(data_set) = streams.get(&data_set::stream(&code)).data_set() else {
        return Err(Refusal::UnknownDataSet { code });
    };
    let org = submission::reporter(of.org.as_ref(), &code, data_set, context)?;
    let today = context.now.date();
    let agreements = streams.get(&agreement::stream(&org)).agreements();
    if !agreements.is_some_and(|agreements| agreements.cover(&code, today)) {
        return Err(Refusal::NoSharingAgreement { org, data_set: code });
    }
    let mut events = Vec::new();
    for period in of.periods {
        let stream = submission::stream(&code, &org, period);
        let submission = streams.get(&stream).submission().filter(|draft| !draft.cells.is_empty());
        let Some(submission) = submission else { return Err(Refusal::NothingRecorded { period }) };
        if !submission.is_open() {
            continue;
        }
        let due = due(streams, data_set, period);
        check(data_set, &due, submission)?;
        let event = Event::DataSubmitted {
            data_set: code.clone(),
            org: org.clone(),
            period,
            completeness_bp: completeness_bp(&due, submission),
            on_time: today <= period.open_until(data_set.due_after_days),
            attestation: attestation.cloned(),
        };
        events.push(Emitted::new(stream, event));
    }
    Ok(events)
}

fn check(data_set: &DataSet, due: &BTreeSet<&Code>, submission: &Submission) -> Result<(), Refusal> {
    let present = present(submission);
    let is_missing = |code: &&Code| due.contains(*code) && !present.contains(*code);
    let missing: Vec<Code> = data_set.compulsory.iter().filter(is_missing).cloned().collect();
    if !missing.is_empty() {
        return Err(Refusal::CompulsoryMissing { missing });
    }
    let blocking = violation::blocking(data_set, submission);
    if !blocking.is_empty() {
        return Err(Refusal::BlockingViolation {
            rules: blocking.into_iter().map(|(rule, _)| rule).collect(),
        });
    }
    Ok(())
}

/// The submissions of a command in order, with their streams.
pub(super) fn each<'a>(
    streams: &'a Streams<State>,
    of: &Submissions,
    org: &OrgId,
) -> Vec<(Period, StreamId, Option<&'a Submission>)> {
    let find = |period: &Period| {
        let stream = submission::stream(&of.data_set, org, *period);
        let submission = streams.get(&stream).submission();
        (*period, stream, submission)
    };
    of.periods.iter().map(find).collect()
}

/// Gives data back.
pub(super) fn give_back(
    streams: &Streams<State>,
    of: Submissions,
    reason: &Private,
    cells: &[Key],
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let org = decided::check_whose(of.org.as_ref(), &context.scope)?;
    let mut events = Vec::new();
    for (period, stream, submission) in each(streams, &of, &org) {
        match submission.map(|submission| &submission.stage) {
            Some(Stage::Returned) => continue,
            Some(Stage::Submitted(_)) => {}
            Some(Stage::Published) => return Err(Refusal::AlreadyPublished { period }),
            _ => return Err(Refusal::NotSubmitted { period }),
        }
        let (data_set, org) = (of.data_set.clone(), org.clone());
        let (reason, cells) = (reason.clone(), cells.to_vec());
        events.push(Emitted::new(stream, Event::DataReturned { data_set, org, period, reason, cells }));
    }
    Ok(events)
}

/// Finds data right: somebody of another organization, or of the convener, who did not hand them in.
pub(super) fn approve(
    streams: &Streams<State>,
    of: &Submissions,
    context: &Context,
) -> Result<Vec<Emitted<Event>>, Refusal> {
    let org = decided::check_whose(of.org.as_ref(), &context.scope)?;
    let actor = &context.scope.actor;
    let is_convener = context
        .facts
        .hub
        .initiatives
        .get(&context.scope.initiative)
        .is_some_and(|initiative| Some(&initiative.convener) == actor.org.as_ref());
    if actor.org.as_ref() == Some(&org) && !is_convener {
        return Err(Refusal::SelfApproval);
    }
    let mut events = Vec::new();
    for (period, stream, submission) in each(streams, of, &org) {
        let by = match submission.map(|submission| &submission.stage) {
            Some(Stage::Approved(..) | Stage::Published) => continue,
            Some(Stage::Submitted(by)) => by,
            _ => return Err(Refusal::NotSubmitted { period }),
        };
        if by.reference == actor.reference {
            return Err(Refusal::SelfApproval);
        }
        let (data_set, org) = (of.data_set.clone(), org.clone());
        events.push(Emitted::new(stream, Event::DataApproved { data_set, org, period }));
    }
    Ok(events)
}
