//! Puts a digest together: the news of all contexts between two cuts, in order, at most so many.

use super::{
    Cut, Entry, Reminder, Scope, Told, agenda, communication,
    cut::Window,
    news::{News, OfAgenda, OfPlan, OfTalk},
    plan,
};
use crate::{meta::ContextName, time::Timestamp};

/// About so many entries in one digest; what is beyond comes with the next. Entries of one moment stay together.
pub const MAX_ENTRIES: usize = 1_000;

/// What happened between two cuts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// From here on.
    pub from: Cut,
    /// Up to here: where the next begins.
    pub to: Cut,
    /// In the order it happened.
    pub entries: Vec<Entry>,
    /// Whether it goes as far as was asked for; else there is more behind `to`.
    pub is_whole: bool,
}

/// What happened after `from` up to `to`, for whom it is made.
pub fn compose(scope: &Scope, told: &Told, from: &Cut, to: &Cut, max_entries: usize) -> Digest {
    let entries = between(scope, told, from, to);
    let last = max_entries.checked_sub(1).and_then(|last| entries.get(last)).map(|entry| entry.at);
    match last {
        Some(last) if entries.len() > max_entries => {
            let to = earlier(told, from, to, last);
            let entries = between(scope, told, from, &to);
            Digest { from: from.clone(), to, entries, is_whole: false }
        }
        _ => Digest { from: from.clone(), to: to.clone(), entries, is_whole: true },
    }
}

fn between(scope: &Scope, told: &Told, from: &Cut, to: &Cut) -> Vec<Entry> {
    let window = |context| Window { context, from, to };
    let mut entries = agenda::entries(scope, &told.agenda, window(ContextName::Agenda));
    entries.extend(plan::entries(scope, &told.plan, window(ContextName::Plan)));
    entries.extend(communication::entries(scope, &told.communication, window(ContextName::Communication)));
    entries.sort_by(|a, b| {
        let place = |entry: &Entry| (entry.at, entry.context, entry.sequence, entry.kind);
        place(a).cmp(&place(b)).then_with(|| (&a.stream, &a.part).cmp(&(&b.stream, &b.part)))
    });
    entries
}

/// The cut at a moment before `to`: whatever was recorded by then lies before it.
fn earlier(told: &Told, from: &Cut, to: &Cut, at: Timestamp) -> Cut {
    fn last<T>(news: &[News<T>], at: Timestamp) -> u64 {
        let known = news.iter().take_while(|news| news.recorded_at <= at);
        known.last().map_or(0, |news| news.sequence)
    }
    let lasts = [
        (ContextName::Agenda, last::<OfAgenda>(&told.agenda, at)),
        (ContextName::Plan, last::<OfPlan>(&told.plan, at)),
        (ContextName::Communication, last::<OfTalk>(&told.communication, at)),
    ];
    let bounded = |(context, last): (ContextName, u64)| {
        (context, last.max(from.sequence(context)).min(to.sequence(context)))
    };
    Cut { at: at.max(from.at).min(to.at), sequences: lasts.into_iter().map(bounded).collect() }
}

/// What is still to be done at the cut `now`, soonest first; only what a digest after `from` up to `to` has to say
/// where these are given, so that no digest says it a second time.
pub fn reminders(scope: &Scope, told: &Told, now: &Cut, between: Option<(&Cut, &Cut)>) -> Vec<Reminder> {
    let beginning = Cut::beginning();
    let whole = |context| Window { context, from: &beginning, to: now };
    let mut standing = agenda::reminders(scope, &told.agenda, whole(ContextName::Agenda));
    let talk = whole(ContextName::Communication);
    standing.extend(communication::reminders(scope, &told.communication, talk));
    if let Some((from, to)) = between {
        standing.retain(|one| Window { context: one.context, from, to }.reaches(one.since, &one.set_by));
    }
    standing.sort_by(|a, b| (a.due.moment(), &a.id).cmp(&(b.due.moment(), &b.id)));
    standing
}
