//! The commands of the backbone: parse, execute, answer. Knows no rule.
//!
//! `CompleteSetup` alone asks for something first: the secret of the setup link, which proves that the caller can
//! read the operator's screen.

use std::sync::Arc;

use domain::{backbone::Rules, ids::Slug, meta::HUB};
use runtime::{
    Executor, Hub, Parts,
    caller::Caller,
    core::Core,
    refusals::{NoRule, Unauthenticated},
    setup,
};
use tonic::{Request, Response, Status, async_trait};
use wire::{
    backbone as parse,
    pb::{
        backbone::{
            AcceptInvitationRequest, ApproveErasureRequest, CompleteSetupRequest, CompleteSetupResponse,
            ConcludeAssessmentRequest, EndImportRequest, GrantImportRequest, GrantRoleRequest,
            InviteOrganizationRequest, LaunchInitiativeRequest, LeaveInitiativeRequest, MintKeyRequest,
            MintKeyResponse, OpenAccountRequest, OpenAccountResponse, RegisterInitiativeRequest,
            RegisterOrganizationRequest, RegisterOrganizationResponse, RegisterPersonRequest,
            RegisterPersonResponse, ReinstateMemberRequest, RenameOrganizationRequest, RequestErasureRequest,
            RequestErasureResponse, RequestImportRequest, RequestImportResponse, RequestSuspensionRequest,
            RequestSuspensionResponse, RequestWaiverRequest, RequestWaiverResponse, RevokeKeyRequest,
            RevokeRoleRequest, ScoreFactorRequest, StartAssessmentRequest, StartAssessmentResponse,
            SucceedOrganizationRequest, SuspendMemberRequest, UpdatePersonRequest,
            backbone_commands_server::BackboneCommands,
        },
        common::CommandResult,
    },
};

pub struct Commands {
    executor: Arc<Executor<Rules>>,
    config: runtime::config::Config,
    core: Arc<Core>,
}

impl Commands {
    pub fn new(executor: Arc<Executor<Rules>>, parts: &Parts, hub: &Hub) -> Self {
        Self { executor, config: hub.config.clone(), core: parts.core.clone() }
    }

    /// Somebody would be the first admin and has not the link: they are refused, and seen.
    async fn without_the_link(&self, caller: &Caller) -> Status {
        let unknown = Unauthenticated::NoSetup;
        if let Ok(hub) = HUB.parse::<Slug>() {
            self.core.security_log.refused::<NoRule>(caller, &hub, &unknown.clone().into()).await;
        }
        unknown.into()
    }
}

#[async_trait]
impl BackboneCommands for Commands {
    async fn complete_setup(
        &self,
        request: Request<CompleteSetupRequest>,
    ) -> Result<Response<CompleteSetupResponse>, Status> {
        let secret = &request.get_ref().setup_secret;
        if !setup::is_valid(&self.config.hub.data, secret, self.core.clock.now_us()) {
            return Err(self.without_the_link(&*Caller::of(&request)?).await);
        }
        let done = self.executor.run(request, parse::parse_complete_setup).await?;
        setup::end(&self.config.hub.data);
        Ok(Response::new(parse::complete_setup_response(&done)))
    }

    async fn register_organization(
        &self,
        request: Request<RegisterOrganizationRequest>,
    ) -> Result<Response<RegisterOrganizationResponse>, Status> {
        let done = self.executor.run(request, parse::parse_register_organization).await?;
        Ok(Response::new(parse::register_organization_response(&done)))
    }

