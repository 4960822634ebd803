//! The files of conversations, as what is to be sent, in the order in which it happened.
//!
//! Knows columns by the mapping alone, and no hub. Every bad row is found here, before anything is sent.

use std::collections::BTreeMap;

use domain::{
    meta::Visibility,
    text::Bound,
    time::{Date, Timestamp},
};

use super::Files;
use crate::{
    failure::Failure,
    import::{
        faults::{Faults, Place},
        mapping::{MessageColumns, ThreadColumns, Threads},
        moment,
        table::{Column, Row, Table},
    },
};

/// Conversations, ready to be sent.
#[derive(Debug)]
pub struct Talks {
    /// Whose codes the threads, messages and authors are.
    pub vocabulary: String,
    /// Who may read them.
    pub audience: Visibility,
    /// The threads in order of time.
    pub threads: Vec<Thread>,
    /// The messages in order of time.
    pub messages: Vec<Message>,
    /// The hash of the file of threads.
    pub threads_hash: String,
    /// The hash of the file of messages.
    pub messages_hash: String,
}

/// A thread.
#[derive(Debug)]
pub struct Thread {
    /// What the source calls it.
    pub key: String,
    /// Its title.
    pub title: String,
    /// When it was opened.
    pub at: Timestamp,
}

/// A message.
#[derive(Debug)]
pub struct Message {
    /// What the source calls it.
    pub key: String,
    /// What the source calls its thread.
    pub thread: String,
    /// What the source calls its author.
    pub author: String,
    /// What was said; empty where the source has it without its text.
    pub body: String,
    /// When.
    pub at: Timestamp,
    /// What it answers.
    pub answers: Answers,
}

/// What a message answers.
#[derive(Debug, PartialEq, Eq)]
pub enum Answers {
    /// None.
    Nothing,
    /// One that is imported with it.
    Held(String),
    /// One that the source does not have any more.
    Missing(String),
}

impl Message {
    /// Whether it answers one that the source does not have any more.
    pub fn answers_missing(&self) -> bool {
        matches!(self.answers, Answers::Missing(_))
    }
}

/// Reads the files.
///
/// # Errors
/// A file cannot be read, a column is missing, or rows are not taken: all of them are named.
pub fn read(files: &Files, vocabulary: &str, mapping: &Threads, now: Timestamp) -> Result<Talks, Failure> {
    let (threads, messages) = (Table::read(&files.threads)?, Table::read(&files.messages)?);
    let mut faults = Faults::new(now);
    let opened = read_threads(&threads, &mapping.threads, &mut faults)?;
    let posted = read_messages(&messages, &mapping.messages, &opened, &mut faults)?;
    faults.finish()?;
    Ok(Talks {
        vocabulary: vocabulary.to_owned(),
        audience: mapping.audience,
        threads: opened,
        messages: posted,
        threads_hash: threads.hash,
        messages_hash: messages.hash,
    })
}

fn read_threads(table: &Table, columns: &ThreadColumns, faults: &mut Faults) -> Result<Vec<Thread>, Failure> {
    let (key, title) = (table.column(&columns.thread)?, table.column(&columns.title)?);
    let when = When::of(table, &columns.day, columns.time.as_deref())?;
    let (mut threads, mut seen) = (Vec::with_capacity(table.len()), BTreeMap::new());
    for row in table.rows() {
        let name = once(row, &key, &mut seen, faults);
        let title = faults.text(row.place, &title.name, row.cell(&title), Bound::Title);
        let at = when.read(row, faults);
        if let (Some(key), Some(title), Some(at)) = (name, title, at) {
            threads.push(Thread { key, title, at });
        }
    }
    threads.sort_by_key(|thread| thread.at);
    Ok(threads)
}

