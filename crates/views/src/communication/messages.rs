//! Messages of a thread, in the order they happened.

use std::collections::BTreeSet;

use domain::{
    communication::thread::{Attachment, Mention, ReplyTo},
    ids::{ExternalRef, OrgId, Uuid},
    meta::Visibility,
    time::Timestamp,
};
use rusqlite::{Connection, Row, params};

use super::rank;
use crate::{Error, PrivateCell, column};

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id: that of its record.
    pub id: Uuid,
    /// Who wrote it.
    pub author: String,
    /// For which organization.
    pub org: Option<OrgId>,
    /// When.
    pub posted_at: Timestamp,
    /// What is said, sealed.
    pub body: Option<PrivateCell>,
    /// The message it answers, as it was named.
    pub reply_to: Option<ReplyTo>,
    /// The message it answers, where it is here.
    pub parent: Option<Uuid>,
    /// Persons and organizations it calls.
    pub mentions: BTreeSet<Mention>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Whether the source has the message without its text.
    pub text_absent: bool,
    /// What its source calls it.
    pub external_ref: Option<ExternalRef>,
    /// The sequence of its record.
    pub sequence: u64,
    /// When it was last given another text.
    pub edited_at: Option<Timestamp>,
    /// How it was taken away, if it was.
    pub redaction: Option<Redaction>,
}

/// How a message was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// When.
    pub at: Timestamp,
    /// On what ground.
    pub basis: String,
    /// Why, sealed.
    pub reason: Option<PrivateCell>,
}

impl Message {
    /// Whether it answers a message that is not here: it stays visible, and is marked.
    pub fn is_parent_missing(&self) -> bool {
        self.reply_to.is_some() && self.parent.is_none()
    }
}

/// At most `limit` messages of a thread that the reader may see, after the one posted at that moment with that
/// sequence.
///
/// # Errors
/// SQLite's.
pub fn messages(
    connection: &Connection,
    thread: Uuid,
    clearance: Visibility,
    limit: u32,
    after: Option<(Timestamp, u64)>,
) -> Result<Vec<Message>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT *, coalesce(
            (SELECT id FROM message AS parent WHERE parent.id = message.reply_id),
            (SELECT id FROM message AS parent WHERE parent.thread = message.thread
                AND parent.vocabulary = message.reply_vocabulary AND parent.code = message.reply_code
                ORDER BY parent.sequence LIMIT 1)) AS parent
        FROM message WHERE thread = ?1 AND audience <= ?2 AND (posted_at, sequence) > (?3, ?4)
        ORDER BY posted_at, sequence LIMIT ?5",
    )?;
    let (posted_at, sequence) =
        after.map_or((String::new(), 0), |(posted_at, sequence)| (posted_at.to_string(), sequence));
    let rows = statement
        .query_map(params![thread.to_string(), rank(clearance), posted_at, sequence, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    let vocabulary: Option<String> = row.get("vocabulary")?;
    let code: Option<String> = row.get("code")?;
    Ok(Message {
        id: column::parsed(row, "id")?,
        author: row.get("author")?,
        org: column::parsed_if_any(row, "org")?,
        posted_at: column::parsed(row, "posted_at")?,
        body: row.get("body_sealed")?,
        reply_to: column::from_json(row, "reply_to")?,
        parent: column::parsed_if_any(row, "parent")?,
        mentions: column::from_json(row, "mentions")?,
        attachments: column::from_json(row, "attachments")?,
        text_absent: row.get("text_absent")?,
        external_ref: vocabulary.zip(code).map(|(vocabulary, code)| ExternalRef { vocabulary, code }),
        sequence: row.get("sequence")?,
        edited_at: column::parsed_if_any(row, "edited_at")?,
        redaction: redaction(row)?,
    })
}

fn redaction(row: &Row<'_>) -> rusqlite::Result<Option<Redaction>> {
    let Some(at) = column::parsed_if_any(row, "redacted_at")? else { return Ok(None) };
    Ok(Some(Redaction { at, basis: row.get("redaction_basis")?, reason: row.get("redaction_sealed")? }))
}
