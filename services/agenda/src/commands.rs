//! The commands of the agenda: parse, execute, answer. Knows no rule.

use std::sync::Arc;

use domain::agenda::Rules;
use runtime::Executor;
use tonic::{Request, Response, Status, Streaming, async_trait};
use wire::{
    agenda as parse,
    pb::{
        agenda::{
            AddStatementRequest, AddStatementResponse, AddStatementsInBulkRequest, CastStanceRequest,
            CloseConsultationRequest, CloseProposalRequest, DeclareConflictRequest, DefineBodyRequest,
            DefineGoalRequest, DraftAgendaRequest, DraftProposalRequest, DraftProposalResponse,
            ExtendWindowRequest, ModerateStatementRequest, ModerateStatementsInBulkRequest,
            OpenConsultationRequest, OpenConsultationResponse, OpenMatterRequest, OpenMatterResponse,
            OpenProposalRequest, RecordMeetingDecisionRequest, RecordMeetingDecisionResponse,
            RecordOutcomeRequest, ResolveAmendmentRequest, RespondInBulkRequest, RespondRequest,
            RetireAgendaRequest, ReviseAgendaTextRequest, StartNewRoundRequest, StartNewRoundResponse,
            SubmitAmendmentRequest, SubmitAmendmentResponse, WithdrawAmendmentRequest,
            WithdrawProposalRequest, agenda_commands_server::AgendaCommands,
        },
        common::CommandResult,
    },
};

pub struct Commands(Arc<Executor<Rules>>);

impl Commands {
    pub fn new(executor: Arc<Executor<Rules>>) -> Self {
        Self(executor)
    }
}