fn read_messages(
    table: &Table,
    columns: &MessageColumns,
    threads: &[Thread],
    faults: &mut Faults,
) -> Result<Vec<Message>, Failure> {
    let (key, thread) = (table.column(&columns.message)?, table.column(&columns.thread)?);
    let (author, text) = (table.column(&columns.author)?, table.column(&columns.text)?);
    let answers = columns.answers.as_deref().map(|name| table.column(name)).transpose()?;
    let when = When::of(table, &columns.day, columns.time.as_deref())?;
    let opened: BTreeMap<&str, Timestamp> =
        threads.iter().map(|thread| (thread.key.as_str(), thread.at)).collect();
    let (mut read, mut seen) = (Vec::with_capacity(table.len()), BTreeMap::new());
    for row in table.rows() {
        let name = once(row, &key, &mut seen, faults);
        let of = row.cell(&thread);
        let since = opened.get(of).copied();
        if since.is_none() {
            faults.add(row.place, &thread.name, format!("`{of}` is no thread of the other file"));
        }
        let by = faults.text(row.place, &author.name, row.cell(&author), Bound::Title);
        let body = match row.cell(&text) {
            "" => Some(String::new()),
            cell => faults.text(row.place, &text.name, cell, Bound::Body),
        };
        let at = when.read(row, faults);
        if let (Some(since), Some(at)) = (since, at)
            && at < since
        {
            faults.add(row.place, &when.day.name, format!("is before its thread was opened, {since}"));
        }
        let answered = row.cell_of(answers.as_ref());
        let is_none = answered.is_empty() || columns.answers_none.iter().any(|none| none == answered);
        let (Some(key), Some(author), Some(body), Some(at)) = (name, by, body, at) else { continue };
        let answers = if is_none { Answers::Nothing } else { Answers::Held(answered.to_owned()) };
        read.push((row.place, Message { key, thread: of.to_owned(), author, body, at, answers }));
    }
    read.sort_by_key(|(_, message)| message.at);
    let column = answers.map_or_else(String::new, |column| column.name);
    Ok(joined(read, &column, faults))
}

/// Says of each answer whether what it answers is there; one elsewhere or later is a fault.
fn joined(read: Vec<(Place<'_>, Message)>, column: &str, faults: &mut Faults) -> Vec<Message> {
    let places: BTreeMap<String, (usize, String)> = read
        .iter()
        .enumerate()
        .map(|(place, (_, message))| (message.key.clone(), (place, message.thread.clone())))
        .collect();
    let mut messages = Vec::with_capacity(read.len());
    for (place, (row, mut message)) in read.into_iter().enumerate() {
        if let Answers::Held(answered) = &message.answers {
            match places.get(answered) {
                None => message.answers = Answers::Missing(answered.clone()),
                Some((_, thread)) if *thread != message.thread => {
                    let accepted =
                        format!("`{answered}` stands in `{thread}`; accepted is one of its thread");
                    faults.add(row, column, accepted);
                }
                Some((earlier, _)) if *earlier >= place => {
                    faults.add(
                        row,
                        column,
                        format!("`{answered}` is not before it; accepted is one before it"),
                    );
                }
                Some(_) => {}
            }
        }
        messages.push(message);
    }
    messages
}

/// The key of a row, which stands in no row above.
fn once(
    row: Row<'_>,
    column: &Column,
    seen: &mut BTreeMap<String, usize>,
    faults: &mut Faults,
) -> Option<String> {
    let key = faults.text(row.place, &column.name, row.cell(column), Bound::Title)?;
    if let Some(above) = seen.insert(key.clone(), row.place.row) {
        faults.add(
            row.place,
            &column.name,
            format!("`{key}` stands in row {above} too; accepted is each once"),
        );
    }
    Some(key)
}

/// Where it stands when a row happened.
struct When {
    day: Column,
    time: Option<Column>,
}

impl When {
    fn of(table: &Table, day: &str, time: Option<&str>) -> Result<Self, Failure> {
        let time = time.map(|name| table.column(name)).transpose()?;
        Ok(Self { day: table.column(day)?, time })
    }

    fn read(&self, row: Row<'_>, faults: &mut Faults) -> Option<Timestamp> {
        let cell = row.cell(&self.day);
        let at = match &self.time {
            None => {
                let read = moment::Unit::Rfc3339.read(cell);
                faults.take(
                    row.place,
                    &self.day.name,
                    read.map_err(|accepted| format!("is `{cell}`; {accepted}")),
                )?
            }
            Some(column) => {
                let day = moment::day(cell, None).map_err(|accepted| format!("is `{cell}`; {accepted}"));
                let day: Option<Date> = faults.take(row.place, &self.day.name, day);
                let of_day = row.cell(column);
                let read = moment::time_of(day.unwrap_or(Date::MIN), of_day);
                let accepted = |accepted| format!("is `{of_day}`; {accepted}");
                let at = faults.take(row.place, &column.name, read.map_err(accepted));
                day.and(at)?
            }
        };
        faults.past(row.place, &self.day.name, at)
    }
}
