//! What is to do after meetings, from its messages.

use domain::{
    communication::{Command, meeting::Outcome},
    ids::{Code, StreamId, Uuid},
    text::Bound,
};

use crate::{Done, Fields, Malformed, Meta, pb::communication as pb};

/// Something to do after a meeting.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_add_action_item(request: &pb::AddActionItemRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    let text = f.private("text", &request.text, Bound::Reason);
    let owner_org = f.org("owner_org", &request.owner_org);
    let due = f.date("due", &request.due);
    f.finish(|| {
        let (meeting, text, owner_org, due) = (meeting?, text?, owner_org?, due?);
        Some((meta?, Command::AddActionItem { meeting, text, owner_org, due }))
    })
}

/// The action item added.
pub fn add_action_item_response(done: &Done) -> pb::AddActionItemResponse {
    pb::AddActionItemResponse { result: Some(done.into()), item_id: done.begun() }
}

/// An action item that has ended.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_close_action_item(request: &pb::CloseActionItemRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    let item = f.uuid("item_id", &request.item_id);
    let name = pb::ActionOutcome::as_str_name;
    let outcome = f.choice("outcome", request.outcome, name, |outcome| match outcome {
        pb::ActionOutcome::Unspecified => None,
        pb::ActionOutcome::Done => Some(Outcome::Done),
        pb::ActionOutcome::Dropped => Some(Outcome::Dropped),
    });
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let (meeting, item, outcome) = (meeting?, item?, outcome?);
        Some((meta?, Command::CloseActionItem { meeting, item, outcome, reason: reason? }))
    })
}

/// An action item that goes on in the plan.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_convert_action_item(
    request: &pb::ConvertActionItemRequest,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let meeting = f.uuid("meeting_id", &request.meeting_id);
    let item = f.uuid("item_id", &request.item_id);
    let activity = activity(&mut f, &request.activity_id);
    f.finish(|| {
        let (meeting, item, activity) = (meeting?, item?, activity?);
        Some((meta?, Command::ConvertActionItem { meeting, item, activity }))
    })
}

fn activity(f: &mut Fields, text: &str) -> Option<StreamId> {
    if text.parse::<Code>().is_err() && text.parse::<Uuid>().is_err() {
        f.refuse("activity_id", "is no activity; accepted is the code or the id of one");
        return None;
    }
    Some(StreamId::of("activity", text))
}
