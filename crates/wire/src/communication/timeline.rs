//! The timeline of a thread, from its message.

use domain::ids::Uuid;

use crate::{Fields, Malformed, Page, Question, pb::communication as pb};

/// Which timeline is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetTimeline {
    /// Which part.
    pub page: Page,
    /// Of which thread.
    pub thread: Uuid,
}

/// The timeline of a thread.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_get_timeline(request: &pb::GetTimelineRequest) -> Result<(Question, GetTimeline), Malformed> {
    let mut f = Fields::new();
    let question = f.question(request.meta.as_ref());
    let page = f.page("page", request.page.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    f.finish(|| Some((question?, GetTimeline { page: page?, thread: thread? })))
}
