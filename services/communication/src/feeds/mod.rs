//! Feeds and the pages they link to: meetings for calendars, what is public for feed readers.
//!
//! Knows no format: `calendar` and `news` write those, by libraries that others keep. Each page asks as the RPC does
//! that it names, so it shows what its visitor may see and no more. To add one: a route below, and its text in a file
//! of its own.

mod calendar;
mod decisions;
mod news;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use domain::ids::{Slug, Uuid};
use runtime::{Page, Parts, Reading, Routes, ViewHost, Visit, core::Core, refusals::NoRule};
use tonic::{Request, Status};
use views::communication as view;
use wire::{
    Malformed, Question, communication as parse,
    pb::{
        common::QueryMeta,
        communication::{
            GetFeedsRequest, GetFeedsResponse, GetMeetingRequest, ListAnnouncementsRequest,
            ListAnnouncementsResponse, ListMeetingsRequest, ListMessagesRequest,
            communication_queries_server::CommunicationQueries as _,
        },
    },
};

use crate::{gatherings::announcement_out, personal::Personal, queries::Queries};

/// Meetings in one calendar: years of them, and still little to fetch again and again.
const MAX_MEETINGS: u32 = 2_000;
/// Entries in the news: what a reader that looks once a day would miss otherwise.
const MAX_NEWS: u32 = 100;

macro_rules! rpc {
    ($name:literal) => {
        concat!("hora.communication.v1.CommunicationQueries/", $name)
    };
}

/// The feeds of all initiatives.
#[derive(Clone)]
pub struct Feeds {
    core: Arc<Core>,
    views: Arc<ViewHost>,
    personal: Personal,
}

/// The initiative whose feed it is, as its feed names it.
pub struct Whose {
    /// Its slug.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// The hub's name.
    pub hub: String,
    /// What links begin with: the hub's address, and the initiative's part.
    pub base: String,
}

/// Adds the pages.
pub fn register(queries: &Queries, routes: &mut Routes) {
    let feeds = queries.feeds();
    let page = feeds.clone();
    routes.page("/feeds/{initiative}/meetings.ics", move |visit| page.clone().calendar(visit));
    let page = feeds.clone();
    routes.page("/feeds/{initiative}/news.atom", move |visit| page.clone().news(visit));
    let page = feeds.clone();
    routes.page("/feeds/{initiative}/announcements/{id}", move |visit| page.clone().announcement(visit));
    let asked = queries.clone();
    routes.page("/feeds/{initiative}/meetings/{id}", move |visit| meeting(asked.clone(), visit));
    let asked = queries.clone();
    routes.page("/feeds/{initiative}/threads/{id}", move |visit| thread(asked.clone(), visit));
}

impl Feeds {
    /// The feeds of a service.
    pub fn new(parts: &Parts, personal: Personal) -> Self {
        Self { core: Arc::clone(&parts.core), views: Arc::clone(&parts.views), personal }
    }

    /// Where they are, for the caller.
    pub async fn links(&self, request: Request<GetFeedsRequest>) -> Result<GetFeedsResponse, Status> {
        let caller = runtime::caller::Caller::of(&request)?;
        let parse =
            |request: &GetFeedsRequest| parse::parse_get_feeds(request).map(|question| (question, ()));
        let (reading, ()) = self.views.ask(request, parse, |_, (), _| Ok(())).await?;
        let token = caller.claims.as_ref().map(|claims| runtime::links::token(&self.core.secret, claims));
        let token = token.unwrap_or_default();
        let at = |page| format!("/feeds/{}/{page}?token={token}", reading.initiative.as_str());
        Ok(GetFeedsResponse {
            answered: Some(reading.answered()),
            calendar: at("meetings.ics"),
            news: at("news.atom"),
            token,
        })
    }

