//! Values as members see them, the public table, and series.

use std::sync::Arc;

use domain::meta::Visibility;
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    Malformed, Question, measurement as parse, next_page_token,
    pb::measurement::{
        GetSeriesRequest, GetSeriesResponse, ListObservationsRequest, ListObservationsResponse,
        ListPublishedRequest, ListPublishedResponse, Observation, Point, PublicRow,
    },
};

use super::{dim_out, not_of_this_list};

type Asked = (view::ObservationFilter, u32, Option<view::ObservationKey>);

/// What a list of values is asked for, apart from the question it is asked in.
fn asked(
    parsed: Result<(Question, parse::ListObservations), Malformed>,
) -> Result<(Question, Asked), Malformed> {
    let (question, asked) = parsed?;
    let key = |parts: &Vec<String>| view::ObservationKey::from_parts(parts).ok_or_else(not_of_this_list);
    let key = asked.page.after.as_ref().map(key).transpose()?;
    let parse::ListObservations {
        page,
        data_set,
        indicator,
        org,
        area_code,
        from,
        to,
        updated_after,
        include_history,
    } = asked;
    let filter = view::ObservationFilter {
        data_set,
        indicator,
        org,
        area_code,
        from,
        to,
        updated_after,
        include_history,
        seen_by: None,
    };
    Ok((question, (filter, page.size, key)))
}

pub async fn list_observations(
    views: &Arc<ViewHost>,
    request: Request<ListObservationsRequest>,
) -> Result<ListObservationsResponse, Status> {
    let parse = |request: &ListObservationsRequest| asked(parse::parse_list_observations(request));
    let query = |view: &views::Connection, (mut filter, size, key): Asked, reading: &Reading| {
        if reading.may_see < Visibility::Restricted {
            // What is not published is its organization's own; whoever acts for none sees what was published.
            let nobody = domain::ids::OrgId::from_uuid(domain::ids::Uuid::nil());
            filter.seen_by = Some(reading.org.clone().unwrap_or(nobody));
        }
        Ok((view::observations(view, &filter, size, key.as_ref())?, size))
    };
    let (reading, (observations, size)) = views.ask(request, parse, query).await?;
    Ok(ListObservationsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&observations, size, |last| next_page_token(&last.key.0)),
        observations: observations.iter().map(observation_out).collect(),
    })
}

pub async fn list_published(
    views: &Arc<ViewHost>,
    request: Request<ListPublishedRequest>,
) -> Result<ListPublishedResponse, Status> {
    let parse = |request: &ListPublishedRequest| asked(parse::parse_list_published(request));
    let query = |view: &views::Connection, (filter, size, key): Asked, _: &Reading| {
        Ok((view::published(view, &filter, size, key.as_ref())?, size))
    };
    let (reading, (rows, size)) = views.ask(request, parse, query).await?;
    Ok(ListPublishedResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&last.key.0)),
        rows: rows.iter().map(public_row_out).collect(),
    })
}

pub async fn get_series(
    views: &Arc<ViewHost>,
    request: Request<GetSeriesRequest>,
) -> Result<GetSeriesResponse, Status> {
    let query = |view: &views::Connection, asked: parse::GetSeries, reading: &Reading| {
        let Some(indicator) = view::indicator(view, &asked.indicator)? else { return Ok(None) };
        let parse::GetSeries { dims, org, area_code, from, to, only_public, over_periods, .. } = asked;
        let only_public = only_public || reading.may_see < Visibility::Members;
        let filter = view::SeriesFilter { dims, org, area_code, from, to, only_public, over_periods };
        Ok(Some((view::series(view, &indicator, &filter)?, only_public)))
    };
    let (reading, found) = views.ask(request, parse::parse_get_series, query).await?;
    let (series, only_public) = reading.found(found)?;
    let (over_periods, over_periods_absent) = series.over_periods.map_or((None, String::new()), told);
    Ok(GetSeriesResponse {
        answered: Some(reading.answered()),
        points: series.points.into_iter().map(point_out).collect(),
        over_periods,
        over_periods_absent,
        only_public,
    })
}

/// A value, or the words why there is none.
fn told(value: Result<String, String>) -> (Option<String>, String) {
    match value {
        Ok(value) => (Some(value), String::new()),
        Err(none) => (None, none),
    }
}

fn point_out(point: view::Point) -> Point {
    let (value, absent) = told(point.value);
    let track = match point.is_on_track {
        Some(true) => "on_track",
        Some(false) => "off_track",
        None => "",
    };
    Point {
        period: Some(parse::period(point.period)),
        value,
        absent,
        organizations: point.organizations,
        hidden: point.hidden,
        expected: point.expected,
        track: track.to_owned(),
        is_break: point.is_break,
    }
}

fn observation_out(observation: &view::Observation) -> Observation {
    Observation {
        data_set: observation.data_set.to_string(),
        org: observation.org.to_string(),
        indicator: observation.indicator.to_string(),
        period: Some(parse::period(observation.period)),
        area_code: observation.area_code.as_ref().map(ToString::to_string).unwrap_or_default(),
        dims: observation.dims.iter().map(dim_out).collect(),
        value: observation.value.clone(),
        obs_status: parse::obs_status(observation.obs_status).into(),
        numerator: observation.numerator.clone(),
        denominator: observation.denominator.clone(),
        sequence: observation.sequence,
        is_live: observation.is_live,
        revision: observation.revision,
    }
}

fn public_row_out(row: &view::Observation) -> PublicRow {
    PublicRow {
        data_set: row.data_set.to_string(),
        org: row.org.to_string(),
        indicator: row.indicator.to_string(),
        period: Some(parse::period(row.period)),
        area_code: row.area_code.as_ref().map(ToString::to_string).unwrap_or_default(),
        dims: row.dims.iter().map(dim_out).collect(),
        value: row.value.clone(),
        obs_status: parse::obs_status(row.obs_status).into(),
        numerator: row.numerator.clone(),
        denominator: row.denominator.clone(),
        hidden: row.is_hidden,
        revision: row.revision,
        sequence: row.sequence,
        is_live: row.is_live,
    }
}
