//! Why communication says no. Each variant is one stable reason.
//!
//! Knows no status codes. To add a refusal: a variant, its reason, kind and catalogue entry, and a test.

use std::collections::BTreeMap;

use super::{
    meeting::Cite,
    message::{RATE_LIMIT, RATE_WINDOW_S},
    refusal_catalogue,
    revision::EDIT_HOURS,
};
use crate::{
    decider::{self, RefusalKind},
    ids::{OrgId, StreamId},
    meta::Visibility,
    time::{Date, Timestamp},
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
    #[error("there is no such message in this thread; accepted is the id of one of its messages")]
    UnknownMessage,
    #[error("the message is another's; accepted is its author, and backbone staff for redacting it")]
    NotTheAuthor,
    #[error("the message was redacted; only its place is left")]
    AlreadyRedacted,
    #[error(
        "what was said about a decision can be edited for {EDIT_HOURS} h, here until {until}; post another message"
    )]
    EditTooLate { until: Timestamp },
    #[error("there is no such meeting; accepted is the id of one that was scheduled")]
    UnknownMeeting,
    #[error("the meeting was cancelled; schedule another")]
    MeetingCancelled,
    #[error("the meeting was held; accepted is a meeting that is to come")]
    MeetingHeld,
    #[error("the meeting ends at {end}, not after it begins at {start}; accepted is a later end")]
    EndBeforeStart { start: Timestamp, end: Timestamp },
    #[error("the meeting would begin in the past; accepted is a start after {now}")]
    StartInPast { now: Timestamp },
    #[error("`{tz}` is not a time zone; accepted is an IANA name such as Europe/Bucharest")]
    UnknownTz { tz: String },
    #[error("the rule of recurrence has no end; accepted is one with COUNT or UNTIL")]
    RruleWithoutEnd,
    #[error("the items take {planned} minutes and the meeting has {has}; accepted are at most as many")]
    MinutesExceedMeeting { planned: i64, has: i64 },
    #[error("the meeting began at {start}; its agenda is published before")]
    MeetingStarted { start: Timestamp },
    #[error("the meeting begins at {start}; what it came to is recorded from then on")]
    BeforeStart { start: Timestamp },
    #[error("{org} is not a member of the initiative; accepted is an organization that has joined")]
    NotAMember { org: OrgId, field: &'static str },
    #[error("{} has {known} records, and {} is cited; accepted is the sequence of one of them",
        cite.context.as_str(), cite.sequence)]
    CitesUnknownEvent { cite: Cite, known: u64 },
    #[error("the meeting has no minutes; record them first")]
    NoMinutes,
    #[error("the minutes were approved; they stand as they are")]
    MinutesStand,
    #[error("whoever wrote the minutes alone does not approve them; accepted is another person")]
    SoleAuthorApproves,
    #[error("the meeting is on {held_on}, and nothing is due before it; accepted is that day or later")]
    DueBeforeMeeting { held_on: Date },
    #[error("there is no such action item; accepted is the id of one of this meeting")]
    UnknownActionItem,
    #[error("the action item has ended otherwise; add another")]
    ActionItemEnded,
    #[error("this is for {org} to do; accepted is a representative of that organization")]
    NotOwnOrganization { org: OrgId },
    #[error("there is no {activity} in the plan; accepted is `activity/<CODE>` of one that was proposed")]
    UnknownActivity { activity: StreamId },
    #[error("nobody is a member of the initiative yet; accepted is at least one active member")]
    AudienceEmpty,
    #[error("it is to be acknowledged by a moment that has passed; accepted is one after {now}")]
    AckByInPast { now: Timestamp },
    #[error("there is no such announcement; accepted is the id of one that was made")]
    UnknownAnnouncement,
    #[error("this was not told to {org}; accepted is a member at the time of the announcement")]
    NotInAudience { org: OrgId },
    #[error("a weekly digest on no day never comes; accepted is at least one day of the week")]
    NoDays,
    #[error("communication has {head} records here, and more are named; accepted is at most as many")]
    BeyondHead { head: u64 },
    #[error("your digest mark has moved to {at} meanwhile; ask for the digest again, it begins there")]
    DigestMarkMoved { at: Timestamp },
    #[error("a digest mark does not go back; accepted is the end of a digest that begins at the mark")]
    MarkGoesBack,
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
            Self::UnknownMessage => "unknown_message",
            Self::NotTheAuthor => "not_the_author",
            Self::AlreadyRedacted => "already_redacted",
            Self::EditTooLate { .. } => "edit_too_late",
            Self::UnknownMeeting => "unknown_meeting",
            Self::MeetingCancelled => "meeting_cancelled",
            Self::MeetingHeld => "meeting_held",
            Self::EndBeforeStart { .. } => "end_before_start",
            Self::StartInPast { .. } => "start_in_past",
            Self::UnknownTz { .. } => "unknown_tz",
            Self::RruleWithoutEnd => "rrule_without_end",
            Self::MinutesExceedMeeting { .. } => "minutes_exceed_meeting",
            Self::MeetingStarted { .. } => "meeting_started",
            Self::BeforeStart { .. } => "before_start",
            Self::NotAMember { .. } => "not_a_member",
            Self::CitesUnknownEvent { .. } => "cites_unknown_event",
            Self::NoMinutes => "no_minutes",
            Self::MinutesStand => "minutes_stand",
            Self::SoleAuthorApproves => "sole_author_approves",
            Self::DueBeforeMeeting { .. } => "due_before_meeting",
            Self::UnknownActionItem => "unknown_action_item",
            Self::ActionItemEnded => "action_item_ended",
            Self::NotOwnOrganization { .. } => "not_own_organization",
            Self::UnknownActivity { .. } => "unknown_activity",
            Self::AudienceEmpty => "audience_empty",
            Self::AckByInPast { .. } => "ack_by_in_past",
            Self::UnknownAnnouncement => "unknown_announcement",
            Self::NotInAudience { .. } => "not_in_audience",
            Self::NoDays => "no_days",
            Self::BeyondHead { .. } => "beyond_head",
            Self::DigestMarkMoved { .. } => "digest_mark_moved",
            Self::MarkGoesBack => "mark_goes_back",
        }
    }

    fn kind(&self) -> RefusalKind {
        match self {
            Self::UnknownThread
            | Self::UnknownMessage
            | Self::UnknownMeeting
            | Self::UnknownActionItem
            | Self::UnknownActivity { .. }
            | Self::UnknownAnnouncement => RefusalKind::NotFound,
            Self::EditTooLate { .. }
            | Self::StartInPast { .. }
            | Self::BeforeStart { .. }
            | Self::DueBeforeMeeting { .. }
            | Self::AckByInPast { .. }
            | Self::BeyondHead { .. }
            | Self::MarkGoesBack => RefusalKind::OutOfRange,
            Self::NotTheAuthor | Self::SoleAuthorApproves | Self::NotOwnOrganization { .. } => {
                RefusalKind::Denied
            }
            Self::ThreadExists => RefusalKind::Exists,
            Self::RateLimited { .. } => RefusalKind::Limit,
            Self::EmptyMessage | Self::OnlyForImporters { .. } | Self::UnknownTz { .. } | Self::NoDays => {
                RefusalKind::Malformed
            }
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
            Self::UnknownMessage | Self::NotTheAuthor | Self::AlreadyRedacted | Self::EditTooLate { .. } => {
                Some("message_id")
            }
            Self::UnknownMeeting => Some("meeting_id"),
            Self::EndBeforeStart { .. } => Some("end"),
            Self::StartInPast { .. } => Some("start"),
            Self::UnknownTz { .. } => Some("tz"),
            Self::RruleWithoutEnd => Some("rrule"),
            Self::MinutesExceedMeeting { .. } | Self::CitesUnknownEvent { .. } => Some("items"),
            Self::NotAMember { field, .. } => Some(field),
            Self::DueBeforeMeeting { .. } => Some("due"),
            Self::UnknownActionItem | Self::ActionItemEnded => Some("item_id"),
            Self::NotOwnOrganization { .. } | Self::NotInAudience { .. } => Some("org"),
            Self::UnknownActivity { .. } => Some("activity"),
            Self::AckByInPast { .. } => Some("ack_by"),
            Self::UnknownAnnouncement => Some("announcement_id"),
            Self::NoDays => Some("digest.days"),
            Self::BeyondHead { .. } | Self::MarkGoesBack => Some("to"),
            Self::DigestMarkMoved { .. } => Some("from"),
            _ => None,
        }
    }

    fn details(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::AudienceWiderThanSubject { subject, .. } => {
                [("subject_audience", subject.as_str().to_owned())].into()
            }
            Self::RateLimited { retry_after_s } => [("retry_after_s", retry_after_s.to_string())].into(),
            Self::EditTooLate { until } => [("until", until.to_string())].into(),
            Self::BeforeStart { start } | Self::MeetingStarted { start } => {
                [("start", start.to_string())].into()
            }
            Self::MinutesExceedMeeting { planned, has } => {
                [("planned_minutes", planned.to_string()), ("meeting_minutes", has.to_string())].into()
            }
            Self::CitesUnknownEvent { cite, known } => [
                ("context", cite.context.as_str().to_owned()),
                ("sequence", cite.sequence.to_string()),
                ("known", known.to_string()),
            ]
            .into(),
            _ => BTreeMap::new(),
        }
    }

    fn catalogue() -> Vec<Self> {
        refusal_catalogue::all()
    }
}
