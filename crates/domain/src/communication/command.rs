//! What can be asked of communication.
//!
//! Knows no wire format; shapes (texts, ids, hashes) are checked before.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    meeting::{AgendaItem, Attended, MinutesItem, Outcome, Plan},
    revision::Basis,
    thread::{Attachment, Mention, Subject},
};
use crate::{
    ids::{ExternalRef, OrgId, PersonId, StreamId, Uuid},
    meta::Visibility,
    private::Private,
    time::{Date, Timestamp},
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
    /// Gives a message another text.
    EditMessage {
        /// The thread.
        thread: Uuid,
        /// The message.
        message: Uuid,
        /// What is said now.
        body: Private,
    },
    /// Takes a message away; its place stays.
    RedactMessage {
        /// The thread.
        thread: Uuid,
        /// The message.
        message: Uuid,
        /// On what ground.
        basis: Basis,
        /// Why.
        reason: Option<Private>,
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
    /// Calls a meeting.
    ScheduleMeeting(Plan),
    /// Says what it will talk about.
    PublishMeetingAgenda {
        /// The meeting.
        meeting: Uuid,
        /// In this order.
        items: Vec<AgendaItem>,
    },
    /// Puts it at another time.
    RescheduleMeeting {
        /// The meeting.
        meeting: Uuid,
        /// When it begins.
        start: Timestamp,
        /// When it ends.
        end: Timestamp,
        /// Why.
        reason: String,
    },
    /// Calls it off.
    CancelMeeting {
        /// The meeting.
        meeting: Uuid,
        /// Why.
        reason: Private,
    },
    /// Says who was there.
    RecordAttendance {
        /// The meeting.
        meeting: Uuid,
        /// Each organization, and how it attended.
        orgs: BTreeMap<OrgId, Attended>,
        /// Persons.
        persons: Vec<Private>,
    },
    /// Says what was said.
    RecordMinutes {
        /// The meeting.
        meeting: Uuid,
        /// In this order.
        items: Vec<MinutesItem>,
    },
    /// Lets the minutes stand.
    ApproveMinutes {
        /// The meeting.
        meeting: Uuid,
    },
    /// Gives an organization something to do.
    AddActionItem {
        /// The meeting.
        meeting: Uuid,
        /// What is to do.
        text: Private,
        /// Who does it.
        owner_org: OrgId,
        /// Until the end of this day.
        due: Date,
    },
    /// Says how it ended.
    CloseActionItem {
        /// The meeting.
        meeting: Uuid,
        /// The item.
        item: Uuid,
        /// How.
        outcome: Outcome,
        /// Why.
        reason: Option<Private>,
    },
    /// Lets it go on as a milestone of an activity.
    ConvertActionItem {
        /// The meeting.
        meeting: Uuid,
        /// The item.
        item: Uuid,
        /// The activity's stream in the plan.
        activity: StreamId,
    },
    /// Tells something to all members.
    Announce {
        /// Its title.
        title: String,
        /// What is told.
        body: String,
        /// Until when it is to be acknowledged.
        ack_by: Option<Timestamp>,
    },
    /// Takes note of it.
    Acknowledge {
        /// The announcement.
        announcement: Uuid,
        /// For which organization.
        org: OrgId,
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
