//! Which submissions stand in the way of retiring an indicator: no stream knows them all, the view does.
//!
//! Asked with the rights of whoever retires it. The rule is `domain::measurement`'s.

use std::sync::Arc;

use domain::{ids::Code, measurement::exchange};
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use wire::{
    measurement as parse,
    pb::{
        common::QueryMeta,
        measurement::{ListSubmissionsRequest, RetireIndicatorRequest},
    },
};

/// So many are named.
const NAMED: usize = 20;

/// The open submissions with values of the indicator, one text each; none where the request cannot be read, which the
/// command says itself.
pub async fn submissions(
    views: &Arc<ViewHost>,
    request: &Request<RetireIndicatorRequest>,
) -> Result<Vec<String>, Status> {
    let message = request.get_ref();
    let (Ok(_), Ok(indicator)) =
        (parse::parse_retire_indicator(message, Vec::new()), message.code.parse::<Code>())
    else {
        return Ok(Vec::new());
    };
    let initiative = message.meta.as_ref().map(|meta| meta.initiative.clone()).unwrap_or_default();
    let meta = Some(QueryMeta { initiative, ..QueryMeta::default() });
    let asked = ListSubmissionsRequest { meta, ..ListSubmissionsRequest::default() };
    let asked = Request::from_parts(request.metadata().clone(), request.extensions().clone(), asked);
    let parse = |asked: &ListSubmissionsRequest| Ok((parse::parse_list_submissions(asked)?.0, ()));
    let limit = u32::try_from(NAMED).unwrap_or(u32::MAX).saturating_add(1);
    let query = move |view: &views::Connection, (): (), _: &Reading| {
        views::measurement::open_submissions(view, &indicator, limit)
    };
    let (_, found) = views.ask(asked, parse, query).await?;
    let named = found.iter().take(NAMED).map(|one| {
        format!("{} {} of {} ({})", one.data_set, exchange::to_sdmx(one.period), one.org, one.status)
    });
    let more = (found.len() > NAMED).then(|| "more".to_owned());
    Ok(named.chain(more).collect())
}
