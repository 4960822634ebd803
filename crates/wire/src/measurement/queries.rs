//! The queries of measurement, from their messages.

use domain::{
    ids::{Code, OrgId},
    time::Date,
};

use crate::{Fields, MAX_WHOLE, Malformed, Page, Question, pb::measurement as pb};

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
