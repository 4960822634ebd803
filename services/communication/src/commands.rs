//! The commands of communication: parse, execute, answer. Knows no rule.

use std::sync::Arc;

use domain::{
    communication::Rules,
    ids::{ExternalRef, Slug},
};
use runtime::Executor;
use tonic::{Request, Response, Status, async_trait};
use wire::{
    communication as parse,
    pb::{
        common::CommandResult,
        communication::{
            AcknowledgeRequest, AddActionItemRequest, AddActionItemResponse, AnnounceRequest,
            AnnounceResponse, ApproveMinutesRequest, ArchiveThreadRequest, CancelMeetingRequest,
            CloseActionItemRequest, ConfirmDigestRequest, ConvertActionItemRequest, EditMessageRequest,
            LockThreadRequest, MoveReadCursorRequest, OpenThreadRequest, OpenThreadResponse,
            PostMessageRequest, PostMessageResponse, PublishMeetingAgendaRequest, RecordAttendanceRequest,
            RecordMinutesRequest, RedactMessageRequest, RescheduleMeetingRequest, ScheduleMeetingRequest,
            ScheduleMeetingResponse, SetSubscriptionRequest, UnlockThreadRequest,
            communication_commands_server::CommunicationCommands,
        },
    },
};

use crate::personal::Personal;

pub struct Commands(Arc<Executor<Rules>>, Personal);

impl Commands {
    pub fn new(executor: Arc<Executor<Rules>>, personal: Personal) -> Self {
        Self(executor, personal)
    }
}

#[async_trait]
impl CommunicationCommands for Commands {
    async fn open_thread(
        &self,
        request: Request<OpenThreadRequest>,
    ) -> Result<Response<OpenThreadResponse>, Status> {
        let done = self.0.run(request, parse::parse_open_thread).await?;
        Ok(Response::new(parse::open_thread_response(&done)))
    }

    async fn post_message(
        &self,
        request: Request<PostMessageRequest>,
    ) -> Result<Response<PostMessageResponse>, Status> {
        let pseudonym = self.0.pseudonym();
        let author = |at: &Slug, author: &ExternalRef| pseudonym(at, &author.vocabulary, &author.code);
        let done = self.0.run(request, |message| parse::parse_post_message(message, author)).await?;
        Ok(Response::new(parse::post_message_response(&done)))
    }

    async fn lock_thread(
        &self,
        request: Request<LockThreadRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_lock_thread).await?;
        Ok(Response::new((&done).into()))
    }

    async fn unlock_thread(
        &self,
        request: Request<UnlockThreadRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_unlock_thread).await?;
        Ok(Response::new((&done).into()))
    }

    async fn archive_thread(
        &self,
        request: Request<ArchiveThreadRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_archive_thread).await?;
        Ok(Response::new((&done).into()))
    }

    async fn edit_message(
        &self,
        request: Request<EditMessageRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_edit_message).await?;
        Ok(Response::new((&done).into()))
    }

    async fn redact_message(
        &self,
        request: Request<RedactMessageRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_redact_message).await?;
        Ok(Response::new((&done).into()))
    }

    async fn publish_meeting_agenda(
        &self,
        request: Request<PublishMeetingAgendaRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_publish_meeting_agenda).await?;
        Ok(Response::new((&done).into()))
    }

    async fn reschedule_meeting(
        &self,
        request: Request<RescheduleMeetingRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_reschedule_meeting).await?;
        Ok(Response::new((&done).into()))
    }

    async fn cancel_meeting(
        &self,
        request: Request<CancelMeetingRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_cancel_meeting).await?;
        Ok(Response::new((&done).into()))
    }

    async fn record_attendance(
        &self,
        request: Request<RecordAttendanceRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_record_attendance).await?;
        Ok(Response::new((&done).into()))
    }

    async fn record_minutes(
        &self,
        request: Request<RecordMinutesRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_record_minutes).await?;
        Ok(Response::new((&done).into()))
    }

    async fn approve_minutes(
        &self,
        request: Request<ApproveMinutesRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_approve_minutes).await?;
        Ok(Response::new((&done).into()))
    }

    async fn close_action_item(
        &self,
        request: Request<CloseActionItemRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_close_action_item).await?;
        Ok(Response::new((&done).into()))
    }

    async fn convert_action_item(
        &self,
        request: Request<ConvertActionItemRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_convert_action_item).await?;
        Ok(Response::new((&done).into()))
    }

    async fn acknowledge(
        &self,
        request: Request<AcknowledgeRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        let done = self.0.run(request, parse::parse_acknowledge).await?;
        Ok(Response::new((&done).into()))
    }

    async fn schedule_meeting(
        &self,
        request: Request<ScheduleMeetingRequest>,
    ) -> Result<Response<ScheduleMeetingResponse>, Status> {
        let done = self.0.run(request, parse::parse_schedule_meeting).await?;
        Ok(Response::new(parse::schedule_meeting_response(&done)))
    }

    async fn add_action_item(
        &self,
        request: Request<AddActionItemRequest>,
    ) -> Result<Response<AddActionItemResponse>, Status> {
        let done = self.0.run(request, parse::parse_add_action_item).await?;
        Ok(Response::new(parse::add_action_item_response(&done)))
    }

    async fn announce(
        &self,
        request: Request<AnnounceRequest>,
    ) -> Result<Response<AnnounceResponse>, Status> {
        let done = self.0.run(request, parse::parse_announce).await?;
        Ok(Response::new(parse::announce_response(&done)))
    }

    async fn set_subscription(
        &self,
        request: Request<SetSubscriptionRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        self.1.set_subscription(request).await
    }

    async fn move_read_cursor(
        &self,
        request: Request<MoveReadCursorRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        self.1.move_read_cursor(request).await
    }

    async fn confirm_digest(
        &self,
        request: Request<ConfirmDigestRequest>,
    ) -> Result<Response<CommandResult>, Status> {
        self.1.confirm_digest(request).await
    }
}
