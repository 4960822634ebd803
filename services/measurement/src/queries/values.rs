//! Values as members see them, and the public table.

use std::sync::Arc;

use domain::meta::Visibility;
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    Malformed, Question, measurement as parse, next_page_token,
    pb::measurement::{
        CorrectionReason, ListObservationsRequest, ListObservationsResponse, ListPublishedRequest,
        ListPublishedResponse, MarkCount, Observation, PublicRow,
    },
};

use super::{dim_out, not_of_this_list};

/// Which values, how many of them, after which, and whether they are counted.
type Asked = (view::ObservationFilter, u32, Option<view::ObservationKey>, bool);

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
        dims,
        exact_dims,
        obs_status,
        with_counts,
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
        dims,
        exact_dims,
        obs_status,
        seen_by: None,
    };
    Ok((question, (filter, page.size, key, with_counts)))
}

pub async fn list_observations(
    views: &Arc<ViewHost>,
    request: Request<ListObservationsRequest>,
) -> Result<ListObservationsResponse, Status> {
    let parse = |request: &ListObservationsRequest| asked(parse::parse_list_observations(request));
    let query = |view: &views::Connection, (mut filter, size, key, with_counts): Asked, reading: &Reading| {
        if reading.may_see < Visibility::Restricted {
            // What is not published is its organization's own; whoever acts for none sees what was published.
            let nobody = domain::ids::OrgId::from_uuid(domain::ids::Uuid::nil());
            filter.seen_by = Some(reading.org.clone().unwrap_or(nobody));
        }
        let counts = if with_counts { view::observation_counts(view, &filter)? } else { Vec::new() };
        Ok((view::observations(view, &filter, size, key.as_ref())?, counts, size))
    };
    let (reading, (observations, counts, size)) = views.ask(request, parse, query).await?;
    Ok(ListObservationsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&observations, size, |last| next_page_token(&last.key.0)),
        observations: observations.iter().map(|one| observation_out(&reading, one)).collect(),
        counts: counts.iter().map(count_out).collect(),
    })
}

pub async fn list_published(
    views: &Arc<ViewHost>,
    request: Request<ListPublishedRequest>,
) -> Result<ListPublishedResponse, Status> {
    let parse = |request: &ListPublishedRequest| asked(parse::parse_list_published(request));
    let query = |view: &views::Connection, (filter, size, key, with_counts): Asked, _: &Reading| {
        let counts = if with_counts { view::published_counts(view, &filter)? } else { Vec::new() };
        Ok((view::published(view, &filter, size, key.as_ref())?, counts, size))
    };
    let (reading, (rows, counts, size)) = views.ask(request, parse, query).await?;
    Ok(ListPublishedResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&last.key.0)),
        rows: rows.iter().map(public_row_out).collect(),
        counts: counts.iter().map(count_out).collect(),
    })
}

fn count_out(of: &view::MarkCount) -> MarkCount {
    MarkCount { obs_status: parse::obs_status(of.obs_status).into(), hidden: of.is_hidden, count: of.count }
}

fn reason(value: &view::Observation) -> i32 {
    value.reason.map_or(CorrectionReason::Unspecified, parse::correction_reason).into()
}

fn observation_out(reading: &Reading, observation: &view::Observation) -> Observation {
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
        recorded_at: observation.recorded_at.clone(),
        occurred_at: observation.occurred_at.clone(),
        reason: reason(observation),
        note: Some(reading.open(observation.note.as_ref())),
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
        recorded_at: row.recorded_at.clone(),
        occurred_at: row.occurred_at.clone(),
        reason: reason(row),
    }
}
