//! The queries of the agenda: which stands where, and what they share. Knows no table and no row.
//!
//! Each file answers one part of the contract; the shapes of answers stand in `answers`. To add a query: a
//! function where its subject is, a line here.

mod consultations;
mod document;
mod proposals;
mod rooms;

use std::{str::FromStr, sync::Arc};

use domain::meta::Visibility;
use runtime::{Parts, Reading, ViewHost};
use tonic::{Request, Response, Status, async_trait};
use views::agenda::{Part, Reader};
use wire::{
    Malformed, Page, Question,
    agenda::{GetOne, ListOf},
    pb::agenda::{
        GetAgendaRequest, GetAgendaResponse, GetAgendaVersionRequest, GetAgendaVersionResponse,
        GetConsultationRequest, GetConsultationResponse, GetMatterRequest, GetMatterResponse,
        GetMeetingDecisionRequest, GetMeetingDecisionResponse, GetProposalRequest, GetProposalResponse,
        GetTimelineRequest, GetTimelineResponse, ListAgendaVersionsRequest, ListAgendaVersionsResponse,
        ListAmendmentsRequest, ListAmendmentsResponse, ListBodiesRequest, ListBodiesResponse,
        ListConsultationsRequest, ListConsultationsResponse, ListMattersRequest, ListMattersResponse,
        ListParticipantsRequest, ListParticipantsResponse, ListProposalsRequest, ListProposalsResponse,
        ListResponsesRequest, ListResponsesResponse, ListStatementsRequest, ListStatementsResponse,
        agenda_queries_server::AgendaQueries,
    },
};

pub struct Queries(Arc<ViewHost>);

impl Queries {
    pub fn new(parts: &Parts) -> Self {
        Self(Arc::clone(&parts.views))
    }
}

/// Drafts and amendments are the members'.
fn reader(reading: &Reading) -> Reader {
    if reading.may_see >= Visibility::Members { Reader::Member } else { Reader::Anyone }
}

/// What the views are asked: as of when, and what.
type Parsed<A> = Result<(Question, A), Malformed>;

/// A question about one thing, as the views are asked.
fn one<M, T>(parse: impl FnOnce(&M) -> Result<GetOne<T>, Malformed>) -> impl FnOnce(&M) -> Parsed<T> {
    |request| parse(request).map(|asked| (asked.question, asked.which))
}

/// A question about a part of a list whose key is a `K`, as the views are asked.
fn list<M, T, K: FromStr>(
    parse: impl FnOnce(&M) -> Result<ListOf<T>, Malformed>,
) -> impl FnOnce(&M) -> Parsed<(T, Part<K>)> {
    |request| {
        let ListOf { question, page, of } = parse(request)?;
        let after = after(&page)?;
        Ok((question, (of, Part { limit: page.size, after })))
    }
}

/// The key of the last entry seen; every list of the agenda has a key of one part.
fn after<K: FromStr>(page: &Page) -> Result<Option<K>, Malformed> {
    let refused = || {
        Malformed::new(
            "page.page_token",
            "is not of this list; accepted is a next_page_token of its last answer",
        )
    };
    match page.after.as_deref() {
        None => Ok(None),
        Some([key]) => key.parse().map(Some).map_err(|_| refused()),
        Some(_) => Err(refused()),
    }
}

#[async_trait]
impl AgendaQueries for Queries {
    async fn get_agenda(
        &self,
        request: Request<GetAgendaRequest>,
    ) -> Result<Response<GetAgendaResponse>, Status> {
        document::get_agenda(&self.0, request).await.map(Response::new)
    }

    async fn get_agenda_version(
        &self,
        request: Request<GetAgendaVersionRequest>,
    ) -> Result<Response<GetAgendaVersionResponse>, Status> {
        document::get_agenda_version(&self.0, request).await.map(Response::new)
    }

    async fn list_agenda_versions(
        &self,
        request: Request<ListAgendaVersionsRequest>,
    ) -> Result<Response<ListAgendaVersionsResponse>, Status> {
        document::list_agenda_versions(&self.0, request).await.map(Response::new)
    }

    async fn get_proposal(
        &self,
        request: Request<GetProposalRequest>,
    ) -> Result<Response<GetProposalResponse>, Status> {
        proposals::get_proposal(&self.0, request).await.map(Response::new)
    }

    async fn list_proposals(
        &self,
        request: Request<ListProposalsRequest>,
    ) -> Result<Response<ListProposalsResponse>, Status> {
        proposals::list_proposals(&self.0, request).await.map(Response::new)
    }

