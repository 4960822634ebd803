//! Indicators with their history, and data sets with their reporters and rules.

use std::sync::Arc;

use runtime::{Reading, ViewHost};
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    Page, measurement as parse, next_page_token,
    pb::{
        common,
        measurement::{
            Baseline, DataSet, DefinitionVersion, GetIndicatorRequest, GetIndicatorResponse, Indicator,
            ListDataSetsRequest, ListDataSetsResponse, ListIndicatorsRequest, ListIndicatorsResponse, Target,
        },
    },
};

use super::after;

pub async fn get_indicator(
    views: &Arc<ViewHost>,
    request: Request<GetIndicatorRequest>,
) -> Result<GetIndicatorResponse, Status> {
    let query = |view: &views::Connection, code, _: &Reading| view::indicator(view, &code);
    let (reading, indicator) = views.ask(request, parse::parse_get_indicator, query).await?;
    let indicator = reading.found(indicator)?;
    let indicator = Some(indicator_out(&reading, &indicator));
    Ok(GetIndicatorResponse { answered: Some(reading.answered()), indicator })
}

pub async fn list_indicators(
    views: &Arc<ViewHost>,
    request: Request<ListIndicatorsRequest>,
) -> Result<ListIndicatorsResponse, Status> {
    let query = |view: &views::Connection, asked: parse::ListIndicators, _: &Reading| {
        let size = asked.page.size;
        Ok((view::indicators(view, asked.goal.as_ref(), size, after(&asked.page))?, size))
    };
    let (reading, (indicators, size)) = views.ask(request, parse::parse_list_indicators, query).await?;
    Ok(ListIndicatorsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&indicators, size, |last| next_page_token(&[last.code.as_str()])),
        indicators: indicators.iter().map(|one| indicator_out(&reading, one)).collect(),
    })
}

pub async fn list_data_sets(
    views: &Arc<ViewHost>,
    request: Request<ListDataSetsRequest>,
) -> Result<ListDataSetsResponse, Status> {
    let query = |view: &views::Connection, page: Page, _: &Reading| {
        Ok((view::data_sets(view, page.size, after(&page))?, page.size))
    };
    let (reading, (data_sets, size)) = views.ask(request, parse::parse_list_data_sets, query).await?;
    Ok(ListDataSetsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&data_sets, size, |last| next_page_token(&[last.code.as_str()])),
        data_sets: data_sets.iter().map(data_set_out).collect(),
    })
}

fn indicator_out(reading: &Reading, indicator: &view::Indicator) -> Indicator {
    let version = |one: &view::Version| DefinitionVersion {
        version: one.version,
        definition: Some(parse::definition(&one.definition)),
        comparable: one.comparable,
        effective_period: one.effective_period.map(parse::period),
        reason: Some(reading.open(one.reason.as_ref())),
        sequence: one.sequence,
    };
    let target = |one: &view::Target| Target {
        by_period: Some(parse::period(one.by_period)),
        value: one.value.clone(),
        path: parse::path(one.path).into(),
        decided_by: Some(common::DecidedBy {
            context: one.decided_by.context.as_str().to_owned(),
            id: one.decided_by.id.to_string(),
        }),
        reason: Some(reading.open(one.reason.as_ref())),
    };
    let baseline = indicator.baseline.as_ref().map(|(period, value, source)| Baseline {
        period: Some(parse::period(*period)),
        value: value.clone(),
        source: source.clone(),
    });
    Indicator {
        code: indicator.code.to_string(),
        definition: Some(parse::definition(&indicator.definition)),
        status: indicator.status.clone(),
        sequence: indicator.sequence,
        version: indicator.version,
        versions: indicator.versions.iter().map(version).collect(),
        breaks: indicator.breaks.iter().copied().map(parse::period).collect(),
        baseline,
        targets: indicator.targets.iter().map(target).collect(),
        last_period: indicator.last_period.map(parse::period),
        successor: indicator.successor.clone().unwrap_or_default(),
    }
}

fn data_set_out(data_set: &view::DataSet) -> DataSet {
    DataSet {
        code: data_set.code.to_string(),
        indicators: data_set.indicators.iter().map(ToString::to_string).collect(),
        period_type: parse::period_type(data_set.period_type).into(),
        due_after_days: data_set.due_after_days,
        closes_after_days: data_set.closes_after_days,
        compulsory: data_set.compulsory.iter().map(ToString::to_string).collect(),
        reporters: data_set.reporters.iter().map(ToString::to_string).collect(),
        rules: data_set.rules.iter().map(parse::rule_out).collect(),
    }
}
