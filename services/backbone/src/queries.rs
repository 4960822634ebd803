//! The queries of the backbone: ask the view, answer. Knows no table; the shapes of answers stand in `answers`.

use std::sync::Arc;

use domain::{ids::OrgId, time::Date};
use runtime::{Parts, Reading, ViewHost, core::Core};
use tonic::{Request, Response, Status, async_trait};
use views::{Connection, backbone as view};
use wire::{
    Malformed, Page, Question, backbone as parse, next_page_token,
    pb::backbone::{
        self as pb, GetAssessmentRequest, GetAssessmentResponse, GetCharterRequest, GetCharterResponse,
        GetInitiativeRequest, GetInitiativeResponse, GetOrganizationRequest, GetOrganizationResponse,
        ListAccountsRequest, ListAccountsResponse, ListAssessmentsRequest, ListAssessmentsResponse,
        ListDutiesRequest, ListDutiesResponse, ListFundingRequest, ListFundingResponse, ListGrantsRequest,
        ListGrantsResponse, ListInitiativesRequest, ListInitiativesResponse, ListKeysRequest,
        ListKeysResponse, ListMembersRequest, ListMembersResponse, ListOrganizationsRequest,
        ListOrganizationsResponse, ListPersonsRequest, ListPersonsResponse, ListPhaseChangesRequest,
        ListPhaseChangesResponse, ListRequestsRequest, ListRequestsResponse,
        backbone_queries_server::BackboneQueries,
    },
};

use crate::{answers, commands::Answer, commons, health::Health, staffing};

pub struct Queries(Arc<ViewHost>, Arc<Core>, Arc<Health>);

impl Queries {
    pub fn new(parts: &Parts, health: Arc<Health>) -> Self {
        Self(Arc::clone(&parts.views), Arc::clone(&parts.core), health)
    }

    /// Today, by the hub's clock.
    fn today(&self) -> Date {
        self.1.clock.now().date()
    }
}

/// The key of the last entry seen, where it is one text.
pub(crate) fn after(page: &Page) -> Option<&str> {
    page.after.as_deref().and_then(<[String]>::first).map(String::as_str)
}

/// The key of the last entry seen, where it is a sequence.
pub(crate) fn after_sequence(page: &Page) -> Option<u64> {
    after(page).and_then(|text| text.parse().ok())
}

/// A question about nothing further.
fn plain<M>(
    parse: impl FnOnce(&M) -> Result<Question, Malformed>,
) -> impl FnOnce(&M) -> Result<(Question, ()), Malformed> {
    |request| Ok((parse(request)?, ()))
}

