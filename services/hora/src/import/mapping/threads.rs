//! How conversations are laid out: a table of threads, and one of the messages in them.

use domain::meta::Visibility;
use serde::Deserialize;

/// Threads and their messages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threads {
    /// Who may read them.
    pub audience: Visibility,
    /// The columns of the threads.
    pub threads: ThreadColumns,
    /// The columns of the messages.
    pub messages: MessageColumns,
}

/// The columns of the threads.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreadColumns {
    /// Its key.
    pub thread: String,
    /// Its title.
    pub title: String,
    /// The day it was opened, or the moment.
    pub day: String,
    /// The time of that day; may be absent.
    pub time: Option<String>,
}

/// The columns of the messages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageColumns {
    /// Its key.
    pub message: String,
    /// The key of its thread.
    pub thread: String,
    /// Who wrote it.
    pub author: String,
    /// What was said; an empty cell is a message without its text.
    pub text: String,
    /// The day it was posted, or the moment.
    pub day: String,
    /// The time of that day; may be absent.
    pub time: Option<String>,
    /// The key of the message it answers; may be absent.
    pub answers: Option<String>,
    /// The words that say that it answers none; an empty cell says so too.
    #[serde(default)]
    pub answers_none: Vec<String>,
}
