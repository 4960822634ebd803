//! Why communication says no. Each variant is one stable reason.
//!
//! Knows no status codes. To add a refusal: a variant, its reason, kind and catalogue entry, and a test.

use std::collections::BTreeMap;

use super::message::{RATE_LIMIT, RATE_WINDOW_S};
use crate::{
    decider::{self, RefusalKind},
    meta::Visibility,
};

/// A rule of communication that says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each says what it is")]
pub enum Refusal {
    #[error(
        "there is no {subject} to talk about; accepted is something that exists, or an external reference"
    )]
    UnknownSubject { subject: String },
    #[error("the subject is for {}, so the thread cannot be for {}; accepted is the same or a narrower audience",
        subject.as_str(), asked.as_str())]
    AudienceWiderThanSubject { subject: Visibility, asked: Visibility },
    #[error("this thread was imported with another title, subject or audience; accepted is the same again")]
    ThreadExists,
    #[error("there is no such thread; open it first")]
    UnknownThread,
    #[error("the thread is locked; messages are taken again when it is unlocked")]
    ThreadLocked,
    #[error("the message is empty; accepted is a text, or at least one attachment")]
    EmptyMessage,
    #[error("the message answered is not in this thread; accepted is the id of one of its messages")]
    ReplyToElsewhere,
    #[error(
        "{RATE_LIMIT} messages in {RATE_WINDOW_S} seconds are the limit in a thread; try again in {retry_after_s} s"
    )]
    RateLimited { retry_after_s: u64 },
    #[error("{field} is for imported history; leave it out")]
    OnlyForImporters { field: &'static str },
    #[error("the thread was archived; nothing more happens in it")]
    AlreadyArchived,
}

impl decider::Refusal for Refusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::UnknownSubject { .. } => "unknown_subject",
            Self::AudienceWiderThanSubject { .. } => "audience_wider_than_subject",
            Self::ThreadExists => "thread_exists",
            Self::UnknownThread => "unknown_thread",
            Self::ThreadLocked => "thread_locked",
            Self::EmptyMessage => "empty_message",
            Self::ReplyToElsewhere => "reply_to_elsewhere",
            Self::RateLimited { .. } => "rate_limited",
            Self::OnlyForImporters { .. } => "only_for_importers",
            Self::AlreadyArchived => "already_archived",
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Self::UnknownThread => RefusalKind::NotFound,
            Self::ThreadExists => RefusalKind::Exists,
            Self::RateLimited { .. } => RefusalKind::Limit,
            Self::EmptyMessage | Self::OnlyForImporters { .. } => RefusalKind::Malformed,
            _ => RefusalKind::Rule,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnknownSubject { .. } => Some("subject"),
            Self::AudienceWiderThanSubject { .. } => Some("audience"),
            Self::UnknownThread => Some("thread_id"),
            Self::EmptyMessage => Some("body"),
            Self::ReplyToElsewhere => Some("reply_to"),
            Self::OnlyForImporters { field } => Some(field),
            Self::ThreadExists | Self::ThreadLocked | Self::RateLimited { .. } | Self::AlreadyArchived => {
                None
            }
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::AudienceWiderThanSubject { subject, .. } => {
                [("subject_audience", subject.as_str().to_owned())].into()
            }
            Self::RateLimited { retry_after_s } => [("retry_after_s", retry_after_s.to_string())].into(),
            _ => BTreeMap::new(),
        }
    }

    fn catalogue() -> Vec<Self> {
        vec![
            Self::UnknownSubject { subject: "agenda proposal/<id>".to_owned() },
            Self::AudienceWiderThanSubject { subject: Visibility::Members, asked: Visibility::Public },
            Self::ThreadExists,
            Self::UnknownThread,
            Self::ThreadLocked,
            Self::EmptyMessage,
            Self::ReplyToElsewhere,
            Self::RateLimited { retry_after_s: 12 },
            Self::OnlyForImporters { field: "text_absent" },
            Self::AlreadyArchived,
        ]
    }
}
