//! What a person keeps for themselves, and what they have missed: subscriptions, read cursors, digests, reminders.
//!
//! Knows no rules (`domain::communication::personal`, `domain::digest`) and no wire beyond its parsers. Nothing here is
//! history: it is kept in `personal.sqlite`, and every answer is for the caller alone. Nothing is sent: a hub has no mailer.

mod answers;
mod commands;
mod news;
mod rows;
mod store;
#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use domain::{
    communication::{Refusal, personal::Watched},
    digest::{Scope, Told},
    ids::{PersonId, Slug, StreamId},
    meta::ContextName,
};
use runtime::{
    Hub, Parts, Reading,
    refusals::{self, Refused},
};
use tonic::Status;

use self::{
    news::News,
    store::{NotKept, Store, Whose},
};

/// What is personal, of one service.
#[derive(Clone)]
pub struct Personal {
    parts: Parts,
    store: Arc<Store>,
    news: Arc<News>,
}

impl Personal {
    /// Opens the store, and listens to the logs from now on.
    ///
    /// # Errors
    /// SQLite's.
    pub fn open(hub: &Hub, parts: &Parts) -> rusqlite::Result<Self> {
        let folder: &Path = &hub.config.hub.data;
        let file = folder.join(ContextName::Communication.as_str()).join("personal.sqlite");
        let erasures = parts.core.facts.erasures();
        let is_erased = move |initiative: &str, person: &str| {
            let whose = (initiative.parse::<Slug>(), person.parse::<PersonId>());
            let (Ok(initiative), Ok(person)) = whose else { return false };
            erasures.borrow().approved.contains_key(&(initiative, person))
        };
        let store = Arc::new(Store::open(&file, is_erased)?);
        let news = Arc::new(News::new(parts.core.clock.clone()));
        let listening = Arc::clone(&news);
        hub.hear(move |context, bytes| listening.hear(context, bytes).map_err(|error| format!("{error:?}")));
        Ok(Self { parts: parts.clone(), store, news })
    }

    /// Looks at what the contexts told, for what is told in public.
    pub fn told<T>(&self, initiative: &Slug, look: impl FnOnce(&Told) -> T) -> T {
        self.news.with(initiative, |told, _| look(told))
    }

    /// Deletes all that a person kept here.
    ///
    /// # Errors
    /// SQLite's.
    pub fn forget(&self, initiative: &str, person: &str) -> Result<(), String> {
        let whose = Whose { initiative, person };
        self.store.erase(whose).map_err(|error| format!("personal.sqlite: {error}"))
    }

    /// For whom a digest is made: the caller, as they may see and want to be told now.
    fn scope(&self, person: &str, reading: &Reading) -> Result<Scope, views::Error> {
        let whose = Whose { initiative: reading.initiative.as_str(), person };
        let kept = self.store.read(|connection| rows::subscriptions(connection, whose))?;
        let mut scope = Scope {
            person: person.to_owned(),
            org: reading.org.clone(),
            may_see: reading.may_see,
            level: domain::digest::Level::default(),
            threads: std::collections::BTreeMap::new(),
        };
        for one in kept {
            match one.scope {
                Watched::Initiative => scope.level = one.level,
                Watched::Thread(thread) => {
                    scope.threads.insert(StreamId::of("thread", thread), one.level);
                }
            }
        }
        Ok(scope)
    }
}

fn answer<T>(result: Result<T, Refused<Refusal>>) -> Result<tonic::Response<T>, Status> {
    let answered = result.map_err(|refused| refusals::status(ContextName::Communication, refused));
    Ok(tonic::Response::new(answered?))
}

/// What the caller is told of a store that says no; the operator is told more.
fn not_kept(why: NotKept) -> Refused<Refusal> {
    match why {
        NotKept::Erased => Refused::NotFound,
        NotKept::Sqlite(error) => {
            tracing::error!(%error, "personal.sqlite cannot be used");
            Refused::Busy
        }
    }
}

/// A refusal of a query, as one of the context's own.
fn own(refused: Refused<refusals::NoRule>) -> Status {
    refusals::status(ContextName::Communication, refused)
}
