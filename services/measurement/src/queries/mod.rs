//! The queries of measurement: ask the view, answer. Knows no table.
//!
//! `dictionary` answers about indicators, `data_sets` about data sets, `values` about values, `series` about series,
//! `reporting` and `reviews` about submissions, `violations` about broken rules, `stories` about stories and agreements.

mod data_sets;
mod dictionary;
mod reporting;
mod reviews;
mod series;
mod stories;
mod values;
mod violations;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{ids::Code, meta::ContextName, time::Date};
use runtime::{Parts, ViewHost, core::Core, refusals::NoRule};
use tonic::{Request, Response, Status, async_trait};
use wire::{
    Malformed, Page, Question,
    pb::measurement::{
        DimCode, GetIndicatorRequest, GetIndicatorResponse, GetReportingRequest, GetReportingResponse,
        GetSeriesRequest, GetSeriesResponse, ListAgreementsRequest, ListAgreementsResponse,
        ListDataSetsRequest, ListDataSetsResponse, ListIndicatorsRequest, ListIndicatorsResponse,
        ListObservationsRequest, ListObservationsResponse, ListPublishedRequest, ListPublishedResponse,
        ListStoriesRequest, ListStoriesResponse, ListSubmissionsRequest, ListSubmissionsResponse,
        ListViolationsRequest, ListViolationsResponse, measurement_queries_server::MeasurementQueries,
    },
};

pub struct Queries {
    views: Arc<ViewHost>,
    core: Arc<Core>,
}

impl Queries {
    pub fn new(parts: &Parts) -> Self {
        Self { views: Arc::clone(&parts.views), core: Arc::clone(&parts.core) }
    }

    /// Today, by the hub's clock.
    fn today(&self) -> Date {
        self.core.clock.now().date()
    }

    /// The goals of the agenda in force, where now is asked about and the agenda has been heard of. Another moment's
    /// agenda is not known here.
    async fn goals_now(&self, question: Option<Question>) -> Option<BTreeSet<Code>> {
        let question = question.filter(|asked| asked.as_of.is_none() && asked.cut.is_empty())?;
        let reads = [ContextName::Agenda];
        let facts =
            self.core.facts.of::<NoRule>(&question.initiative, &reads, &BTreeMap::new()).await.ok()?;
        (facts.agenda.version > 0).then(|| facts.agenda.goals.clone())
    }
}

fn after(page: &Page) -> Option<&str> {
    page.after.as_deref().and_then(<[String]>::first).map(String::as_str)
}

/// The place in a list that a page goes on after; refused where it is of another list.
fn place<const N: usize>(page: &Page) -> Result<Option<[String; N]>, Malformed> {
    let parts = page.after.clone();
    parts.map(|parts| parts.try_into().map_err(|_| not_of_this_list())).transpose()
}

fn not_of_this_list() -> Malformed {
    Malformed::new("page.page_token", "is not of this list; accepted is a next_page_token of its last answer")
}

fn dim_out((dim, code): (&Code, &Code)) -> DimCode {
    DimCode { dim: dim.to_string(), code: code.to_string() }
}

#[async_trait]
impl MeasurementQueries for Queries {
    async fn get_indicator(
        &self,
        request: Request<GetIndicatorRequest>,
    ) -> Result<Response<GetIndicatorResponse>, Status> {
        dictionary::get_indicator(self, request).await.map(Response::new)
    }

    async fn list_indicators(
        &self,
        request: Request<ListIndicatorsRequest>,
    ) -> Result<Response<ListIndicatorsResponse>, Status> {
        dictionary::list_indicators(self, request).await.map(Response::new)
    }

    async fn list_data_sets(
        &self,
        request: Request<ListDataSetsRequest>,
    ) -> Result<Response<ListDataSetsResponse>, Status> {
        data_sets::list_data_sets(&self.views, request).await.map(Response::new)
    }

    async fn list_observations(
        &self,
        request: Request<ListObservationsRequest>,
    ) -> Result<Response<ListObservationsResponse>, Status> {
        values::list_observations(&self.views, request).await.map(Response::new)
    }

    async fn list_published(
        &self,
        request: Request<ListPublishedRequest>,
    ) -> Result<Response<ListPublishedResponse>, Status> {
        values::list_published(&self.views, request).await.map(Response::new)
    }

    async fn get_series(
        &self,
        request: Request<GetSeriesRequest>,
    ) -> Result<Response<GetSeriesResponse>, Status> {
        series::get_series(&self.views, request).await.map(Response::new)
    }

    async fn list_submissions(
        &self,
        request: Request<ListSubmissionsRequest>,
    ) -> Result<Response<ListSubmissionsResponse>, Status> {
        reviews::list_submissions(&self.views, request).await.map(Response::new)
    }

    async fn get_reporting(
        &self,
        request: Request<GetReportingRequest>,
    ) -> Result<Response<GetReportingResponse>, Status> {
        reporting::get_reporting(self, request).await.map(Response::new)
    }

    async fn list_violations(
        &self,
        request: Request<ListViolationsRequest>,
    ) -> Result<Response<ListViolationsResponse>, Status> {
        violations::list_violations(&self.views, request).await.map(Response::new)
    }

    async fn list_stories(
        &self,
        request: Request<ListStoriesRequest>,
    ) -> Result<Response<ListStoriesResponse>, Status> {
        stories::list_stories(&self.views, request).await.map(Response::new)
    }

    async fn list_agreements(
        &self,
        request: Request<ListAgreementsRequest>,
    ) -> Result<Response<ListAgreementsResponse>, Status> {
        stories::list_agreements(&self.views, request).await.map(Response::new)
    }
}
