//! Proposals and their amendments, for whom they may be. Knows no table.

use std::sync::Arc;

use domain::ids::Uuid;
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::{Connection, agenda as view, agenda::Part};
use wire::{
    agenda as parse, next_page_token,
    pb::agenda::{
        GetProposalRequest, GetProposalResponse, ListAmendmentsRequest, ListAmendmentsResponse,
        ListProposalsRequest, ListProposalsResponse,
    },
};

use super::{list, one, reader};
use crate::answers;

pub async fn get_proposal(
    views: &Arc<ViewHost>,
    request: Request<GetProposalRequest>,
) -> Result<GetProposalResponse, Status> {
    let query = |view: &Connection, id: Uuid, reading: &Reading| {
        let Some(proposal) = view::proposal(view, reader(reading), id)? else { return Ok(None) };
        Ok(Some((proposal, view::stances(view, id)?, view::conflicts(view, id)?)))
    };
    let (reading, found) = views.ask(request, one(parse::parse_get_proposal), query).await?;
    let (proposal, stances, conflicts) = reading.found(found)?;
    Ok(GetProposalResponse {
        answered: Some(reading.answered()),
        proposal: Some(answers::proposal(proposal)),
        stances: stances.into_iter().map(|stance| answers::stance(&reading, stance)).collect(),
        conflicts: conflicts.iter().map(|conflict| answers::conflict(&reading, conflict)).collect(),
    })
}

pub async fn list_proposals(
    views: &Arc<ViewHost>,
    request: Request<ListProposalsRequest>,
) -> Result<ListProposalsResponse, Status> {
    type Asked = (parse::ListProposals, Part<u64>);
    let query = |view: &Connection, (of, part): Asked, reading: &Reading| {
        let filter = view::ProposalFilter { status: of.status.map(str::to_owned), kind: of.kind };
        Ok((view::proposals(view, reader(reading), &filter, part)?, part.limit))
    };
    let (reading, (rows, size)) = views.ask(request, list(parse::parse_list_proposals), query).await?;
    Ok(ListProposalsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        proposals: rows.into_iter().map(answers::proposal).collect(),
    })
}

pub async fn list_amendments(
    views: &Arc<ViewHost>,
    request: Request<ListAmendmentsRequest>,
) -> Result<ListAmendmentsResponse, Status> {
    let query = |view: &Connection, (proposal, part): (Uuid, Part<u64>), reading: &Reading| {
        let reader = reader(reading);
        if view::proposal(view, reader, proposal)?.is_none() {
            return Ok((None, part.limit));
        }
        let rows = match reader {
            view::Reader::Member => view::amendments(view, proposal, part)?,
            view::Reader::Anyone => Vec::new(),
        };
        Ok((Some(rows), part.limit))
    };
    let (reading, (found, size)) = views.ask(request, list(parse::parse_list_amendments), query).await?;
    let rows = reading.found(found)?;
    Ok(ListAmendmentsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&rows, size, |last| next_page_token(&[last.sequence.to_string()])),
        amendments: rows.into_iter().map(|row| answers::amendment(&reading, row)).collect(),
    })
}
