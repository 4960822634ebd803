//! Indicators with their history, where they stand, and what they are for.

use std::collections::BTreeSet;

use domain::{ids::Code, meta::Visibility};
use runtime::Reading;
use tonic::{Request, Status};
use views::measurement as view;
use wire::{
    measurement as parse, next_page_token,
    pb::{
        common,
        measurement::{
            Baseline, DefinitionVersion, GetIndicatorRequest, GetIndicatorResponse, Indicator,
            ListIndicatorsRequest, ListIndicatorsResponse, Target,
        },
    },
};

use super::{Queries, after, series::point_out};

/// An indicator, where it stands, and which of its goals are no more.
struct Shown {
    indicator: view::Indicator,
    standing: Option<view::Point>,
    dropped: Vec<String>,
}

impl Shown {
    fn read(
        view: &views::Connection,
        indicator: view::Indicator,
        goals: Option<&BTreeSet<Code>>,
        reading: &Reading,
    ) -> Result<Self, views::Error> {
        let standing = view::standing(view, &indicator, reading.may_see < Visibility::Members)?;
        let is_dropped = |goal: &&Code| goals.is_some_and(|goals| !goals.contains(*goal));
        let dropped = indicator.definition.goals.iter().filter(is_dropped).map(ToString::to_string).collect();
        Ok(Self { indicator, standing, dropped })
    }
}

pub async fn get_indicator(
    queries: &Queries,
    request: Request<GetIndicatorRequest>,
) -> Result<GetIndicatorResponse, Status> {
    let question = parse::parse_get_indicator(request.get_ref()).ok().map(|(question, _)| question);
    let goals = queries.goals_now(question).await;
    let query = move |view: &views::Connection, code: Code, reading: &Reading| {
        let indicator = view::indicator(view, &code)?;
        indicator.map(|indicator| Shown::read(view, indicator, goals.as_ref(), reading)).transpose()
    };
    let (reading, shown) = queries.views.ask(request, parse::parse_get_indicator, query).await?;
    let shown = reading.found(shown)?;
    Ok(GetIndicatorResponse {
        answered: Some(reading.answered()),
        indicator: Some(indicator_out(&reading, shown)),
    })
}

pub async fn list_indicators(
    queries: &Queries,
    request: Request<ListIndicatorsRequest>,
) -> Result<ListIndicatorsResponse, Status> {
    let question = parse::parse_list_indicators(request.get_ref()).ok().map(|(question, _)| question);
    let goals = queries.goals_now(question).await;
    let agenda_known = goals.is_some();
    let query = move |view: &views::Connection, asked: parse::ListIndicators, reading: &Reading| {
        let (size, after) = (asked.page.size, after(&asked.page));
        let filter = view::IndicatorFilter { goal: asked.goal.clone(), status: asked.status.clone() };
        let all = view::indicators(view, &filter, size, after)?;
        let shown = all.into_iter().map(|indicator| Shown::read(view, indicator, goals.as_ref(), reading));
        let shown = shown.collect::<Result<Vec<_>, _>>()?;
        Ok((shown, view::unmeasured(view, &goals.unwrap_or_default())?, size))
    };
    let (reading, (shown, unmeasured, size)) =
        queries.views.ask(request, parse::parse_list_indicators, query).await?;
    Ok(ListIndicatorsResponse {
        answered: Some(reading.answered()),
        next_page_token: reading.next(&shown, size, |last| next_page_token(&[last.indicator.code.as_str()])),
        indicators: shown.into_iter().map(|one| indicator_out(&reading, one)).collect(),
        unmeasured_goals: unmeasured.iter().map(ToString::to_string).collect(),
        agenda_known,
    })
}

fn indicator_out(reading: &Reading, shown: Shown) -> Indicator {
    let Shown { indicator, standing, dropped } = shown;
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
        standing: standing.map(point_out),
        dropped_goals: dropped,
    }
}