    async fn list_amendments(
        &self,
        request: Request<ListAmendmentsRequest>,
    ) -> Result<Response<ListAmendmentsResponse>, Status> {
        proposals::list_amendments(&self.0, request).await.map(Response::new)
    }

    async fn get_timeline(
        &self,
        request: Request<GetTimelineRequest>,
    ) -> Result<Response<GetTimelineResponse>, Status> {
        document::get_timeline(&self.0, request).await.map(Response::new)
    }

    async fn list_bodies(
        &self,
        request: Request<ListBodiesRequest>,
    ) -> Result<Response<ListBodiesResponse>, Status> {
        rooms::list_bodies(&self.0, request).await.map(Response::new)
    }

    async fn get_matter(
        &self,
        request: Request<GetMatterRequest>,
    ) -> Result<Response<GetMatterResponse>, Status> {
        rooms::get_matter(&self.0, request).await.map(Response::new)
    }

    async fn list_matters(
        &self,
        request: Request<ListMattersRequest>,
    ) -> Result<Response<ListMattersResponse>, Status> {
        rooms::list_matters(&self.0, request).await.map(Response::new)
    }

    async fn get_meeting_decision(
        &self,
        request: Request<GetMeetingDecisionRequest>,
    ) -> Result<Response<GetMeetingDecisionResponse>, Status> {
        rooms::get_meeting_decision(&self.0, request).await.map(Response::new)
    }

    async fn get_consultation(
        &self,
        request: Request<GetConsultationRequest>,
    ) -> Result<Response<GetConsultationResponse>, Status> {
        consultations::get_consultation(&self.0, request).await.map(Response::new)
    }

    async fn list_consultations(
        &self,
        request: Request<ListConsultationsRequest>,
    ) -> Result<Response<ListConsultationsResponse>, Status> {
        consultations::list_consultations(&self.0, request).await.map(Response::new)
    }

    async fn list_statements(
        &self,
        request: Request<ListStatementsRequest>,
    ) -> Result<Response<ListStatementsResponse>, Status> {
        consultations::list_statements(&self.0, request).await.map(Response::new)
    }

    async fn list_responses(
        &self,
        request: Request<ListResponsesRequest>,
    ) -> Result<Response<ListResponsesResponse>, Status> {
        consultations::list_responses(&self.0, request).await.map(Response::new)
    }

    async fn list_participants(
        &self,
        request: Request<ListParticipantsRequest>,
    ) -> Result<Response<ListParticipantsResponse>, Status> {
        consultations::list_participants(&self.0, request).await.map(Response::new)
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::{Code, PersonId};

    use super::*;

    fn page(key: &[&str]) -> Page {
        Page { size: 2, after: Some(key.iter().map(|part| (*part).to_owned()).collect()) }
    }

    #[test]
    fn a_list_goes_on_after_its_own_key_and_takes_no_other() {
        assert_eq!(after::<u64>(&Page { size: 2, after: None }), Ok(None));
        assert_eq!(after(&page(&["7"])), Ok(Some(7_u64)));
        assert_eq!(after(&page(&["COUNCIL"])), Ok("COUNCIL".parse::<Code>().ok()));
        let refused = |asked: Malformed| asked.violations.into_iter().map(|one| one.field).collect();
        let of_others = [
            after::<u64>(&page(&["COUNCIL"])).map_err(refused).err(),
            after::<u64>(&page(&["7", "8"])).map_err(refused).err(),
            after::<u64>(&page(&[])).map_err(refused).err(),
            after::<PersonId>(&page(&["7"])).map_err(refused).err(),
        ];
        for fields in of_others {
            assert_eq!(fields, Some(vec!["page.page_token".to_owned()]));
        }
    }

    #[test]
    fn a_question_is_parted_from_what_it_asks_for() {
        let meta =
            || wire::pb::common::QueryMeta { initiative: "cluj-school".to_owned(), ..Default::default() };
        let asked = GetAgendaVersionRequest { meta: Some(meta()), version: 3 };
        let (question, n) = one(wire::agenda::parse_get_agenda_version)(&asked).unwrap();
        assert_eq!((question.initiative.as_str(), n), ("cluj-school", 3));
        let token = wire::next_page_token(&["4"]);
        let part = wire::pb::common::Page { page_size: 2, page_token: token };
        let asked = ListAgendaVersionsRequest { meta: Some(meta()), page: Some(part) };
        let (_, ((), part)) = list::<_, _, u32>(wire::agenda::parse_list_agenda_versions)(&asked).unwrap();
        assert_eq!(part, Part { limit: 2, after: Some(4) });
    }
}
