//! The queries of measurement, from their messages.
//!
//! Values and series stand in `values`, what is asked of submissions and their timeliness in `reporting`.

mod reporting;
mod values;

use domain::{
    ids::{Code, OrgId},
    time::Date,
};

pub use self::{
    reporting::{
        GetReporting, ListByStatus, parse_get_reporting, parse_list_submissions, parse_list_violations,
    },
    values::{GetSeries, ListObservations, parse_get_series, parse_list_observations, parse_list_published},
};
use crate::{Fields, Malformed, Page, Question, pb::measurement as pb};

/// Where an indicator can stand.
const STATUSES: [&str; 3] = ["proposed", "active", "retired"];

/// Which indicators are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListIndicators {
    /// Which part.
    pub page: Page,
    /// Only those that measure this goal.
    pub goal: Option<Code>,
    /// Only those that stand here.
    pub status: Option<String>,
}

/// Which stories are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListStories {
    /// Which part.
    pub page: Page,
    /// Only of this indicator.
    pub indicator: Option<Code>,
    /// Only of this data set.
    pub data_set: Option<Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only those whose data were corrected since.
    pub only_stale: bool,
}

/// Which agreements are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListAgreements {
    /// Which part.
    pub page: Page,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only about this data set.
    pub data_set: Option<Code>,
    /// Only those in force on this day.
    pub on: Option<Date>,
}

/// The stories.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_stories(request: &pb::ListStoriesRequest) -> Result<(Question, ListStories), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let indicator = f.optional("indicator", &request.indicator, Fields::code);
    let data_set = f.optional("data_set", &request.data_set, Fields::code);
    let org = f.optional("org", &request.org, Fields::org);
    let only_stale = request.only_stale;
    f.finish(|| {
        let (indicator, data_set, org) = (indicator?, data_set?, org?);
        Some((question?, ListStories { page: page?, indicator, data_set, org, only_stale }))
    })
}

/// The agreements.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_agreements(
    request: &pb::ListAgreementsRequest,
) -> Result<(Question, ListAgreements), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let org = f.optional("org", &request.org, Fields::org);
    let data_set = f.optional("data_set", &request.data_set, Fields::code);
    let on = f.optional("on", &request.on, Fields::date);
    f.finish(|| {
        let (org, data_set, on) = (org?, data_set?, on?);
        Some((question?, ListAgreements { page: page?, org, data_set, on }))
    })
}

/// One indicator, by its code.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_indicator(request: &pb::GetIndicatorRequest) -> Result<(Question, Code), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let code = f.code("code", &request.code);
    f.finish(|| Some((question?, code?)))
}

/// The dictionary.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_indicators(
    request: &pb::ListIndicatorsRequest,
) -> Result<(Question, ListIndicators), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let goal = f.optional("goal", &request.goal, Fields::code);
    let status = f.optional("status", &request.status, |f, field, word| {
        f.word(field, word, |word| STATUSES.contains(&word).then(|| word.to_owned()), &STATUSES)
    });
    f.finish(|| Some((question?, ListIndicators { page: page?, goal: goal?, status: status? })))
}

/// The data sets.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_data_sets(request: &pb::ListDataSetsRequest) -> Result<(Question, Page), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, page?)))
}
