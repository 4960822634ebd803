//! Threads and messages as they are answered; private texts are opened here. Knows no table.

use domain::meta::Visibility;
use runtime::Reading;
use views::communication as view;
use wire::{
    communication as parse,
    pb::{
        common,
        communication::{Message, Thread},
    },
};

fn visibility_out(visibility: Visibility) -> common::Visibility {
    match visibility {
        Visibility::Public => common::Visibility::Public,
        Visibility::Members => common::Visibility::Members,
        Visibility::Restricted => common::Visibility::Restricted,
    }
}

pub fn thread_out(reading: &Reading, thread: &view::Thread) -> Thread {
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

pub fn message_out(reading: &Reading, message: &view::Message) -> Message {
    let redaction = message.redaction.as_ref();
    Message {
        message_id: message.id.to_string(),
        author: message.author.clone(),
        org: message.org.as_ref().map(ToString::to_string).unwrap_or_default(),
        posted_at: message.posted_at.to_string(),
        body: Some(body_out(reading, message)),
        reply_to: message.reply_to.as_ref().map(parse::reply_to),
        parent_id: message.parent.map(|parent| parent.to_string()).unwrap_or_default(),
        is_parent_missing: message.is_parent_missing(),
        mentions: message.mentions.iter().map(ToString::to_string).collect(),
        attachments: message.attachments.iter().map(parse::attachment).collect(),
        text_absent: message.text_absent,
        external_ref: message.external_ref.as_ref().map(Into::into),
        sequence: message.sequence,
        edited_at: message.edited_at.map(|at| at.to_string()).unwrap_or_default(),
        redacted_at: redaction.map(|one| one.at.to_string()).unwrap_or_default(),
        redaction_basis: redaction.map(|one| one.basis.clone()).unwrap_or_default(),
        redaction_reason: Some(reading.open(redaction.and_then(|one| one.reason.as_ref()))),
    }
}

/// What is said; of a message that was taken away it is erased at once, though its key may live a moment longer.
pub fn body_out(reading: &Reading, message: &view::Message) -> common::PrivateText {
    match (&message.redaction, &message.body) {
        (Some(_), Some(body)) => common::PrivateText {
            state: common::private_text::State::Erased.into(),
            text: None,
            commitment: body.sealed.commitment.clone(),
        },
        _ => reading.open(message.body.as_ref()),
    }
}
