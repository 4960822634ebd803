//! What happens in communication, as it is stored for ever.
//!
//! Knows no rules. To add an event: a variant, its type in [`Event::TYPES`](crate::decider::Event::TYPES), its
//! visibility, its private fields, a golden file. A variant that has landed never changes. Every event of a
//! thread carries the thread's audience, because visibility is told from the record alone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    meeting::{AgendaItem, Attendance, Kind, MinutesItem, Outcome},
    revision::Basis,
    thread::{Attachment, Mention, ReplyTo, Subject},
};
use crate::{
    decider,
    ids::{ExternalRef, OrgId, PersonId, StreamId, Uuid},
    meta::{Scope, Visibility},
    private::{Field, Private},
    time::{Date, Timestamp},
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
    /// A message has another text now.
    #[serde(rename = "communication.MessageEdited.v1")]
    MessageEdited {
        /// Who may read it.
        audience: Visibility,
        /// The message, by the id of its record.
        message: Uuid,
        /// Who wrote it: `p_…`, or the service `s_…`.
        author: String,
        /// For which organization.
        org: Option<OrgId>,
        /// What is said now.
        body: Private,
    },
    /// A message was taken away; its place stays.
    #[serde(rename = "communication.MessageRedacted.v1")]
    MessageRedacted {
        /// Who may read it.
        audience: Visibility,
        /// The message, by the id of its record.
        message: Uuid,
        /// The records whose texts are erased: the message and its edits.
        texts: BTreeSet<Uuid>,
        /// On what ground.
        basis: Basis,
        /// Why.
        reason: Option<Private>,
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
    /// A meeting was called.
    #[serde(rename = "communication.MeetingScheduled.v1")]
    MeetingScheduled {
        /// Its title.
        title: String,
        /// Of whom.
        kind: Kind,
        /// When it begins.
        start: Timestamp,
        /// When it ends.
        end: Timestamp,
        /// On which wall clock: an IANA name.
        tz: String,
        /// Where.
        place: Option<String>,
        /// Where on the net.
        url: Option<String>,
        /// How it recurs: an RRULE of RFC 5545.
        rrule: Option<String>,
        /// Who is called; nobody named: every member.
        invited: BTreeSet<OrgId>,
        /// Its name in calendars for good: the UID of RFC 5545.
        ical_uid: String,
    },
    /// What a meeting will talk about.
    #[serde(rename = "communication.MeetingAgendaPublished.v1")]
    MeetingAgendaPublished {
        /// In this order.
        items: Vec<AgendaItem>,
    },
    /// A meeting is at another time.
    #[serde(rename = "communication.MeetingRescheduled.v1")]
    MeetingRescheduled {
        /// When it begins now.
        start: Timestamp,
        /// When it ends now.
        end: Timestamp,
        /// Why.
        reason: String,
    },
    /// A meeting does not take place.
    #[serde(rename = "communication.MeetingCancelled.v1")]
    MeetingCancelled {
        /// Why.
        reason: Private,
    },
    /// Who was there: the meeting was held.
    #[serde(rename = "communication.AttendanceRecorded.v1")]
    AttendanceRecorded {
        /// Organizations, grouped by how they attended.
        orgs: Vec<Attendance>,
        /// Persons.
        persons: Vec<Private>,
    },
    /// What was said, until it is approved.
    #[serde(rename = "communication.MinutesRecorded.v1")]
    MinutesRecorded {
        /// In this order.
        items: Vec<MinutesItem>,
    },
    /// The minutes stand.
    #[serde(rename = "communication.MinutesApproved.v1")]
    MinutesApproved {
        /// Which: the id of their record.
        minutes: Uuid,
    },
    /// Somebody has something to do after a meeting.
    #[serde(rename = "communication.ActionItemAdded.v1")]
    ActionItemAdded {
        /// Its id.
        item: Uuid,
        /// What is to do.
        text: Private,
        /// Who does it.
        owner_org: OrgId,
        /// Until the end of this day.
        due: Date,
    },
    /// It is done, or will not be.
    #[serde(rename = "communication.ActionItemClosed.v1")]
    ActionItemClosed {
        /// Which.
        item: Uuid,
        /// How it ended.
        outcome: Outcome,
        /// Why.
        reason: Option<Private>,
    },
    /// It goes on as a milestone of an activity; says all that the plan needs for it.
    #[serde(rename = "communication.ActionItemConverted.v1")]
    ActionItemConverted {
        /// Which.
        item: Uuid,
        /// The activity's stream in the plan, `activity/<CODE or id>`.
        activity: StreamId,
        /// Who does it.
        owner_org: OrgId,
        /// Until the end of this day.
        due: Date,
        /// The title of the meeting it comes from.
        meeting_title: String,
    },
    /// Something is told to all members.
    #[serde(rename = "communication.Announced.v1")]
    Announced {
        /// Its title.
        title: String,
        /// What is told; plain.
        body: String,
        /// Until when it is to be acknowledged.
        ack_by: Option<Timestamp>,
        /// The members it was told to.
        audience: BTreeSet<OrgId>,
    },
    /// An organization has taken note of it.
    #[serde(rename = "communication.Acknowledged.v1")]
    Acknowledged {
        /// Which.
        org: OrgId,
        /// Whether that was after the time asked for.
        late: bool,
    },
    /// The keys of an erased person are destroyed here: texts of theirs read as erased.
    #[serde(rename = "communication.SubjectShredded.v1")]
    SubjectShredded {
        /// Whose.
        subject: PersonId,
        /// The erasure that backbone recorded as approved.
        request: Uuid,
    },
}

impl decider::Event for Event {
    const TYPES: &'static [&'static str] = &[
        "communication.Acknowledged.v1",
        "communication.ActionItemAdded.v1",
        "communication.ActionItemClosed.v1",
        "communication.ActionItemConverted.v1",
        "communication.Announced.v1",
        "communication.AttendanceRecorded.v1",
        "communication.MeetingAgendaPublished.v1",
        "communication.MeetingCancelled.v1",
        "communication.MeetingRescheduled.v1",
        "communication.MeetingScheduled.v1",
        "communication.MessageEdited.v1",
        "communication.MessagePosted.v1",
        "communication.MessageRedacted.v1",
        "communication.MinutesApproved.v1",
        "communication.MinutesRecorded.v1",
        "communication.SubjectShredded.v1",
        "communication.ThreadArchived.v1",
        "communication.ThreadLocked.v1",
        "communication.ThreadOpened.v1",
        "communication.ThreadUnlocked.v1",
    ];

    fn visibility(&self) -> Visibility {
        match self {
            Self::ThreadOpened { audience, .. }
            | Self::MessagePosted { audience, .. }
            | Self::MessageEdited { audience, .. }
            | Self::MessageRedacted { audience, .. }
            | Self::ThreadLocked { audience, .. }
            | Self::ThreadUnlocked { audience }
            | Self::ThreadArchived { audience } => *audience,
            Self::Announced { .. } => Visibility::Public,
            Self::SubjectShredded { .. } => Visibility::Restricted,
            _ => Visibility::Members,
        }
    }

    fn private_fields(&mut self, scope: &Scope) -> Vec<Field<'_>> {
        super::texts::private_fields(self, scope)
    }

    fn begun(&self) -> Option<String> {
        if let Self::ActionItemAdded { item, .. } = self { Some(item.to_string()) } else { None }
    }
}
