//! The commands of measurement: parse, execute, answer. Knows no rule.

use domain::measurement::Rules;
use runtime::{Executor, Parts};
use tonic::{Request, Response, Status, Streaming, async_trait};
use wire::{
    measurement as parse,
    pb::{
        common::CommandResult,
        measurement::{
            AssignReportersRequest, DefineDataSetRequest, ProposeIndicatorRequest, RecordObservationsRequest,
            measurement_commands_server::MeasurementCommands,
        },
    },
};

pub struct Commands(Executor<Rules>);

impl Commands {
    pub fn new(parts: &Parts) -> Self {
        Self(Executor::new(parts.core.clone(), parts.ledger.clone()))
    }
}

#[async_trait]
impl MeasurementCommands for Commands {
    async fn propose_indicator(
        &self,
        request: Request<ProposeIndicatorRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_propose_indicator).await?;
        Ok(Response::new((&done).into()))
    }

    async fn define_data_set(
        &self,
        request: Request<DefineDataSetRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_define_data_set).await?;
        Ok(Response::new((&done).into()))
    }

    async fn assign_reporters(
        &self,
        request: Request<AssignReportersRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_assign_reporters).await?;
        Ok(Response::new((&done).into()))
    }

    async fn record_observations(
        &self,
        request: Request<Streaming<RecordObservationsRequest>>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run_streamed(request, parse::parse_record_observations).await?;
        Ok(Response::new((&done).into()))
    }
}
