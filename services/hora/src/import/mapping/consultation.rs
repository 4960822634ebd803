//! How a conversation is laid out: a table of statements, one of responses, and a list of keys and values.

use std::collections::BTreeMap;

use domain::agenda::value::{Audience, Moderation, ResponseValue};
use serde::Deserialize;

use crate::import::moment::Unit;

/// A conversation's files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// Who may take part.
    pub who: Audience,
    /// What the moments are written in.
    pub moments: Unit,
    /// Whether the conversation is over.
    pub is_closed: bool,
    /// The columns of the statements.
    pub statements: StatementColumns,
    /// The columns of the responses.
    pub responses: ResponseColumns,
    /// What each word of moderation means; a word of `unmoderated` means that nobody moderated.
    pub moderations: BTreeMap<String, Moderation>,
    /// The words that say that nobody moderated; an empty cell says so too.
    #[serde(default)]
    pub unmoderated: Vec<String>,
    /// What each word of a response means.
    pub values: BTreeMap<String, ResponseValue>,
    /// Where the question stands, if it stands in a file.
    pub summary: Option<Summary>,
}

/// The columns of the statements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementColumns {
    /// Its key.
    pub statement: String,
    /// Who made it.
    pub author: String,
    /// The statement.
    pub text: String,
    /// When it was made.
    pub moment: String,
    /// What became of it; may be absent.
    pub moderation: Option<String>,
}

/// The columns of the responses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseColumns {
    /// The statement's key.
    pub statement: String,
    /// Who responded.
    pub participant: String,
    /// What.
    pub value: String,
    /// When.
    pub moment: String,
}

/// A file of keys and values without a header.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// The keys that make up the question, in order.
    pub question: Vec<String>,
    /// The key whose value names the conversation; of an address, what stands behind the last `/`.
    pub code: String,
}
