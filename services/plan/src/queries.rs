//! The queries of the action plan: ask the view, answer. Knows no table.
//!
//! What is late depends on a day: the one asked for, that of the moment asked about, or today.

use std::sync::Arc;

use domain::{meta::Visibility, time::Date};
use runtime::{Parts, Reading, ViewHost, core::Core};
use tonic::{Request, Response, Status, async_trait};
use views::{Connection, plan as view};
use wire::{
    Page, next_page_token,
    pb::plan::{self as pb, plan_queries_server::PlanQueries},
    plan as parse,
};

use crate::{answers, difference, gaps};

pub struct Queries {
    pub(crate) views: Arc<ViewHost>,
    pub(crate) core: Arc<Core>,
}

impl Queries {
    pub fn new(parts: &Parts) -> Self {
        Self { views: Arc::clone(&parts.views), core: Arc::clone(&parts.core) }
    }

    /// Today, by the hub's clock.
    fn today(&self) -> Date {
        self.core.clock.now().date()
    }
}

/// The key of the last entry seen, in `N` parts; a token of another list begins from the start of this one.
fn after<const N: usize>(page: &Page) -> Option<[&str; N]> {
    let key = page.after.as_deref()?;
    let parts: Vec<&str> = key.iter().map(String::as_str).collect();
    parts.try_into().ok()
}

/// What the caller may see of commitments.
pub(crate) fn sees_commitments(reading: &Reading) -> bool {
    reading.may_see >= Visibility::Members
}

#[async_trait]
impl PlanQueries for Queries {
    async fn get_plan(
        &self,
        request: Request<pb::GetPlanRequest>,
    ) -> Result<Response<pb::GetPlanResponse>, Status> {
        let parse = |request: &pb::GetPlanRequest| Ok((parse::parse_get_plan(request)?, ()));
        let (reading, plan) = self.views.ask(request, parse, |view, (), _| view::plan(view)).await?;
        let plan = Some(answers::plan(reading.found(plan)?));
        Ok(Response::new(pb::GetPlanResponse { answered: Some(reading.answered()), plan }))
    }

    async fn get_activity(
        &self,
        request: Request<pb::GetActivityRequest>,
    ) -> Result<Response<pb::GetActivityResponse>, Status> {
        let today = self.today();
        let query = move |view: &Connection, (id, at): (String, Option<Date>), _: &Reading| {
            view::activity(view, &id, at.unwrap_or(today))
        };
        let (reading, activity) = self.views.ask(request, parse::parse_get_activity, query).await?;
        let activity = Some(answers::activity(reading.found(activity)?, &reading));
        Ok(Response::new(pb::GetActivityResponse { answered: Some(reading.answered()), activity }))
    }

