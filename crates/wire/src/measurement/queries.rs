//! The queries of measurement, from their messages.

use std::collections::BTreeMap;

use domain::{
    ids::{Code, OrgId},
    time::Date,
};

use crate::{
    Fields, MAX_WHOLE, Malformed, Page, Question,
    pb::{common, measurement as pb},
};

/// Which indicators are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListIndicators {
    /// Which part.
    pub page: Page,
    /// Only those that measure this goal.
    pub goal: Option<Code>,
}

/// Which values are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListObservations {
    /// Which part.
    pub page: Page,
    /// Only of this data set.
    pub data_set: Option<Code>,
    /// Only of this indicator.
    pub indicator: Option<Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only of this area.
    pub area_code: Option<Code>,
    /// Only of periods that begin then or later.
    pub from: Option<Date>,
    /// Only of periods that begin then or earlier.
    pub to: Option<Date>,
    /// Only what was recorded after this sequence.
    pub updated_after: u64,
    /// Also the values that gave way.
    pub include_history: bool,
}

/// Which series is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetSeries {
    /// The indicator.
    pub indicator: Code,
    /// Of these disaggregations.
    pub dims: BTreeMap<Code, Code>,
    /// Only of this organization.
    pub org: Option<OrgId>,
    /// Only of this area.
    pub area_code: Option<Code>,
    /// Only of periods that begin then or later.
    pub from: Option<Date>,
    /// Only of periods that begin then or earlier.
    pub to: Option<Date>,
    /// From the public rows alone.
    pub only_public: bool,
    /// Also one value over all the periods.
    pub over_periods: bool,
}

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
}

/// A list of what belongs to one code or organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListOf<K> {
    /// Which part.
    pub page: Page,
    /// Only of this.
    pub of: Option<K>,
}

/// Where a submission can stand.
const STAGES: [&str; 5] = ["draft", "submitted", "returned", "approved", "published"];
/// Where a broken rule can stand.
const STANDINGS: [&str; 4] = ["raised", "explained", "waived", "fixed"];

/// The public table.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_published(
    request: &pb::ListPublishedRequest,
) -> Result<(Question, ListObservations), Malformed> {
    let pb::ListPublishedRequest {
        meta,
        page,
        data_set,
        indicator,
        org,
        area_code,
        from,
        to,
        updated_after,
        include_history,
    } = request.clone();
    // The same conditions on another table.
    parse_list_observations(&pb::ListObservationsRequest {
        meta,
        page,
        data_set,
        indicator,
        org,
        area_code,
        from,
        to,
        updated_after,
        include_history,
    })
}

/// One indicator over its periods.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_series(request: &pb::GetSeriesRequest) -> Result<(Question, GetSeries), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let indicator = f.code("indicator", &request.indicator);
    let dims = f.each("dims", &request.dims, 0..=100, |f, pair| {
        let dim = f.code("dim", &pair.dim);
        let code = f.code("code", &pair.code);
        Some((dim?, code?))
    });
    let org = f.optional("org", &request.org, Fields::org);
    let area_code = f.optional("area_code", &request.area_code, Fields::code);
    let from = f.optional("from", &request.from, Fields::date);
    let to = f.optional("to", &request.to, Fields::date);
    f.finish(|| {
        let series = GetSeries {
            indicator: indicator?,
            dims: dims?.into_iter().collect(),
            org: org?,
            area_code: area_code?,
            from: from?,
            to: to?,
            only_public: request.only_public,
            over_periods: request.over_periods,
        };
        Some((question?, series))
    })
}

/// The submissions.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_submissions(
    request: &pb::ListSubmissionsRequest,
) -> Result<(Question, ListByStatus), Malformed> {
    let of = (&*request.data_set, &*request.org, &*request.status);
    by_status(request.meta.as_ref(), request.page.as_ref(), of, &STAGES)
}

/// The broken rules.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_violations(
    request: &pb::ListViolationsRequest,
) -> Result<(Question, ListByStatus), Malformed> {
    let of = (&*request.data_set, &*request.org, &*request.status);
    by_status(request.meta.as_ref(), request.page.as_ref(), of, &STANDINGS)
}

fn by_status(
    meta: Option<&common::QueryMeta>,
    page: Option<&common::Page>,
    (data_set, org, status): (&str, &str, &str),
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
    f.finish(|| {
        Some((question?, ListByStatus { page: page?, data_set: data_set?, org: org?, status: status? }))
    })
}

/// How a data set is reported.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_reporting(request: &pb::GetReportingRequest) -> Result<(Question, Code), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let data_set = f.code("data_set", &request.data_set);
    f.finish(|| Some((question?, data_set?)))
}

/// The stories.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_stories(request: &pb::ListStoriesRequest) -> Result<(Question, ListOf<Code>), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let of = f.optional("indicator", &request.indicator, Fields::code);
    f.finish(|| Some((question?, ListOf { page: page?, of: of? })))
}

/// The agreements.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_agreements(
    request: &pb::ListAgreementsRequest,
) -> Result<(Question, ListOf<OrgId>), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let of = f.optional("org", &request.org, Fields::org);
    f.finish(|| Some((question?, ListOf { page: page?, of: of? })))
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
    f.finish(|| Some((question?, ListIndicators { page: page?, goal: goal? })))
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

/// The values.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_observations(
    request: &pb::ListObservationsRequest,
) -> Result<(Question, ListObservations), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let data_set = f.optional("data_set", &request.data_set, Fields::code);
    let indicator = f.optional("indicator", &request.indicator, Fields::code);
    let org = f.optional("org", &request.org, Fields::org);
    let area_code = f.optional("area_code", &request.area_code, Fields::code);
    let from = f.optional("from", &request.from, Fields::date);
    let to = f.optional("to", &request.to, Fields::date);
    let updated_after = f.number("updated_after", request.updated_after, 0..=MAX_WHOLE);
    f.finish(|| {
        let list = ListObservations {
            page: page?,
            data_set: data_set?,
            indicator: indicator?,
            org: org?,
            area_code: area_code?,
            from: from?,
            to: to?,
            updated_after: updated_after?,
            include_history: request.include_history,
        };
        Some((question?, list))
    })
}
