//! What can be asked of communication.
//!
//! Knows no wire format; shapes (texts, ids, hashes) are checked before.

use std::collections::BTreeSet;

use super::thread::{Attachment, Mention, Subject};
use crate::{
    ids::{ExternalRef, PersonId, Uuid},
    meta::Visibility,
    private::Private,
};

/// A command of communication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begins a conversation about something.
    OpenThread {
        /// What it is about.
        subject: Subject,
        /// Its title.
        title: String,
        /// Who may read it and its messages.
        audience: Visibility,
    },
    /// Says something in it.
    PostMessage {
        /// The thread.
        thread: Uuid,
        /// What is said.
        message: NewMessage,
    },
    /// Stops further messages for now.
    LockThread {
        /// The thread.
        thread: Uuid,
        /// Why.
        reason: Option<Private>,
    },
    /// Takes messages again.
    UnlockThread {
        /// The thread.
        thread: Uuid,
    },
    /// Ends the conversation for good.
    ArchiveThread {
        /// The thread.
        thread: Uuid,
    },
}

/// A message as it is posted. The last four are for importers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewMessage {
    /// The text; none where only files are posted.
    pub body: Option<Private>,
    /// The message it answers.
    pub reply_to: Option<Answers>,
    /// Persons and organizations it calls.
    pub mentions: BTreeSet<Mention>,
    /// Files, by their hash; the bytes lie elsewhere.
    pub attachments: Vec<Attachment>,
    /// Who wrote it, where not the caller: the pseudonym of an imported person.
    pub author: Option<PersonId>,
    /// Whether the source has the message without its text.
    pub text_absent: bool,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
}

/// Which message is answered, as the caller names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answers {
    /// By the id of its record.
    Message(Uuid),
    /// By what its source calls it.
    External(ExternalRef),
    /// One that the source itself no longer has, by the id it had there.
    Missing(String),
}