    async fn list_activities(
        &self,
        request: Request<pb::ListActivitiesRequest>,
    ) -> Result<Response<pb::ListActivitiesResponse>, Status> {
        let today = self.today();
        let query = move |view: &Connection, asked: parse::ListActivities, _: &Reading| {
            let after = after::<1>(&asked.page).map(|[id]| id.to_owned());
            let (size, at) = (asked.page.size, asked.at.unwrap_or(today));
            let filter = view::ActivityFilter {
                strategy: asked.strategy,
                lead_org: asked.lead_org,
                goal: asked.goal,
                indicator: asked.indicator,
                status: asked.status,
                only_late: asked.only_late,
            };
            Ok((view::activities(view, &filter, at, size, after.as_deref())?, size))
        };
        let (reading, (rows, size)) = self.views.ask(request, parse::parse_list_activities, query).await?;
        Ok(Response::new(pb::ListActivitiesResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, |last| next_page_token(&[&last.id])),
            activities: rows.into_iter().map(|row| answers::activity(row, &reading)).collect(),
        }))
    }

    async fn list_milestones(
        &self,
        request: Request<pb::ListMilestonesRequest>,
    ) -> Result<Response<pb::ListMilestonesResponse>, Status> {
        let today = self.today();
        let query = move |view: &Connection, asked: parse::ListMilestones, _: &Reading| {
            let (size, at) = (asked.page.size, asked.at.unwrap_or(today));
            let filter = view::MilestoneFilter {
                activity: asked.activity,
                strategy: asked.strategy,
                goal: asked.goal,
                lead_org: asked.lead_org,
                due_from: asked.due_from,
                due_to: asked.due_to,
                standing: asked.standing,
            };
            Ok((view::milestones(view, &filter, at, size, after(&asked.page))?, size))
        };
        let (reading, (rows, size)) = self.views.ask(request, parse::parse_list_milestones, query).await?;
        let key =
            |last: &view::Milestone| next_page_token(&[&last.due.to_string(), &last.activity, &last.id]);
        Ok(Response::new(pb::ListMilestonesResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, key),
            milestones: rows.into_iter().map(|row| answers::milestone(row, &reading)).collect(),
        }))
    }

    async fn list_commitments(
        &self,
        request: Request<pb::ListCommitmentsRequest>,
    ) -> Result<Response<pb::ListCommitmentsResponse>, Status> {
        let today = self.today();
        let query = move |view: &Connection, asked: parse::ListCommitments, _: &Reading| {
            let size = asked.page.size;
            let (activity, org) = (asked.activity.as_deref(), asked.org.as_ref());
            let at = asked.at.unwrap_or(today);
            Ok((view::commitments(view, activity, org, at, size, after(&asked.page))?, size))
        };
        let (reading, (rows, size)) = self.views.ask(request, parse::parse_list_commitments, query).await?;
        let key = |last: &view::Commitment| {
            next_page_token(&[last.activity.as_str(), last.org.as_str(), &last.role])
        };
        Ok(Response::new(pb::ListCommitmentsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, key),
            commitments: rows.into_iter().map(|row| answers::commitment(row, &reading)).collect(),
        }))
    }

    async fn list_relations(
        &self,
        request: Request<pb::ListRelationsRequest>,
    ) -> Result<Response<pb::ListRelationsResponse>, Status> {
        let query = |view: &Connection, asked: parse::ListRelations, _: &Reading| {
            let parse::ListRelations { page, activity, kind, only_pending } = asked;
            let filter = view::RelationFilter { activity, kind, only_pending };
            Ok((view::relations(view, &filter, page.size, after(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.views.ask(request, parse::parse_list_relations, query).await?;
        let key = |last: &view::Relation| next_page_token(&[&last.from, &last.to, &last.kind]);
        Ok(Response::new(pb::ListRelationsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, key),
            relations: rows.into_iter().map(answers::relation).collect(),
        }))
    }

    async fn get_tree(
        &self,
        request: Request<pb::GetTreeRequest>,
    ) -> Result<Response<pb::GetTreeResponse>, Status> {
        let today = self.today();
        let query =
            move |view: &Connection, at: Option<Date>, _: &Reading| view::tree(view, at.unwrap_or(today));
        let (reading, tree) = self.views.ask(request, parse::parse_get_tree, query).await?;
        Ok(Response::new(answers::tree(tree, &reading)))
    }

    async fn get_timeline(
        &self,
        request: Request<pb::GetTimelineRequest>,
    ) -> Result<Response<pb::GetTimelineResponse>, Status> {
        let query = |view: &Connection, asked: parse::GetTimeline, _: &Reading| {
            let parse::GetTimeline { page, from, to } = asked;
            Ok((view::timeline(view, (from, to), page.size, after(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.views.ask(request, parse::parse_get_timeline, query).await?;
        let key = |last: &view::Moment| {
            next_page_token(&[&last.day.to_string(), &last.what, &last.activity, &last.milestone])
        };
        Ok(Response::new(pb::GetTimelineResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, key),
            moments: rows.into_iter().map(answers::moment).collect(),
        }))
    }

    async fn list_owners(
        &self,
        request: Request<pb::ListOwnersRequest>,
    ) -> Result<Response<pb::ListOwnersResponse>, Status> {
        let today = self.today();
        let query = move |view: &Connection, (page, at): (Page, Option<Date>), _: &Reading| {
            let after = after::<1>(&page).map(|[org]| org);
            Ok((view::owners(view, at.unwrap_or(today), page.size, after)?, page.size))
        };
        let (reading, (rows, size)) = self.views.ask(request, parse::parse_list_owners, query).await?;
        let key = |last: &view::Owner| {
            next_page_token(&[last.org.as_ref().map(|org| org.as_str()).unwrap_or_default()])
        };
        Ok(Response::new(pb::ListOwnersResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, key),
            owners: rows.into_iter().map(answers::owner).collect(),
        }))
    }

    async fn list_conflicts(
        &self,
        request: Request<pb::ListConflictsRequest>,
    ) -> Result<Response<pb::ListConflictsResponse>, Status> {
        let query = |view: &Connection, page: Page, _: &Reading| {
            Ok((view::conflicts(view, page.size, after(&page))?, page.size))
        };
        let (reading, (rows, size)) = self.views.ask(request, parse::parse_list_conflicts, query).await?;
        let key = |last: &view::Conflict| next_page_token(&[&last.before, &last.behind]);
        Ok(Response::new(pb::ListConflictsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, key),
            conflicts: rows.into_iter().map(answers::conflict).collect(),
        }))
    }

    async fn get_reinforcement(
        &self,
        request: Request<pb::GetReinforcementRequest>,
    ) -> Result<Response<pb::GetReinforcementResponse>, Status> {
        let query =
            |view: &Connection, (page, goal): (Page, Option<domain::ids::Code>), reading: &Reading| {
                let sees = sees_commitments(reading);
                let cells = view::cells(view, goal.as_ref(), sees, page.size, after(&page))?;
                let is_first = page.after.is_none();
                let sums = if is_first { view::goal_sums(view, goal.as_ref(), sees)? } else { Vec::new() };
                Ok((cells, sums, page.size))
            };
        let (reading, (rows, sums, size)) =
            self.views.ask(request, parse::parse_get_reinforcement, query).await?;
        let key =
            |last: &view::Cell| next_page_token(&[last.goal.as_str(), &last.activity, last.org.as_str()]);
        Ok(Response::new(pb::GetReinforcementResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&rows, size, key),
            cells: rows.into_iter().map(answers::cell).collect(),
            goals: sums.into_iter().map(answers::goal_sum).collect(),
        }))
    }

    async fn get_gaps(
        &self,
        request: Request<pb::GetGapsRequest>,
    ) -> Result<Response<pb::GetGapsResponse>, Status> {
        gaps::answer(self, request).await.map(Response::new)
    }

    async fn count_external_statuses(
        &self,
        request: Request<pb::CountExternalStatusesRequest>,
    ) -> Result<Response<pb::CountExternalStatusesResponse>, Status> {
        let query = |view: &Connection, vocabulary: String, _: &Reading| {
            view::count_external_statuses(view, &vocabulary)
        };
        let (reading, counts) = self.views.ask(request, parse::parse_count_external_statuses, query).await?;
        let counts = counts.into_iter().map(|(value, activities)| pb::StatusCount { value, activities });
        Ok(Response::new(pb::CountExternalStatusesResponse {
            answered: Some(reading.answered()),
            counts: counts.collect(),
        }))
    }

    async fn get_difference(
        &self,
        request: Request<pb::GetDifferenceRequest>,
    ) -> Result<Response<pb::GetDifferenceResponse>, Status> {
        difference::answer(self, request).await.map(Response::new)
    }
}
