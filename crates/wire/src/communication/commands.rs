//! The commands of communication, from their messages, and what they answer.

use domain::{
    communication::{Command, command::NewMessage},
    ids::{ExternalRef, PersonId, Slug},
    text::Bound,
};

use super::parts;
use crate::{Done, Fields, Malformed, Meta, pb::communication as pb};

/// The most persons and organizations that one message calls.
const MAX_MENTIONS: usize = 100;
/// The most files of one message.
const MAX_ATTACHMENTS: usize = 20;

/// A conversation to begin.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_open_thread(request: &pb::OpenThreadRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let subject = f.message("subject", request.subject.as_ref(), parts::parse_subject);
    let title = f.title("title", &request.title);
    let audience = f.visibility("audience", request.audience);
    f.finish(|| Some((meta?, Command::OpenThread { subject: subject?, title: title?, audience: audience? })))
}

/// The thread opened.
pub fn open_thread_response(done: &Done) -> pb::OpenThreadResponse {
    pb::OpenThreadResponse { result: Some(done.into()), thread_id: done.created("thread") }
}

/// Something to say. `pseudonym` tells the person behind an author's name at the source, in an initiative.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_post_message(
    request: &pb::PostMessageRequest,
    pseudonym: impl FnOnce(&Slug, &ExternalRef) -> PersonId,
) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    let body = f.optional_private("body", &request.body, Bound::Body);
    let reply_to = f.optional_message("reply_to", request.reply_to.as_ref(), parts::parse_reply_to);
    let mentions = f.each("mentions", &request.mentions, 0..=MAX_MENTIONS, |f, one| f.id("", one));
    let attachments =
        f.each("attachments", &request.attachments, 0..=MAX_ATTACHMENTS, parts::parse_attachment);
    let author = f.external_ref("author", request.author.as_ref());
    let external_ref = f.external_ref("external_ref", request.external_ref.as_ref());
    if request.text_absent && !request.body.is_empty() {
        f.refuse("text_absent", "stands beside a body; accepted is one of them");
    }
    f.finish(|| {
        let meta = meta?;
        let message = NewMessage {
            body: body?,
            reply_to: reply_to?,
            mentions: mentions?.into_iter().collect(),
            attachments: attachments?,
            author: author?.map(|author| pseudonym(&meta.initiative, &author)),
            text_absent: request.text_absent,
            external_ref: external_ref?,
        };
        Some((meta, Command::PostMessage { thread: thread?, message }))
    })
}

/// The message posted.
pub fn post_message_response(done: &Done) -> pb::PostMessageResponse {
    let message_id = done.event_id("communication.MessagePosted.v1");
    pb::PostMessageResponse { result: Some(done.into()), message_id }
}

/// A thread to lock.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_lock_thread(request: &pb::LockThreadRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    let reason = f.optional_private("reason", &request.reason, Bound::Reason);
    f.finish(|| Some((meta?, Command::LockThread { thread: thread?, reason: reason? })))
}

/// A thread to unlock.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_unlock_thread(request: &pb::UnlockThreadRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    f.finish(|| Some((meta?, Command::UnlockThread { thread: thread? })))
}

/// A thread to archive.
///
/// # Errors
/// Every field that is in the way.
pub fn parse_archive_thread(request: &pb::ArchiveThreadRequest) -> Result<(Meta, Command), Malformed> {
    let mut f = Fields::new();
    let meta = f.meta(request.meta.as_ref());
    let thread = f.uuid("thread_id", &request.thread_id);
    f.finish(|| Some((meta?, Command::ArchiveThread { thread: thread? })))
}
