//! What becomes of messages, from its messages.

use domain::{
    communication::{Command, revision::Basis},
    text::Bound,
};

use crate::{Fields, Malformed, Meta, pb::communication as pb};

/// Another text for a message.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_edit_message(request: &pb::EditMessageRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    let message = f.uuid("message_id", &request.message_id);
    let body = f.private("body", &request.body, Bound::Body);
    f.finish(|| Some((meta?, Command::EditMessage { thread: thread?, message: message?, body: body? })))
}

/// A message to take away.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_redact_message(request: &pb::RedactMessageRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    let message = f.uuid("message_id", &request.message_id);
    let basis = f.choice("basis", request.basis, pb::RedactionBasis::as_str_name, |basis| match basis {
        pb::RedactionBasis::Unspecified => None,
        pb::RedactionBasis::AuthorRequest => Some(Basis::AuthorRequest),
        pb::RedactionBasis::HouseRules => Some(Basis::HouseRules),
        pb::RedactionBasis::Privacy => Some(Basis::Privacy),
        pb::RedactionBasis::Law => Some(Basis::Law),
    });
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| {
        let (thread, message, basis) = (thread?, message?, basis?);
        Some((meta?, Command::RedactMessage { thread, message, basis, reason: reason? }))
    })
}
