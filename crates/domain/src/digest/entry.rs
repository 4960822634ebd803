//! What a digest and a reminder say.

use std::fmt;

use super::{cut::Window, news::News};
use crate::{
    ids::StreamId,
    meta::{ContextName, Visibility},
    time::{Date, Timestamp},
};

/// So many hours before a deadline somebody is reminded who has not acted.
pub const REMIND_HOURS: [i64; 2] = [72, 24];

/// What an entry says has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Kind {
    DecisionTaken,
    StanceMissed,
    MilestoneDue,
    Mention,
    NewMessage,
    MeetingCalled,
    MeetingMoved,
    MeetingCancelled,
    Announced,
    AcknowledgementMissed,
    ActionItemDue,
}

/// Until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Until the end of a day, in UTC.
    Day(Date),
    /// Before a moment.
    Moment(Timestamp),
}

impl Due {
    /// The moment from which it is late.
    pub fn moment(self) -> Timestamp {
        match self {
            Self::Day(day) => Timestamp::from_date(day.tomorrow().unwrap_or(day)),
            Self::Moment(moment) => moment,
        }
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Moment(moment) => moment.fmt(f),
        }
    }
}

/// One thing that a digest tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub kind: Kind,
    /// Whose record it rests on.
    pub context: ContextName,
    /// The stream of that record.
    pub stream: StreamId,
    /// What inside the stream: a message, a milestone, an action item. Empty where it is the whole.
    pub part: String,
    /// The title of the stream, or of the part where that has one.
    pub title: String,
    /// When it was recorded, or the moment that passed.
    pub at: Timestamp,
    /// The sequence of the record it rests on.
    pub sequence: u64,
    /// Of a decision: its result's word.
    pub result: Option<String>,
    /// Until when it was, or is, to be done.
    pub due: Option<Due>,
    /// Of a meeting: from when to when, as it stands by this entry.
    pub time: Option<(Timestamp, Timestamp)>,
    /// Of a message: who wrote it.
    pub author: Option<String>,
}

/// Something that is still to be done by whoever is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// The same as long as it is the same reminder.
    pub id: String,
    /// Whose record it rests on.
    pub context: ContextName,
    /// The stream of that record.
    pub stream: StreamId,
    /// What inside the stream. Empty where it is the whole.
    pub part: String,
    /// Its title.
    pub title: String,
    /// Until when.
    pub due: Due,
    /// How many hours before that it is told.
    pub hours: i64,
    /// Since when it is told.
    pub since: Timestamp,
    pub(super) set_by: Known,
}

/// The record that something stands by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) sequence: u64,
    pub(super) at: Timestamp,
    pub(super) is_imported: bool,
    pub(super) visibility: Visibility,
}

impl<T> From<&News<T>> for Known {
    fn from(news: &News<T>) -> Self {
        Self {
            sequence: news.sequence,
            at: news.recorded_at,
            is_imported: news.is_imported,
            visibility: news.visibility,
        }
    }
}

impl Known {
    /// Whether a moment that this record set has passed before another record at `until`, or by a window's end. One
    /// that had passed when it was set passes with this record.
    pub(super) fn is_past(&self, moment: Timestamp, until: Option<Timestamp>, window: Window<'_>) -> bool {
        match until {
            _ if moment <= self.at => until.is_none_or(|until| self.at < until),
            Some(until) => moment <= until,
            None => moment <= window.to.at,
        }
    }
}

impl Entry {
    /// An entry that rests on a record of a stream.
    pub(super) fn new(
        kind: Kind,
        (context, stream): (ContextName, &StreamId),
        title: &str,
        (known, at): (&Known, Timestamp),
    ) -> Self {
        Self {
            kind,
            context,
            stream: stream.clone(),
            part: String::new(),
            title: title.to_owned(),
            at,
            sequence: known.sequence,
            result: None,
            due: None,
            time: None,
            author: None,
        }
    }
}

impl Reminder {
    /// The reminder about what is due then that stands at `now`, if one does.
    pub(super) fn standing(
        (context, stream, part): (ContextName, &StreamId, &str),
        title: &str,
        due: Due,
        set_by: Known,
        now: Timestamp,
    ) -> Option<Self> {
        let deadline = due.moment();
        if now >= deadline || set_by.is_imported {
            return None;
        }
        let begun = |hours: &i64| deadline.plus_hours(-hours) <= now;
        // The last that has begun stands for those before it.
        let hours = REMIND_HOURS.into_iter().filter(begun).min()?;
        let id = [context.as_str(), stream.as_str(), part, &due.to_string(), &format!("{hours}h")].join("/");
        Some(Self {
            id,
            context,
            stream: stream.clone(),
            part: part.to_owned(),
            title: title.to_owned(),
            due,
            hours,
            since: deadline.plus_hours(-hours).max(set_by.at),
            set_by,
        })
    }
}
