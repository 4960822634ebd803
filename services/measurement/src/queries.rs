//! The queries of measurement: ask the view, answer. Knows no table.

use std::sync::Arc;

use domain::meta::Visibility;
use runtime::{Parts, Reading, ViewHost};
use tonic::{Request, Response, Status, async_trait};
use views::measurement as view;
use wire::{
    Malformed, Page, measurement as parse, next_page_token,
    pb::measurement::{
        DataSet, DimCode, GetIndicatorRequest, GetIndicatorResponse, Indicator, ListDataSetsRequest,
        ListDataSetsResponse, ListIndicatorsRequest, ListIndicatorsResponse, ListObservationsRequest,
        ListObservationsResponse, Observation, measurement_queries_server::MeasurementQueries,
    },
};

pub struct Queries(Arc<ViewHost>);

impl Queries {
    pub fn new(parts: &Parts) -> Self {
        Self(Arc::clone(&parts.views))
    }
}

fn after(page: &Page) -> Option<&str> {
    page.after.as_deref().and_then(<[String]>::first).map(String::as_str)
}

#[async_trait]
impl MeasurementQueries for Queries {
    async fn get_indicator(
        &self,
        request: Request<GetIndicatorRequest>,
    ) -> Result<Response<GetIndicatorResponse>, Status> {
        let query = |view: &views::Connection, code, _: &Reading| view::indicator(view, &code);
        let (reading, indicator) = self.0.ask(request, parse::parse_get_indicator, query).await?;
        let indicator = reading.found(indicator)?;
        Ok(Response::new(GetIndicatorResponse {
            answered: Some(reading.answered()),
            indicator: Some(indicator_out(&indicator)),
        }))
    }

    async fn list_indicators(
        &self,
        request: Request<ListIndicatorsRequest>,
    ) -> Result<Response<ListIndicatorsResponse>, Status> {
        let query = |view: &views::Connection, asked: parse::ListIndicators, _: &Reading| {
            let size = asked.page.size;
            Ok((view::indicators(view, asked.goal.as_ref(), size, after(&asked.page))?, size))
        };
        let (reading, (indicators, size)) = self.0.ask(request, parse::parse_list_indicators, query).await?;
        Ok(Response::new(ListIndicatorsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&indicators, size, |last| next_page_token(&[last.code.as_str()])),
            indicators: indicators.iter().map(indicator_out).collect(),
        }))
    }

    async fn list_data_sets(
        &self,
        request: Request<ListDataSetsRequest>,
    ) -> Result<Response<ListDataSetsResponse>, Status> {
        let query = |view: &views::Connection, page: Page, _: &Reading| {
            Ok((view::data_sets(view, page.size, after(&page))?, page.size))
        };
        let (reading, (data_sets, size)) = self.0.ask(request, parse::parse_list_data_sets, query).await?;
        Ok(Response::new(ListDataSetsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&data_sets, size, |last| next_page_token(&[last.code.as_str()])),
            data_sets: data_sets.iter().map(data_set_out).collect(),
        }))
    }

    async fn list_observations(
        &self,
        request: Request<ListObservationsRequest>,
    ) -> Result<Response<ListObservationsResponse>, Status> {
        let parse = |request: &ListObservationsRequest| {
            let (question, asked) = parse::parse_list_observations(request)?;
            let accepted = "is not of this list; accepted is a next_page_token of its last answer";
            let key = asked.page.after.as_deref().map(|parts| {
                view::ObservationKey::from_parts(parts)
                    .ok_or_else(|| Malformed::new("page.page_token", accepted))
            });
            Ok((question, (asked, key.transpose()?)))
        };
        type Asked = (parse::ListObservations, Option<view::ObservationKey>);
        let query = |view: &views::Connection, (mut asked, key): Asked, reading: &Reading| {
            if reading.may_see < Visibility::Restricted {
                // Values not yet published are their organization's own; nobody reads for none.
                asked.org = reading.org.clone();
                if asked.org.is_none() {
                    return Ok((Vec::new(), asked.page.size));
                }
            }
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
            };
            Ok((view::observations(view, &filter, page.size, key.as_ref())?, page.size))
        };
        let (reading, (observations, size)) = self.0.ask(request, parse, query).await?;
        Ok(Response::new(ListObservationsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&observations, size, |last| next_page_token(&last.key.0)),
            observations: observations.iter().map(observation_out).collect(),
        }))
    }
}

fn indicator_out(indicator: &view::Indicator) -> Indicator {
    Indicator {
        code: indicator.code.to_string(),
        definition: Some(parse::definition(&indicator.definition)),
        status: indicator.status.clone(),
        sequence: indicator.sequence,
    }
}

fn data_set_out(data_set: &view::DataSet) -> DataSet {
    DataSet {
        code: data_set.code.to_string(),
        indicators: data_set.indicators.iter().map(ToString::to_string).collect(),
        period_type: parse::period_type(data_set.period_type).into(),
        due_after_days: data_set.due_after_days,
        closes_after_days: data_set.closes_after_days,
        compulsory: data_set.compulsory.iter().map(ToString::to_string).collect(),
        reporters: data_set.reporters.iter().map(ToString::to_string).collect(),
    }
}

fn observation_out(observation: &view::Observation) -> Observation {
    let dim_out = |(dim, code): (&domain::ids::Code, &domain::ids::Code)| DimCode {
        dim: dim.to_string(),
        code: code.to_string(),
    };
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
    }
}
