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
        backbone::{self as pb, backbone_commands_server::BackboneCommands},
        common::CommandResult,
    },
};

/// What a handler answers.
pub(crate) type Answer<T> = Result<Response<T>, Status>;

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
        request: Request<pb::CompleteSetupRequest>,
    ) -> Answer<pb::CompleteSetupResponse> {
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
        request: Request<pb::RegisterOrganizationRequest>,
    ) -> Answer<pb::RegisterOrganizationResponse> {
        let done = self.executor.run(request, parse::parse_register_organization).await?;
        Ok(Response::new(parse::register_organization_response(&done)))
    }

    async fn rename_organization(
        &self,
        request: Request<pb::RenameOrganizationRequest>,
    ) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_rename_organization).await?;
        Ok(Response::new((&done).into()))
    }

    async fn succeed_organization(
        &self,
        request: Request<pb::SucceedOrganizationRequest>,
    ) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_succeed_organization).await?;
        Ok(Response::new((&done).into()))
    }

    async fn register_initiative(
        &self,
        request: Request<pb::RegisterInitiativeRequest>,
    ) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_register_initiative).await?;
        Ok(Response::new((&done).into()))
    }

    async fn open_account(
        &self,
        request: Request<pb::OpenAccountRequest>,
    ) -> Answer<pb::OpenAccountResponse> {
        let done = self.executor.run(request, parse::parse_open_account).await?;
        Ok(Response::new(parse::open_account_response(&done)))
    }

    async fn mint_key(&self, request: Request<pb::MintKeyRequest>) -> Answer<pb::MintKeyResponse> {
        let done = self.executor.run(request, parse::parse_mint_key).await?;
        Ok(Response::new(parse::mint_key_response(&done)))
    }

    async fn revoke_key(&self, request: Request<pb::RevokeKeyRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_revoke_key).await?;
        Ok(Response::new((&done).into()))
    }

    async fn start_assessment(
        &self,
        request: Request<pb::StartAssessmentRequest>,
    ) -> Answer<pb::StartAssessmentResponse> {
        let done = self.executor.run(request, parse::parse_start_assessment).await?;
        Ok(Response::new(parse::start_assessment_response(&done)))
    }

    async fn score_factor(&self, request: Request<pb::ScoreFactorRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_score_factor).await?;
        Ok(Response::new((&done).into()))
    }

    async fn conclude_assessment(
        &self,
        request: Request<pb::ConcludeAssessmentRequest>,
    ) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_conclude_assessment).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_waiver(
        &self,
        request: Request<pb::RequestWaiverRequest>,
    ) -> Answer<pb::RequestWaiverResponse> {
        let done = self.executor.run(request, parse::parse_request_waiver).await?;
        Ok(Response::new(parse::request_waiver_response(&done)))
    }

    async fn launch_initiative(
        &self,
        request: Request<pb::LaunchInitiativeRequest>,
    ) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_launch_initiative).await?;
        Ok(Response::new((&done).into()))
    }

    async fn invite_organization(
        &self,
        request: Request<pb::InviteOrganizationRequest>,
    ) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_invite_organization).await?;
        Ok(Response::new((&done).into()))
    }

    async fn accept_invitation(
        &self,
        request: Request<pb::AcceptInvitationRequest>,
    ) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_accept_invitation).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_suspension(
        &self,
        request: Request<pb::RequestSuspensionRequest>,
    ) -> Answer<pb::RequestSuspensionResponse> {
        let done = self.executor.run(request, parse::parse_request_suspension).await?;
        Ok(Response::new(parse::request_suspension_response(&done)))
    }

    async fn suspend_member(&self, request: Request<pb::SuspendMemberRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_suspend_member).await?;
        Ok(Response::new((&done).into()))
    }

    async fn reinstate_member(&self, request: Request<pb::ReinstateMemberRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_reinstate_member).await?;
        Ok(Response::new((&done).into()))
    }

    async fn leave_initiative(&self, request: Request<pb::LeaveInitiativeRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_leave_initiative).await?;
        Ok(Response::new((&done).into()))
    }

    async fn register_person(
        &self,
        request: Request<pb::RegisterPersonRequest>,
    ) -> Answer<pb::RegisterPersonResponse> {
        let done = self.executor.run(request, parse::parse_register_person).await?;
        Ok(Response::new(parse::register_person_response(&done)))
    }

    async fn update_person(&self, request: Request<pb::UpdatePersonRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_update_person).await?;
        Ok(Response::new((&done).into()))
    }

    async fn grant_role(&self, request: Request<pb::GrantRoleRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_grant_role).await?;
        Ok(Response::new((&done).into()))
    }

    async fn revoke_role(&self, request: Request<pb::RevokeRoleRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_revoke_role).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_import(
        &self,
        request: Request<pb::RequestImportRequest>,
    ) -> Answer<pb::RequestImportResponse> {
        let done = self.executor.run(request, parse::parse_request_import).await?;
        Ok(Response::new(parse::request_import_response(&done)))
    }

    async fn grant_import(&self, request: Request<pb::GrantImportRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_grant_import).await?;
        Ok(Response::new((&done).into()))
    }

    async fn end_import(&self, request: Request<pb::EndImportRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_end_import).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_erasure(
        &self,
        request: Request<pb::RequestErasureRequest>,
    ) -> Answer<pb::RequestErasureResponse> {
        let done = self.executor.run(request, parse::parse_request_erasure).await?;
        Ok(Response::new(parse::request_erasure_response(&done)))
    }

    async fn approve_erasure(&self, request: Request<pb::ApproveErasureRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_approve_erasure).await?;
        Ok(Response::new((&done).into()))
    }

    async fn change_phase(&self, request: Request<pb::ChangePhaseRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_change_phase).await?;
        Ok(Response::new((&done).into()))
    }

    async fn close_initiative(&self, request: Request<pb::CloseInitiativeRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_close_initiative).await?;
        Ok(Response::new((&done).into()))
    }

    async fn adopt_duties(&self, request: Request<pb::AdoptDutiesRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_adopt_duties).await?;
        Ok(Response::new((&done).into()))
    }

    async fn meet_duty(&self, request: Request<pb::MeetDutyRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_meet_duty).await?;
        Ok(Response::new((&done).into()))
    }

    async fn adopt_charter(&self, request: Request<pb::AdoptCharterRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_adopt_charter).await?;
        Ok(Response::new((&done).into()))
    }

    async fn review_charter(&self, request: Request<pb::ReviewCharterRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_review_charter).await?;
        Ok(Response::new((&done).into()))
    }

    async fn pledge_funding(
        &self,
        request: Request<pb::PledgeFundingRequest>,
    ) -> Answer<pb::PledgeFundingResponse> {
        let done = self.executor.run(request, parse::parse_pledge_funding).await?;
        Ok(Response::new(parse::pledge_funding_response(&done)))
    }

    async fn confirm_funding(&self, request: Request<pb::ConfirmFundingRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_confirm_funding).await?;
        Ok(Response::new((&done).into()))
    }

    async fn lapse_funding(&self, request: Request<pb::LapseFundingRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_lapse_funding).await?;
        Ok(Response::new((&done).into()))
    }
    async fn create_seat(&self, request: Request<pb::CreateSeatRequest>) -> Answer<pb::CreateSeatResponse> {
        let done = self.executor.run(request, parse::parse_create_seat).await?;
        Ok(Response::new(parse::create_seat_response(&done)))
    }

    async fn fill_seat(&self, request: Request<pb::FillSeatRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_fill_seat).await?;
        Ok(Response::new((&done).into()))
    }

    async fn vacate_seat(&self, request: Request<pb::VacateSeatRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_vacate_seat).await?;
        Ok(Response::new((&done).into()))
    }

    async fn employ_staff(&self, request: Request<pb::EmployStaffRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_employ_staff).await?;
        Ok(Response::new((&done).into()))
    }

    async fn release_staff(&self, request: Request<pb::ReleaseStaffRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_release_staff).await?;
        Ok(Response::new((&done).into()))
    }

    async fn request_support(
        &self,
        request: Request<pb::RequestSupportRequest>,
    ) -> Answer<pb::RequestSupportResponse> {
        let done = self.executor.run(request, parse::parse_request_support).await?;
        Ok(Response::new(parse::request_support_response(&done)))
    }

    async fn assign_support(&self, request: Request<pb::AssignSupportRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_assign_support).await?;
        Ok(Response::new((&done).into()))
    }

    async fn close_support(&self, request: Request<pb::CloseSupportRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_close_support).await?;
        Ok(Response::new((&done).into()))
    }

    async fn assign_function(&self, request: Request<pb::AssignFunctionRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_assign_function).await?;
        Ok(Response::new((&done).into()))
    }

    async fn log_effort(&self, request: Request<pb::LogEffortRequest>) -> Answer<CommandResult> {
        let done = self.executor.run(request, parse::parse_log_effort).await?;
        Ok(Response::new((&done).into()))
    }
}
