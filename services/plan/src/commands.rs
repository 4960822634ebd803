//! The commands of the action plan: parse, execute, answer. Knows no rule.

use domain::plan::Rules;
use runtime::{Executor, Parts};
use tonic::{Request, Response, Status, async_trait};
use wire::{
    pb::{
        common::CommandResult,
        plan::{
            CreatePlanRequest, DefineStrategyRequest, ProposeActivityRequest, ProposeActivityResponse,
            plan_commands_server::PlanCommands,
        },
    },
    plan as parse,
};

pub struct Commands(Executor<Rules>);

impl Commands {
    pub fn new(parts: &Parts) -> Self {
        Self(Executor::new(parts.core.clone(), parts.ledger.clone()))
    }
}

#[async_trait]
impl PlanCommands for Commands {
    async fn create_plan(
        &self,
        request: Request<CreatePlanRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_create_plan).await?;
        Ok(Response::new((&done).into()))
    }

    async fn define_strategy(
        &self,
        request: Request<DefineStrategyRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_define_strategy).await?;
        Ok(Response::new((&done).into()))
    }

    async fn propose_activity(
        &self,
        request: Request<ProposeActivityRequest>,
    ) -> Result<Response<ProposeActivityResponse>, Status> {
        let done = self.0.run(request, parse::parse_propose_activity).await?;
        Ok(Response::new(parse::propose_activity_response(&done)))
    }
}
