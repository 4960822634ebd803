//! Data sets with their reporters and rules.

use std::sync::Arc;

use domain::meta::Visibility;
use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    Page, measurement as parse, next_page_token,
    pb::measurement::{DataSet, ListDataSetsRequest, ListDataSetsResponse},
};

use super::after;

pub async fn list_data_sets(
    views: &Arc<ViewHost>,
    request: Request<ListDataSetsRequest>,
) -> Result<ListDataSetsResponse, Status> {
    let query = |view: &views::Connection, page: Page, reading: &Reading| {
        let only_public = reading.may_see < Visibility::Members;
        Ok((view::data_sets(view, only_public, page.size, after(&page))?, only_public, page.size))
    };
    let (reading, (data_sets, only_public, size)) =
        views.ask(request, parse::parse_list_data_sets, query).await?;
    Ok(ListDataSetsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&data_sets, size, |last| next_page_token(&[last.code.as_str()])),
        data_sets: data_sets.iter().map(|data_set| data_set_out(data_set, only_public)).collect(),
    })
}

fn data_set_out(data_set: &view::DataSet, only_public: bool) -> DataSet {
    DataSet {
        code: data_set.code.to_string(),
        indicators: data_set.indicators.iter().map(ToString::to_string).collect(),
        period_type: parse::period_type(data_set.period_type).into(),
        due_after_days: data_set.due_after_days,
        closes_after_days: data_set.closes_after_days,
        compulsory: data_set.compulsory.iter().map(ToString::to_string).collect(),
        reporters: data_set.reporters.iter().map(ToString::to_string).collect(),
        rules: data_set.rules.iter().map(parse::rule_out).collect(),
        only_public,
    }
}
