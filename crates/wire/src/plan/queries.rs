//! The queries of the plan, from their messages.
//!
//! A day that says what is late is asked for, or is the day of the moment asked about; where now is asked about, the
//! service takes today.

use domain::{ids::Code, time::Date};

use super::{
    asked::{GetDifference, GetTimeline},
    words::activity,
};
use crate::{AsOf, Fields, Malformed, Page, Question, pb::plan as pb};

/// The words of `what` in `GetDifference`.
const CHANGES: [&str; 9] = [
    "added",
    "removed",
    "rescheduled",
    "revised",
    "handed_over",
    "cancelled",
    "achieved",
    "completed",
    "reopened",
];

/// The day of the moment asked about; none for now, and for a sequence.
fn day_of(question: Option<&Question>) -> Option<Date> {
    match question?.as_of.as_ref()? {
        AsOf::RecordedAt(at) | AsOf::EffectiveAt { at, .. } => Some(at.date()),
        AsOf::Sequence(_) => None,
    }
}

pub(super) fn at(f: &mut Fields, text: &str, question: Option<&Question>) -> Option<Option<Date>> {
    f.optional("at", text, Fields::date).map(|at| at.or_else(|| day_of(question)))
}

/// The plan.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_plan(request: &pb::GetPlanRequest) -> Result<Question, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    f.finish(|| question)
}

/// One activity, by its code or id.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_activity(
    request: &pb::GetActivityRequest,
) -> Result<(Question, (String, Option<Date>)), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let activity = activity(&mut f, "activity_id", &request.activity_id);
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, (activity?, at?))))
}

pub(super) fn one_of(f: &mut Fields, field: &str, text: &str, words: &[&str]) -> Option<String> {
    let known = |text: &str| words.contains(&text).then(|| text.to_owned());
    f.word(field, text, known, words)
}

/// The tree.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_tree(request: &pb::GetTreeRequest) -> Result<(Question, Option<Date>), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let at = at(&mut f, &request.at, question.as_ref());
    f.finish(|| Some((question?, at?)))
}

/// The days.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_timeline(request: &pb::GetTimelineRequest) -> Result<(Question, GetTimeline), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let from = f.optional("from", &request.from, Fields::date);
    let to = f.optional("to", &request.to, Fields::date);
    f.finish(|| Some((question?, GetTimeline { page: page?, from: from?, to: to? })))
}

/// The matrix.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_reinforcement(
    request: &pb::GetReinforcementRequest,
) -> Result<(Question, (Page, Option<Code>)), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let goal = f.optional("goal", &request.goal, Fields::code);
    f.finish(|| Some((question?, (page?, goal?))))
}

/// What is missing.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_gaps(request: &pb::GetGapsRequest) -> Result<Question, Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    f.finish(|| question)
}

/// The counts of a vocabulary.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_count_external_statuses(
    request: &pb::CountExternalStatusesRequest,
) -> Result<(Question, String), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let vocabulary = f.title("vocabulary", &request.vocabulary);
    f.finish(|| Some((question?, vocabulary?)))
}

/// The difference of the plan between two moments.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_difference(
    request: &pb::GetDifferenceRequest,
) -> Result<(Question, GetDifference), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let since = f.as_of("since", request.since.as_ref());
    let what = f.each("what", &request.what, 0..=CHANGES.len(), |f, word| one_of(f, "", word, &CHANGES));
    let page = f.page("page", request.page.as_ref());
    f.finish(|| {
        let question = question?;
        let since = Question { as_of: Some(since?), min_sequence: 0, ..question.clone() };
        Some((question, GetDifference { page: page?, since, what: what? }))
    })
}