    async fn calendar(self, visit: Visit) -> Result<Page, Status> {
        let asked = ListMeetingsRequest { meta: meta(&visit), ..Default::default() };
        let parse = |asked: &ListMeetingsRequest| parse::parse_list_meetings(asked);
        let query = |view: &views::Connection, _, reading: &Reading| {
            view::latest_meetings(view, reading.may_see, MAX_MEETINGS)
        };
        let request = visit.request(rpc!("ListMeetings"), asked);
        let (reading, meetings) = self.views.ask(request, parse, query).await?;
        let whose = self.whose(&reading, &visit).await;
        Ok(Page { kind: "text/calendar; charset=utf-8", text: calendar::written(&whose, &meetings) })
    }

    async fn news(self, visit: Visit) -> Result<Page, Status> {
        let asked = ListAnnouncementsRequest { meta: meta(&visit), ..Default::default() };
        let query = |view: &views::Connection, _, _: &Reading| {
            Ok((view::latest_announcements(view, MAX_NEWS)?, view::latest_public_messages(view, MAX_NEWS)?))
        };
        let parse = |asked: &ListAnnouncementsRequest| parse::parse_list_announcements(asked);
        let request = visit.request(rpc!("ListAnnouncements"), asked);
        let (reading, (announced, said)) = self.views.ask(request, parse, query).await?;
        let said = said.into_iter().map(|said| {
            let body = crate::answers::body_out(&reading, &said.message);
            (said, body)
        });
        let whose = self.whose(&reading, &visit).await;
        let decided = self.personal.told(&whose.slug, decisions::of);
        let said: Vec<_> = said.collect();
        let text = news::written(&whose, &announced, &decided, &said, MAX_NEWS);
        Ok(Page { kind: "application/atom+xml; charset=utf-8", text })
    }

    async fn announcement(self, visit: Visit) -> Result<Page, Status> {
        let id = visit.part("id").parse::<Uuid>();
        let parse = |asked: &ListAnnouncementsRequest| -> Result<(Question, Uuid), Malformed> {
            let (question, _) = parse::parse_list_announcements(asked)?;
            let wrong = || Malformed::new("id", "is no id; accepted is that of an announcement");
            Ok((question, id.map_err(|_| wrong())?))
        };
        let query = |view: &views::Connection, id, _: &Reading| view::announcement(view, id);
        let asked = ListAnnouncementsRequest { meta: meta(&visit), ..Default::default() };
        let request = visit.request(rpc!("ListAnnouncements"), asked);
        let (reading, found) = self.views.ask(request, parse, query).await?;
        let mut found = reading.found(found)?;
        found.outstanding.clear();
        let answer = ListAnnouncementsResponse {
            answered: Some(reading.answered()),
            announcements: vec![announcement_out(&found)],
            next_page_token: String::new(),
        };
        Page::json(rpc!("ListAnnouncements"), &answer)
    }

    async fn whose(&self, reading: &Reading, visit: &Visit) -> Whose {
        let slug = reading.initiative.clone();
        let facts = self.core.facts.of::<NoRule>(&slug, &[], &BTreeMap::new()).await.ok();
        let named = facts.and_then(|facts| facts.hub.initiatives.get(&slug).map(|one| one.name.clone()));
        Whose {
            name: named.unwrap_or_else(|| slug.as_str().to_owned()),
            hub: self.core.hub.clone(),
            base: format!("{}/feeds/{}", visit.base, slug.as_str()),
            slug,
        }
    }
}

/// The meeting itself: where an entry of the calendar leads.
async fn meeting(queries: Queries, visit: Visit) -> Result<Page, Status> {
    let asked = GetMeetingRequest { meta: meta(&visit), meeting_id: visit.part("id") };
    let answer = queries.get_meeting(visit.request(rpc!("GetMeeting"), asked)).await?;
    Page::json(rpc!("GetMeeting"), answer.get_ref())
}

/// The beginning of a thread: where a message of the news leads.
async fn thread(queries: Queries, visit: Visit) -> Result<Page, Status> {
    let asked = ListMessagesRequest { meta: meta(&visit), thread_id: visit.part("id"), ..Default::default() };
    let answer = queries.list_messages(visit.request(rpc!("ListMessages"), asked)).await?;
    Page::json(rpc!("ListMessages"), answer.get_ref())
}

fn meta(visit: &Visit) -> Option<QueryMeta> {
    Some(QueryMeta { initiative: visit.part("initiative"), ..Default::default() })
}
