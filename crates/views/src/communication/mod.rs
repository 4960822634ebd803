//! Communication as it can be read: threads, meetings and announcements, with private texts sealed.
//!
//! Knows no subject beyond its name, and no reader beyond what they may see (`clearance`). To add a table: its
//! DDL below, what fills it in `apply`, a query, a higher version.

mod actions;
mod announcements;
mod apply;
mod feed;
mod meeting_rows;
mod meetings;
mod messages;
#[cfg(test)]
mod tests;
mod threads;
mod unread;

use domain::meta::Visibility;

pub use actions::{ActionItem, action_items};
pub use announcements::{Acknowledgement, Announcement, announcements};
pub use feed::{Said, announcement, latest_announcements, latest_meetings, latest_public_messages};
pub use meetings::{Meeting, Passage, Remains, meeting, meetings, remains};
pub use messages::{Message, Redaction, messages};
pub use threads::{Thread, thread, threads};
pub use unread::{ReadBy, Unread, unread};

use crate::Schema;

/// The tables of communication.
pub static SCHEMA: Schema = Schema {
    context: "communication",
    version: 3,
    ddl: &[
        "CREATE TABLE thread (
            id TEXT PRIMARY KEY, subject TEXT NOT NULL, title TEXT NOT NULL, audience INTEGER NOT NULL,
            status TEXT NOT NULL, opened_at TEXT NOT NULL, sequence INTEGER NOT NULL, lock_reason_sealed TEXT
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX thread_by_sequence ON thread (sequence)",
        "CREATE INDEX thread_by_subject ON thread (subject, sequence)",
        // A reply names its parent in one of three ways, and the parent may come later or never.
        "CREATE TABLE message (
            id TEXT PRIMARY KEY, thread TEXT NOT NULL, audience INTEGER NOT NULL, author TEXT NOT NULL,
            org TEXT, posted_at TEXT NOT NULL, sequence INTEGER NOT NULL, body_sealed TEXT,
            reply_to TEXT NOT NULL, reply_id TEXT, reply_vocabulary TEXT, reply_code TEXT,
            mentions TEXT NOT NULL, attachments TEXT NOT NULL, text_absent INTEGER NOT NULL,
            vocabulary TEXT, code TEXT, edited_at TEXT, redacted_at TEXT, redaction_basis TEXT,
            redaction_sealed TEXT, changed INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX message_by_time ON message (thread, posted_at, sequence)",
        "CREATE INDEX message_by_change ON message (audience, changed)",
        "CREATE INDEX message_by_source ON message (thread, vocabulary, code)",
        "CREATE TABLE meeting (
            id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
            start_at TEXT NOT NULL, end_at TEXT NOT NULL, tz TEXT NOT NULL, place TEXT, url TEXT, rrule TEXT,
            invited TEXT NOT NULL, ical_uid TEXT NOT NULL, version INTEGER NOT NULL, sequence INTEGER NOT NULL,
            agenda TEXT NOT NULL, attendance TEXT NOT NULL, rescheduled_for TEXT, cancel_sealed TEXT,
            has_minutes INTEGER NOT NULL, called_at TEXT NOT NULL, changed_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX meeting_by_sequence ON meeting (sequence)",
        "CREATE INDEX meeting_by_start ON meeting (start_at, sequence)",
        // Persons in attendance (`person`) and passages of the minutes (`minutes`), by their place.
        "CREATE TABLE meeting_text (
            meeting TEXT NOT NULL, kind TEXT NOT NULL, place INTEGER NOT NULL, text_sealed TEXT NOT NULL,
            cites TEXT NOT NULL, PRIMARY KEY (meeting, kind, place)
        ) STRICT, WITHOUT ROWID",
        "CREATE TABLE action_item (
            id TEXT PRIMARY KEY, meeting TEXT NOT NULL, text_sealed TEXT NOT NULL, owner_org TEXT NOT NULL,
            due TEXT NOT NULL, status TEXT NOT NULL, reason_sealed TEXT, activity TEXT, added_at TEXT NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX action_item_by_sequence ON action_item (sequence)",
        "CREATE TABLE announcement (
            id TEXT PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, ack_by TEXT, audience TEXT NOT NULL,
            announced_at TEXT NOT NULL, sequence INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX announcement_by_sequence ON announcement (sequence)",
        "CREATE TABLE acknowledgement (
            announcement TEXT NOT NULL, org TEXT NOT NULL, at TEXT NOT NULL, late INTEGER NOT NULL,
            sequence INTEGER NOT NULL, PRIMARY KEY (announcement, org)
        ) STRICT, WITHOUT ROWID",
    ],
    apply: apply::apply,
};

/// The audience as a number: the wider, the smaller, so that whoever may see one may see all below.
fn rank(audience: Visibility) -> u8 {
    match audience {
        Visibility::Public => 0,
        Visibility::Members => 1,
        Visibility::Restricted => 2,
    }
}

fn ranked(rank: u8) -> Visibility {
    match rank {
        0 => Visibility::Public,
        1 => Visibility::Members,
        _ => Visibility::Restricted,
    }
}
