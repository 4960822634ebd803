//! Series: one indicator over its periods.

use std::sync::Arc;

use domain::{measurement::observation::ObsStatus, meta::Visibility};
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    measurement as parse,
    pb::measurement::{GetSeriesRequest, GetSeriesResponse, MarkCount, Point},
};

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

pub fn point_out(point: view::Point) -> Point {
    let (value, absent) = told(point.value);
    let track = match point.is_on_track {
        Some(true) => "on_track",
        Some(false) => "off_track",
        None => "",
    };
    let mark = |(letter, count): (String, u32)| MarkCount {
        obs_status: ObsStatus::parse_sdmx(&letter)
            .map(|mark| parse::obs_status(mark).into())
            .unwrap_or_default(),
        hidden: false,
        count,
    };
    let (codes_present, codes_expected) = point.codes;
    Point {
        period: Some(parse::period(point.period)),
        value,
        absent,
        organizations: point.organizations,
        hidden: point.hidden,
        expected: point.expected,
        track: track.to_owned(),
        is_break: point.is_break,
        made_of: point.made_of.to_owned(),
        rows: point.rows,
        summed_over: point.summed_over.iter().map(ToString::to_string).collect(),
        codes_present,
        codes_expected,
        marks: point.marks.into_iter().map(mark).collect(),
        sequence: point.sequence,
    }
}
