//! The commands of the action plan: parse, execute, answer. Knows no rule.

use std::sync::Arc;

use domain::plan::Rules;
use runtime::Executor;
use tonic::{Request, Response, Status, async_trait};
use wire::{
    pb::{
        common::CommandResult,
        plan::{self as pb, plan_commands_server::PlanCommands},
    },
    plan as parse,
};

pub struct Commands(Arc<Executor<Rules>>);

impl Commands {
    pub fn new(executor: Arc<Executor<Rules>>) -> Self {
        Self(executor)
    }
}

#[async_trait]
impl PlanCommands for Commands {
    async fn create_plan(
        &self,
        request: Request<pb::CreatePlanRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_create_plan).await?;
        Ok(Response::new((&done).into()))
    }

    async fn define_strategy(
        &self,
        request: Request<pb::DefineStrategyRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_define_strategy).await?;
        Ok(Response::new((&done).into()))
    }

    async fn revise_strategy(
        &self,
        request: Request<pb::ReviseStrategyRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_revise_strategy).await?;
        Ok(Response::new((&done).into()))
    }

    async fn propose_activity(
        &self,
        request: Request<pb::ProposeActivityRequest>,
    ) -> Result<Response<pb::ProposeActivityResponse>, Status> {
        let done = self.0.run(request, parse::parse_propose_activity).await?;
        Ok(Response::new(parse::propose_activity_response(&done)))
    }

    async fn take_rows(
        &self,
        request: Request<pb::TakeRowsRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_take_rows).await?;
        Ok(Response::new((&done).into()))
    }

    async fn review_plan(
        &self,
        request: Request<pb::ReviewPlanRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_review_plan).await?;
        Ok(Response::new((&done).into()))
    }

    async fn reschedule_activity(
        &self,
        request: Request<pb::RescheduleActivityRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_reschedule_activity).await?;
        Ok(Response::new((&done).into()))
    }

    async fn revise_activity(
        &self,
        request: Request<pb::ReviseActivityRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_revise_activity).await?;
        Ok(Response::new((&done).into()))
    }

    async fn link_indicators(
        &self,
        request: Request<pb::LinkIndicatorsRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_link_indicators).await?;
        Ok(Response::new((&done).into()))
    }

    async fn mark_orphaned(
        &self,
        request: Request<pb::MarkOrphanedRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_mark_orphaned).await?;
        Ok(Response::new((&done).into()))
    }

    async fn relink_activity(
        &self,
        request: Request<pb::RelinkActivityRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_relink_activity).await?;
        Ok(Response::new((&done).into()))
    }

    async fn start_activity(
        &self,
        request: Request<pb::StartActivityRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_start_activity).await?;
        Ok(Response::new((&done).into()))
    }

    async fn block_activity(
        &self,
        request: Request<pb::BlockActivityRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_block_activity).await?;
        Ok(Response::new((&done).into()))
    }

    async fn unblock_activity(
        &self,
        request: Request<pb::UnblockActivityRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_unblock_activity).await?;
        Ok(Response::new((&done).into()))
    }

    async fn complete_activity(
        &self,
        request: Request<pb::CompleteActivityRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_complete_activity).await?;
        Ok(Response::new((&done).into()))
    }

    async fn cancel_activity(
        &self,
        request: Request<pb::CancelActivityRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_cancel_activity).await?;
        Ok(Response::new((&done).into()))
    }

    async fn transfer_lead(
        &self,
        request: Request<pb::TransferLeadRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_transfer_lead).await?;
        Ok(Response::new((&done).into()))
    }

    async fn merge_duplicate(
        &self,
        request: Request<pb::MergeDuplicateRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_merge_duplicate).await?;
        Ok(Response::new((&done).into()))
    }

    async fn note_external_status(
        &self,
        request: Request<pb::NoteExternalStatusRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_note_external_status).await?;
        Ok(Response::new((&done).into()))
    }

    async fn commit_organization(
        &self,
        request: Request<pb::CommitOrganizationRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_commit_organization).await?;
        Ok(Response::new((&done).into()))
    }

    async fn amend_commitment(
        &self,
        request: Request<pb::AmendCommitmentRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_amend_commitment).await?;
        Ok(Response::new((&done).into()))
    }

    async fn release_commitment(
        &self,
        request: Request<pb::ReleaseCommitmentRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_release_commitment).await?;
        Ok(Response::new((&done).into()))
    }

    async fn fulfil_commitment(
        &self,
        request: Request<pb::FulfilCommitmentRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_fulfil_commitment).await?;
        Ok(Response::new((&done).into()))
    }

    async fn add_milestone(
        &self,
        request: Request<pb::AddMilestoneRequest>,
    ) -> Result<Response<pb::AddMilestoneResponse>, Status> {
        let done = self.0.run(request, parse::parse_add_milestone).await?;
        Ok(Response::new(parse::add_milestone_response(&done)))
    }

    async fn reschedule_milestone(
        &self,
        request: Request<pb::RescheduleMilestoneRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_reschedule_milestone).await?;
        Ok(Response::new((&done).into()))
    }

    async fn revise_milestone(
        &self,
        request: Request<pb::ReviseMilestoneRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_revise_milestone).await?;
        Ok(Response::new((&done).into()))
    }

    async fn achieve_milestone(
        &self,
        request: Request<pb::AchieveMilestoneRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_achieve_milestone).await?;
        Ok(Response::new((&done).into()))
    }

    async fn drop_milestone(
        &self,
        request: Request<pb::DropMilestoneRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_drop_milestone).await?;
        Ok(Response::new((&done).into()))
    }

    async fn miss_milestone(
        &self,
        request: Request<pb::MissMilestoneRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_miss_milestone).await?;
        Ok(Response::new((&done).into()))
    }

    async fn relate(&self, request: Request<pb::RelateRequest>) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_relate).await?;
        Ok(Response::new((&done).into()))
    }

    async fn unrelate(
        &self,
        request: Request<pb::UnrelateRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_unrelate).await?;
        Ok(Response::new((&done).into()))
    }
}
