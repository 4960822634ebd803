//! Communication as it can be read: threads, and their messages with the text sealed.
//!
//! Knows no subject beyond its name, and no reader beyond what they may see (`clearance`). To add a table: its
//! DDL below, what fills it in `apply`, a query, a higher version.

mod apply;
mod messages;
#[cfg(test)]
mod tests;
mod threads;

use domain::meta::Visibility;

pub use messages::{Message, messages};
pub use threads::{Thread, thread, threads};

use crate::Schema;

/// The tables of communication.
pub static SCHEMA: Schema = Schema {
    context: "communication",
    version: 1,
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
            vocabulary TEXT, code TEXT
        ) STRICT, WITHOUT ROWID",
        "CREATE INDEX message_by_time ON message (thread, posted_at, sequence)",
        "CREATE INDEX message_by_source ON message (thread, vocabulary, code)",
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
