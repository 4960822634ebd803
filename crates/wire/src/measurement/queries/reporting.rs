//! How a data set is reported, and where submissions and broken rules stand, from their messages.
//!
//! The day that says what is due is asked for, or is the day of the moment asked about. Where neither says one, the
//! service takes today, or the day of the last record as of a sequence.

use domain::{
    ids::{Code, OrgId},
    time::Date,
};

use crate::{
    AsOf, Fields, Malformed, Page, Question,
    pb::{common, measurement as pb},
};

/// Where a submission can stand.
const STAGES: [&str; 6] = ["draft", "submitted", "returned", "approved", "published", "abandoned"];
/// Where a broken rule can stand.
const STANDINGS: [&str; 4] = ["raised", "explained", "waived", "fixed"];

/// Which submissions or broken rules are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListByStatus {
    /// Which part.
    pub page: Page,
    /// Only of this data set.
    pub data_set: Option<Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only those that stand here.
    pub status: Option<String>,
    /// Only of periods that begin then or later.
    pub from: Option<Date>,
    /// Only of periods that begin then or earlier.
    pub to: Option<Date>,
}

/// What is asked of the reporting of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetReporting {
    /// The data set.
    pub data_set: Code,
    /// The day that says what is due.
    pub at: Option<Date>,
    /// Whether now is asked about.
    pub is_now: bool,
    /// Only of periods that begin then or later.
    pub from: Option<Date>,
    /// Only of periods that begin then or earlier.
    pub to: Option<Date>,
    /// Only of this organization.
    pub org: Option<OrgId>,
}

/// The submissions.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_submissions(
    request: &pb::ListSubmissionsRequest,
) -> Result<(Question, ListByStatus), Malformed> {
    let of = [&request.data_set, &request.org, &request.status, &request.from, &request.to];
    by_status(request.meta.as_ref(), request.page.as_ref(), of, &STAGES)
}

/// The broken rules.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_violations(
    request: &pb::ListViolationsRequest,
) -> Result<(Question, ListByStatus), Malformed> {
    let of = [&request.data_set, &request.org, &request.status, &request.from, &request.to];
    by_status(request.meta.as_ref(), request.page.as_ref(), of, &STANDINGS)
}

fn by_status(
    meta: Option<&common::QueryMeta>,
    page: Option<&common::Page>,
    [data_set, org, status, from, to]: [&String; 5],
    accepted: &[&str],
) -> Result<(Question, ListByStatus), Malformed> {
    let mut f = Fields::new();
    let question = f.question(meta);
    let page = f.page("page", page);
    let data_set = f.optional("data_set", data_set, Fields::code);
    let org = f.optional("org", org, Fields::org);
    let status = f.optional("status", status, |f, field, word| {
        f.word(field, word, |word| accepted.contains(&word).then(|| word.to_owned()), accepted)
    });
    let from = f.optional("from", from, Fields::date);
    let to = f.optional("to", to, Fields::date);
    f.finish(|| {
        let (data_set, org, status) = (data_set?, org?, status?);
        Some((question?, ListByStatus { page: page?, data_set, org, status, from: from?, to: to? }))
    })
}

/// How a data set is reported.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_reporting(request: &pb::GetReportingRequest) -> Result<(Question, GetReporting), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let data_set = f.code("data_set", &request.data_set);
    let at = f.optional("at", &request.at, Fields::date);
    let from = f.optional("from", &request.from, Fields::date);
    let to = f.optional("to", &request.to, Fields::date);
    let org = f.optional("org", &request.org, Fields::org);
    f.finish(|| {
        let question = question?;
        let then = match question.as_of {
            Some(AsOf::RecordedAt(at) | AsOf::EffectiveAt { at, .. }) => Some(at.date()),
            Some(AsOf::Sequence(_)) | None => None,
        };
        let is_now = question.as_of.is_none() && question.cut.is_empty();
        let (at, from, to) = (at?.or(then), from?, to?);
        Some((question, GetReporting { data_set: data_set?, at, is_now, from, to, org: org? }))
    })
}
