//! The queries of communication: ask the view, open private texts on the way out. Knows no table.

use std::sync::Arc;

use domain::{meta::Visibility, time::Timestamp};
use runtime::{Parts, Reading, ViewHost};
use tonic::{Request, Response, Status, async_trait};
use views::communication as view;
use wire::{
    Malformed, communication as parse, next_page_token,
    pb::{
        common,
        communication::{
            GetThreadRequest, GetThreadResponse, ListMessagesRequest, ListMessagesResponse,
            ListThreadsRequest, ListThreadsResponse, Message, Thread,
            communication_queries_server::CommunicationQueries,
        },
    },
};

pub struct Queries(Arc<ViewHost>);

impl Queries {
    pub fn new(parts: &Parts) -> Self {
        Self(Arc::clone(&parts.views))
    }
}

#[async_trait]
impl CommunicationQueries for Queries {
    async fn get_thread(
        &self,
        request: Request<GetThreadRequest>,
    ) -> Result<Response<GetThreadResponse>, Status> {
        let (reading, thread) = self
            .0
            .ask(request, parse::parse_get_thread, |view, id, reading| {
                view::thread(view, id, reading.may_see)
            })
            .await?;
        let thread = reading.found(thread)?;
        Ok(Response::new(GetThreadResponse {
            answered: Some(reading.answered()),
            thread: Some(thread_out(&reading, &thread)),
        }))
    }

    async fn list_threads(
        &self,
        request: Request<ListThreadsRequest>,
    ) -> Result<Response<ListThreadsResponse>, Status> {
        let parse = |request: &ListThreadsRequest| {
            let (question, asked) = parse::parse_list_threads(request)?;
            let after = match asked.page.after.as_deref() {
                None => 0,
                Some([sequence]) => sequence.parse().map_err(|_| not_a_token())?,
                Some(_) => return Err(not_a_token()),
            };
            Ok((question, (asked, after)))
        };
        let query =
            |view: &views::Connection, (asked, after): (parse::ListThreads, u64), reading: &Reading| {
                let size = asked.page.size;
                let threads = view::threads(view, asked.subject.as_ref(), reading.may_see, size, after)?;
                Ok((threads, size))
            };
        let (reading, (threads, size)) = self.0.ask(request, parse, query).await?;
        Ok(Response::new(ListThreadsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading
                .next(&threads, size, |last| next_page_token(&[last.sequence.to_string()])),
            threads: threads.iter().map(|thread| thread_out(&reading, thread)).collect(),
        }))
    }

    async fn list_messages(
        &self,
        request: Request<ListMessagesRequest>,
    ) -> Result<Response<ListMessagesResponse>, Status> {
        let parse = |request: &ListMessagesRequest| {
            let (question, asked) = parse::parse_list_messages(request)?;
            let after = match asked.page.after.as_deref() {
                None => None,
                Some([at, sequence]) => Some((
                    at.parse::<Timestamp>().map_err(|_| not_a_token())?,
                    sequence.parse::<u64>().map_err(|_| not_a_token())?,
                )),
                Some(_) => return Err(not_a_token()),
            };
            Ok((question, (asked, after)))
        };
        type Asked = (parse::ListMessages, Option<(Timestamp, u64)>);
        let query = |view: &views::Connection, (asked, after): Asked, reading: &Reading| {
            let size = asked.page.size;
            Ok((view::messages(view, asked.thread, reading.may_see, size, after)?, size))
        };
        let (reading, (messages, size)) = self.0.ask(request, parse, query).await?;
        let key =
            |last: &view::Message| next_page_token(&[last.posted_at.to_string(), last.sequence.to_string()]);
        Ok(Response::new(ListMessagesResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&messages, size, key),
            messages: messages.iter().map(|message| message_out(&reading, message)).collect(),
        }))
    }
}

fn not_a_token() -> Malformed {
    Malformed::new("page.page_token", "is not of this list; accepted is a next_page_token of its last answer")
}

fn visibility_out(visibility: Visibility) -> common::Visibility {
    match visibility {
        Visibility::Public => common::Visibility::Public,
        Visibility::Members => common::Visibility::Members,
        Visibility::Restricted => common::Visibility::Restricted,
    }
}

fn thread_out(reading: &Reading, thread: &view::Thread) -> Thread {
    Thread {
        thread_id: thread.id.to_string(),
        subject: Some(parse::subject(&thread.subject)),
        title: thread.title.clone(),
        audience: visibility_out(thread.audience).into(),
        status: thread.status.clone(),
        opened_at: thread.opened_at.to_string(),
        messages: thread.messages,
        last_posted_at: thread.last_posted_at.map(|at| at.to_string()).unwrap_or_default(),
        lock_reason: Some(reading.open(thread.lock_reason.as_ref())),
    }
}

fn message_out(reading: &Reading, message: &view::Message) -> Message {
    Message {
        message_id: message.id.to_string(),
        author: message.author.clone(),
        org: message.org.as_ref().map(ToString::to_string).unwrap_or_default(),
        posted_at: message.posted_at.to_string(),
        body: Some(reading.open(message.body.as_ref())),
        reply_to: message.reply_to.as_ref().map(parse::reply_to),
        parent_id: message.parent.map(|parent| parent.to_string()).unwrap_or_default(),
        is_parent_missing: message.is_parent_missing(),
        mentions: message.mentions.iter().map(ToString::to_string).collect(),
        attachments: message.attachments.iter().map(parse::attachment).collect(),
        text_absent: message.text_absent,
        external_ref: message.external_ref.as_ref().map(Into::into),
        sequence: message.sequence,
    }
}
