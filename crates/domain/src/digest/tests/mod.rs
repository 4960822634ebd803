//! What a digest and reminders tell, and the laws they keep.

mod laws;
mod reminding;
mod rhythms;
mod sources;
mod telling;

use std::collections::BTreeMap;

use super::{
    Cut, Digest, Entry, Kind, Level, News, Scope, Told, compose,
    news::{OfAgenda, OfPlan, OfTalk},
};
use crate::{
    ids::{OrgId, StreamId, Uuid},
    meta::{ContextName, Visibility},
    time::{Date, Timestamp},
};

const ME: &str = "p_me";

fn at(hour: i64) -> Timestamp {
    "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap().plus_hours(hour)
}

fn day(day: i8) -> Date {
    Date::constant(2026, 1, day)
}

fn org(number: u128) -> OrgId {
    OrgId::from_uuid(Uuid::from_u128(number))
}

fn stream(text: &str) -> StreamId {
    text.parse().unwrap()
}

fn me() -> Scope {
    Scope {
        person: ME.to_owned(),
        org: Some(org(1)),
        may_see: Visibility::Members,
        level: Level::Watch,
        threads: BTreeMap::new(),
    }
}

/// What the contexts recorded, hour by hour.
#[derive(Debug, Clone, Default)]
struct History {
    told: Told,
}

fn push<T>(all: &mut Vec<News<T>>, hour: i64, of: &str, what: T) {
    let sequence = all.last().map_or(1, |last| last.sequence + 1);
    let (visibility, stream) = (Visibility::Members, stream(of));
    all.push(News { sequence, recorded_at: at(hour), visibility, is_imported: false, stream, what });
}

impl History {
    fn agenda(&mut self, hour: i64, of: &str, what: OfAgenda) -> &mut Self {
        push(&mut self.told.agenda, hour, of, what);
        self
    }

    fn plan(&mut self, hour: i64, of: &str, what: OfPlan) -> &mut Self {
        push(&mut self.told.plan, hour, of, what);
        self
    }

    fn talk(&mut self, hour: i64, of: &str, what: OfTalk) -> &mut Self {
        push(&mut self.told.communication, hour, of, what);
        self
    }

    /// Everything recorded by that hour.
    fn cut(&self, hour: i64) -> Cut {
        fn last<T>(all: &[News<T>], hour: i64) -> u64 {
            all.iter()
                .filter(|news| news.recorded_at <= at(hour))
                .map(|news| news.sequence)
                .max()
                .unwrap_or(0)
        }
        let sequences = [
            (ContextName::Agenda, last(&self.told.agenda, hour)),
            (ContextName::Plan, last(&self.told.plan, hour)),
            (ContextName::Communication, last(&self.told.communication, hour)),
        ];
        Cut { at: at(hour), sequences: sequences.into() }
    }

    fn digest(&self, scope: &Scope, from: i64, to: i64) -> Digest {
        compose(scope, &self.told, &self.cut(from), &self.cut(to), super::MAX_ENTRIES)
    }

    /// What the digest between two hours tells me, each with its title or part.
    fn tells(&self, from: i64, to: i64) -> Vec<(Kind, String)> {
        self.digest(&me(), from, to).entries.into_iter().map(named).collect()
    }
}

fn named(entry: Entry) -> (Kind, String) {
    let name = if entry.part.is_empty() { entry.title } else { entry.part };
    (entry.kind, name)
}

fn opened(closes: i64) -> OfAgenda {
    OfAgenda::ProposalOpened {
        title: "Mentors?".to_owned(),
        electorate: [org(1), org(2)].into(),
        closes_at: at(closes),
    }
}

fn milestone(name: &str, due: Date) -> OfPlan {
    OfPlan::MilestoneAdded { milestone: name.to_owned(), title: format!("Reach {name}"), due }
}

fn said(message: &str, author: &str, mentions: &[&str]) -> OfTalk {
    OfTalk::MessagePosted {
        message: message.to_owned(),
        author: author.to_owned(),
        mentions: mentions.iter().map(|one| (*one).to_owned()).collect(),
    }
}