#[async_trait]
impl BackboneQueries for Queries {
    async fn list_organizations(
        &self,
        request: Request<ListOrganizationsRequest>,
    ) -> Result<Response<ListOrganizationsResponse>, Status> {
        let query = |view: &Connection, page: Page, _: &Reading| {
            Ok((view::organizations(view, page.size, after(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_organizations, query).await?;
        Ok(Response::new(ListOrganizationsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[&last.code])),
            organizations: rows.into_iter().map(answers::organization).collect(),
        }))
    }

    async fn get_organization(
        &self,
        request: Request<GetOrganizationRequest>,
    ) -> Result<Response<GetOrganizationResponse>, Status> {
        let query = |view: &Connection, asked: parse::GetOrganization, _: &Reading| {
            let org: &OrgId = &asked.org;
            Ok((view::organization(view, org)?, view::organization_names(view, org)?))
        };
        let (reading, (organization, names)) =
            self.0.ask(request, parse::parse_get_organization, query).await?;
        Ok(Response::new(GetOrganizationResponse {
            answered: Some(reading.answered()),
            organization: Some(answers::organization(reading.found(organization)?)),
            names: names.into_iter().map(answers::organization_name).collect(),
        }))
    }

    async fn list_initiatives(
        &self,
        request: Request<ListInitiativesRequest>,
    ) -> Result<Response<ListInitiativesResponse>, Status> {
        let query = |view: &Connection, page: Page, _: &Reading| {
            Ok((view::initiatives(view, page.size, after(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_initiatives, query).await?;
        Ok(Response::new(ListInitiativesResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[&last.slug])),
            initiatives: rows.into_iter().map(answers::registration).collect(),
        }))
    }

    async fn list_accounts(
        &self,
        request: Request<ListAccountsRequest>,
    ) -> Result<Response<ListAccountsResponse>, Status> {
        let query = |view: &Connection, page: Page, _: &Reading| {
            Ok((view::accounts(view, page.size, after(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_accounts, query).await?;
        Ok(Response::new(ListAccountsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[&last.account])),
            accounts: rows.into_iter().map(answers::account).collect(),
        }))
    }

    async fn list_keys(
        &self,
        request: Request<ListKeysRequest>,
    ) -> Result<Response<ListKeysResponse>, Status> {
        let query = |view: &Connection, asked: parse::ListKeys, _: &Reading| {
            let parse::ListKeys { holder, page } = asked;
            let holder = holder.as_ref().map(|holder| holder.as_str());
            Ok((view::keys(view, holder, page.size, after_sequence(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_keys, query).await?;
        Ok(Response::new(ListKeysResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
            keys: rows.into_iter().map(answers::key).collect(),
        }))
    }

    async fn get_initiative(
        &self,
        request: Request<GetInitiativeRequest>,
    ) -> Result<Response<GetInitiativeResponse>, Status> {
        let query = |view: &Connection, (), _: &Reading| view::status(view);
        let (reading, status) = self.0.ask(request, plain(parse::parse_get_initiative), query).await?;
        Ok(Response::new(answers::initiative(&reading, status)))
    }

    async fn list_assessments(
        &self,
        request: Request<ListAssessmentsRequest>,
    ) -> Result<Response<ListAssessmentsResponse>, Status> {
        let query = |view: &Connection, page: Page, _: &Reading| {
            Ok((view::assessments(view, page.size, after_sequence(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_assessments, query).await?;
        Ok(Response::new(ListAssessmentsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
            assessments: rows.into_iter().map(answers::assessment).collect(),
        }))
    }

    async fn get_assessment(
        &self,
        request: Request<GetAssessmentRequest>,
    ) -> Result<Response<GetAssessmentResponse>, Status> {
        let query = |view: &Connection, asked: parse::GetAssessment, reading: &Reading| {
            let scores = match reading.may_see {
                domain::meta::Visibility::Restricted => view::scores(view, asked.assessment)?,
                _ => Vec::new(),
            };
            Ok((view::assessment(view, asked.assessment)?, scores))
        };
        let (reading, (assessment, scores)) = self.0.ask(request, parse::parse_get_assessment, query).await?;
        Ok(Response::new(GetAssessmentResponse {
            answered: Some(reading.answered()),
            assessment: Some(answers::assessment(reading.found(assessment)?)),
            scores: scores.iter().map(|score| answers::score(&reading, score)).collect(),
        }))
    }

    async fn list_members(
        &self,
        request: Request<ListMembersRequest>,
    ) -> Result<Response<ListMembersResponse>, Status> {
        let query = |view: &Connection, asked: parse::ListMembers, reading: &Reading| {
            let page = view::MembersPage {
                standing: asked.standing,
                limit: asked.page.size,
                after: after(&asked.page),
            };
            let rows = reading.beside_hub(|hub| view::members(view, hub, &reading.initiative, page))?;
            Ok((rows, asked.page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_members, query).await?;
        Ok(Response::new(ListMembersResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[&last.org])),
            members: rows.into_iter().map(|member| answers::member(&reading, member)).collect(),
        }))
    }

    async fn list_persons(
        &self,
        request: Request<ListPersonsRequest>,
    ) -> Result<Response<ListPersonsResponse>, Status> {
        let query = |view: &Connection, asked: parse::ListPersons, _: &Reading| {
            let parse::ListPersons { org, page } = asked;
            let org = org.as_ref().map(|org| org.as_str());
            Ok((view::persons(view, org, page.size, after(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_persons, query).await?;
        Ok(Response::new(ListPersonsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[&last.person])),
            persons: rows.into_iter().map(|person| answers::person(&reading, person)).collect(),
        }))
    }

    async fn list_grants(
        &self,
        request: Request<ListGrantsRequest>,
    ) -> Result<Response<ListGrantsResponse>, Status> {
        let query = |view: &Connection, asked: parse::ListGrants, _: &Reading| {
            let parse::ListGrants { holder, holding_at, page } = asked;
            let filter =
                view::GrantFilter { holder: holder.as_ref().map(|holder| holder.as_str()), holding_at };
            Ok((view::grants(view, filter, page.size, after_sequence(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_grants, query).await?;
        Ok(Response::new(ListGrantsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
            grants: rows.into_iter().map(answers::grant).collect(),
        }))
    }

    async fn list_requests(
        &self,
        request: Request<ListRequestsRequest>,
    ) -> Result<Response<ListRequestsResponse>, Status> {
        let query = |view: &Connection, page: Page, _: &Reading| {
            Ok((view::requests(view, page.size, after_sequence(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_requests, query).await?;
        Ok(Response::new(ListRequestsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
            requests: rows.into_iter().map(|first| answers::first_act(&reading, first)).collect(),
        }))
    }

    async fn list_phase_changes(
        &self,
        request: Request<ListPhaseChangesRequest>,
    ) -> Result<Response<ListPhaseChangesResponse>, Status> {
        let query = |view: &Connection, page: Page, _: &Reading| {
            Ok((view::phase_changes(view, page.size, after_sequence(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.0.ask(request, parse::parse_list_phase_changes, query).await?;
        Ok(Response::new(ListPhaseChangesResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
            changes: rows.iter().map(|row| commons::phase_change(&reading, row)).collect(),
        }))
    }

    async fn list_duties(
        &self,
        request: Request<ListDutiesRequest>,
    ) -> Result<Response<ListDutiesResponse>, Status> {
        let today = self.today();
        let query = move |view: &Connection, asked: parse::ListDuties, _: &Reading| {
            let parse::ListDuties { at, page } = asked;
            let rows = view::duties(view, at.unwrap_or(today), page.size, after(&page))?;
            Ok((rows, view::duty_preset(view)?, page.size))
        };
        let (reading, (rows, preset, size)) = self.0.ask(request, parse::parse_list_duties, query).await?;
        Ok(Response::new(ListDutiesResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[&last.code])),
            duties: rows.into_iter().map(|row| commons::duty(&reading, row)).collect(),
            preset: preset.unwrap_or_default(),
        }))
    }

    async fn get_charter(
        &self,
        request: Request<GetCharterRequest>,
    ) -> Result<Response<GetCharterResponse>, Status> {
        let today = self.today();
        let query = move |view: &Connection, at: Option<Date>, _: &Reading| {
            Ok((view::charter(view)?, at.unwrap_or(today)))
        };
        let (reading, (charter, at)) = self.0.ask(request, parse::parse_get_charter, query).await?;
        Ok(Response::new(commons::charter(&reading, &reading.found(charter)?, at)))
    }

    async fn list_funding(
        &self,
        request: Request<ListFundingRequest>,
    ) -> Result<Response<ListFundingResponse>, Status> {
        let today = self.today();
        let query = move |view: &Connection, asked: parse::ListFunding, _: &Reading| {
            let parse::ListFunding { at, page } = asked;
            let rows = view::funding(view, page.size, after_sequence(&page))?;
            Ok((rows, view::outlook(view, at.unwrap_or(today))?, page.size))
        };
        let (reading, (rows, outlook, size)) = self.0.ask(request, parse::parse_list_funding, query).await?;
        Ok(Response::new(ListFundingResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
            funding: rows.into_iter().map(commons::funding).collect(),
            outlook: outlook.into_iter().map(commons::outlook).collect(),
        }))
    }

    async fn get_health(&self, request: Request<pb::GetHealthRequest>) -> Answer<pb::GetHealthResponse> {
        self.2.get(request).await
    }

    async fn list_seats(&self, request: Request<pb::ListSeatsRequest>) -> Answer<pb::ListSeatsResponse> {
        staffing::list_seats(&self.0, self.today(), request).await
    }

    async fn get_seat(&self, request: Request<pb::GetSeatRequest>) -> Answer<pb::GetSeatResponse> {
        staffing::get_seat(&self.0, self.today(), request).await
    }

    async fn list_staff(&self, request: Request<pb::ListStaffRequest>) -> Answer<pb::ListStaffResponse> {
        staffing::list_staff(&self.0, self.today(), request).await
    }

    async fn list_support_requests(
        &self,
        request: Request<pb::ListSupportRequestsRequest>,
    ) -> Answer<pb::ListSupportRequestsResponse> {
        staffing::list_support_requests(&self.0, self.today(), request).await
    }

    async fn list_functions(
        &self,
        request: Request<pb::ListFunctionsRequest>,
    ) -> Answer<pb::ListFunctionsResponse> {
        staffing::list_functions(&self.0, self.today(), request).await
    }

    async fn list_effort(&self, request: Request<pb::ListEffortRequest>) -> Answer<pb::ListEffortResponse> {
        staffing::list_effort(&self.0, request).await
    }

    async fn get_effort(&self, request: Request<pb::GetEffortRequest>) -> Answer<pb::GetEffortResponse> {
        staffing::get_effort(&self.0, request).await
    }
}
