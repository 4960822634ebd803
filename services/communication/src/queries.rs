//! The queries of communication: ask the view, open private texts on the way out. Knows no table.

use std::sync::Arc;

use domain::time::Timestamp;
use runtime::{Parts, Reading, ViewHost, peers::Peers};
use tonic::{Request, Response, Status, async_trait};
use views::communication as view;
use wire::{
    Malformed, Page, communication as parse, next_page_token,
    pb::communication::{
        GetDigestRequest, GetDigestResponse, GetFeedsRequest, GetFeedsResponse, GetMeetingRequest,
        GetMeetingResponse, GetThreadRequest, GetThreadResponse, GetTimelineRequest, GetTimelineResponse,
        ListActionItemsRequest, ListActionItemsResponse, ListAnnouncementsRequest, ListAnnouncementsResponse,
        ListMeetingsRequest, ListMeetingsResponse, ListMessagesRequest, ListMessagesResponse,
        ListRemindersRequest, ListRemindersResponse, ListSubscriptionsRequest, ListSubscriptionsResponse,
        ListThreadsRequest, ListThreadsResponse, ListUnreadRequest, ListUnreadResponse,
        communication_queries_server::CommunicationQueries,
    },
};

use crate::{
    answers::{message_out, thread_out},
    feeds::Feeds,
    gatherings::{action_item_out, announcement_out, meeting_out, passage_out},
    personal::Personal,
    timeline::Timeline,
};

#[derive(Clone)]
pub struct Queries(Arc<ViewHost>, Personal, Feeds, Timeline);

impl Queries {
    pub fn new(parts: &Parts, personal: Personal, peers: Peers) -> Self {
        let feeds = Feeds::new(parts, personal.clone());
        Self(Arc::clone(&parts.views), personal, feeds, Timeline::new(parts, peers))
    }

    /// The feeds, for the pages that show them.
    pub fn feeds(&self) -> Feeds {
        self.2.clone()
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
            let after = sequence_of(&asked.page)?;
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

    async fn get_meeting(
        &self,
        request: Request<GetMeetingRequest>,
    ) -> Result<Response<GetMeetingResponse>, Status> {
        let (reading, found) = self
            .0
            .ask(request, parse::parse_get_meeting, |view, id, reading| {
                let meeting = view::meeting(view, id, reading.may_see)?;
                meeting.map(|meeting| Ok((meeting, view::remains(view, id)?))).transpose()
            })
            .await?;
        let (meeting, remains) = reading.found(found)?;
        Ok(Response::new(GetMeetingResponse {
            answered: Some(reading.answered()),
            meeting: Some(meeting_out(&reading, &meeting)),
            persons: remains.persons.iter().map(|person| reading.open(Some(person))).collect(),
            minutes: remains.minutes.iter().map(|passage| passage_out(&reading, passage)).collect(),
        }))
    }

    async fn list_meetings(
        &self,
        request: Request<ListMeetingsRequest>,
    ) -> Result<Response<ListMeetingsResponse>, Status> {
        let parse = |request: &ListMeetingsRequest| {
            let (question, asked) = parse::parse_list_meetings(request)?;
            let after = sequence_of(&asked.page)?;
            Ok((question, (asked, after)))
        };
        let query =
            |view: &views::Connection, (asked, after): (parse::ListMeetings, u64), reading: &Reading| {
                let size = asked.page.size;
                Ok((view::meetings(view, asked.status.as_deref(), reading.may_see, size, after)?, size))
            };
        let (reading, (meetings, size)) = self.0.ask(request, parse, query).await?;
        Ok(Response::new(ListMeetingsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading
                .next(&meetings, size, |last| next_page_token(&[last.sequence.to_string()])),
            meetings: meetings.iter().map(|meeting| meeting_out(&reading, meeting)).collect(),
        }))
    }

    async fn list_action_items(
        &self,
        request: Request<ListActionItemsRequest>,
    ) -> Result<Response<ListActionItemsResponse>, Status> {
        let parse = |request: &ListActionItemsRequest| {
            let (question, asked) = parse::parse_list_action_items(request)?;
            let after = sequence_of(&asked.page)?;
            Ok((question, (asked, after)))
        };
        let query =
            |view: &views::Connection, (asked, after): (parse::ListActionItems, u64), reading: &Reading| {
                let size = asked.page.size;
                let which = (asked.meeting, asked.owner.as_ref(), asked.status.as_deref());
                Ok((view::action_items(view, which, reading.may_see, size, after)?, size))
            };
        let (reading, (items, size)) = self.0.ask(request, parse, query).await?;
        Ok(Response::new(ListActionItemsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&items, size, |last| next_page_token(&[last.sequence.to_string()])),
            items: items.iter().map(|item| action_item_out(&reading, item)).collect(),
        }))
    }

    async fn get_timeline(
        &self,
        request: Request<GetTimelineRequest>,
    ) -> Result<Response<GetTimelineResponse>, Status> {
        Ok(Response::new(self.3.part(request).await?))
    }

    async fn get_feeds(
        &self,
        request: Request<GetFeedsRequest>,
    ) -> Result<Response<GetFeedsResponse>, Status> {
        Ok(Response::new(self.2.links(request).await?))
    }

    async fn list_announcements(
        &self,
        request: Request<ListAnnouncementsRequest>,
    ) -> Result<Response<ListAnnouncementsResponse>, Status> {
        let parse = |request: &ListAnnouncementsRequest| {
            let (question, page) = parse::parse_list_announcements(request)?;
            let after = sequence_of(&page)?;
            Ok((question, (page.size, after)))
        };
        let query = |view: &views::Connection, (size, after): (u32, u64), reading: &Reading| {
            Ok((view::announcements(view, reading.may_see, size, after)?, size))
        };
        let (reading, (made, size)) = self.0.ask(request, parse, query).await?;
        Ok(Response::new(ListAnnouncementsResponse {
            answered: Some(reading.answered()),
            next_page_token: reading.next(&made, size, |last| next_page_token(&[last.sequence.to_string()])),
            announcements: made.iter().map(announcement_out).collect(),
        }))
    }

    async fn list_subscriptions(
        &self,
        request: Request<ListSubscriptionsRequest>,
    ) -> Result<Response<ListSubscriptionsResponse>, Status> {
        self.1.list_subscriptions(request).await
    }

    async fn list_unread(
        &self,
        request: Request<ListUnreadRequest>,
    ) -> Result<Response<ListUnreadResponse>, Status> {
        self.1.list_unread(request).await
    }

    async fn get_digest(
        &self,
        request: Request<GetDigestRequest>,
    ) -> Result<Response<GetDigestResponse>, Status> {
        self.1.get_digest(request).await
    }

    async fn list_reminders(
        &self,
        request: Request<ListRemindersRequest>,
    ) -> Result<Response<ListRemindersResponse>, Status> {
        self.1.list_reminders(request).await
    }
}

/// The sequence that a part of a list goes on after.
pub fn sequence_of(page: &Page) -> Result<u64, Malformed> {
    match page.after.as_deref() {
        None => Ok(0),
        Some([sequence]) => sequence.parse().map_err(|_| not_a_token()),
        Some(_) => Err(not_a_token()),
    }
}

pub fn not_a_token() -> Malformed {
    Malformed::new("page.page_token", "is not of this list; accepted is a next_page_token of its last answer")
}
