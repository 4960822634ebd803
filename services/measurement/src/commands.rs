//! The commands of measurement: parse, execute, answer. Knows no rule.

use std::sync::Arc;

use domain::measurement::Rules;
use runtime::{Executor, Parts, ViewHost};
use tonic::{Request, Response, Status, Streaming, async_trait};
use wire::{
    measurement as parse,
    pb::{
        common::CommandResult,
        measurement::{
            AbandonDataRequest, ActivateIndicatorRequest, AddRuleRequest, ApproveDataRequest,
            AssignReportersRequest, CorrectPublishedRequest, DefineDataSetRequest, EndAgreementRequest,
            ExplainViolationRequest, ProposeIndicatorRequest, PublishDataRequest, RecordObservationsRequest,
            RecordTableRequest, RetireIndicatorRequest, ReturnDataRequest, ReviseDefinitionRequest,
            SetBaselineRequest, SetTargetRequest, SignSharingAgreementRequest, SignSharingAgreementResponse,
            SubmitDataRequest, TellStoryRequest, WaiveViolationRequest,
            measurement_commands_server::MeasurementCommands,
        },
    },
};

use crate::open;

pub struct Commands(Arc<Executor<Rules>>, Arc<ViewHost>);

impl Commands {
    pub fn new(parts: &Parts, executor: Arc<Executor<Rules>>) -> Self {
        Self(executor, Arc::clone(&parts.views))
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

    async fn activate_indicator(
        &self,
        request: Request<ActivateIndicatorRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_activate_indicator).await?;
        Ok(Response::new((&done).into()))
    }

    async fn revise_definition(
        &self,
        request: Request<ReviseDefinitionRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_revise_definition).await?;
        Ok(Response::new((&done).into()))
    }

    async fn retire_indicator(
        &self,
        request: Request<RetireIndicatorRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let open = open::submissions(&self.1, &request).await?;
        let done = self.0.run(request, |request| parse::parse_retire_indicator(request, open)).await?;
        Ok(Response::new((&done).into()))
    }

    async fn set_baseline(
        &self,
        request: Request<SetBaselineRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_set_baseline).await?;
        Ok(Response::new((&done).into()))
    }

    async fn set_target(
        &self,
        request: Request<SetTargetRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_set_target).await?;
        Ok(Response::new((&done).into()))
    }

    async fn add_rule(&self, request: Request<AddRuleRequest>) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_add_rule).await?;
        Ok(Response::new((&done).into()))
    }

    async fn submit_data(
        &self,
        request: Request<SubmitDataRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_submit_data).await?;
        Ok(Response::new((&done).into()))
    }

    async fn return_data(
        &self,
        request: Request<ReturnDataRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_return_data).await?;
        Ok(Response::new((&done).into()))
    }

    async fn abandon_data(
        &self,
        request: Request<AbandonDataRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_abandon_data).await?;
        Ok(Response::new((&done).into()))
    }

    async fn approve_data(
        &self,
        request: Request<ApproveDataRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_approve_data).await?;
        Ok(Response::new((&done).into()))
    }

    async fn publish_data(
        &self,
        request: Request<PublishDataRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_publish_data).await?;
        Ok(Response::new((&done).into()))
    }

    async fn explain_violation(
        &self,
        request: Request<ExplainViolationRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_explain_violation).await?;
        Ok(Response::new((&done).into()))
    }

    async fn waive_violation(
        &self,
        request: Request<WaiveViolationRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_waive_violation).await?;
        Ok(Response::new((&done).into()))
    }

    async fn tell_story(
        &self,
        request: Request<TellStoryRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_tell_story).await?;
        Ok(Response::new((&done).into()))
    }

    async fn end_agreement(
        &self,
        request: Request<EndAgreementRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_end_agreement).await?;
        Ok(Response::new((&done).into()))
    }

    async fn correct_published(
        &self,
        request: Request<Streaming<CorrectPublishedRequest>>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run_streamed(request, parse::parse_correct_published).await?;
        Ok(Response::new((&done).into()))
    }

    async fn sign_sharing_agreement(
        &self,
        request: Request<SignSharingAgreementRequest>,
    ) -> Result<Response<SignSharingAgreementResponse>, Status> {
        let done = self.0.run(request, parse::parse_sign_sharing_agreement).await?;
        Ok(Response::new(parse::sign_sharing_agreement_response(&done)))
    }

    async fn record_table(
        &self,
        request: Request<RecordTableRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_record_table).await?;
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
