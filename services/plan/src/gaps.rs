//! What is missing in the plan, held against the agenda as it is now.
//!
//! Another moment's agenda is not known here: then the goals of the plan's own strategies are taken.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ids::Code, meta::ContextName};
use tonic::{Request, Status};
use wire::{pb::plan as pb, plan as parse};

use crate::{
    answers,
    queries::{Queries, sees_commitments},
};

pub async fn answer(
    queries: &Queries,
    request: Request<pb::GetGapsRequest>,
) -> Result<pb::GetGapsResponse, Status> {
    let goals = now(queries, request.get_ref()).await;
    let parse = |request: &pb::GetGapsRequest| Ok((parse::parse_get_gaps(request)?, ()));
    let query = move |view: &views::Connection, (): (), reading: &runtime::Reading| {
        views::plan::gaps(view, goals.as_ref(), sees_commitments(reading))
    };
    let (reading, gaps) = queries.views.ask(request, parse, query).await?;
    Ok(answers::gaps(gaps, &reading))
}

/// The goals of the agenda, where now is asked about and the agenda has been heard of.
async fn now(queries: &Queries, request: &pb::GetGapsRequest) -> Option<BTreeSet<Code>> {
    let question = parse::parse_get_gaps(request).ok().filter(|question| question.as_of.is_none())?;
    let reads = [ContextName::Agenda];
    let facts = queries
        .core
        .facts
        .of::<runtime::refusals::NoRule>(&question.initiative, &reads, &BTreeMap::new())
        .await
        .ok()?;
    (facts.agenda.version > 0).then(|| facts.agenda.goals.clone())
}
