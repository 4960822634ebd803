//! Values, the public table and series, from their messages.

use std::collections::BTreeMap;

use domain::{
    ids::{Code, OrgId},
    measurement::observation::ObsStatus,
    time::Date,
};

use crate::{
    Fields, MAX_WHOLE, Malformed, Page, Question, measurement::definition::read_obs_status,
    pb::measurement as pb,
};

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
    /// Only with these codes.
    pub dims: BTreeMap<Code, Code>,
    /// And with no others.
    pub exact_dims: bool,
    /// Only with this mark.
    pub obs_status: Option<ObsStatus>,
    /// Also how many bear which mark.
    pub with_counts: bool,
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
    let dims = parse_dims(&mut f, &request.dims);
    let obs_status = read_obs_status(&mut f, "obs_status", request.obs_status);
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
            dims: dims?,
            exact_dims: request.exact_dims,
            obs_status: obs_status?,
            with_counts: request.with_counts,
        };
        Some((question?, list))
    })
}

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
        dims,
        exact_dims,
        obs_status,
        with_counts,
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
        dims,
        exact_dims,
        obs_status,
        with_counts,
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
    let dims = parse_dims(&mut f, &request.dims);
    let org = f.optional("org", &request.org, Fields::org);
    let area_code = f.optional("area_code", &request.area_code, Fields::code);
    let from = f.optional("from", &request.from, Fields::date);
    let to = f.optional("to", &request.to, Fields::date);
    f.finish(|| {
        let series = GetSeries {
            indicator: indicator?,
            dims: dims?,
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

/// One code of each disaggregation.
fn parse_dims(f: &mut Fields, pairs: &[pb::DimCode]) -> Option<BTreeMap<Code, Code>> {
    let mut dims = BTreeMap::new();
    f.each("dims", pairs, 0..=100, |f, pair| {
        let dim = f.code("dim", &pair.dim);
        let code = f.code("code", &pair.code);
        let (dim, code) = (dim?, code?);
        if dims.contains_key(&dim) {
            f.refuse("dim", format!("{dim} is named twice; accepted is one code of each disaggregation"));
            return None;
        }
        dims.insert(dim, code);
        Some(())
    })?;
    Some(dims)
}
