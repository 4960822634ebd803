//! Decisions, and stances that were not taken.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Entry, Kind, News, Reminder, Scope,
    cut::Window,
    entry::{Due, Known},
    news::OfAgenda,
};
use crate::{
    ids::{OrgId, StreamId},
    time::Timestamp,
};

/// A proposal that takes stances.
struct Open<'a> {
    electorate: &'a BTreeSet<OrgId>,
    has_acted: BTreeSet<&'a OrgId>,
    closes_at: Timestamp,
    set_by: Known,
}

/// What stands at the end of a window.
#[derive(Default)]
struct Standing<'a> {
    titles: BTreeMap<&'a StreamId, &'a str>,
    open: BTreeMap<&'a StreamId, Open<'a>>,
}

impl<'a> Standing<'a> {
    fn take_in(&mut self, news: &'a News<OfAgenda>) {
        let stream = &news.stream;
        match &news.what {
            OfAgenda::ProposalOpened { title, electorate, closes_at } => {
                self.titles.insert(stream, title);
                let (has_acted, set_by) = (BTreeSet::new(), news.into());
                self.open.insert(stream, Open { electorate, has_acted, closes_at: *closes_at, set_by });
            }
            OfAgenda::MatterOpened { title } => {
                self.titles.insert(stream, title);
            }
            OfAgenda::WindowExtended { closes_at } => {
                if let Some(open) = self.open.get_mut(stream) {
                    (open.closes_at, open.set_by) = (*closes_at, news.into());
                }
            }
            OfAgenda::StanceCast { org } | OfAgenda::ConflictDeclared { org } => {
                if let Some(open) = self.open.get_mut(stream) {
                    open.has_acted.insert(org);
                }
            }
            OfAgenda::ProposalDecided { .. } | OfAgenda::ProposalWithdrawn => {
                self.open.remove(stream);
            }
            OfAgenda::MatterDecided { .. } => {}
        }
    }
}

pub(super) fn entries(scope: &Scope, told: &[News<OfAgenda>], window: Window<'_>) -> Vec<Entry> {
    let (mut standing, mut entries) = (Standing::default(), Vec::new());
    for news in told.iter().take_while(|news| window.is_known(news.sequence)) {
        standing.take_in(news);
        if news.is_imported || news.visibility > scope.may_see || !window.holds(news.sequence) {
            continue;
        }
        let (result, not_voting) = match &news.what {
            OfAgenda::ProposalDecided { result, not_voting } => (*result, Some(not_voting)),
            OfAgenda::MatterDecided { result } => (*result, None),
            _ => continue,
        };
        let title = standing.titles.get(&news.stream).copied().unwrap_or_default();
        let entry = |kind| {
            let place = (window.context, &news.stream);
            let mut entry = Entry::new(kind, place, title, (&news.into(), news.recorded_at));
            entry.result = Some(result.to_owned());
            entry
        };
        entries.push(entry(Kind::DecisionTaken));
        if not_voting.is_some_and(|orgs| orgs.iter().any(|org| scope.is_for(org))) {
            entries.push(entry(Kind::StanceMissed));
        }
    }
    entries
}

/// Proposals that still want a stance of the person's organization.
pub(super) fn reminders(scope: &Scope, told: &[News<OfAgenda>], window: Window<'_>) -> Vec<Reminder> {
    let mut standing = Standing::default();
    for news in told.iter().take_while(|news| window.is_known(news.sequence)) {
        standing.take_in(news);
    }
    let Some(org) = &scope.org else { return Vec::new() };
    let awaited = standing.open.iter().filter(|(_, open)| {
        open.electorate.contains(org)
            && !open.has_acted.contains(org)
            && open.set_by.visibility <= scope.may_see
    });
    let reminders = awaited.filter_map(|(stream, open)| {
        let title = standing.titles.get(*stream).copied().unwrap_or_default();
        let place = (window.context, *stream, "");
        Reminder::standing(place, title, Due::Moment(open.closes_at), open.set_by, window.to.at)
    });
    reminders.collect()
}
