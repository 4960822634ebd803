//! The commands of communication: parse, execute, answer. Knows no rule.

use domain::{
    communication::Rules,
    ids::{ExternalRef, Slug},
};
use runtime::{Executor, Parts};
use tonic::{Request, Response, Status, async_trait};
use wire::{
    communication as parse,
    pb::{
        common::CommandResult,
        communication::{
            ArchiveThreadRequest, LockThreadRequest, OpenThreadRequest, OpenThreadResponse,
            PostMessageRequest, PostMessageResponse, UnlockThreadRequest,
            communication_commands_server::CommunicationCommands,
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
}