    async fn rename_organization(
        &self,
        request: Request<RenameOrganizationRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_rename_organization).await?;
        Ok(Response::new((&done).into()))
    }

    async fn succeed_organization(
        &self,
        request: Request<SucceedOrganizationRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_succeed_organization).await?;
        Ok(Response::new((&done).into()))
    }

    async fn register_initiative(
        &self,
        request: Request<RegisterInitiativeRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_register_initiative).await?;
        Ok(Response::new((&done).into()))
    }

    async fn open_account(
        &self,
        request: Request<OpenAccountRequest>,
    ) -> Result<Response<OpenAccountResponse>, Status> {
        let done = self.executor.run(request, parse::parse_open_account).await?;
        Ok(Response::new(parse::open_account_response(&done)))
    }

    async fn mint_key(&self, request: Request<MintKeyRequest>) -> Result<Response<MintKeyResponse>, Status> {
        let done = self.executor.run(request, parse::parse_mint_key).await?;
        Ok(Response::new(parse::mint_key_response(&done)))
    }

    async fn revoke_key(
        &self,
        request: Request<RevokeKeyRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_revoke_key).await?;
        Ok(Response::new((&done).into()))
    }

    async fn start_assessment(
        &self,
        request: Request<StartAssessmentRequest>,
    ) -> Result<Response<StartAssessmentResponse>, Status> {
        let done = self.executor.run(request, parse::parse_start_assessment).await?;
        Ok(Response::new(parse::start_assessment_response(&done)))
    }

    async fn score_factor(
        &self,
        request: Request<ScoreFactorRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_score_factor).await?;
        Ok(Response::new((&done).into()))
    }

    async fn conclude_assessment(
        &self,
        request: Request<ConcludeAssessmentRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_conclude_assessment).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_waiver(
        &self,
        request: Request<RequestWaiverRequest>,
    ) -> Result<Response<RequestWaiverResponse>, Status> {
        let done = self.executor.run(request, parse::parse_request_waiver).await?;
        Ok(Response::new(parse::request_waiver_response(&done)))
    }

    async fn launch_initiative(
        &self,
        request: Request<LaunchInitiativeRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_launch_initiative).await?;
        Ok(Response::new((&done).into()))
    }

    async fn invite_organization(
        &self,
        request: Request<InviteOrganizationRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_invite_organization).await?;
        Ok(Response::new((&done).into()))
    }

    async fn accept_invitation(
        &self,
        request: Request<AcceptInvitationRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_accept_invitation).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_suspension(
        &self,
        request: Request<RequestSuspensionRequest>,
    ) -> Result<Response<RequestSuspensionResponse>, Status> {
        let done = self.executor.run(request, parse::parse_request_suspension).await?;
        Ok(Response::new(parse::request_suspension_response(&done)))
    }

    async fn suspend_member(
        &self,
        request: Request<SuspendMemberRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_suspend_member).await?;
        Ok(Response::new((&done).into()))
    }

    async fn reinstate_member(
        &self,
        request: Request<ReinstateMemberRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_reinstate_member).await?;
        Ok(Response::new((&done).into()))
    }

    async fn leave_initiative(
        &self,
        request: Request<LeaveInitiativeRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_leave_initiative).await?;
        Ok(Response::new((&done).into()))
    }

    async fn register_person(
        &self,
        request: Request<RegisterPersonRequest>,
    ) -> Result<Response<RegisterPersonResponse>, Status> {
        let done = self.executor.run(request, parse::parse_register_person).await?;
        Ok(Response::new(parse::register_person_response(&done)))
    }

    async fn update_person(
        &self,
        request: Request<UpdatePersonRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_update_person).await?;
        Ok(Response::new((&done).into()))
    }

    async fn grant_role(
        &self,
        request: Request<GrantRoleRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_grant_role).await?;
        Ok(Response::new((&done).into()))
    }

    async fn revoke_role(
        &self,
        request: Request<RevokeRoleRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_revoke_role).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_import(
        &self,
        request: Request<RequestImportRequest>,
    ) -> Result<Response<RequestImportResponse>, Status> {
        let done = self.executor.run(request, parse::parse_request_import).await?;
        Ok(Response::new(parse::request_import_response(&done)))
    }

    async fn grant_import(
        &self,
        request: Request<GrantImportRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_grant_import).await?;
        Ok(Response::new((&done).into()))
    }

    async fn end_import(
        &self,
        request: Request<EndImportRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_end_import).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_erasure(
        &self,
        request: Request<RequestErasureRequest>,
    ) -> Result<Response<RequestErasureResponse>, Status> {
        let done = self.executor.run(request, parse::parse_request_erasure).await?;
        Ok(Response::new(parse::request_erasure_response(&done)))
    }

    async fn approve_erasure(
        &self,
        request: Request<ApproveErasureRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.executor.run(request, parse::parse_approve_erasure).await?;
        Ok(Response::new((&done).into()))
    }
}
