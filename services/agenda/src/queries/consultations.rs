//! Consultations, what is said in them and by whom. Knows no table.

use std::sync::Arc;

use domain::{
    agenda::value::Named,
    ids::{PersonId, Uuid},
};
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::{Connection, Error, agenda as view, agenda::Part};
use wire::{
    agenda as parse, next_page_token,
    pb::agenda::{
        GetConsultationRequest, GetConsultationResponse, ListConsultationsRequest, ListConsultationsResponse,
        ListParticipantsRequest, ListParticipantsResponse, ListResponsesRequest, ListResponsesResponse,
        ListStatementsRequest, ListStatementsResponse,
    },
};

use super::{list, one};
use crate::answers;

/// What a query finds in a consultation; none where there is no such consultation.
fn within<T>(
    view: &Connection,
    name: &Named,
    query: impl FnOnce(Uuid) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    view::consultation(view, name)?.map(|consultation| query(consultation.id)).transpose()
}

pub async fn get_consultation(
    views: &Arc<ViewHost>,
    request: Request<GetConsultationRequest>,
) -> Result<GetConsultationResponse, Status> {
    let query = |view: &Connection, name: Named, _: &Reading| {
        let Some(consultation) = view::consultation(view, &name)? else { return Ok(None) };
        let totals = view::totals(view, consultation.id)?;
        Ok(Some((consultation, totals)))
    };
    let (reading, found) = views.ask(request, one(parse::parse_get_consultation), query).await?;
    let (consultation, totals) = reading.found(found)?;
    Ok(GetConsultationResponse {
        answered: Some(reading.answered()),
        consultation: Some(answers::consultation(consultation)),
        last: Some(answers::counts(totals.last)),
        all: Some(answers::counts(totals.all)),
        statements: totals.statements,
        accepted: totals.accepted,
        rejected: totals.rejected,
        participants: totals.participants,
        repeats: totals.repeats,
    })
}

pub async fn list_consultations(
    views: &Arc<ViewHost>,
    request: Request<ListConsultationsRequest>,
) -> Result<ListConsultationsResponse, Status> {
    let query = |view: &Connection, ((), part): ((), Part<u64>), _: &Reading| {
        Ok((view::consultations(view, part)?, part.limit))
    };
    let (reading, (rows, size)) = views.ask(request, list(parse::parse_list_consultations), query).await?;
    Ok(ListConsultationsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        consultations: rows.into_iter().map(answers::consultation).collect(),
    })
}

pub async fn list_statements(
    views: &Arc<ViewHost>,
    request: Request<ListStatementsRequest>,
) -> Result<ListStatementsResponse, Status> {
    type Asked = (parse::ListStatements, Part<u64>);
    let query = |view: &Connection, (of, part): Asked, _: &Reading| {
        let filter = view::StatementFilter { moderation: of.moderation, by: of.by };
        let rows = within(view, &of.consultation, |id| view::statements(view, id, &filter, part))?;
        Ok((rows, part.limit))
    };
    let (reading, (found, size)) = views.ask(request, list(parse::parse_list_statements), query).await?;
    let rows = reading.found(found)?;
    Ok(ListStatementsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        statements: rows.into_iter().map(|row| answers::statement(&reading, row)).collect(),
    })
}

pub async fn list_responses(
    views: &Arc<ViewHost>,
    request: Request<ListResponsesRequest>,
) -> Result<ListResponsesResponse, Status> {
    let query = |view: &Connection, (of, part): (parse::ListResponses, Part<u64>), _: &Reading| {
        let filter = view::ResponseFilter { statement: of.statement, participant: of.participant };
        let rows = within(view, &of.consultation, |id| view::responses(view, id, &filter, part))?;
        Ok((rows, part.limit))
    };
    let (reading, (found, size)) = views.ask(request, list(parse::parse_list_responses), query).await?;
    let rows = reading.found(found)?;
    Ok(ListResponsesResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        responses: rows.into_iter().map(answers::response).collect(),
    })
}

pub async fn list_participants(
    views: &Arc<ViewHost>,
    request: Request<ListParticipantsRequest>,
) -> Result<ListParticipantsResponse, Status> {
    type Asked = (parse::ListInConsultation, Part<PersonId>);
    let query = |view: &Connection, (of, part): Asked, _: &Reading| {
        let limit = part.limit;
        let part = Part { limit, after: part.after.as_ref() };
        Ok((within(view, &of.consultation, |id| view::participants(view, id, part))?, limit))
    };
    let (reading, (found, size)) = views.ask(request, list(parse::parse_list_participants), query).await?;
    let rows = reading.found(found)?;
    Ok(ListParticipantsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.participant.as_str()])),
        participants: rows.into_iter().map(answers::voice).collect(),
    })
}
