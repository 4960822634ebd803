//! Messages, meetings, announcements and action items.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Entry, Kind, Level, News, Reminder, Scope,
    cut::Window,
    entry::{Due, Known},
    news::OfTalk,
};
use crate::{
    ids::{OrgId, StreamId},
    time::Timestamp,
};

/// What somebody has to do until a moment: acknowledge, or do what a meeting asked for.
struct Task<'a> {
    kind: Kind,
    title: &'a str,
    due: Due,
    set_by: Known,
}

/// What stands as the news are read.
#[derive(Default)]
struct Standing<'a> {
    titles: BTreeMap<&'a StreamId, &'a str>,
    invited: BTreeMap<&'a StreamId, (&'a BTreeSet<OrgId>, (Timestamp, Timestamp))>,
    /// The tasks of the person's organization that are open, by stream and part.
    tasks: BTreeMap<(&'a StreamId, &'a str), Task<'a>>,
}

impl<'a> Standing<'a> {
    /// Takes a record in; gives the task that ends with it.
    fn take_in(
        &mut self,
        scope: &Scope,
        news: &'a News<OfTalk>,
    ) -> Option<((&'a StreamId, &'a str), Task<'a>)> {
        let stream = &news.stream;
        let set_by = Known::from(news);
        match &news.what {
            OfTalk::ThreadOpened { title } => {
                self.titles.insert(stream, title);
            }
            OfTalk::MeetingScheduled { title, invited, start, end } => {
                self.titles.insert(stream, title);
                self.invited.insert(stream, (invited, (*start, *end)));
            }
            OfTalk::MeetingRescheduled { start, end } => {
                if let Some((_, time)) = self.invited.get_mut(stream) {
                    *time = (*start, *end);
                }
            }
            OfTalk::Announced { title, ack_by, audience } => {
                self.titles.insert(stream, title);
                let is_asked = audience.iter().any(|org| scope.is_for(org));
                if let Some(by) = ack_by.filter(|_| is_asked) {
                    let (kind, due) = (Kind::AcknowledgementMissed, Due::Moment(by));
                    let task = Task { kind, title, due, set_by };
                    return Some((stream, "")).zip(self.tasks.insert((stream, ""), task));
                }
            }
            OfTalk::ActionItemAdded { item, owner, due } if scope.is_for(owner) => {
                let title = self.titles.get(stream).copied().unwrap_or_default();
                let (key, kind, due) = ((stream, item.as_str()), Kind::ActionItemDue, Due::Day(*due));
                return Some(key).zip(self.tasks.insert(key, Task { kind, title, due, set_by }));
            }
            OfTalk::Acknowledged { org } if scope.is_for(org) => {
                return Some((stream, "")).zip(self.tasks.remove(&(stream, "")));
            }
            OfTalk::ActionItemEnded { item } => {
                let key = (stream, item.as_str());
                return Some(key).zip(self.tasks.remove(&key));
            }
            _ => {}
        }
        None
    }

    /// What a record tells the person of itself.
    fn entry(&self, scope: &Scope, context: Window<'_>, news: &News<OfTalk>) -> Option<Entry> {
        let stream = &news.stream;
        let title = self.titles.get(stream).copied().unwrap_or_default();
        let entry =
            |kind| Entry::new(kind, (context.context, stream), title, (&Known::from(news), news.recorded_at));
        match &news.what {
            OfTalk::MessagePosted { message, author, mentions } => {
                let kind = told_of(scope, stream, author, mentions)?;
                let (part, author) = (message.clone(), Some(author.clone()));
                Some(Entry { part, author, ..entry(kind) })
            }
            OfTalk::MeetingScheduled { .. } => self.meeting(scope, stream, entry(Kind::MeetingCalled)),
            OfTalk::MeetingRescheduled { .. } => self.meeting(scope, stream, entry(Kind::MeetingMoved)),
            OfTalk::MeetingCancelled => self.meeting(scope, stream, entry(Kind::MeetingCancelled)),
            OfTalk::Announced { ack_by, .. } => {
                Some(Entry { due: ack_by.map(Due::Moment), ..entry(Kind::Announced) })
            }
            _ => None,
        }
    }

    fn meeting(&self, scope: &Scope, stream: &StreamId, entry: Entry) -> Option<Entry> {
        let (invited, time) = self.invited.get(stream)?;
        let is_invited = invited.is_empty() || invited.iter().any(|org| scope.is_for(org));
        is_invited.then_some(Entry { time: Some(*time), ..entry })
    }
}

/// As what a message is told to the person, if at all.
fn told_of(scope: &Scope, thread: &StreamId, author: &str, mentions: &BTreeSet<String>) -> Option<Kind> {
    let level = scope.level_of(thread);
    if author == scope.person || level == Level::Mute {
        return None;
    }
    let is_called = mentions.contains(scope.person.as_str())
        || scope.org.as_ref().is_some_and(|org| mentions.contains(org.as_str()));
    if is_called {
        return Some(Kind::Mention);
    }
    (level == Level::Watch).then_some(Kind::NewMessage)
}

/// The entry of a task whose moment passed, until a moment or until the end.
fn passed(
    scope: &Scope,
    window: Window<'_>,
    ((stream, part), task): ((&StreamId, &str), &Task<'_>),
    until: Option<Timestamp>,
) -> Option<Entry> {
    let moment = task.due.moment();
    let is_told = task.set_by.is_past(moment, until, window)
        && task.set_by.visibility <= scope.may_see
        && window.reaches(moment, &task.set_by);
    is_told.then(|| {
        let (place, at) = ((window.context, stream), moment.max(task.set_by.at));
        let entry = Entry::new(task.kind, place, task.title, (&task.set_by, at));
        Entry { part: part.to_owned(), due: Some(task.due), ..entry }
    })
}

pub(super) fn entries(scope: &Scope, told: &[News<OfTalk>], window: Window<'_>) -> Vec<Entry> {
    let (mut standing, mut entries) = (Standing::default(), Vec::new());
    for news in told.iter().take_while(|news| window.is_known(news.sequence)) {
        if let Some((place, ended)) = standing.take_in(scope, news) {
            entries.extend(passed(scope, window, (place, &ended), Some(news.recorded_at)));
        }
        if !news.is_imported && news.visibility <= scope.may_see && window.holds(news.sequence) {
            entries.extend(standing.entry(scope, window, news));
        }
    }
    for (place, task) in &standing.tasks {
        entries.extend(passed(scope, window, (*place, task), None));
    }
    entries
}

/// What the person's organization has not acknowledged or done.
pub(super) fn reminders(scope: &Scope, told: &[News<OfTalk>], window: Window<'_>) -> Vec<Reminder> {
    let mut standing = Standing::default();
    for news in told.iter().take_while(|news| window.is_known(news.sequence)) {
        standing.take_in(scope, news);
    }
    let open = standing.tasks.iter().filter(|(_, task)| task.set_by.visibility <= scope.may_see);
    let reminders = open.filter_map(|((stream, part), task)| {
        Reminder::standing((window.context, stream, part), task.title, task.due, task.set_by, window.to.at)
    });
    reminders.collect()
}
