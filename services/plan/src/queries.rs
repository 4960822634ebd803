//! The queries of the action plan: ask the view, answer. Knows no table.

use std::sync::Arc;

use runtime::{Parts, Reading, ViewHost};
use tonic::{Request, Response, Status, async_trait};
use views::plan as view;
use wire::{
    next_page_token,
    pb::plan::{
        Activity, GetActivityRequest, GetActivityResponse, GetPlanRequest, GetPlanResponse,
        ListActivitiesRequest, ListActivitiesResponse, Plan, Strategy, plan_queries_server::PlanQueries,
    },
    plan as parse,
};

pub struct Queries(Arc<ViewHost>);

impl Queries {
    pub fn new(parts: &Parts) -> Self {
        Self(Arc::clone(&parts.views))
    }
}

#[async_trait]
impl PlanQueries for Queries {
    async fn get_plan(&self, request: Request<GetPlanRequest>) -> Result<Response<GetPlanResponse>, Status> {
        let parse = |request: &GetPlanRequest| Ok((parse::parse_get_plan(request)?, ()));
        let (reading, plan) = self.0.ask(request, parse, |view, (), _| view::plan(view)).await?;
        let plan = reading.found(plan)?;
        Ok(Response::new(GetPlanResponse { answered: Some(reading.answered()), plan: Some(plan_out(plan)) }))
    }

    async fn get_activity(
        &self,
        request: Request<GetActivityRequest>,
    ) -> Result<Response<GetActivityResponse>, Status> {
        let query = |view: &views::Connection, id: String, _: &Reading| view::activity(view, &id);
        let (reading, activity) = self.0.ask(request, parse::parse_get_activity, query).await?;
        let activity = reading.found(activity)?;
        Ok(Response::new(GetActivityResponse {
            answered: Some(reading.answered()),
            activity: Some(activity_out(&activity)),
        }))
    }

    async fn list_activities(
        &self,
        request: Request<ListActivitiesRequest>,
    ) -> Result<Response<ListActivitiesResponse>, Status> {
        let query = |view: &views::Connection, asked: parse::ListActivities, _: &Reading| {
            let parse::ListActivities { page, strategy, lead_org, goal, indicator } = asked;
            let filter = view::ActivityFilter { strategy, lead_org, goal, indicator };
            let after = page.after.as_deref().and_then(<[String]>::first).map(String::as_str);
            Ok((view::activities(view, &filter, page.size, after)?, page.size))
        };
        let (reading, (activities, size)) = self.0.ask(request, parse::parse_list_activities, query).await?;
        Ok(Response::new(ListActivitiesResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&activities, size, |last| next_page_token(&[&last.id])),
            activities: activities.iter().map(activity_out).collect(),
        }))
    }
}

fn plan_out(plan: view::Plan) -> Plan {
    let strategy_out = |strategy: view::Strategy| Strategy {
        code: strategy.code.to_string(),
        title: strategy.title,
        goals: strategy.goals.iter().map(ToString::to_string).collect(),
        activities: strategy.activities,
    };
    Plan {
        agenda_version: plan.agenda_version,
        from: plan.from.to_string(),
        to: plan.to.to_string(),
        strategies: plan.strategies.into_iter().map(strategy_out).collect(),
    }
}

fn activity_out(activity: &view::Activity) -> Activity {
    Activity {
        activity_id: activity.id.clone(),
        code: activity.code.as_ref().map(ToString::to_string).unwrap_or_default(),
        title: activity.title.clone(),
        strategy: activity.strategy.to_string(),
        lead_org: activity.lead_org.as_ref().map(ToString::to_string).unwrap_or_default(),
        start: activity.start.to_string(),
        end: activity.end.to_string(),
        indicators: activity.indicators.iter().map(ToString::to_string).collect(),
        external_ref: activity.external_ref.as_ref().map(Into::into),
        status: activity.status.clone(),
        sequence: activity.sequence,
    }
}
