//! The agenda's text, its versions, and what happened in a stream. Knows no table.

use std::sync::Arc;

use domain::ids::StreamId;
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::{Connection, agenda as view, agenda::Part};
use wire::{
    agenda as parse, next_page_token,
    pb::agenda::{
        GetAgendaRequest, GetAgendaResponse, GetAgendaVersionRequest, GetAgendaVersionResponse,
        GetTimelineRequest, GetTimelineResponse, ListAgendaVersionsRequest, ListAgendaVersionsResponse,
    },
};

use super::{list, one, reader};
use crate::answers;

pub async fn get_agenda(
    views: &Arc<ViewHost>,
    request: Request<GetAgendaRequest>,
) -> Result<GetAgendaResponse, Status> {
    let parse = |request: &GetAgendaRequest| Ok((parse::parse_get_agenda(request)?, ()));
    let query = |view: &Connection, (), _: &Reading| view::agenda(view);
    let (reading, agenda) = views.ask(request, parse, query).await?;
    Ok(GetAgendaResponse { answered: Some(reading.answered()), agenda: agenda.map(answers::agenda) })
}

pub async fn get_agenda_version(
    views: &Arc<ViewHost>,
    request: Request<GetAgendaVersionRequest>,
) -> Result<GetAgendaVersionResponse, Status> {
    let query = |view: &Connection, n: u32, _: &Reading| view::version(view, n);
    let (reading, found) = views.ask(request, one(parse::parse_get_agenda_version), query).await?;
    let (version, text) = reading.found(found)?;
    Ok(GetAgendaVersionResponse {
        answered: Some(reading.answered()),
        version: Some(answers::version(version)),
        text: Some(answers::text(text)),
    })
}

pub async fn list_agenda_versions(
    views: &Arc<ViewHost>,
    request: Request<ListAgendaVersionsRequest>,
) -> Result<ListAgendaVersionsResponse, Status> {
    let query = |view: &Connection, ((), part): ((), Part<u32>), _: &Reading| {
        Ok((view::versions(view, part)?, part.limit))
    };
    let (reading, (rows, size)) = views.ask(request, list(parse::parse_list_agenda_versions), query).await?;
    Ok(ListAgendaVersionsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.n.to_string()])),
        versions: rows.into_iter().map(answers::version).collect(),
    })
}

pub async fn get_timeline(
    views: &Arc<ViewHost>,
    request: Request<GetTimelineRequest>,
) -> Result<GetTimelineResponse, Status> {
    let query = |view: &Connection, (stream, part): (StreamId, Part<u64>), reading: &Reading| {
        Ok((view::timeline(view, reader(reading), &stream, part)?, part.limit))
    };
    let (reading, (rows, size)) = views.ask(request, list(parse::parse_get_timeline), query).await?;
    Ok(GetTimelineResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        entries: rows.into_iter().map(answers::entry).collect(),
    })
}
