//! What happens in communication, as it is stored for ever.
//!
//! Knows no rules. To add an event: a variant, its type in [`Event::TYPES`](crate::decider::Event::TYPES), its
//! visibility, its private fields, a golden file. A variant that has landed never changes. Every event of a
//! thread carries the thread's audience, because visibility is told from the record alone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::thread::{Attachment, Mention, ReplyTo, Subject};
use crate::{
    decider,
    ids::{ExternalRef, OrgId},
    meta::{Scope, Visibility},
    private::{Field, KeyOf, Owner, Private},
};

/// An event of communication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// A thread was opened.
    #[serde(rename = "communication.ThreadOpened.v1")]
    ThreadOpened {
        /// What it is about.
        subject: Subject,
        /// Its title.
        title: String,
        /// Who may read it and its messages.
        audience: Visibility,
    },
    /// A message was posted; it is named by the id of its record.
    #[serde(rename = "communication.MessagePosted.v1")]
    MessagePosted {
        /// Who may read it.
        audience: Visibility,
        /// Who wrote it: `p_…`, or the service `s_…`.
        author: String,
        /// For which organization.
        org: Option<OrgId>,
        /// What is said.
        body: Option<Private>,
        /// The message it answers.
        reply_to: Option<ReplyTo>,
        /// Whom it calls.
        mentions: BTreeSet<Mention>,
        /// Files, by their hash.
        attachments: Vec<Attachment>,
        /// Whether the source has the message without its text.
        text_absent: bool,
        /// What its source calls it.
        external_ref: Option<ExternalRef>,
    },
    /// No more messages for now.
    #[serde(rename = "communication.ThreadLocked.v1")]
    ThreadLocked {
        /// Who may read it.
        audience: Visibility,
        /// Why.
        reason: Option<Private>,
    },
    /// Messages again.
    #[serde(rename = "communication.ThreadUnlocked.v1")]
    ThreadUnlocked {
        /// Who may read it.
        audience: Visibility,
    },
    /// No more messages, for good.
    #[serde(rename = "communication.ThreadArchived.v1")]
    ThreadArchived {
        /// Who may read it.
        audience: Visibility,
    },
}

impl decider::Event for Event {
    const TYPES: &'static [&'static str] = &[
        "communication.MessagePosted.v1",
        "communication.ThreadArchived.v1",
        "communication.ThreadLocked.v1",
        "communication.ThreadOpened.v1",
        "communication.ThreadUnlocked.v1",
    ];

    fn visibility(&self) -> Visibility {
        match self {
            Self::ThreadOpened { audience, .. }
            | Self::MessagePosted { audience, .. }
            | Self::ThreadLocked { audience, .. }
            | Self::ThreadUnlocked { audience }
            | Self::ThreadArchived { audience } => *audience,
        }
    }

    fn private_fields(&mut self, scope: &Scope) -> Vec<Field<'_>> {
        match self {
            Self::MessagePosted { body: Some(body), author, org, .. } => {
                // What a person says is theirs to have erased; what a service says is its organization's.
                let owner = match org {
                    Some(org) if !author.starts_with("p_") => Owner::Organization(org.to_string()),
                    _ => Owner::Person(author.clone()),
                };
                vec![Field { pointer: "/body".to_owned(), text: body, key: KeyOf::Text, owner }]
            }
            Self::ThreadLocked { reason: Some(reason), .. } => {
                let owner = match &scope.actor.org {
                    Some(org) => Owner::Organization(org.to_string()),
                    None => Owner::Person(scope.actor.reference.clone()),
                };
                vec![Field { pointer: "/reason".to_owned(), text: reason, key: KeyOf::Text, owner }]
            }
            _ => Vec::new(),
        }
    }
}
