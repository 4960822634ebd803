//! The queries of communication, from their messages.

use domain::{
    communication::thread::Subject,
    ids::{OrgId, Uuid},
};

use super::parts;
use crate::{Fields, Malformed, Page, Question, pb::communication as pb};

/// Which threads are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListThreads {
    /// Which part.
    pub page: Page,
    /// Only about this.
    pub subject: Option<Subject>,
}

/// Which messages are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMessages {
    /// Which part.
    pub page: Page,
    /// Of which thread.
    pub thread: Uuid,
}

/// Which meetings are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMeetings {
    /// Which part.
    pub page: Page,
    /// Only those that stand so.
    pub status: Option<String>,
}

/// Which action items are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListActionItems {
    /// Which part.
    pub page: Page,
    /// Only of this meeting.
    pub meeting: Option<Uuid>,
    /// Only of this organization.
    pub owner: Option<OrgId>,
    /// Only those that stand so.
    pub status: Option<String>,
}

/// One thread, by its id.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_thread(request: &pb::GetThreadRequest) -> Result<(Question, Uuid), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    f.finish(|| Some((question?, thread?)))
}

/// The threads.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_threads(request: &pb::ListThreadsRequest) -> Result<(Question, ListThreads), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let subject = f.optional_message("subject", request.subject.as_ref(), parts::parse_subject);
    f.finish(|| Some((question?, ListThreads { page: page?, subject: subject? })))
}

/// The messages of a thread.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_messages(request: &pb::ListMessagesRequest) -> Result<(Question, ListMessages), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    f.finish(|| Some((question?, ListMessages { page: page?, thread: thread? })))
}

/// One meeting, by its id.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_meeting(request: &pb::GetMeetingRequest) -> Result<(Question, Uuid), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    f.finish(|| Some((question?, meeting?)))
}

/// The meetings.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_meetings(request: &pb::ListMeetingsRequest) -> Result<(Question, ListMeetings), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let accepted = ["scheduled", "held", "minutes_approved", "cancelled"];
    let status = f.optional("status", &request.status, |f, field, text| status(f, field, text, &accepted));
    f.finish(|| Some((question?, ListMeetings { page: page?, status: status? })))
}

/// Action items.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_action_items(
    request: &pb::ListActionItemsRequest,
) -> Result<(Question, ListActionItems), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let meeting = f.optional("meeting_id", &request.meeting_id, Fields::uuid);
    let owner = f.optional("owner_org", &request.owner_org, Fields::org);
    let accepted = ["open", "done", "dropped", "converted"];
    let status = f.optional("status", &request.status, |f, field, text| status(f, field, text, &accepted));
    f.finish(|| {
        let asked = ListActionItems { page: page?, meeting: meeting?, owner: owner?, status: status? };
        Some((question?, asked))
    })
}

/// The announcements.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_list_announcements(
    request: &pb::ListAnnouncementsRequest,
) -> Result<(Question, Page), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    f.finish(|| Some((question?, page?)))
}

fn status(f: &mut Fields, field: &str, text: &str, accepted: &[&str]) -> Option<String> {
    f.word(field, text, |text| accepted.contains(&text).then(|| text.to_owned()), accepted)
}