#[async_trait]
impl AgendaCommands for Commands {
    async fn draft_agenda(
        &self,
        request: Request<DraftAgendaRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_draft_agenda).await?;
        Ok(Response::new((&done).into()))
    }

    async fn define_goal(
        &self,
        request: Request<DefineGoalRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_define_goal).await?;
        Ok(Response::new((&done).into()))
    }

    async fn revise_agenda_text(
        &self,
        request: Request<ReviseAgendaTextRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_revise_agenda_text).await?;
        Ok(Response::new((&done).into()))
    }

    async fn retire_agenda(
        &self,
        request: Request<RetireAgendaRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_retire_agenda).await?;
        Ok(Response::new((&done).into()))
    }

    async fn draft_proposal(
        &self,
        request: Request<DraftProposalRequest>,
    ) -> Result<Response<DraftProposalResponse>, Status> {
        let done = self.0.run(request, parse::parse_draft_proposal).await?;
        Ok(Response::new(parse::draft_proposal_response(&done)))
    }

    async fn start_new_round(
        &self,
        request: Request<StartNewRoundRequest>,
    ) -> Result<Response<StartNewRoundResponse>, Status> {
        let done = self.0.run(request, parse::parse_start_new_round).await?;
        Ok(Response::new(parse::start_new_round_response(&done)))
    }

    async fn submit_amendment(
        &self,
        request: Request<SubmitAmendmentRequest>,
    ) -> Result<Response<SubmitAmendmentResponse>, Status> {
        let done = self.0.run(request, parse::parse_submit_amendment).await?;
        Ok(Response::new(parse::submit_amendment_response(&done)))
    }

    async fn resolve_amendment(
        &self,
        request: Request<ResolveAmendmentRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_resolve_amendment).await?;
        Ok(Response::new((&done).into()))
    }

    async fn withdraw_amendment(
        &self,
        request: Request<WithdrawAmendmentRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_withdraw_amendment).await?;
        Ok(Response::new((&done).into()))
    }

    async fn open_proposal(
        &self,
        request: Request<OpenProposalRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_open_proposal).await?;
        Ok(Response::new((&done).into()))
    }

    async fn declare_conflict(
        &self,
        request: Request<DeclareConflictRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_declare_conflict).await?;
        Ok(Response::new((&done).into()))
    }

    async fn cast_stance(
        &self,
        request: Request<CastStanceRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_cast_stance).await?;
        Ok(Response::new((&done).into()))
    }

    async fn extend_window(
        &self,
        request: Request<ExtendWindowRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_extend_window).await?;
        Ok(Response::new((&done).into()))
    }

    async fn close_proposal(
        &self,
        request: Request<CloseProposalRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_close_proposal).await?;
        Ok(Response::new((&done).into()))
    }

    async fn record_outcome(
        &self,
        request: Request<RecordOutcomeRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_record_outcome).await?;
        Ok(Response::new((&done).into()))
    }

    async fn withdraw_proposal(
        &self,
        request: Request<WithdrawProposalRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_withdraw_proposal).await?;
        Ok(Response::new((&done).into()))
    }

    async fn define_body(
        &self,
        request: Request<DefineBodyRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_define_body).await?;
        Ok(Response::new((&done).into()))
    }

    async fn open_matter(
        &self,
        request: Request<OpenMatterRequest>,
    ) -> Result<Response<OpenMatterResponse>, Status> {
        let done = self.0.run(request, parse::parse_open_matter).await?;
        Ok(Response::new(parse::open_matter_response(&done)))
    }

    async fn record_meeting_decision(
        &self,
        request: Request<RecordMeetingDecisionRequest>,
    ) -> Result<Response<RecordMeetingDecisionResponse>, Status> {
        let done = self.0.run(request, parse::parse_record_meeting_decision).await?;
        Ok(Response::new(parse::record_meeting_decision_response(&done)))
    }

    async fn open_consultation(
        &self,
        request: Request<OpenConsultationRequest>,
    ) -> Result<Response<OpenConsultationResponse>, Status> {
        let done = self.0.run(request, parse::parse_open_consultation).await?;
        Ok(Response::new(parse::open_consultation_response(&done)))
    }

    async fn add_statement(
        &self,
        request: Request<AddStatementRequest>,
    ) -> Result<Response<AddStatementResponse>, Status> {
        let pseudonym = self.0.pseudonym();
        let done = self.0.run(request, |one| parse::parse_add_statement(one, &pseudonym)).await?;
        Ok(Response::new(parse::add_statement_response(&done)))
    }

    async fn add_statements_in_bulk(
        &self,
        request: Request<Streaming<AddStatementsInBulkRequest>>,
    ) -> Result<Response<CommandResult>, Status> {
        let pseudonym = self.0.pseudonym();
        let done =
            self.0.run_streamed(request, |all| parse::parse_add_statements_in_bulk(&all, &pseudonym)).await?;
        Ok(Response::new((&done).into()))
    }

    async fn moderate_statement(
        &self,
        request: Request<ModerateStatementRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_moderate_statement).await?;
        Ok(Response::new((&done).into()))
    }

    async fn moderate_statements_in_bulk(
        &self,
        request: Request<Streaming<ModerateStatementsInBulkRequest>>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run_streamed(request, |all| parse::parse_moderate_statements_in_bulk(&all)).await?;
        Ok(Response::new((&done).into()))
    }

    async fn respond(&self, request: Request<RespondRequest>) -> Result<Response<CommandResult>, Status> {
        let pseudonym = self.0.pseudonym();
        let done = self.0.run(request, |one| parse::parse_respond(one, &pseudonym)).await?;
        Ok(Response::new((&done).into()))
    }

    async fn respond_in_bulk(
        &self,
        request: Request<Streaming<RespondInBulkRequest>>,
    ) -> Result<Response<CommandResult>, Status> {
        let pseudonym = self.0.pseudonym();
        let done = self.0.run_streamed(request, |all| parse::parse_respond_in_bulk(&all, &pseudonym)).await?;
        Ok(Response::new((&done).into()))
    }

    async fn close_consultation(
        &self,
        request: Request<CloseConsultationRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_close_consultation).await?;
        Ok(Response::new((&done).into()))
    }
}
