//! Bodies, matters and the decisions of meetings. Knows no table.

use std::sync::Arc;

use domain::{agenda::value::Named, ids::Code};
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::{Connection, agenda as view, agenda::Part};
use wire::{
    agenda as parse, next_page_token,
    pb::agenda::{
        GetMatterRequest, GetMatterResponse, GetMeetingDecisionRequest, GetMeetingDecisionResponse,
        ListBodiesRequest, ListBodiesResponse, ListMattersRequest, ListMattersResponse,
    },
};

use super::{list, one};
use crate::answers;

pub async fn list_bodies(
    views: &Arc<ViewHost>,
    request: Request<ListBodiesRequest>,
) -> Result<ListBodiesResponse, Status> {
    let query = |view: &Connection, ((), part): ((), Part<Code>), _: &Reading| {
        let after = part.after.as_ref().map(Code::as_str);
        Ok((view::bodies(view, Part { limit: part.limit, after })?, part.limit))
    };
    let (reading, (rows, size)) = views.ask(request, list(parse::parse_list_bodies), query).await?;
    Ok(ListBodiesResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.code.as_str()])),
        bodies: rows.into_iter().map(answers::body).collect(),
    })
}

pub async fn get_matter(
    views: &Arc<ViewHost>,
    request: Request<GetMatterRequest>,
) -> Result<GetMatterResponse, Status> {
    let query = |view: &Connection, name: Named, _: &Reading| {
        let Some(matter) = view::matter(view, &name)? else { return Ok(None) };
        let decisions = view::decisions(view, matter.id)?;
        Ok(Some((matter, decisions)))
    };
    let (reading, found) = views.ask(request, one(parse::parse_get_matter), query).await?;
    let (matter, decisions) = reading.found(found)?;
    Ok(GetMatterResponse {
        answered: Some(reading.answered()),
        matter: Some(answers::matter(matter)),
        decisions: decisions.into_iter().map(answers::decision).collect(),
    })
}

pub async fn list_matters(
    views: &Arc<ViewHost>,
    request: Request<ListMattersRequest>,
) -> Result<ListMattersResponse, Status> {
    let query = |view: &Connection, (of, part): (parse::ListMatters, Part<u64>), _: &Reading| {
        let filter = view::MatterFilter { kind: of.kind, standing: of.standing };
        Ok((view::matters(view, &filter, part)?, part.limit))
    };
    let (reading, (rows, size)) = views.ask(request, list(parse::parse_list_matters), query).await?;
    Ok(ListMattersResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        matters: rows.into_iter().map(answers::matter).collect(),
    })
}

pub async fn get_meeting_decision(
    views: &Arc<ViewHost>,
    request: Request<GetMeetingDecisionRequest>,
) -> Result<GetMeetingDecisionResponse, Status> {
    let query = |view: &Connection, name: Named, _: &Reading| view::decision(view, &name);
    let (reading, found) = views.ask(request, one(parse::parse_get_meeting_decision), query).await?;
    let (decision, voters) = reading.found(found)?;
    Ok(GetMeetingDecisionResponse {
        answered: Some(reading.answered()),
        decision: Some(answers::decision(decision)),
        positions: voters.positions.iter().map(parse::position_group).collect(),
        vocabulary: voters.vocabulary.unwrap_or_default(),
    })
}
