//! The queries of communication, from their messages.

use domain::{communication::thread::Subject, ids::Uuid};

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
